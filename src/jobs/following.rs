//! What is in memory of who holds what follows the database: at once when another node tells of a change, and every
//! quarter of a second whether told or not.

use std::time::Duration;

use tokio::sync::Notify;

use crate::operations::Core;
use crate::store::rights::listen;

const EVERY: Duration = Duration::from_millis(250);
/// How long after a lost connection to listen anew.
const AGAIN: Duration = Duration::from_secs(1);

/// Keeps what is in memory behind the database by a moment, until it is dropped.
pub async fn follow(core: &Core) {
    let changed = Notify::new();
    tokio::join!(keep_up(core, &changed), be_told(core, &changed));
}

async fn keep_up(core: &Core, changed: &Notify) {
    let mut answers = true;
    loop {
        let read = core.rights.catch_up(&core.db).await;
        // Once, not four times a second.
        match (&read, answers) {
            (Err(error), true) => tracing::warn!(%error, "changes of rights can’t be read"),
            (Ok(()), false) => tracing::info!("changes of rights can be read again"),
            _ => {}
        }
        answers = read.is_ok();
        let _told = tokio::time::timeout(EVERY, changed.notified()).await;
    }
}

async fn be_told(core: &Core, changed: &Notify) {
    loop {
        if let Err(error) = listen(&core.db, changed).await {
            tracing::debug!(%error, "nobody tells of changes of rights now; they are looked for");
        }
        tokio::time::sleep(AGAIN).await;
    }
}

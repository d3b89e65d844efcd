//! Backups, by whoever can open the database.

use std::path::Path;

use super::super::audit::{self, Entry};
use crate::clock::Clock;
use crate::operations::Core;
use crate::store::Db;
pub use crate::store::backup::{BackupError, Made, Returned, Since};
use crate::store::backup::{make, restore};

/// Writes everything to a new file, while servers go on.
///
/// # Errors
/// If the file exists or can't be written, or the database doesn't answer.
pub async fn make_backup(core: &Core, file: &Path) -> Result<Made, BackupError> {
    let now = core.clock.now();
    let made = make(&core.db, file, now).await?;
    note(&core.db, &core.clock, "MakeBackup").await?;
    Ok(made)
}

/// Puts a backup in the place of what the database holds. Every session has ended then, and what had ended since the
/// backup was made ends again.
///
/// # Errors
/// If the file is broken, a server runs, or the database doesn't answer; nothing is changed then.
pub async fn restore_backup(url: &str, file: &Path, clock: &Clock) -> Result<Since, BackupError> {
    let since = restore(url, file, clock.now()).await?;
    let db = Db::open(url).await.map_err(BackupError::Newer)?;
    note(&db, clock, "RestoreBackup").await?;
    db.close().await;
    Ok(since)
}

async fn note(db: &Db, clock: &Clock, operation: &'static str) -> Result<(), BackupError> {
    let now = clock.now();
    let noted =
        db.append(async |tx| audit::append_operators(tx, now, Entry::new(operation, "console")).await);
    Ok(noted.await?)
}

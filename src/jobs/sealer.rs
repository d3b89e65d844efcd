//! Chains the audit log's new rows by hash, every second, so that changes don't wait for each other over one chain.

use std::time::Duration;

use crate::store::{Db, StoreError, audit};

const PAUSE: Duration = Duration::from_secs(1);

pub(super) async fn run(db: &Db) {
    loop {
        tokio::time::sleep(PAUSE).await;
        if let Err(error) = seal(db).await {
            tracing::warn!(%error, "the audit log was not sealed; the next pass tries again");
        }
    }
}

/// Seals every row that waits.
///
/// # Errors
/// The store's.
pub async fn seal(db: &Db) -> Result<(), StoreError> {
    while audit::seal(db).await? > 0 {}
    Ok(())
}

//! Refusals that wait to be audited: written together a moment later, so that whoever is refused a thousand times a second
//! doesn't make everybody wait for a thousand transactions. Whoever reads the log has them written first; what a crash
//! loses is one such moment.

use crate::shards::Shards;
use crate::store::audit::{self, AuditRow};
use crate::store::{Db, StoreError};

/// The most rows that wait in one piece; above it, whoever is refused waits for the database.
const MOST: usize = 1_000;
/// Rows written in one transaction.
const AT_ONCE: usize = 500;

/// The rows that wait.
#[derive(Debug, Default)]
pub struct Refused(Shards<Vec<AuditRow>>);

impl Refused {
    /// Notes a refusal. If so many wait already that memory would fill, it is written before this returns.
    ///
    /// # Errors
    /// The store's; the row is lost then.
    pub(in crate::operations) async fn note(&self, db: &Db, row: AuditRow) -> Result<(), StoreError> {
        let row = {
            let mut waiting = self.0.of(row.id);
            if waiting.len() < MOST {
                waiting.push(row);
                return Ok(());
            }
            row
        };
        db.append(async |tx| audit::append(tx, &row).await).await
    }

    /// Writes what waits. What fails to be written waits on.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn write(&self, db: &Db) -> Result<(), StoreError> {
        let mut rows: Vec<AuditRow> =
            self.0.each().flat_map(|mut waiting| std::mem::take(&mut *waiting)).collect();
        rows.sort_unstable_by_key(|row| row.id);
        let mut written = 0;
        let mut result = Ok(());
        for part in rows.chunks(AT_ONCE) {
            result = db
                .append(async |tx| {
                    for row in part {
                        audit::append(tx, row).await?;
                    }
                    Ok::<_, StoreError>(())
                })
                .await;
            if result.is_err() {
                break;
            }
            written += part.len();
        }
        for row in rows.into_iter().skip(written) {
            self.0.of(row.id).push(row);
        }
        result
    }
}

//! What `/metrics` tells of quotas, by whose they are: only for those who have its token.

use std::fmt::Write;

use access::quota::MEGABYTE;
use access::{Month, Time};

use super::alerts::used_of;
use crate::store::quota_alerts;
use crate::store::quotas::Direction;
use crate::store::{Db, StoreError};

/// Every quota above 0 and what is gone of it this month, in Prometheus's text format.
///
/// # Errors
/// The store's.
pub async fn figures(db: &Db, now: Time) -> Result<String, StoreError> {
    let rows = db.read(async |tx| quota_alerts::all_held(tx, Month::of(now)).await).await?;
    let (mut used, mut limits) = (String::new(), String::new());
    for held in &rows {
        for direction in [Direction::Read, Direction::Write] {
            let Some((quota_mb, bytes)) = used_of(held, direction) else { continue };
            let labels = format!(
                "{{organization=\"{}\",holder=\"{}\",direction=\"{}\"}}",
                held.organization_name,
                held.holder_name(),
                direction.word()
            );
            let _ = writeln!(used, "sluicegate_quota_used_bytes{labels} {bytes}");
            let limit = u128::from(quota_mb) * u128::from(MEGABYTE);
            let _ = writeln!(limits, "sluicegate_quota_limit_bytes{labels} {limit}");
        }
    }
    Ok(format!(
        "# HELP sluicegate_quota_used_bytes What is gone of a quota this month, reserved bytes included.\n\
         # TYPE sluicegate_quota_used_bytes gauge\n{used}\
         # HELP sluicegate_quota_limit_bytes The quota of a month.\n\
         # TYPE sluicegate_quota_limit_bytes gauge\n{limits}"
    ))
}

//! Which quotas came near their end: at half, at four fifths and at all of it, each told once a month.

use access::quota::MEGABYTE;
use access::{Month, Time};
use serde::Serialize;

use crate::store::quotas::{self, Direction, Held};
use crate::store::{Db, StoreError};

/// The shares that are told, in percent.
pub const SHARES: [u8; 3] = [50, 80, 100];

/// A quota of which a share is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// The organization that pays.
    pub organization: String,
    /// Whose quota it is: the organization's name, `user:NAME` for its member, `service:PATH` for its service.
    pub holder: String,
    /// `read` or `write`.
    pub direction: &'static str,
    /// The share that was reached, in percent.
    pub percent: u8,
    /// The quota, in megabytes a month.
    pub quota_mb: u64,
    /// What is gone, reserved bytes included.
    pub used_bytes: u64,
    /// When it starts anew.
    #[serde(with = "api::time")]
    pub resets_at: Time,
}

/// Finds the quotas that reached a share since the last look, by any node, and notes that they are told. Of several
/// shares that were passed at once the highest is told.
///
/// # Errors
/// The store's. Then nothing is noted.
pub async fn reached(db: &Db, now: Time) -> Result<Vec<Alert>, StoreError> {
    let month = Month::of(now);
    db.append(async |tx| {
        let mut alerts = Vec::new();
        for held in quotas::all_held(tx, month).await? {
            for direction in [Direction::Read, Direction::Write] {
                let Some((quota_mb, used)) = used_of(&held, direction) else { continue };
                let mut highest = None;
                for percent in SHARES.into_iter().filter(|share| is_reached(used, quota_mb, *share)) {
                    if quotas::note_alert(tx, &held, direction, month, percent, now).await? {
                        highest = Some(percent);
                    }
                }
                alerts.extend(highest.map(|percent| Alert {
                    organization: held.organization_name.to_string(),
                    holder: held.holder_name(),
                    direction: direction.word(),
                    percent,
                    quota_mb,
                    used_bytes: used,
                    resets_at: month.next().start(),
                }));
            }
        }
        Ok(alerts)
    })
    .await
}

/// A quota and what is gone of it. One of 0 is a wish, not an event.
pub(super) fn used_of(held: &Held, direction: Direction) -> Option<(u64, u64)> {
    let (quota_mb, used) = (direction.of(held.bounds)?, direction.amount(held.used));
    (quota_mb > 0).then_some((quota_mb, used))
}

fn is_reached(used: u64, quota_mb: u64, percent: u8) -> bool {
    u128::from(used) * 100 >= u128::from(quota_mb) * u128::from(MEGABYTE) * u128::from(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_reached_to_the_byte() {
        assert!(!is_reached(499_999, 1, 50) && is_reached(500_000, 1, 50));
        assert!(!is_reached(799_999, 1, 80) && is_reached(800_000, 1, 80));
        assert!(!is_reached(999_999, 1, 100) && is_reached(1_000_000, 1, 100));
        assert!(is_reached(u64::MAX, 1, 100) && !is_reached(0, u64::MAX, 50));
    }
}

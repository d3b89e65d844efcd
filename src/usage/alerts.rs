//! Which quotas came near their end: at half, at four fifths and at all of it, each told once a month, and once more if the
//! quota is raised and the share reached again.

use access::quota::MEGABYTE;
use access::{Month, OrganizationId, Time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids;
use crate::store::alert_messages::{self, Channel};
use crate::store::quota_alerts::{self, Held};
use crate::store::quota_use;
use crate::store::quotas::Direction;
use crate::store::{Db, StoreError};

/// The shares that are told, in percent.
pub const SHARES: [u8; 3] = [50, 80, 100];

/// A quota of which a share is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// The organization that pays.
    pub organization: String,
    /// Whose quota it is: the organization's name, `user:NAME` for its member, `service:PATH` for its service.
    pub holder: String,
    /// `read` or `write`.
    pub direction: String,
    /// The share that was reached, in percent.
    pub percent: u8,
    /// The quota, in megabytes a month.
    pub quota_mb: u64,
    /// What is gone, reserved bytes included.
    pub used_bytes: u64,
    /// Whether somebody was refused because what is left had no room for them: then all of it is as good as gone.
    pub refused: bool,
    /// When it starts anew.
    #[serde(with = "api::time")]
    pub resets_at: Time,
}

/// Finds the quotas that reached a share since the last look, by any node, and notes that they are told: what is to be sent
/// by these channels is written down with it. Of several shares that were passed at once the highest is told.
///
/// # Errors
/// The store's. Then nothing is noted.
pub async fn reached(db: &Db, now: Time, channels: &[Channel]) -> Result<Vec<Alert>, StoreError> {
    let month = Month::of(now);
    db.append(async |tx| {
        let mut alerts = Vec::new();
        for held in quota_alerts::all_held(tx, month).await? {
            for direction in [Direction::Read, Direction::Write] {
                let Some((quota_mb, used)) = used_of(&held, direction) else { continue };
                let refused = direction.pick(held.full);
                let mut highest = None;
                for percent in
                    SHARES.into_iter().filter(|share| refused || is_reached(used, quota_mb, *share))
                {
                    if quota_alerts::note_alert(tx, &held, direction, month, percent, now).await? {
                        highest = Some(percent);
                    }
                }
                alerts.extend(highest.map(|percent| Alert {
                    organization: held.organization_name.to_string(),
                    holder: held.holder_name(),
                    direction: direction.word().to_owned(),
                    percent,
                    quota_mb,
                    used_bytes: used,
                    refused,
                    resets_at: month.next().start(),
                }));
            }
        }
        for alert in &alerts {
            let text = serde_json::to_string(alert).unwrap_or_default();
            for channel in channels {
                alert_messages::insert(tx, ids::fresh(now), *channel, &text, now).await?;
            }
        }
        Ok(alerts)
    })
    .await
}

/// After a quota of `holder` was set: what was used before counts from now on, for proxies and figures, too; and what is no
/// longer so may be told again.
///
/// # Errors
/// The store's.
pub async fn quota_set(
    db: &Db,
    organization: OrganizationId,
    holder: Uuid,
    now: Time,
) -> Result<(), StoreError> {
    let (organization, month) = (organization.uuid(), Month::of(now));
    db.append(async |tx| {
        quota_use::begin(tx, organization, holder, month).await?;
        quota_alerts::forget_full(tx, organization, holder, month).await?;
        let Some(held) = quota_alerts::held_of(tx, organization, holder, month).await? else { return Ok(()) };
        for direction in [Direction::Read, Direction::Write] {
            let used = used_of(&held, direction);
            let still = |share| used.is_some_and(|(quota_mb, used)| is_reached(used, quota_mb, share));
            for percent in SHARES.into_iter().filter(|share| !still(*share)) {
                quota_alerts::forget_alert(tx, &held, direction, month, percent).await?;
            }
        }
        Ok(())
    })
    .await
}

/// A quota and what is gone of it. One of 0 is a wish, not an event.
pub(super) fn used_of(held: &Held, direction: Direction) -> Option<(u64, u64)> {
    let (quota_mb, used) = (direction.pick(held.bounds)?, direction.pick(held.used));
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

//! When a quota will be gone, if its use goes on as in the last days.

use access::quota::MEGABYTE;
use access::{Month, Time};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// The days that say how fast it goes.
const DAYS: i64 = 7;

/// When a quota of so many megabytes is used up, of which `used` bytes are gone; none if that isn't in this month.
/// `days` are the bytes of each day, by when it began.
pub(super) fn ends_at(quota_mb: u64, used: u64, days: &[(Time, u64)], now: Time) -> Option<Time> {
    let quota = quota_mb.saturating_mul(MEGABYTE);
    let left = quota.saturating_sub(used);
    if left == 0 {
        return Some(now);
    }
    let from = Time(now.0 - DAYS * DAY);
    let lately: u128 = days.iter().filter(|(at, _)| *at >= from).map(|(_, bytes)| u128::from(*bytes)).sum();
    if lately == 0 {
        return None;
    }
    let first = days.iter().filter(|(at, bytes)| *at >= from && *bytes > 0).map(|(at, _)| at.0).min()?;
    // Not over days from before it was used at all, but over one day at least.
    let over = u128::from((now.0 - first).max(DAY).unsigned_abs());
    let wait = u128::from(left) * over / lately;
    let end = Time(now.0.checked_add(i64::try_from(wait).ok()?)?);
    (end < Month::of(now).next().start()).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_761_955_200_000;

    #[test]
    fn it_goes_on_as_in_the_last_days() {
        let now = Time(START + 7 * DAY);
        let days: Vec<(Time, u64)> = (0..7).map(|day| (Time(START + day * DAY), 1_000_000)).collect();
        assert_eq!(ends_at(10, 7_000_000, &days, now), Some(Time(now.0 + 3 * DAY)));
        assert_eq!(ends_at(7, 7_000_000, &days, now), Some(now));
        assert_eq!(ends_at(0, 0, &[], now), Some(now));
        assert_eq!(ends_at(1_000, 7_000_000, &days, now), None);
        assert_eq!(ends_at(10, 0, &[], now), None);
        assert_eq!(ends_at(u64::MAX, 0, &days, now), None);
    }

    #[test]
    fn what_began_today_is_not_spread_over_a_week() {
        let now = Time(START + 7 * DAY + DAY / 2);
        let days = [(Time(START + 7 * DAY), 1_000_000)];
        assert_eq!(ends_at(2, 1_000_000, &days, now), Some(Time(now.0 + DAY)));
    }
}

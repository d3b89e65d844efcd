//! Quotas, as arithmetic: megabytes a month, reserved before they are spent.

use crate::Time;
use serde::{Deserialize, Serialize};

/// A decimal megabyte.
pub const MEGABYTE: u64 = 1_000_000;

/// Whose quota it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuotaHolder {
    /// The organization that pays.
    Organization,
    /// The member, as its admins bounded them.
    Member,
    /// The service.
    Service,
}

/// One quota and what is gone of it this month, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Whose.
    pub holder: QuotaHolder,
    /// Megabytes a month; `None` is unlimited, 0 is blocked.
    pub quota_mb: Option<u64>,
    /// Bytes spent or reserved this month. Reservations that a crash left unspent stay in it.
    pub taken: u64,
}

/// A quota that has no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverQuota {
    /// Whose.
    pub holder: QuotaHolder,
    /// When it starts anew.
    pub resets_at: Time,
}

impl Budget {
    /// Bytes that are left; `None` is unlimited.
    #[must_use]
    pub const fn left(&self) -> Option<u64> {
        match self.quota_mb {
            Some(mb) => Some(mb.saturating_mul(MEGABYTE).saturating_sub(self.taken)),
            None => None,
        }
    }
}

/// How many bytes to reserve for a use of `wanted` bytes: at least those, and a little ahead where there is room, so that
/// not every request comes back here.
///
/// A node never holds more than a sixty-fourth of what is left, so that a few nodes together leave 90 % usable.
///
/// # Errors
/// The first budget, in the order given, that has no room for `wanted`. Nothing at all may be used then.
pub fn reserve(budgets: &[Budget], wanted: u64, ahead: u64, now: Time) -> Result<u64, OverQuota> {
    let mut most = wanted.saturating_add(ahead);
    for budget in budgets {
        let Some(left) = budget.left() else { continue };
        if left < wanted || left == 0 {
            return Err(OverQuota { holder: budget.holder, resets_at: crate::Month::of(now).next().start() });
        }
        most = most.min(wanted.max(left / 64));
    }
    Ok(most)
}

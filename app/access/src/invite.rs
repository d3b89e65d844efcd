//! The life of an invite, and what accepting does.

use crate::{Flags, Time};
use serde::{Deserialize, Serialize};

/// "It lasts 14 days."
pub const INVITE_LIFETIME_MS: i64 = 14 * 24 * 60 * 60 * 1000;

/// Where an invite stands. Only a pending one can move, and it moves once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteState {
    /// Waits for an answer.
    Pending,
    /// Used.
    Accepted,
    /// Refused by whom it was for.
    Declined,
    /// Ended by an admin, by a newer invite, or because its sender is admin no more.
    Revoked,
    /// Nobody answered in time.
    Expired,
}

impl InviteState {
    /// The state at `now` of an invite that is stored as `self`: time passes without anybody writing it down.
    #[must_use]
    pub const fn at(self, expires: Time, now: Time) -> Self {
        match self {
            Self::Pending if now.0 >= expires.0 => Self::Expired,
            state => state,
        }
    }

    /// Whether it can still be accepted, declined, revoked or resent.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending)
    }
}

/// "Accepting adds the flags to those held."
#[must_use]
pub const fn accepted(held: Flags, offered: Flags) -> Flags {
    held.union(offered)
}

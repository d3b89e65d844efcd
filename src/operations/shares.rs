//! What costs others, such as letters, and what nobody needs a secret for is limited: so often within a while for an
//! account or for where it comes from, on all nodes together.

use std::net::{IpAddr, Ipv4Addr};

use access::{Time, UserId};
use api::{Fault, FaultKind};

use super::sign_in::source_of;
use super::{Context, Stop};
use crate::store::Tx;
use crate::store::sign_in_failures::{self, Failures};

const TEN_MINUTES: i64 = 10 * 60 * 1000;
const HOUR: i64 = 60 * 60 * 1000;

/// What is limited, and to how often.
#[derive(Clone, Copy)]
pub(super) struct Share {
    name: &'static str,
    most: i64,
    /// Within so many milliseconds after the first.
    within: i64,
    /// What there were too many of, in words.
    what: &'static str,
}

/// Command lines that ask to be signed in, from one address.
pub(super) const LOGINS: Share =
    Share { name: "login", most: 30, within: TEN_MINUTES, what: "logins were started" };
/// Reports of leaked secrets, from one address.
pub(super) const LEAKS: Share = Share { name: "leak", most: 60, within: TEN_MINUTES, what: "reports came" };
/// Codes that lead to no login, typed by one account.
pub(super) const CODES_OF_ACCOUNT: Share =
    Share { name: "code-by", most: 10, within: TEN_MINUTES, what: "wrong codes were typed" };
/// Codes that lead to no login, typed at one address.
pub(super) const CODES_AT_ADDRESS: Share =
    Share { name: "code-at", most: 20, within: TEN_MINUTES, what: "wrong codes were typed" };
/// Letters with a link that are sent for one account.
pub(super) const LETTERS: Share = Share { name: "letters", most: 5, within: HOUR, what: "letters were sent" };
/// Accounts that are made from one address.
pub(super) const SIGN_UPS: Share =
    Share { name: "sign-up", most: 10, within: HOUR, what: "accounts were made" };

impl Share {
    /// The subject of an address.
    pub(super) fn at(self, address: Option<IpAddr>) -> (Self, String) {
        let source = source_of(address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)));
        (self, format!("{}:{source}", self.name))
    }

    /// The subject of an account.
    pub(super) fn of(self, user: UserId) -> (Self, String) {
        (self, format!("{}:{user}", self.name))
    }

    fn present(self, failures: Failures, now: Time) -> Failures {
        let over = failures.first_at.plus(self.within) <= now;
        if over { Failures { count: 0, first_at: now, last_at: now } } else { failures }
    }
}

/// Takes one of each share before the work is done, so that many at once don't slip through together.
///
/// # Errors
/// 429 if one is used up; then nothing was taken.
pub(super) async fn take(
    context: &Context,
    operation: &'static str,
    shares: &[(Share, String)],
) -> Result<(), Fault> {
    let now = context.now;
    context
        .appending(operation, async |tx| {
            for (share, subject) in shares {
                let used = share.present(sign_in_failures::take(tx, subject, now).await?, now);
                if used.count >= share.most {
                    let wait =
                        (used.first_at.plus(share.within).0 - now.0).max(1000).unsigned_abs().div_ceil(1000);
                    let detail = format!("Too many {}; try again in {wait} seconds.", share.what);
                    let fault = Fault::new(FaultKind::TooManyRequests, detail);
                    return Err(Stop::from(Fault { retry_after: Some(wait), ..fault }));
                }
                let more = Failures { count: used.count + 1, last_at: now, ..used };
                sign_in_failures::keep(tx, subject, more).await?;
            }
            Ok(())
        })
        .await
}

/// Gives one of each share back: what was limited didn't happen.
pub(super) async fn give_back(tx: &mut Tx, shares: &[(Share, String)], now: Time) -> Result<(), Stop> {
    for (share, subject) in shares {
        let used = share.present(sign_in_failures::take(tx, subject, now).await?, now);
        let fewer = Failures { count: (used.count - 1).max(0), ..used };
        sign_in_failures::keep(tx, subject, fewer).await?;
    }
    Ok(())
}

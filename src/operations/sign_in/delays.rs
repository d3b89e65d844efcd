//! Growing delays after failed sign-ins, by account and by source. An attempt is counted as failed before the password
//! is looked at, so that many at once don't slip through together, and taken back when it succeeds.

use std::net::IpAddr;

use access::Time;
use api::names::Name;
use api::{Fault, FaultKind};

use crate::operations::Stop;
use crate::store::Tx;
use crate::store::sign_in_failures::{self, Failures};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;

/// From how many failures on a subject has to wait, and how long.
#[derive(Clone, Copy)]
struct Limit {
    failures: i64,
    first_wait: i64,
    longest_wait: i64,
    /// Failures older than this don't count; none for "in a row".
    within: Option<i64>,
}

/// "10 failures in a row for an account".
const ACCOUNT: Limit =
    Limit { failures: 10, first_wait: 30 * SECOND, longest_wait: 15 * MINUTE, within: None };
/// "50 in ten minutes from an address".
const ADDRESS: Limit =
    Limit { failures: 50, first_wait: MINUTE, longest_wait: 10 * MINUTE, within: Some(10 * MINUTE) };

impl Limit {
    /// What still counts of earlier failures.
    fn counting(self, failures: Failures, now: Time) -> Failures {
        let over = self.within.is_some_and(|within| {
            // Once the limit is reached, quiet is what ends it, not the end of the first ten minutes.
            let since = if failures.count < self.failures { failures.first_at } else { failures.last_at };
            since.plus(within) <= now
        });
        if over { Failures { count: 0, first_at: now, last_at: now } } else { failures }
    }

    /// Milliseconds until the next attempt; each failure beyond the limit doubles them.
    fn wait(self, failures: Failures, now: Time) -> Option<i64> {
        let beyond = u32::try_from(failures.count - self.failures).ok()?;
        let wait = self.first_wait.saturating_mul(1_i64 << beyond.min(20)).min(self.longest_wait);
        let rest = failures.last_at.plus(wait).0 - now.0;
        (rest > 0).then_some(rest)
    }
}

/// One attempt, and on whom its failure counts: the account, then the source.
#[derive(Clone)]
pub(super) struct Attempt {
    subjects: Vec<(String, Limit)>,
    now: Time,
}

impl Attempt {
    /// To sign in; `name` is the hash of what was typed, where that is no name.
    pub(super) fn to_sign_in(name: &Result<Name, String>, from: Option<IpAddr>, now: Time) -> Self {
        let account = (account_subject(name), ACCOUNT);
        let source = from.map(|address| (address_subject(address), ADDRESS));
        Self { subjects: std::iter::once(account).chain(source).collect(), now }
    }

    /// To confirm the password in a session.
    pub(super) fn to_confirm(name: &Name, now: Time) -> Self {
        Self { subjects: vec![(account_subject(&Ok(name.clone())), ACCOUNT)], now }
    }

    /// Counts it as failed.
    ///
    /// # Errors
    /// 429 if it comes too early; then it doesn't count, and waiting gets no longer.
    pub(super) async fn count(&self, tx: &mut Tx) -> Result<(), Stop> {
        let mut longest = None;
        for (subject, limit) in &self.subjects {
            let failures = limit.counting(sign_in_failures::take(tx, subject, self.now).await?, self.now);
            longest = longest.max(limit.wait(failures, self.now));
            let counted = Failures { count: failures.count + 1, last_at: self.now, ..failures };
            sign_in_failures::keep(tx, subject, counted).await?;
        }
        let Some(wait) = longest else { return Ok(()) };
        let seconds = wait.unsigned_abs().div_ceil(1000);
        let detail = format!("Too many sign-ins failed; try again in {seconds} seconds.");
        Err(Fault { retry_after: Some(seconds), ..Fault::new(FaultKind::TooManyRequests, detail) }.into())
    }

    /// Takes it back: the password was not looked at.
    pub(super) async fn take_back(&self, tx: &mut Tx) -> Result<(), Stop> {
        for (subject, limit) in &self.subjects {
            let failures = limit.counting(sign_in_failures::take(tx, subject, self.now).await?, self.now);
            let fewer = Failures { count: (failures.count - 1).max(0), ..failures };
            sign_in_failures::keep(tx, subject, fewer).await?;
        }
        Ok(())
    }

    /// Takes it back, and ends the account's row of failures.
    pub(super) async fn succeed(&self, tx: &mut Tx) -> Result<(), Stop> {
        self.take_back(tx).await?;
        if let Some((account, _)) = self.subjects.first() {
            let none = Failures { count: 0, first_at: self.now, last_at: self.now };
            sign_in_failures::keep(tx, account, none).await?;
        }
        Ok(())
    }
}

fn account_subject(name: &Result<Name, String>) -> String {
    match name {
        Ok(name) => format!("account:{}", name.stored()),
        Err(hash) => format!("account#{hash}"),
    }
}

/// The source that an address belongs to: an IPv6 network of 64 bits is one, since whoever has one address there has them
/// all.
#[must_use]
pub fn source_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => std::net::Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
    }
}

fn address_subject(address: IpAddr) -> String {
    match source_of(address) {
        IpAddr::V4(address) => format!("address:{address}"),
        IpAddr::V6(network) => format!("address:{network}/64"),
    }
}

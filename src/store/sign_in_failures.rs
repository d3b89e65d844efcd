//! Failed sign-ins in a row, by account and by source.

use access::Time;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    // Makes the row or touches it, so that it is locked to the end of the transaction.
    TAKE = "insert into sign_in_failures (subject, failures, first_at, last_at) values ($1, 0, $2, $2) \
        on conflict (subject) do update set failures = sign_in_failures.failures returning failures, first_at, last_at";
    KEEP = "insert into sign_in_failures (subject, failures, first_at, last_at) values ($1, $2, $3, $4) \
        on conflict (subject) do update set failures = excluded.failures, first_at = excluded.first_at, \
        last_at = excluded.last_at";
    FORGET = "delete from sign_in_failures where subject = $1";
    SWEEP = "delete from sign_in_failures where last_at <= $1";
}

/// The failures of one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: i64,
    /// When the first was.
    pub first_at: Time,
    /// When the last was.
    pub last_at: Time,
}

/// The failures of a subject, which nobody else counts until the end of the transaction. To be called in
/// [`Db::append`](super::Db::append), account before source.
///
/// # Errors
/// The store's.
pub async fn take(tx: &mut Tx, subject: &str, now: Time) -> Result<Failures, StoreError> {
    let (count, first, last) = query!(tx, (i64, i64, i64), fetch_one, TAKE, subject, now.0)?;
    Ok(Failures { count, first_at: Time(first), last_at: Time(last) })
}

/// Keeps the failures of a subject; none are forgotten.
///
/// # Errors
/// The store's.
pub async fn keep(tx: &mut Tx, subject: &str, failures: Failures) -> Result<(), StoreError> {
    if failures.count > 0 {
        execute!(tx, KEEP, subject, failures.count, failures.first_at.0, failures.last_at.0)?;
    } else {
        execute!(tx, FORGET, subject)?;
    }
    Ok(())
}

/// Forgets subjects without a failure since `before`.
///
/// # Errors
/// The store's.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64, StoreError> {
    execute!(tx, SWEEP, before.0)
}

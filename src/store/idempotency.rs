//! Answers kept for 24 hours by `Idempotency-Key`, in the transaction of the change that they answer.

use access::Time;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    FIND = "select request_hash, status, body from idempotency_keys where caller = $1 and key = $2 and created_at > $3";
    FORGET = "delete from idempotency_keys where caller = $1 and key = $2 and created_at <= $3";
    INSERT = "insert into idempotency_keys (caller, key, request_hash, status, body, created_at) \
        values ($1, $2, $3, $4, $5, $6)";
    SWEEP = "delete from idempotency_keys where created_at <= $1";
}

/// How long an answer is kept: 24 hours, in milliseconds.
pub const KEPT: i64 = 24 * 60 * 60 * 1000;

/// A call that was answered before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The SHA-256 of the request.
    pub request_hash: Vec<u8>,
    /// The HTTP status of the answer.
    pub status: i64,
    /// The answer, or what may be kept of it.
    pub body: String,
}

/// The answer to this caller's call with this key, if it was made in the last 24 hours.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, caller: &str, key: &str, now: Time) -> Result<Option<KeptAnswer>, StoreError> {
    let since = now.plus(-KEPT).0;
    let row = query!(tx, (Vec<u8>, i64, String), fetch_optional, FIND, caller, key, since)?;
    Ok(row.map(|(request_hash, status, body)| KeptAnswer { request_hash, status, body }))
}

/// Keeps an answer.
///
/// # Errors
/// The store's.
pub async fn keep(
    tx: &mut Tx,
    caller: &str,
    key: &str,
    answer: &KeptAnswer,
    now: Time,
) -> Result<(), StoreError> {
    // One that is older than a day may still wait for the sweep. A fresh one is another call's, made at the same moment.
    execute!(tx, FORGET, caller, key, now.plus(-KEPT).0)?;
    let (hash, body) = (answer.request_hash.as_slice(), answer.body.as_str());
    execute!(tx, INSERT, caller, key, hash, answer.status, body, now.0)?;
    Ok(())
}

/// Forgets answers older than 24 hours.
///
/// # Errors
/// The store's.
pub async fn sweep(tx: &mut Tx, now: Time) -> Result<u64, StoreError> {
    execute!(tx, SWEEP, now.plus(-KEPT).0)
}

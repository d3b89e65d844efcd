//! One-time links that are not used up. Only the SHA-256 of a code is kept.

use access::Time;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    DELETE_PURPOSE = "delete from one_time_codes where purpose = $1";
    INSERT = "insert into one_time_codes (code_hash, purpose, created_at, expires_at) values ($1, $2, $3, $4)";
    TAKE = "delete from one_time_codes where code_hash = $1 and purpose = $2 and expires_at > $3";
    IS_GOOD = "select exists (select 1 from one_time_codes where code_hash = $1 and purpose = $2 and expires_at > $3)";
    SWEEP = "delete from one_time_codes where expires_at <= $1";
}

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To make the first account.
    FirstAccount,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::FirstAccount => "first_account",
        }
    }
}

/// A code that was good, and is used up by this transaction.
#[derive(Debug)]
pub struct UsedCode(());

/// Keeps a code, beside others for the same purpose.
///
/// # Errors
/// The store's.
pub async fn keep(
    tx: &mut Tx,
    purpose: Purpose,
    hash: &[u8; 32],
    now: Time,
    expires_at: Time,
) -> Result<(), StoreError> {
    execute!(tx, INSERT, hash.as_slice(), purpose.word(), now.0, expires_at.0).map(drop)
}

/// Uses a code up, if it is good now; the others for the same purpose go with it.
///
/// # Errors
/// The store's.
pub async fn take(
    tx: &mut Tx,
    purpose: Purpose,
    hash: &[u8; 32],
    now: Time,
) -> Result<Option<UsedCode>, StoreError> {
    if execute!(tx, TAKE, hash.as_slice(), purpose.word(), now.0)? == 0 {
        return Ok(None);
    }
    execute!(tx, DELETE_PURPOSE, purpose.word())?;
    Ok(Some(UsedCode(())))
}

/// Whether a code is good now; it stays so.
///
/// # Errors
/// The store's.
pub async fn is_good(
    tx: &mut Tx,
    purpose: Purpose,
    hash: &[u8; 32],
    now: Time,
) -> Result<bool, StoreError> {
    Ok(query!(tx, (bool,), fetch_one, IS_GOOD, hash.as_slice(), purpose.word(), now.0)?.0)
}

/// Forgets codes whose time is over.
///
/// # Errors
/// The store's.
pub async fn sweep(tx: &mut Tx, now: Time) -> Result<u64, StoreError> {
    execute!(tx, SWEEP, now.0)
}

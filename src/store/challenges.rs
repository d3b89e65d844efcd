//! First halves that wait for their second: a sign-in for its code, a new authenticator app or passkey for its proof. By
//! the SHA-256 of a random token, which only the browser has; the state is sealed by whoever keeps it here.

use access::{Time, UserId};
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    INSERT = "insert into challenges (token_hash, purpose, user_id, state, failures, expires_at) \
        values ($1, $2, $3, $4, 0, $5)";
    FIND = "select user_id, state from challenges \
        where token_hash = $1 and purpose = $2 and expires_at > $3 and failures < $4";
    // Locks the row: parallel tries are counted one after the other.
    TRY_ONCE = "update challenges set failures = failures + 1 \
        where token_hash = $1 and purpose = $2 and expires_at > $3 and failures < $4 returning user_id, state";
    TAKE = "delete from challenges where token_hash = $1 and purpose = $2 and expires_at > $3 \
        returning user_id, state";
    DELETE = "delete from challenges where token_hash = $1";
    DELETE_OF = "delete from challenges where user_id = $1";
    SWEEP = "delete from challenges where expires_at <= $1";
}

/// How often the second half may be wrong.
const TRIES: i64 = 5;

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A sign-in whose password was right, for its code.
    SecondStep,
    /// An authenticator app, for its first code.
    NewTotp,
    /// A passkey that is being made.
    NewPasskey,
    /// A passkey that is to say who somebody is.
    Passkey,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::SecondStep => "second_step",
            Self::NewTotp => "new_totp",
            Self::NewPasskey => "new_passkey",
            Self::Passkey => "passkey",
        }
    }
}

/// A first half.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Whose, if that is known.
    pub user: Option<UserId>,
    /// What it needs to be completed, sealed.
    pub state: Vec<u8>,
}

type Row = (Option<Uuid>, Vec<u8>);

fn read((user, state): Row) -> Challenge {
    Challenge { user: user.map(Into::into), state }
}

/// Keeps one.
///
/// # Errors
/// The store's.
pub async fn insert(
    tx: &mut Tx,
    purpose: Purpose,
    hash: &[u8; 32],
    challenge: &Challenge,
    expires_at: Time,
) -> Result<(), StoreError> {
    let (user, state) = (challenge.user.map(UserId::uuid), challenge.state.as_slice());
    execute!(tx, INSERT, hash.as_slice(), purpose.word(), user, state, expires_at.0)?;
    Ok(())
}

/// One that may still be completed; it stays so.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    purpose: Purpose,
    hash: &[u8; 32],
    now: Time,
) -> Result<Option<Challenge>, StoreError> {
    let row = query!(tx, Row, fetch_optional, FIND, hash.as_slice(), purpose.word(), now.0, TRIES)?;
    Ok(row.map(read))
}

/// One that may still be completed, counting this as a try that failed.
///
/// # Errors
/// The store's.
pub async fn try_once(
    tx: &mut Tx,
    purpose: Purpose,
    hash: &[u8; 32],
    now: Time,
) -> Result<Option<Challenge>, StoreError> {
    let row = query!(tx, Row, fetch_optional, TRY_ONCE, hash.as_slice(), purpose.word(), now.0, TRIES)?;
    Ok(row.map(read))
}

/// Uses one up.
///
/// # Errors
/// The store's.
pub async fn take(
    tx: &mut Tx,
    purpose: Purpose,
    hash: &[u8; 32],
    now: Time,
) -> Result<Option<Challenge>, StoreError> {
    let row = query!(tx, Row, fetch_optional, TAKE, hash.as_slice(), purpose.word(), now.0)?;
    Ok(row.map(read))
}

/// Forgets one that was completed.
///
/// # Errors
/// The store's.
pub async fn forget(tx: &mut Tx, hash: &[u8; 32]) -> Result<(), StoreError> {
    execute!(tx, DELETE, hash.as_slice())?;
    Ok(())
}

/// Ends all that `user` has begun: what it was begun with holds no longer.
///
/// # Errors
/// The store's.
pub async fn end_all(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF, user.uuid())?;
    Ok(())
}

/// Forgets those whose time is over.
///
/// # Errors
/// The store's.
pub async fn sweep(tx: &mut Tx, now: Time) -> Result<u64, StoreError> {
    execute!(tx, SWEEP, now.0)
}

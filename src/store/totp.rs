//! Authenticator apps: a sealed seed for each account that has one.

use access::{Authorized, Time, UserId, actions};

use super::sql::{execute, query, texts};
use super::{Operator, StoreError, Tx};

texts! {
    FIND = "select salt, sealed_seed, created_at from totp where user_id = $1";
    INSERT = "insert into totp (user_id, salt, sealed_seed, last_step, created_at) values ($1, $2, $3, $4, $5) \
        on conflict (user_id) do nothing";
    // Whoever comes second with the same step, or an older one, changes no row.
    USE_STEP = "update totp set last_step = $2 where user_id = $1 and last_step < $2";
    RESEAL = "update totp set salt = $3, sealed_seed = $4 where user_id = $1 and sealed_seed = $2";
    DELETE = "delete from totp where user_id = $1";
    DELETE_CODES = "delete from recovery_codes where user_id = $1";
}

/// A seed that only the account's password opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSeed {
    /// The salt with which the password becomes the key.
    pub salt: Vec<u8>,
    /// The seed under that key.
    pub sealed: Vec<u8>,
}

/// The authenticator app of an account.
#[derive(Clone, Debug)]
pub struct TotpRow {
    /// Its seed.
    pub seed: SealedSeed,
    /// Since when.
    pub created_at: Time,
}

/// The authenticator app of `user`, if there is one.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, user: UserId) -> Result<Option<TotpRow>, StoreError> {
    let row = query!(tx, (Vec<u8>, Vec<u8>, i64), fetch_optional, FIND, user.uuid())?;
    Ok(row.map(|(salt, sealed, created)| TotpRow {
        seed: SealedSeed { salt, sealed },
        created_at: Time(created),
    }))
}

/// Keeps an authenticator app whose code of `step` was just used; `false` if there is one already.
///
/// # Errors
/// The store's.
pub async fn insert(
    tx: &mut Tx,
    proof: &Authorized<actions::UpdateSignIn>,
    now: Time,
    seed: &SealedSeed,
    step: i64,
) -> Result<bool, StoreError> {
    let (user, salt, sealed) = (proof.target().uuid(), seed.salt.as_slice(), seed.sealed.as_slice());
    Ok(execute!(tx, INSERT, user, salt, sealed, step, now.0)? == 1)
}

/// Uses up the code of `step`; `false` if it, or a later one, was used before.
///
/// # Errors
/// The store's.
pub async fn use_step(tx: &mut Tx, user: UserId, step: i64) -> Result<bool, StoreError> {
    Ok(execute!(tx, USE_STEP, user.uuid(), step)? == 1)
}

/// Puts the seed under another key; `false` if it isn't `before` any more.
///
/// # Errors
/// The store's.
pub async fn reseal(
    tx: &mut Tx,
    proof: &Authorized<actions::UpdateSignIn>,
    before: &SealedSeed,
    after: &SealedSeed,
) -> Result<bool, StoreError> {
    let (user, before) = (proof.target().uuid(), before.sealed.as_slice());
    let (salt, sealed) = (after.salt.as_slice(), after.sealed.as_slice());
    Ok(execute!(tx, RESEAL, user, before, salt, sealed)? == 1)
}

/// Takes the authenticator app and its recovery codes away; `false` if there was none.
///
/// # Errors
/// The store's.
pub async fn remove(tx: &mut Tx, proof: Authorized<actions::UpdateSignIn>) -> Result<bool, StoreError> {
    delete(tx, proof.target()).await
}

/// The same, by the operator.
///
/// # Errors
/// The store's.
pub async fn remove_as_operator(tx: &mut Tx, _: Operator, user: UserId) -> Result<bool, StoreError> {
    delete(tx, user).await
}

async fn delete(tx: &mut Tx, user: UserId) -> Result<bool, StoreError> {
    execute!(tx, DELETE_CODES, user.uuid())?;
    Ok(execute!(tx, DELETE, user.uuid())? == 1)
}

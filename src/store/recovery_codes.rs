//! Codes for the day when the authenticator app is lost. Only their SHA-256 is kept; a used one is gone.

use access::{Authorized, UserId, actions};

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    COUNT = "select count(*) from recovery_codes where user_id = $1";
    DELETE = "delete from recovery_codes where user_id = $1";
    INSERT = "insert into recovery_codes (user_id, code_hash) values ($1, $2)";
    // Of two at once one finds the row gone.
    TAKE = "delete from recovery_codes where user_id = $1 and code_hash = $2";
}

/// How many are left.
///
/// # Errors
/// The store's.
pub async fn count(tx: &mut Tx, user: UserId) -> Result<u64, StoreError> {
    let (count,) = query!(tx, (i64,), fetch_one, COUNT, user.uuid())?;
    Ok(count.unsigned_abs())
}

/// Keeps new ones; the earlier ones are dead.
///
/// # Errors
/// The store's.
pub async fn replace(
    tx: &mut Tx,
    proof: &Authorized<actions::UpdateSignIn>,
    hashes: &[[u8; 32]],
) -> Result<(), StoreError> {
    let user = proof.target().uuid();
    execute!(tx, DELETE, user)?;
    for hash in hashes {
        execute!(tx, INSERT, user, hash.as_slice())?;
    }
    Ok(())
}

/// Uses one up; `false` if there is none such.
///
/// # Errors
/// The store's.
pub async fn take(tx: &mut Tx, user: UserId, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(execute!(tx, TAKE, user.uuid(), hash.as_slice())? == 1)
}

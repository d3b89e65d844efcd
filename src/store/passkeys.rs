//! Passkeys: the public halves, by account and by the id that the authenticator gave.

use access::{Authorized, PasskeyId, Time, UserId, actions};
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    LIST = "select id, user_id, credential, name, created_at, last_used_at from passkeys \
        where user_id = $1 order by id";
    FIND_BY_CREDENTIAL = "select id, user_id, credential, name, created_at, last_used_at from passkeys \
        where credential_id = $1";
    INSERT = "insert into passkeys (id, user_id, credential_id, credential, name, created_at) \
        values ($1, $2, $3, $4, $5, $6)";
    RENAME = "update passkeys set name = $3 where id = $1 and user_id = $2";
    USED = "update passkeys set credential = $2, last_used_at = $3 where id = $1 and credential = $4";
    DELETE = "delete from passkeys where id = $1 and user_id = $2";
}

/// A passkey.
#[derive(Clone, Debug)]
pub struct PasskeyRow {
    /// Its id here.
    pub id: PasskeyId,
    /// Whose.
    pub user: UserId,
    /// Its public half and its counter, as JSON.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Time,
    /// When somebody last signed in with it.
    pub last_used_at: Option<Time>,
}

/// A passkey to be kept.
#[derive(Debug)]
pub struct NewPasskey<'a> {
    /// A fresh id.
    pub id: PasskeyId,
    /// The authenticator's id of it.
    pub credential_id: &'a [u8],
    /// Its public half, as JSON.
    pub credential: &'a str,
    /// What its owner calls it.
    pub name: &'a str,
}

type Row = (Uuid, Uuid, String, String, i64, Option<i64>);

fn read((id, user, credential, name, created, used): Row) -> PasskeyRow {
    let (created_at, last_used_at) = (Time(created), used.map(Time));
    PasskeyRow { id: id.into(), user: user.into(), credential, name, created_at, last_used_at }
}

/// Those of `user`, oldest first.
///
/// # Errors
/// The store's.
pub async fn list(tx: &mut Tx, user: UserId) -> Result<Vec<PasskeyRow>, StoreError> {
    Ok(query!(tx, Row, fetch_all, LIST, user.uuid())?.into_iter().map(read).collect())
}

/// The one that an authenticator calls so.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, credential_id: &[u8]) -> Result<Option<PasskeyRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND_BY_CREDENTIAL, credential_id)?.map(read))
}

/// Keeps a new one.
///
/// # Errors
/// The store's; among them that somebody has it already.
pub async fn insert(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateSignIn>,
    now: Time,
    new: &NewPasskey<'_>,
) -> Result<(), StoreError> {
    let (id, user) = (new.id.uuid(), proof.target().uuid());
    execute!(tx, INSERT, id, user, new.credential_id, new.credential, new.name, now.0)?;
    Ok(())
}

/// Calls one otherwise; `false` if the account has none such.
///
/// # Errors
/// The store's.
pub async fn rename(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateSignIn>,
    id: PasskeyId,
    name: &str,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, RENAME, id.uuid(), proof.target().uuid(), name)? == 1)
}

/// Notes that one was used, with its new counter; `false` if it was used otherwise meanwhile, or is gone.
///
/// # Errors
/// The store's.
pub async fn used(tx: &mut Tx, row: &PasskeyRow, credential: &str, now: Time) -> Result<bool, StoreError> {
    Ok(execute!(tx, USED, row.id.uuid(), credential, now.0, row.credential.as_str())? == 1)
}

/// Takes one away; `false` if the account has none such.
///
/// # Errors
/// The store's.
pub async fn remove(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateSignIn>,
    id: PasskeyId,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, DELETE, id.uuid(), proof.target().uuid())? == 1)
}

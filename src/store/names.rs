//! Names of users and organizations that became free.

use access::{Time, UserId};
use api::names::Name;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    FREED = "select user_id, freed_at from freed_names where name = $1";
    FREE = "insert into freed_names (name, user_id, freed_at) values ($1, $2, $3) \
        on conflict (name) do update set user_id = excluded.user_id, freed_at = excluded.freed_at";
}

/// How long a freed name is kept for whoever freed it: 90 days, in milliseconds.
const KEPT: i64 = 90 * 24 * 60 * 60 * 1000;

/// Whether the name is kept for somebody else than `taker`: "a freed user or organization name can be taken only by
/// whoever freed it for 90 days".
///
/// # Errors
/// The store's.
pub async fn kept_for_another(
    tx: &mut Tx,
    name: &Name,
    taker: Option<UserId>,
    now: Time,
) -> Result<bool, StoreError> {
    let freed = query!(tx, (uuid::Uuid, i64), fetch_optional, FREED, name.stored())?;
    Ok(freed.is_some_and(|(by, at)| taker.map(UserId::uuid) != Some(by) && Time(at).plus(KEPT) > now))
}

/// Keeps a name that is becoming free for whoever frees it.
///
/// # Errors
/// The store's.
pub async fn free(tx: &mut Tx, name: &Name, by: UserId, now: Time) -> Result<(), StoreError> {
    execute!(tx, FREE, name.stored(), by.uuid(), now.0)?;
    Ok(())
}

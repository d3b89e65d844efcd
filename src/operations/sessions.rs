//! Browser sessions, as the web layer keeps them: by the SHA-256 of their cookie. A session that has ended stays so,
//! whatever a request that began before writes after it.

use access::{Time, UserId};
use api::Fault;
use api::sign_in::Standing;

pub use super::sign_in::is_confirmed;
pub use crate::store::sessions::{Key, NewSession, SessionRow};

use super::sign_in::standing;
use super::stop::store_fault;
use crate::store::{Db, StoreError, sessions, users};

/// Keeps a new session of `user`, whose password was `since` when they signed in; `false` if the key exists already, if the
/// password is another one now, or if they were disabled meanwhile.
///
/// # Errors
/// If the database doesn't answer.
pub async fn begin(
    db: &Db,
    now: Time,
    (user, since): (UserId, Option<Standing>),
    session: &NewSession<'_>,
) -> Result<bool, Fault> {
    let begun = db.write(async |tx| -> Result<bool, StoreError> {
        let user = users::find(tx, user).await?.filter(|user| !user.disabled);
        if !user.is_some_and(|user| since.is_none_or(|since| since == standing(&user))) {
            return Ok(false);
        }
        sessions::insert(tx, now, session).await
    });
    answer(begun.await)
}

/// The session of this key, if it works at `now` and its user isn't disabled.
///
/// # Errors
/// If the database doesn't answer.
pub async fn find(db: &Db, now: Time, key: &Key) -> Result<Option<SessionRow>, Fault> {
    answer(sessions::find(db, key, now).await)
}

/// Keeps a session's data; `false` if it has ended.
///
/// # Errors
/// If the database doesn't answer.
pub async fn save(db: &Db, key: &Key, data: &str, expires_at: Time) -> Result<bool, Fault> {
    answer(db.write(async |tx| sessions::save(tx, key, data, expires_at).await).await)
}

/// Notes that a session was seen, and moves its end; `false` if it has ended.
///
/// # Errors
/// If the database doesn't answer.
pub async fn see(db: &Db, now: Time, key: &Key, address: &str, expires_at: Time) -> Result<bool, Fault> {
    answer(db.write(async |tx| sessions::see(tx, key, now, address, expires_at).await).await)
}

/// Ends a session for good; `false` if it had ended.
///
/// # Errors
/// If the database doesn't answer.
pub async fn end(db: &Db, now: Time, key: &Key) -> Result<bool, Fault> {
    answer(db.write(async |tx| sessions::end(tx, key, now).await).await)
}

fn answer<T>(result: Result<T, StoreError>) -> Result<T, Fault> {
    result.map_err(|error| store_fault(error, ""))
}

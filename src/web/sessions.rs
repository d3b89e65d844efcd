//! Browser sessions. The cookie holds a random id, the database its SHA-256. A row is made by signing in and by
//! nothing else; it is saved only while it lives, so a request that was slow can't bring an ended session back; and
//! who is signed in is read from the row's columns at every request, never from the session's data.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Time, UserId};
use api::Fault;
use api::sign_in::Standing;
use app::backend::Backend;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

use super::cookies;
use super::state::Web;
use crate::ids;
use crate::operations::sessions::{self as rows, Key, NewSession};
use crate::store::Db;

/// Milliseconds without a request after which a session is over: 12 hours.
pub(super) const IDLE: i64 = 12 * 60 * 60 * 1000;
/// Milliseconds after its beginning at which a session is over: 30 days.
const LONGEST: i64 = 30 * 24 * 60 * 60 * 1000;
/// Under which name the sign-in travels from [`begin`] to the new row; it is not kept in the data.
const LOGIN: &str = "login";

/// What a new row's columns are made of.
#[derive(Debug, Serialize, Deserialize)]
struct Login {
    user: UserId,
    since: Option<[u8; 32]>,
    device: String,
    address: String,
}

/// The store of sessions.
#[derive(Clone)]
pub(super) struct Sessions {
    db: Db,
    clock: Arc<dyn Backend>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

/// The layer that reads and sets the cookie. It loads nothing by itself.
pub(super) fn layer(web: &Web) -> SessionManagerLayer<Sessions> {
    let origin = &web.settings.origin;
    let store = Sessions { db: web.db.clone(), clock: Arc::clone(&web.backend) };
    SessionManagerLayer::new(store)
        .with_name(cookies::session_name(origin))
        .with_secure(origin.is_secure())
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::milliseconds(LONGEST)))
}

/// The key of a session's row.
#[must_use]
pub(super) fn key_of(id: Id) -> Key {
    Sha256::digest(id.0.to_le_bytes()).into()
}

/// When a session that is used at `now` is over if it is not used again.
pub(super) fn end(created_at: Time, now: Time) -> Time {
    Time((now.0 + IDLE).min(created_at.0 + LONGEST))
}

/// Begins a session for `user` under a fresh id, unless their password changed `since`; the one that the browser had until
/// now ends.
///
/// # Errors
/// The store's.
pub(super) async fn begin(
    session: &Session,
    (user, since): (UserId, Option<Standing>),
    device: &str,
    address: &str,
) -> std::result::Result<(), tower_sessions::session::Error> {
    session.cycle_id().await?;
    let since = since.map(|Standing(mark)| mark);
    let login = Login { user, since, device: device.to_owned(), address: address.to_owned() };
    session.insert(LOGIN, login).await?;
    // Now, and not after the answer is made: a session that can't be kept must not look begun.
    session.save().await
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let login = record.data.remove(LOGIN).and_then(|login| serde_json::from_value(login).ok());
        let Some(Login { user, since, device, address }) = login else {
            return Err(Error::Backend("a session begins by signing in".into()));
        };
        let now = self.clock.now();
        let (key, data) = (key_of(record.id), encode(&record.data)?);
        let new = NewSession {
            key: &key,
            id: ids::fresh(now),
            user: Some(user),
            data: &data,
            device: &device,
            address: &address,
            expires_at: end(now, now),
        };
        let account = (user, since.map(Standing));
        match rows::begin(&self.db, now, account, &new).await.map_err(failed)? {
            true => Ok(()),
            false => Err(Error::Backend("the account changed while somebody signed in".into())),
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let now = self.clock.now();
        let (key, data) = (key_of(record.id), encode(&record.data)?);
        // Between the two it may end; then nothing is saved.
        if let Some(row) = rows::find(&self.db, now, &key).await.map_err(failed)? {
            rows::save(&self.db, &key, &data, end(row.created_at, now)).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = rows::find(&self.db, self.clock.now(), &key_of(*id)).await.map_err(failed)?;
        row.map(|row| {
            let expiry_date = OffsetDateTime::from_unix_timestamp(row.expires_at.0 / 1000)
                .map_err(|error| Error::Decode(error.to_string()))?;
            Ok(Record { id: *id, data: decode(&row.data)?, expiry_date })
        })
        .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        rows::end(&self.db, self.clock.now(), &key_of(*id)).await.map(drop).map_err(failed)
    }
}

fn encode(data: &HashMap<String, Value>) -> Result<String> {
    serde_json::to_string(data).map_err(|error| Error::Encode(error.to_string()))
}

fn decode(data: &str) -> Result<HashMap<String, Value>> {
    serde_json::from_str(data).map_err(|error| Error::Decode(error.to_string()))
}

fn failed(fault: Fault) -> Error {
    Error::Backend(fault.to_string())
}

//! Browser sessions, by the SHA-256 of their cookie. Nothing here brings an ended session back: only [`insert`] makes
//! rows, and every other text leaves ended ones alone.

use access::{Authorized, SessionId, Time, UserId, actions};
use api::names::Name;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{Db, StoreError, Tx};

texts! {
    INSERT = "insert into sessions \
        (id_hash, id, user_id, data, device, address, created_at, last_seen_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $7, $8) on conflict (id_hash) do nothing";
    FIND = "select s.user_id, u.name, s.data, s.device, s.address, s.created_at, s.last_seen_at, \
        s.confirmed_at, s.expires_at from sessions s left join users u on u.id = s.user_id \
        where s.id_hash = $1 and s.ended_at is null and s.expires_at > $2 and u.disabled_at is null";
    SAVE = "update sessions set data = $2, expires_at = $3 where id_hash = $1 and ended_at is null";
    SEE = "update sessions set last_seen_at = $2, address = $3, expires_at = $4 \
        where id_hash = $1 and ended_at is null";
    CONFIRM = "update sessions set confirmed_at = $3 where id_hash = $1 and user_id = $2 and ended_at is null";
    END = "update sessions set ended_at = $2, data = '' where id_hash = $1 and ended_at is null";
    LIST = "select id, id_hash, device, address, created_at, last_seen_at, expires_at from sessions \
        where user_id = $1 and ended_at is null and expires_at > $2 and id < $3 \
        order by id desc limit $4";
    END_ONE = "update sessions set ended_at = $3, data = '' \
        where id = $2 and user_id = $1 and ended_at is null and expires_at > $3";
    END_OTHERS = "update sessions set ended_at = $3, data = '' \
        where user_id = $1 and id_hash <> $2 and ended_at is null and expires_at > $3";
    SWEEP = "delete from sessions where expires_at <= $1";
}

/// The SHA-256 of a session's cookie.
pub type Key = [u8; 32];

/// A session that works.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Who is signed in, with their name.
    pub user: Option<(UserId, Name)>,
    /// The session's own data.
    pub data: String,
    /// What the browser called itself when it began.
    pub device: String,
    /// The address it was last seen from.
    pub address: String,
    /// When it began.
    pub created_at: Time,
    /// When it was last seen, to within a minute.
    pub last_seen_at: Time,
    /// When the password was last confirmed in it.
    pub confirmed_at: Option<Time>,
    /// When it ends by itself.
    pub expires_at: Time,
}

/// A session to be kept.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// The SHA-256 of its cookie.
    pub key: &'a Key,
    /// A fresh id, under which it is listed.
    pub id: SessionId,
    /// Who is signed in.
    pub user: Option<UserId>,
    /// The session's own data.
    pub data: &'a str,
    /// What the browser calls itself.
    pub device: &'a str,
    /// Where it is.
    pub address: &'a str,
    /// When it ends by itself.
    pub expires_at: Time,
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: Option<Uuid>,
    name: Option<String>,
    data: String,
    device: String,
    address: String,
    created_at: i64,
    last_seen_at: i64,
    confirmed_at: Option<i64>,
    expires_at: i64,
}

impl From<Row> for SessionRow {
    fn from(row: Row) -> Self {
        Self {
            user: row.user_id.zip(row.name).map(|(id, name)| (id.into(), Name::from_stored(name))),
            data: row.data,
            device: row.device,
            address: row.address,
            created_at: Time(row.created_at),
            last_seen_at: Time(row.last_seen_at),
            confirmed_at: row.confirmed_at.map(Time),
            expires_at: Time(row.expires_at),
        }
    }
}

/// Keeps a new session; `false` if the key exists already.
///
/// # Errors
/// The store's.
pub async fn insert(tx: &mut Tx, now: Time, session: &NewSession<'_>) -> Result<bool, StoreError> {
    let (key, user) = (session.key.as_slice(), session.user.map(UserId::uuid));
    let (device, address, end) = (session.device, session.address, session.expires_at.0);
    Ok(execute!(tx, INSERT, key, session.id.uuid(), user, session.data, device, address, now.0, end)? == 1)
}

/// The session of this key, if it works at `now` and its user isn't disabled. One look-up, outside any transaction.
///
/// # Errors
/// The store's.
pub async fn find(db: &Db, key: &Key, now: Time) -> Result<Option<SessionRow>, StoreError> {
    Ok(query!(db, Row, fetch_optional, FIND, key.as_slice(), now.0)?.map(Into::into))
}

/// The same, in the transaction that acts on the answer.
///
/// # Errors
/// The store's.
pub async fn find_in(tx: &mut Tx, key: &Key, now: Time) -> Result<Option<SessionRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND, key.as_slice(), now.0)?.map(Into::into))
}

/// Keeps a session's data; `false` if it has ended.
///
/// # Errors
/// The store's.
pub async fn save(tx: &mut Tx, key: &Key, data: &str, expires_at: Time) -> Result<bool, StoreError> {
    Ok(execute!(tx, SAVE, key.as_slice(), data, expires_at.0)? == 1)
}

/// Notes that a session was seen, and moves its end.
///
/// # Errors
/// The store's.
pub async fn see(
    tx: &mut Tx,
    key: &Key,
    now: Time,
    address: &str,
    expires_at: Time,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, SEE, key.as_slice(), now.0, address, expires_at.0)? == 1)
}

/// Notes that `user` gave the password again in their session; `false` if it isn't theirs or has ended.
///
/// # Errors
/// The store's.
pub async fn confirm(tx: &mut Tx, key: &Key, user: UserId, now: Time) -> Result<bool, StoreError> {
    Ok(execute!(tx, CONFIRM, key.as_slice(), user.uuid(), now.0)? == 1)
}

/// Ends a session for good; `false` if it had ended.
///
/// # Errors
/// The store's.
pub async fn end(tx: &mut Tx, key: &Key, now: Time) -> Result<bool, StoreError> {
    Ok(execute!(tx, END, key.as_slice(), now.0)? == 1)
}

/// A session in its user's list.
#[derive(Clone, Debug)]
pub struct ListedSession {
    /// Its id.
    pub id: SessionId,
    /// The SHA-256 of its cookie.
    pub key: Vec<u8>,
    /// What the browser called itself when it began.
    pub device: String,
    /// The address it was last seen from.
    pub address: String,
    /// When it began.
    pub created_at: Time,
    /// When it was last seen, to within a minute.
    pub last_seen_at: Time,
    /// When it ends by itself.
    pub expires_at: Time,
}

/// The sessions of the proof's account that go on, newest first, before `before`.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ListSessions>,
    before: Option<SessionId>,
    now: Time,
    limit: i64,
) -> Result<Vec<ListedSession>, StoreError> {
    type Columns = (Uuid, Vec<u8>, String, String, i64, i64, i64);
    let (user, before) = (proof.target().uuid(), before.map_or(Uuid::max(), SessionId::uuid));
    let rows = query!(tx, Columns, fetch_all, LIST, user, now.0, before, limit)?;
    let listed = |(id, key, device, address, created, seen, end): Columns| ListedSession {
        id: id.into(),
        key,
        device,
        address,
        created_at: Time(created),
        last_seen_at: Time(seen),
        expires_at: Time(end),
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Ends one session of the proof's account for good; `false` if there is none of this id that goes on.
///
/// # Errors
/// The store's.
pub async fn end_one(
    tx: &mut Tx,
    proof: Authorized<actions::EndSession>,
    id: SessionId,
    now: Time,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, END_ONE, proof.target().uuid(), id.uuid(), now.0)? == 1)
}

/// Ends all sessions of the proof's account but the one of this key, and says how many.
///
/// # Errors
/// The store's.
pub async fn end_others(
    tx: &mut Tx,
    proof: Authorized<actions::EndSession>,
    but: Option<&Key>,
    now: Time,
) -> Result<u64, StoreError> {
    let but = but.map_or(&[][..], |key| key.as_slice());
    execute!(tx, END_OTHERS, proof.target().uuid(), but, now.0)
}

/// Forgets sessions whose time was over at `before`.
///
/// # Errors
/// The store's.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64, StoreError> {
    execute!(tx, SWEEP, before.0)
}

//! Command lines that ask to be signed in by the browser. Only hashes are kept of the token that polls and of the code that
//! people compare; the secret comes to be in the transaction that takes it.

use access::{Authorized, SecretKind, Time, UserId, actions};
use uuid::Uuid;

use super::secrets::{kind_and_owner, word};
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    INSERT = "insert into logins (id, token_hash, code_hash, machine, address, state, created_at, expires_at) \
        values ($1, $2, $3, $4, $5, 'waiting', $6, $7)";
    FIND_BY_CODE = "select id, machine, address, created_at, expires_at from logins \
        where code_hash = $1 and state = 'waiting' and expires_at > $2 order by id limit 1";
    // Of somebody who was disabled since, an approval counts no more.
    FIND_BY_TOKEN = "select case when l.state = 'approved' and u.disabled_at is not null then 'refused' else l.state end \
        as state, l.expires_at, l.user_id, l.kind, l.description, l.secret_expires_at \
        from logins l left join users u on u.id = l.user_id where l.token_hash = $1";
    APPROVE = "update logins set state = 'approved', user_id = $2, kind = $3, description = $4, secret_expires_at = $5 \
        where id = $1 and state = 'waiting'";
    REFUSE = "update logins set state = 'refused', user_id = $2 where id = $1 and state = 'waiting'";
    USE = "update logins set state = 'used' where token_hash = $1 and state = 'approved' and expires_at > $2";
    SWEEP = "delete from logins where expires_at <= $1";
}

/// A login to be kept.
#[derive(Debug)]
pub struct NewLogin<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// The SHA-256 of the token that polls.
    pub token_hash: &'a [u8; 32],
    /// The SHA-256 of the code's letters.
    pub code_hash: &'a [u8; 32],
    /// What the machine calls itself.
    pub machine: &'a str,
    /// The address that it asks from.
    pub address: Option<String>,
    /// When it ends.
    pub expires_at: Time,
}

/// A login that waits for an answer.
#[derive(Clone, Debug)]
pub struct WaitingLogin {
    /// Its id.
    pub id: Uuid,
    /// What the machine calls itself.
    pub machine: String,
    /// The address that it asked from.
    pub address: Option<String>,
    /// When it asked.
    pub created_at: Time,
    /// When it ends.
    pub expires_at: Time,
}

/// What secret an approved login gets.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// Its kind.
    pub kind: SecretKind,
    /// What it is for.
    pub description: &'a str,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
}

/// How a login stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has answered.
    Waiting,
    /// It may take its secret.
    Approved,
    /// Somebody said no, or the account of whoever said yes is disabled.
    Refused,
    /// Its secret was taken.
    Used,
    /// Its time is over, or it never was.
    Expired,
}

/// An approved login that this transaction uses up: what permits to issue its secret.
#[derive(Debug)]
pub struct UsedLogin {
    /// Who approved it, and whose the secret is.
    pub(in crate::store) user: UserId,
    /// The kind that they chose.
    pub(in crate::store) kind: SecretKind,
    description: String,
    expires_at: Option<Time>,
}

impl UsedLogin {
    /// Who approved it.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.user
    }

    /// The kind of secret that they chose.
    #[must_use]
    pub fn kind(&self) -> SecretKind {
        self.kind
    }

    /// What the secret is for.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// When the secret is to end.
    #[must_use]
    pub fn expires_at(&self) -> Option<Time> {
        self.expires_at
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    state: String,
    expires_at: i64,
    user_id: Option<Uuid>,
    kind: Option<String>,
    description: Option<String>,
    secret_expires_at: Option<i64>,
}

/// Keeps a login that was just asked for.
///
/// # Errors
/// The store's.
pub async fn insert(tx: &mut Tx, now: Time, login: &NewLogin<'_>) -> Result<(), StoreError> {
    let (token, code) = (login.token_hash.as_slice(), login.code_hash.as_slice());
    let address = login.address.as_deref();
    execute!(tx, INSERT, login.id, token, code, login.machine, address, now.0, login.expires_at.0)?;
    Ok(())
}

/// The login of this code, if it waits for an answer.
///
/// # Errors
/// The store's.
pub async fn find_by_code(
    tx: &mut Tx,
    _proof: &Authorized<actions::UpdateSignIn>,
    hash: &[u8; 32],
    now: Time,
) -> Result<Option<WaitingLogin>, StoreError> {
    let row = query!(
        tx,
        (Uuid, String, Option<String>, i64, i64),
        fetch_optional,
        FIND_BY_CODE,
        hash.as_slice(),
        now.0
    )?;
    Ok(row.map(|(id, machine, address, created_at, expires_at)| WaitingLogin {
        id,
        machine,
        address,
        created_at: Time(created_at),
        expires_at: Time(expires_at),
    }))
}

/// How the login of this token stands.
///
/// # Errors
/// The store's.
pub async fn standing(tx: &mut Tx, hash: &[u8; 32], now: Time) -> Result<Standing, StoreError> {
    let row = query!(tx, Row, fetch_optional, FIND_BY_TOKEN, hash.as_slice())?;
    Ok(row.map_or(Standing::Expired, |row| row.standing(now)))
}

impl Row {
    fn standing(&self, now: Time) -> Standing {
        match self.state.as_str() {
            "used" => Standing::Used,
            "refused" => Standing::Refused,
            _ if self.expires_at <= now.0 => Standing::Expired,
            "approved" => Standing::Approved,
            _ => Standing::Waiting,
        }
    }
}

/// Notes that the user of the proof approved a login; `false` if somebody answered before.
///
/// # Errors
/// The store's.
pub async fn approve(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateSignIn>,
    login: Uuid,
    wanted: &Wanted<'_>,
) -> Result<bool, StoreError> {
    let (user, kind) = (proof.target().uuid(), word(wanted.kind));
    let end = wanted.expires_at.map(|end| end.0);
    Ok(execute!(tx, APPROVE, login, user, kind, wanted.description, end)? == 1)
}

/// Notes that the user of the proof refused a login; `false` if somebody answered before.
///
/// # Errors
/// The store's.
pub async fn refuse(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateSignIn>,
    login: Uuid,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, REFUSE, login, proof.target().uuid())? == 1)
}

/// Uses the login of this token up, if it was approved.
///
/// # Errors
/// The store's.
pub async fn take(tx: &mut Tx, hash: &[u8; 32], now: Time) -> Result<Option<UsedLogin>, StoreError> {
    let row = query!(tx, Row, fetch_optional, FIND_BY_TOKEN, hash.as_slice())?;
    let Some(row) = row.filter(|row| row.standing(now) == Standing::Approved) else { return Ok(None) };
    if execute!(tx, USE, hash.as_slice(), now.0)? != 1 {
        return Ok(None);
    }
    let (Some(user), Some(kind)) = (row.user_id, row.kind) else { return Ok(None) };
    Ok(Some(UsedLogin {
        user: user.into(),
        kind: kind_and_owner(&kind, Some(user), None)?.0,
        description: row.description.unwrap_or_default(),
        expires_at: row.secret_expires_at.map(Time),
    }))
}

/// Forgets logins whose time was over at `before`.
///
/// # Errors
/// The store's.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64, StoreError> {
    execute!(tx, SWEEP, before.0)
}

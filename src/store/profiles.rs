//! What an account tells of its user, its name and its password, as its user (or the operator) changes them.

use access::{Authorized, Time, UserId, actions};
use api::names::Name;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{Operator, StoreError, Tx};

texts! {
    FIND = "select id, name, full_name, email, email_confirmed_at, created_at from users where id = $1";
    SET_FULL_NAME = "update users set full_name = $2 where id = $1";
    SET_EMAIL = "update users set email = $2, email_confirmed_at = null, email_code_hash = $3, email_code_expires_at = $4 \
        where id = $1";
    SET_EMAIL_CODE = "update users set email_code_hash = $2, email_code_expires_at = $3 \
        where id = $1 and email is not null and email_confirmed_at is null";
    FIND_BY_EMAIL_CODE = "select id, name from users where email_code_hash = $1 and email_code_expires_at > $2 \
        and disabled_at is null";
    CONFIRM_EMAIL = "update users set email_confirmed_at = $2, email_code_hash = null, email_code_expires_at = null \
        where id = $1";
    RENAME_USER = "update users set name = $2 where id = $1";
    RENAME_PERSONAL = "update organizations set name = $2, updated_at = $3 where personal_user_id = $1";
    SET_PASSWORD = "update users set password_hash = $2 where id = $1";
    END_SESSIONS = "update sessions set ended_at = $2, data = '' where user_id = $1 and ended_at is null";
}

/// An account as its user sees it.
#[derive(Clone, Debug)]
pub struct ProfileRow {
    /// The user's id.
    pub id: UserId,
    /// The username.
    pub name: Name,
    /// What the user is called.
    pub full_name: String,
    /// Their e-mail address.
    pub email: Option<String>,
    /// When it was confirmed.
    pub email_confirmed_at: Option<Time>,
    /// When the account was made.
    pub created_at: Time,
}

/// The code of a link that confirms an address: its SHA-256, and until when it is good.
pub type EmailCode<'a> = (&'a [u8; 32], Time);

/// The account of the proof.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewAccount>,
) -> Result<Option<ProfileRow>, StoreError> {
    type Columns = (Uuid, String, String, Option<String>, Option<i64>, i64);
    let row = query!(tx, Columns, fetch_optional, FIND, proof.target().uuid())?;
    Ok(row.map(|(id, name, full_name, email, confirmed, created)| ProfileRow {
        id: id.into(),
        name: Name::from_stored(name),
        full_name,
        email,
        email_confirmed_at: confirmed.map(Time),
        created_at: Time(created),
    }))
}

/// Keeps what somebody is called.
///
/// # Errors
/// The store's.
pub async fn set_full_name(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateProfile>,
    full_name: &str,
) -> Result<(), StoreError> {
    execute!(tx, SET_FULL_NAME, proof.target().uuid(), full_name)?;
    Ok(())
}

/// Keeps another address, unconfirmed, or none; the link for the one before is dead.
///
/// # Errors
/// The store's.
pub async fn set_email(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateSignIn>,
    email: Option<&str>,
    code: Option<EmailCode<'_>>,
) -> Result<(), StoreError> {
    let (hash, end) = code.map(|(hash, end)| (hash.as_slice(), end.0)).unzip();
    execute!(tx, SET_EMAIL, proof.target().uuid(), email, hash, end)?;
    Ok(())
}

/// Keeps another code for an address that isn't confirmed yet; the one before is dead.
///
/// # Errors
/// The store's.
pub async fn set_email_code(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateSignIn>,
    (hash, end): EmailCode<'_>,
) -> Result<(), StoreError> {
    execute!(tx, SET_EMAIL_CODE, proof.target().uuid(), hash.as_slice(), end.0)?;
    Ok(())
}

/// Confirms the address whose code this is, and uses the code up; says whose it is.
///
/// # Errors
/// The store's.
pub async fn confirm_email(
    tx: &mut Tx,
    hash: &[u8; 32],
    now: Time,
) -> Result<Option<(UserId, Name)>, StoreError> {
    let found = query!(tx, (Uuid, String), fetch_optional, FIND_BY_EMAIL_CODE, hash.as_slice(), now.0)?;
    let Some((id, name)) = found else { return Ok(None) };
    execute!(tx, CONFIRM_EMAIL, id, now.0)?;
    Ok(Some((id.into(), Name::from_stored(name))))
}

/// Gives a user and their personal organization another name.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn rename(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateSignIn>,
    name: &Name,
    now: Time,
) -> Result<(), StoreError> {
    execute!(tx, RENAME_USER, proof.target().uuid(), name.stored())?;
    execute!(tx, RENAME_PERSONAL, proof.target().uuid(), name.stored(), now.0)?;
    Ok(())
}

/// Who sets a password, and whose.
#[derive(Debug)]
pub enum PasswordChange {
    /// Its user.
    Own(Authorized<actions::UpdateSignIn>),
    /// The operator.
    Operator(Operator, UserId),
}

/// Keeps another password. All sessions of the user end, whichever it was that asked for it.
///
/// # Errors
/// The store's.
pub async fn set_password(
    tx: &mut Tx,
    change: PasswordChange,
    hash: &str,
    now: Time,
) -> Result<(), StoreError> {
    let user = match change {
        PasswordChange::Own(proof) => proof.target(),
        PasswordChange::Operator(_, user) => user,
    };
    execute!(tx, SET_PASSWORD, user.uuid(), hash)?;
    execute!(tx, END_SESSIONS, user.uuid(), now.0)?;
    Ok(())
}

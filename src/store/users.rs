//! People with an account, and the personal organization that is made with each.

use access::{OrganizationId, Time, UserId};
use api::names::Name;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx, Warrant};

texts! {
    FIND = "select u.id, u.name, u.password_hash, o.name as billing_organization, u.disabled_at \
        from users u join organizations o on o.id = u.billing_organization_id where u.id = $1";
    FIND_BY_NAME = "select u.id, u.name, u.password_hash, o.name as billing_organization, u.disabled_at \
        from users u join organizations o on o.id = u.billing_organization_id where u.name = $1";
    FIND_BY_BEGINNING = "select id, name from users where name >= $1 and name < $2 and disabled_at is null \
        order by name limit $3";
    ANY = "select exists (select 1 from users)";
    INSERT = "insert into users (id, name, password_hash, billing_organization_id, created_at) \
        values ($1, $2, $3, $4, $5)";
    INSERT_PERSONAL_ORGANIZATION = "insert into organizations \
        (id, name, description, personal_user_id, created_at, updated_at) values ($1, $2, '', $3, $4, $4)";
    INSERT_GRANT = "insert into organization_grants \
        (organization_id, user_id, can_view, can_create, can_admin, granted_by, granted_at) \
        values ($1, $2, true, true, true, $2, $3)";
}

/// A person.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: Name,
    /// The password's PHC string.
    pub password_hash: String,
    /// The name of the organization that pays for them.
    pub billing_organization: Name,
    /// Whether they are disabled.
    pub disabled: bool,
}

/// A person to be made.
#[derive(Debug)]
pub struct NewUser<'a> {
    /// A fresh id.
    pub id: UserId,
    /// A fresh id for the personal organization.
    pub organization: OrganizationId,
    /// The name of both.
    pub name: &'a Name,
    /// The password's PHC string.
    pub password_hash: &'a str,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    password_hash: String,
    billing_organization: String,
    disabled_at: Option<i64>,
}

impl From<Row> for UserRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            name: Name::from_stored(row.name),
            password_hash: row.password_hash,
            billing_organization: Name::from_stored(row.billing_organization),
            disabled: row.disabled_at.is_some(),
        }
    }
}

/// The user of this id.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, id: UserId) -> Result<Option<UserRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND, id.uuid())?.map(Into::into))
}

/// The user of this name.
///
/// # Errors
/// The store's.
pub async fn find_by_name(tx: &mut Tx, name: &Name) -> Result<Option<UserRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND_BY_NAME, name.stored())?.map(Into::into))
}

/// Enabled users whose stored name begins so, by name.
///
/// # Errors
/// The store's.
pub async fn find_by_beginning(
    tx: &mut Tx,
    beginning: &str,
    limit: i64,
) -> Result<Vec<(UserId, Name)>, StoreError> {
    // Names hold nothing behind `z`.
    let end = format!("{beginning}~");
    let rows = query!(tx, (Uuid, String), fetch_all, FIND_BY_BEGINNING, beginning, end.as_str(), limit)?;
    Ok(rows.into_iter().map(|(id, name)| (id.into(), Name::from_stored(name))).collect())
}

/// Whether there is any account at all.
///
/// # Errors
/// The store's.
pub async fn any(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(query!(tx, (bool,), fetch_one, ANY)?.0)
}

/// Makes a user with their personal organization, which pays for them and where they hold all three flags.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn insert(tx: &mut Tx, _warrant: Warrant, now: Time, user: NewUser<'_>) -> Result<(), StoreError> {
    let (id, organization, name) = (user.id.uuid(), user.organization.uuid(), user.name.stored());
    execute!(tx, INSERT, id, name, user.password_hash, organization, now.0)?;
    execute!(tx, INSERT_PERSONAL_ORGANIZATION, organization, name, id, now.0)?;
    execute!(tx, INSERT_GRANT, organization, id, now.0)?;
    Ok(())
}

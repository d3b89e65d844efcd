//! Organizations, and what their people hold there.

use access::{Actor, Authorized, OrganizationFacts, OrganizationId, Time, actions};
use api::names::Name;

use super::columns::{OrganizationColumns, organization_columns, organization_tables};
use super::sql::{query, texts};
use super::{StoreError, Tx};

texts! {
    FIND = concat!(
        "select o.description, o.created_at, ", organization_columns!(), " from ", organization_tables!(),
        " where o.name = $2"
    );
    LIST_OF_USER = concat!(
        "select o.description, o.created_at, ", organization_columns!(), " from ", organization_tables!(),
        " where (o.id in (select organization_id from organization_grants where user_id = $1) \
           or o.id = (select billing_organization_id from users where id = $1) or o.personal_user_id = $1) \
         and o.name > $2 order by o.name limit $3"
    );
    ADMINS = "select u.name from organization_grants g join users u on u.id = g.user_id \
        where g.organization_id = $1 and g.can_admin and u.disabled_at is null order by u.name limit $2";
}

/// An organization, seen from an actor.
#[derive(Debug)]
pub struct OrganizationRow {
    /// The facts, for the rules.
    pub facts: OrganizationFacts,
    /// Its name.
    pub name: Name,
    /// What it says of itself.
    pub description: String,
    /// When it was created.
    pub created_at: Time,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    organization: OrganizationColumns,
    description: String,
    created_at: i64,
}

impl From<Row> for OrganizationRow {
    fn from(row: Row) -> Self {
        Self {
            facts: row.organization.facts(),
            name: row.organization.name(),
            description: row.description,
            created_at: Time(row.created_at),
        }
    }
}

/// The organization of this name, seen from `actor`.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, actor: &Actor, name: &Name) -> Result<Option<OrganizationRow>, StoreError> {
    let user = actor.user().map(access::UserId::uuid);
    Ok(query!(tx, Row, fetch_optional, FIND, user, name.stored())?.map(Into::into))
}

/// The organizations that the account's user is billed in or holds a flag in, by name, after `after`.
///
/// # Errors
/// The store's.
pub async fn list_of_user(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewAccount>,
    after: &str,
    limit: i64,
) -> Result<Vec<OrganizationRow>, StoreError> {
    let user = proof.target().uuid();
    Ok(query!(tx, Row, fetch_all, LIST_OF_USER, user, after, limit)?.into_iter().map(Into::into).collect())
}

/// The first enabled admins, by name: those who can grant what is missing.
///
/// # Errors
/// The store's.
pub async fn admins(tx: &mut Tx, id: OrganizationId, limit: i64) -> Result<Vec<Name>, StoreError> {
    let rows = query!(tx, (String,), fetch_all, ADMINS, id.uuid(), limit)?;
    Ok(rows.into_iter().map(|(name,)| Name::from_stored(name)).collect())
}

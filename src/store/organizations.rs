//! Organizations, and what their people hold there.

use access::{Actor, Authorized, OrganizationFacts, OrganizationId, Time, UserId, actions};
use api::names::Name;

use super::columns::{OrganizationColumns, organization_columns, organization_tables};
use super::sql::{execute, query, texts};
use super::{Operator, StoreError, Tx};

/// Columns of a whole row.
macro_rules! columns {
    () => {
        concat!(
            organization_columns!(),
            ", o.description, o.created_at, o.updated_at, o.longest_secret_days, o.read_quota_mb, o.write_quota_mb"
        )
    };
}

texts! {
    FIND = concat!(
        "select ", columns!(), " from ", organization_tables!(),
        " where o.name = $2"
    );
    LIST_OF_USER = concat!(
        "select ", columns!(), " from ", organization_tables!(),
        " where (o.id in (select organization_id from organization_grants where user_id = $1) \
           or o.id = (select billing_organization_id from users where id = $1) or o.personal_user_id = $1) \
         and o.name > $2 order by o.name limit $3"
    );
    ADMINS = "select u.name from organization_grants g join users u on u.id = g.user_id \
        where g.organization_id = $1 and g.can_admin and u.disabled_at is null order by u.name limit $2";
    INSERT = "insert into organizations (id, name, description, created_at, updated_at) values ($1, $2, $3, $4, $4)";
    INSERT_GRANT = "insert into organization_grants \
        (organization_id, user_id, can_view, can_create, can_admin, granted_by, granted_at) \
        values ($1, $2, true, true, true, $2, $3)";
    UPDATE = "update organizations set name = $2, description = $3, longest_secret_days = $4, updated_at = $5 \
        where id = $1";
    SET_QUOTA = "update organizations set read_quota_mb = $2, write_quota_mb = $3, updated_at = $4 where id = $1";
    PAID_OTHERS = "select name from users where billing_organization_id = $1 and id <> $2 order by name limit $3";
    PROJECTS = "select name from projects where organization_id = $1 order by name limit $2";
    SERVICES = "select name from services where organization_id = $1 order by name limit $2";
    PIPELINES = "select name from pipelines where organization_id = $1 order by name limit $2";
    LONGEST = "select longest_secret_days from organizations where id = $1";
    PAYER_LONGEST = "select o.longest_secret_days from users u join organizations o on o.id = u.billing_organization_id \
        where u.id = $1";
    END_HOME_TEAMS = "delete from home_teams where organization_id = $1";
    END_TEAM_MEMBERS = "delete from team_members where organization_id = $1";
    END_TEAM_SHARES = "delete from pipeline_teams where team_id in (select id from teams where organization_id = $1)";
    END_TEAMS = "delete from teams where organization_id = $1";
    END_INVITES = "delete from invites where organization_id = $1";
    END_QUOTAS = "delete from member_quotas where organization_id = $1";
    END_GRANTS = "delete from organization_grants where organization_id = $1";
    DELETE = "delete from organizations where id = $1";
}

/// What goes with an organization, in an order that no reference stands against.
const DELETIONS: [&str; 8] = [
    END_HOME_TEAMS,
    END_TEAM_MEMBERS,
    END_TEAM_SHARES,
    END_TEAMS,
    END_INVITES,
    END_QUOTAS,
    END_GRANTS,
    DELETE,
];

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
    /// When it was last changed; grows with each change.
    pub updated_at: Time,
    /// Its bounds.
    pub bounds: Bounds,
}

/// Bounds that an organization sets; none where nothing is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The longest lifetime of new secrets, in days.
    pub longest_secret_days: Option<u32>,
    /// Megabytes that may be read at its expense in a month.
    pub read_quota_mb: Option<u64>,
    /// Megabytes that may be written at its expense in a month.
    pub write_quota_mb: Option<u64>,
}

/// An organization to be made.
#[derive(Debug)]
pub struct NewOrganization<'a> {
    /// A fresh id.
    pub id: OrganizationId,
    /// Its name.
    pub name: &'a Name,
    /// What it is for.
    pub description: &'a str,
}

/// What an organization is to be.
#[derive(Debug)]
pub struct OrganizationChange<'a> {
    /// Its name.
    pub name: &'a Name,
    /// What it is for.
    pub description: &'a str,
    /// The longest lifetime of new secrets, in days.
    pub longest_secret_days: Option<u32>,
    /// When; later than the change before.
    pub updated_at: Time,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    organization: OrganizationColumns,
    description: String,
    created_at: i64,
    updated_at: i64,
    longest_secret_days: Option<i64>,
    read_quota_mb: Option<i64>,
    write_quota_mb: Option<i64>,
}

impl From<Row> for OrganizationRow {
    fn from(row: Row) -> Self {
        Self {
            facts: row.organization.facts(),
            name: row.organization.name(),
            description: row.description,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            bounds: Bounds {
                longest_secret_days: row.longest_secret_days.and_then(|days| days.try_into().ok()),
                read_quota_mb: row.read_quota_mb.map(i64::unsigned_abs),
                write_quota_mb: row.write_quota_mb.map(i64::unsigned_abs),
            },
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

/// Makes an organization; its creator gets all three flags on it, and nobody's billing moves.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn insert(
    tx: &mut Tx,
    proof: Authorized<actions::CreateOrganization>,
    now: Time,
    organization: NewOrganization<'_>,
) -> Result<(), StoreError> {
    let id = organization.id.uuid();
    execute!(tx, INSERT, id, organization.name.stored(), organization.description, now.0)?;
    if let Some(creator) = proof.actor().user() {
        execute!(tx, INSERT_GRANT, id, creator.uuid(), now.0)?;
    }
    Ok(())
}

/// Changes the organization of the proof.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn update(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateOrganization>,
    change: OrganizationChange<'_>,
) -> Result<(), StoreError> {
    let (id, name, description) = (proof.target().uuid(), change.name.stored(), change.description);
    let longest = change.longest_secret_days.map(i64::from);
    execute!(tx, UPDATE, id, name, description, longest, change.updated_at.0)?;
    Ok(())
}

/// Sets what may be read and written in a month at the expense of the organization of the proof, in megabytes.
///
/// # Errors
/// The store's.
pub async fn set_quota(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateOrganizationQuota>,
    (read, write): (Option<i64>, Option<i64>),
    updated_at: Time,
) -> Result<(), StoreError> {
    execute!(tx, SET_QUOTA, proof.target().uuid(), read, write, updated_at.0)?;
    Ok(())
}

/// The same by the operator, for any organization.
///
/// # Errors
/// The store's.
pub async fn set_quota_by(
    tx: &mut Tx,
    _: Operator,
    id: OrganizationId,
    (read, write): (Option<i64>, Option<i64>),
    updated_at: Time,
) -> Result<(), StoreError> {
    execute!(tx, SET_QUOTA, id.uuid(), read, write, updated_at.0)?;
    Ok(())
}

/// What stands in the way of deleting an organization; at most a few of each.
#[derive(Debug, Default)]
pub struct Contents {
    /// Others whom it pays for.
    pub people: Vec<Name>,
    /// Its projects.
    pub projects: Vec<Name>,
    /// Its services.
    pub services: Vec<Name>,
    /// Its pipelines.
    pub pipelines: Vec<Name>,
}

/// Whom else than the caller the organization of the proof pays for, and what it holds; at most `limit` of each.
///
/// # Errors
/// The store's.
pub async fn contents(
    tx: &mut Tx,
    proof: &Authorized<actions::DeleteOrganization>,
    limit: i64,
) -> Result<Contents, StoreError> {
    let (id, caller) = (proof.target().uuid(), proof.actor().user().map(UserId::uuid));
    let names = |rows: Vec<(String,)>| rows.into_iter().map(|(name,)| Name::from_stored(name)).collect();
    Ok(Contents {
        people: names(query!(tx, (String,), fetch_all, PAID_OTHERS, id, caller, limit)?),
        projects: names(query!(tx, (String,), fetch_all, PROJECTS, id, limit)?),
        services: names(query!(tx, (String,), fetch_all, SERVICES, id, limit)?),
        pipelines: names(query!(tx, (String,), fetch_all, PIPELINES, id, limit)?),
    })
}

/// Deletes the organization of the proof, which pays for nobody and holds nothing, with its teams, invites and grants.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &mut Tx, proof: Authorized<actions::DeleteOrganization>) -> Result<(), StoreError> {
    let id = proof.target().uuid();
    for text in DELETIONS {
        execute!(tx, text, id)?;
    }
    Ok(())
}

/// The longest lifetime, in days, that the organization which pays for `user` lets a new secret have.
///
/// # Errors
/// The store's.
pub async fn longest_secret_days(tx: &mut Tx, user: UserId) -> Result<Option<u32>, StoreError> {
    let row = query!(tx, (Option<i64>,), fetch_optional, PAYER_LONGEST, user.uuid())?;
    Ok(row.and_then(|(days,)| days).and_then(|days| days.try_into().ok()))
}

/// The longest lifetime of new secrets of an organization's services, in days.
///
/// # Errors
/// The store's.
pub async fn longest_secret_days_of(tx: &mut Tx, id: OrganizationId) -> Result<Option<u32>, StoreError> {
    let row = query!(tx, (Option<i64>,), fetch_optional, LONGEST, id.uuid())?;
    Ok(row.and_then(|(days,)| days).and_then(|days| u32::try_from(days).ok()))
}

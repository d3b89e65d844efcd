//! Services: who they are, and what is set for them. What they hold is in [`super::service_grants`].

mod rows;

use access::{Actor, Authorized, ServiceId, Time, actions};
use api::names::Name;
use uuid::Uuid;

use super::columns::{organization_columns, organization_tables};
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};
use rows::Row;
pub use rows::{NewService, ServiceChange, ServiceName, ServiceRow};

/// Columns of a whole row, seen from the user `$1` at the time `$2`.
macro_rules! columns {
    () => {
        concat!(
            organization_columns!(),
            ", v.id as service_id, v.name as service_name, v.description, v.source_url, v.read_quota_mb, \
             v.write_quota_mb, v.gateway_since is not null as gateway, v.created_by, c.name as creator, \
             v.created_at, v.updated_at, \
             (select count(*) from service_grants h where h.service_id = v.id) as streams, \
             (select count(*) from service_grants h where h.service_id = v.id and h.can_write) as writes, \
             (select count(*) from secrets k where k.service_id = v.id and k.revoked_at is null \
                and (k.expires_at is null or k.expires_at > $2)) as secrets, \
             (select max(k.last_used_at) from secrets k where k.service_id = v.id) as last_used_at"
        )
    };
}

macro_rules! tables {
    () => {
        concat!(
            organization_tables!(),
            " join services v on v.organization_id = o.id left join users c on c.id = v.created_by"
        )
    };
}

macro_rules! named {
    () => {
        "select v.id, v.organization_id, o.name, v.name from services v \
         join organizations o on o.id = v.organization_id"
    };
}

texts! {
    NAME = concat!(named!(), " where v.id = $1");
    NAME_BY_PATH = concat!(named!(), " where o.name = $1 and v.name = $2");
    FIND = concat!("select ", columns!(), " from ", tables!(), " where o.name = $3 and v.name = $4");
    FIND_BY_ID = concat!("select ", columns!(), " from ", tables!(), " where v.id = $3");
    LIST = concat!(
        "select ", columns!(), " from ", tables!(),
        " where o.id = $3 and v.name > $4 and v.name like $5 escape '!' order by v.name limit $6"
    );
    INSERT = "insert into services (id, organization_id, name, description, source_url, read_quota_mb, \
        write_quota_mb, created_by, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    UPDATE = "update services set name = $2, description = $3, source_url = $4, read_quota_mb = $5, \
        write_quota_mb = $6, updated_at = $7 where id = $1";
    DELETE_GRANTS = "delete from service_grants where service_id = $1";
    DELETE_SECRETS = "delete from secrets where service_id = $1";
    DELETE = "delete from services where id = $1";
}

/// What the service of this id is called.
///
/// # Errors
/// The store's.
pub async fn name(tx: &mut Tx, id: ServiceId) -> Result<Option<ServiceName>, StoreError> {
    type Named = (Uuid, Uuid, String, String);
    Ok(query!(tx, Named, fetch_optional, NAME, id.uuid())?.map(Into::into))
}

/// The service of this path, by its name alone.
///
/// # Errors
/// The store's.
pub async fn name_by_path(
    tx: &mut Tx,
    organization: &Name,
    name: &Name,
) -> Result<Option<ServiceName>, StoreError> {
    type Named = (Uuid, Uuid, String, String);
    let (organization, name) = (organization.stored(), name.stored());
    Ok(query!(tx, Named, fetch_optional, NAME_BY_PATH, organization, name)?.map(Into::into))
}

/// The service of this path, seen from `actor`.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (organization, name): (&Name, &Name),
) -> Result<Option<ServiceRow>, StoreError> {
    let user = actor.user().map(access::UserId::uuid);
    let (organization, name) = (organization.stored(), name.stored());
    Ok(query!(tx, Row, fetch_optional, FIND, user, now.0, organization, name)?.map(Into::into))
}

/// The service of this id, seen from `actor`.
///
/// # Errors
/// The store's.
pub async fn find_by_id(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    id: ServiceId,
) -> Result<Option<ServiceRow>, StoreError> {
    let user = actor.user().map(access::UserId::uuid);
    Ok(query!(tx, Row, fetch_optional, FIND_BY_ID, user, now.0, id.uuid())?.map(Into::into))
}

/// The services of the organization of the proof by name, after `after`. `like` is a pattern of names.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ListServices>,
    now: Time,
    (after, like): (&str, &str),
    limit: i64,
) -> Result<Vec<ServiceRow>, StoreError> {
    let user = proof.actor().user().map(access::UserId::uuid);
    let organization = proof.target().uuid();
    let rows = query!(tx, Row, fetch_all, LIST, user, now.0, organization, after, like, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Makes a service in the organization of the proof; it holds nothing.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn insert(
    tx: &mut Tx,
    proof: Authorized<actions::CreateService>,
    now: Time,
    new: NewService<'_>,
) -> Result<(), StoreError> {
    let (id, organization) = (new.id.uuid(), proof.target().uuid());
    let creator = proof.actor().user().map(access::UserId::uuid);
    let (name, description, source) = (new.name.stored(), new.description, new.source_url);
    let (read, write) = (new.read_quota_mb, new.write_quota_mb);
    execute!(tx, INSERT, id, organization, name, description, source, read, write, creator, now.0)?;
    Ok(())
}

/// Changes the service of the proof.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn update(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateService>,
    change: ServiceChange<'_>,
) -> Result<(), StoreError> {
    let (id, name, at) = (proof.target().uuid(), change.name.stored(), change.updated_at.0);
    let (read, write) = (change.read_quota_mb, change.write_quota_mb);
    execute!(tx, UPDATE, id, name, change.description, change.source_url, read, write, at)?;
    Ok(())
}

/// Deletes the service of the proof with its grants and secrets.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &mut Tx, proof: Authorized<actions::DeleteService>) -> Result<(), StoreError> {
    let id = proof.target().uuid();
    execute!(tx, DELETE_GRANTS, id)?;
    execute!(tx, DELETE_SECRETS, id)?;
    execute!(tx, DELETE, id)?;
    Ok(())
}

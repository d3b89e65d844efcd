//! Who can read or write a stream: people by their flags on its project, services by what counts of their grants.

use access::{
    Authorized, Flags, PipelineId, ServiceId, StreamFlags, StreamId, Time, UserId, actions, counting_grant,
};
use api::names::{Name, ServicePath};
use uuid::Uuid;

use super::sql::{query, texts};
use super::{StoreError, Tx};

texts! {
    // `$4`: whether only those who may write are wanted.
    PEOPLE = "select u.id, u.name, g.can_view, g.can_create, g.can_admin, g.granted_at, a.name as granted_by \
        from streams s join project_grants g on g.project_id = s.project_id join users u on u.id = g.user_id \
        left join users a on a.id = g.granted_by \
        where s.id = $1 and u.disabled_at is null and u.name > $2 and u.name like $3 escape '!' \
        and (g.can_create or (not $4 and (g.can_view or g.can_admin))) order by u.name limit $5";
    // `$5`, `$6`: whether who reads and who writes is wanted. What counts is the rule of `access::counting_grant`.
    SERVICES = "select v.id, o.name as organization, v.name, g.can_read, g.can_write, g.confirmed_at, g.granted_at, \
        a.name as granted_by, p.public, v.organization_id = p.organization_id as same_organization \
        from streams s join projects p on p.id = s.project_id join service_grants g on g.stream_id = s.id \
        join services v on v.id = g.service_id join organizations o on o.id = v.organization_id \
        left join users a on a.id = g.granted_by \
        where s.id = $1 and (o.name, v.name) > ($2, $3) and o.name || '/' || v.name like $4 escape '!' \
        and (v.organization_id = p.organization_id or g.confirmed_at is not null or (p.public and g.can_read and $5)) \
        and ((g.can_read and $5) or (g.can_write and $6)) order by o.name, v.name limit $7";
    // By what runs, or else what was saved last.
    PIPELINES = "select l.id, n.source_id = $1 as reads, n.sink_id = $1 as writes from pipeline_versions n \
        join pipelines l on l.id = n.pipeline_id join organizations o on o.id = l.organization_id \
        left join pipeline_runs r on r.pipeline_id = l.id and r.wanted \
        where (n.source_id = $1 or n.sink_id = $1) and n.service_id = $2 \
        and n.version = coalesce(r.version, l.version) order by o.name, l.name";
}

/// A person who holds a flag on the project of a stream.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: Name,
    /// What they hold on the project, as stored.
    pub flags: Flags,
    /// Who gave it.
    pub granted_by: Option<Name>,
    /// When.
    pub granted_at: Time,
}

/// A service that holds a grant on a stream, some of which counts.
#[derive(Clone, Debug)]
pub struct ServiceRow {
    /// The service.
    pub id: ServiceId,
    /// Its path.
    pub path: ServicePath,
    /// What counts of its grant now.
    pub granted: StreamFlags,
    /// Who gave it.
    pub granted_by: Option<Name>,
    /// When.
    pub granted_at: Time,
}

#[derive(sqlx::FromRow)]
struct Person {
    id: Uuid,
    name: String,
    can_view: bool,
    can_create: bool,
    can_admin: bool,
    granted_at: i64,
    granted_by: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Service {
    id: Uuid,
    organization: String,
    name: String,
    can_read: bool,
    can_write: bool,
    confirmed_at: Option<i64>,
    granted_at: i64,
    granted_by: Option<String>,
    public: bool,
    same_organization: bool,
}

impl From<Person> for PersonRow {
    fn from(row: Person) -> Self {
        Self {
            id: row.id.into(),
            name: Name::from_stored(row.name),
            flags: Flags { view: row.can_view, create: row.can_create, admin: row.can_admin },
            granted_by: row.granted_by.map(Name::from_stored),
            granted_at: Time(row.granted_at),
        }
    }
}

impl From<Service> for ServiceRow {
    fn from(row: Service) -> Self {
        let stored = StreamFlags { read: row.can_read, write: row.can_write };
        let confirmed = row.confirmed_at.is_some();
        Self {
            id: row.id.into(),
            path: ServicePath {
                organization: Name::from_stored(row.organization),
                service: Name::from_stored(row.name),
            },
            granted: counting_grant(stored, row.same_organization, row.public, confirmed),
            granted_by: row.granted_by.map(Name::from_stored),
            granted_at: Time(row.granted_at),
        }
    }
}

/// What is wanted of a list: who has which right, whose name is how.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Those who read.
    pub read: bool,
    /// Those who write.
    pub write: bool,
    /// A pattern of names, or of paths.
    pub like: &'a str,
}

/// Enabled people who hold a flag on the project of the stream of the proof, by name, after `after`.
///
/// # Errors
/// The store's.
pub async fn people(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewStreamAccess>,
    wanted: Wanted<'_>,
    after: &str,
    limit: i64,
) -> Result<Vec<PersonRow>, StoreError> {
    let (id, writers) = (proof.target().uuid(), !wanted.read);
    let rows = query!(tx, Person, fetch_all, PEOPLE, id, after, wanted.like, writers, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Services with a grant on the stream of the proof that counts, by path, after the path `after`.
///
/// # Errors
/// The store's.
pub async fn services(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewStreamAccess>,
    wanted: Wanted<'_>,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<ServiceRow>, StoreError> {
    let (id, Wanted { read, write, like }) = (proof.target().uuid(), wanted);
    let rows = query!(tx, Service, fetch_all, SERVICES, id, after.0, after.1, like, read, write, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The pipelines that read a stream or append to it as this service: which of both.
///
/// # Errors
/// The store's.
pub async fn pipelines(
    tx: &mut Tx,
    stream: StreamId,
    service: ServiceId,
) -> Result<Vec<(PipelineId, bool, bool)>, StoreError> {
    let rows = query!(tx, (Uuid, bool, bool), fetch_all, PIPELINES, stream.uuid(), service.uuid())?;
    Ok(rows.into_iter().map(|(id, reads, writes)| (id.into(), reads, writes)).collect())
}

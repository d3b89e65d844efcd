//! Grants of services on a project's streams, for its admins.

use access::{Authorized, ProjectId, ServiceId, StreamFlags, Time, actions, counting_grant};
use api::names::{Name, ServicePath, StreamPath};

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    LIST = "select vo.name as service_organization, v.name as service, o.name as organization, p.name as project, \
        s.name as stream, g.can_read, g.can_write, g.confirmed_at, g.granted_at, a.name as granted_by, p.public, \
        v.organization_id <> p.organization_id as elsewhere \
        from projects p join organizations o on o.id = p.organization_id join streams s on s.project_id = p.id \
        join service_grants g on g.stream_id = s.id join services v on v.id = g.service_id \
        join organizations vo on vo.id = v.organization_id left join users a on a.id = g.granted_by \
        where p.id = $1 and (vo.name, v.name, s.name) > ($2, $3, $4) order by vo.name, v.name, s.name limit $5";
    // `$3`: whether only those that wait to be confirmed are meant.
    STREAMS = "select s.name from service_grants g join streams s on s.id = g.stream_id \
        join projects p on p.id = s.project_id join services v on v.id = g.service_id \
        where p.id = $1 and v.id = $2 \
        and (not $3 or (g.confirmed_at is null and v.organization_id <> p.organization_id)) order by s.name";
    CONFIRM = "update service_grants set confirmed_at = $3 where service_id = $2 and confirmed_at is null \
        and stream_id in (select id from streams where project_id = $1) \
        and service_id in (select v.id from services v, projects p \
            where p.id = $1 and v.organization_id <> p.organization_id)";
    END = "delete from service_grants where service_id = $2 \
        and stream_id in (select id from streams where project_id = $1)";
}

/// A service's grant on a stream of a project.
#[derive(Clone, Debug)]
pub struct GrantRow {
    /// The service.
    pub service: ServicePath,
    /// The stream.
    pub stream: StreamPath,
    /// What is granted.
    pub flags: StreamFlags,
    /// Whether the service is another organization's.
    pub foreign: bool,
    /// Whether an admin of the project confirmed it.
    pub confirmed: bool,
    /// What of it counts now.
    pub counts: StreamFlags,
    /// Who gave it.
    pub granted_by: Option<Name>,
    /// When.
    pub granted_at: Time,
}

#[derive(sqlx::FromRow)]
struct Row {
    service_organization: String,
    service: String,
    organization: String,
    project: String,
    stream: String,
    can_read: bool,
    can_write: bool,
    confirmed_at: Option<i64>,
    granted_at: i64,
    granted_by: Option<String>,
    public: bool,
    elsewhere: bool,
}

impl From<Row> for GrantRow {
    fn from(row: Row) -> Self {
        let flags = StreamFlags { read: row.can_read, write: row.can_write };
        let confirmed = row.confirmed_at.is_some();
        Self {
            service: ServicePath {
                organization: Name::from_stored(row.service_organization),
                service: Name::from_stored(row.service),
            },
            stream: StreamPath {
                organization: Name::from_stored(row.organization),
                project: Name::from_stored(row.project),
                stream: Name::from_stored(row.stream),
            },
            flags,
            foreign: row.elsewhere,
            confirmed,
            counts: counting_grant(flags, !row.elsewhere, row.public, confirmed),
            granted_by: row.granted_by.map(Name::from_stored),
            granted_at: Time(row.granted_at),
        }
    }
}

/// The grants on streams of the project of the proof, by service and stream, after that service and stream.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ListProjectServices>,
    (organization, service, stream): (&str, &str, &str),
    limit: i64,
) -> Result<Vec<GrantRow>, StoreError> {
    let id = proof.target().uuid();
    let rows = query!(tx, Row, fetch_all, LIST, id, organization, service, stream, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The streams of a project on which a service holds a grant, by name; or only those of another organization's service
/// that wait to be confirmed.
///
/// # Errors
/// The store's.
pub async fn streams(
    tx: &mut Tx,
    project: ProjectId,
    service: ServiceId,
    waiting: bool,
) -> Result<Vec<Name>, StoreError> {
    let rows = query!(tx, (String,), fetch_all, STREAMS, project.uuid(), service.uuid(), waiting)?;
    Ok(rows.into_iter().map(|(name,)| Name::from_stored(name)).collect())
}

/// Confirms what the service of the proof, which is another organization's, holds in the project of the proof.
///
/// # Errors
/// The store's.
pub async fn confirm(
    tx: &mut Tx,
    proof: Authorized<actions::ConfirmService>,
    now: Time,
) -> Result<(), StoreError> {
    let (project, service) = proof.target();
    execute!(tx, CONFIRM, project.uuid(), service.uuid(), now.0)?;
    Ok(())
}

/// Ends what the service of the proof holds in the project of the proof.
///
/// # Errors
/// The store's.
pub async fn end(tx: &mut Tx, proof: Authorized<actions::EndService>) -> Result<(), StoreError> {
    let (project, service) = proof.target();
    execute!(tx, END, project.uuid(), service.uuid())?;
    Ok(())
}

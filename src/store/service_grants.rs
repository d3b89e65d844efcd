//! Grants of services on streams, as those who manage the service see and change them. What counts of a grant is the
//! rule of [`access::counting_grant`].

use access::{
    Actor, Authorized, Holding, ProjectFacts, ServiceId, StreamFacts, StreamFlags, StreamId, Time, actions,
};
use api::names::{Name, StreamPath};
use uuid::Uuid;

use super::columns::{ProjectColumns, project_columns, project_tables};
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

/// Columns of a grant on a stream, seen from the user `$1`.
macro_rules! columns {
    () => {
        concat!(
            project_columns!(),
            ", s.id as stream_id, s.name as stream_name, coalesce(h.can_read, false) as can_read, \
             coalesce(h.can_write, false) as can_write, h.confirmed_at, h.granted_at, a.name as granted_by, \
             v.organization_id <> p.organization_id as foreign_stream"
        )
    };
}

/// Where a grant that exists comes from; `$2` is the service.
macro_rules! granted {
    () => {
        concat!(
            project_tables!(),
            " join streams s on s.project_id = p.id join service_grants h on h.stream_id = s.id \
             join services v on v.id = h.service_id left join users a on a.id = h.granted_by where v.id = $2"
        )
    };
}

/// Whether the user `$1` may know of the project: "with organization `view` a private project's name is known".
macro_rules! known {
    () => {
        "(p.public or coalesce(g.can_view or g.can_create or g.can_admin, false) \
          or coalesce(og.can_view or og.can_create or og.can_admin, false))"
    };
}

macro_rules! page {
    ($after:literal, $like:literal, $limit:literal) => {
        concat!(
            " and (o.name, p.name, s.name) > ",
            $after,
            " and o.name || '/' || p.name || '/' || s.name like ",
            $like,
            " escape '!' order by o.name, p.name, s.name limit ",
            $limit
        )
    };
}

texts! {
    ALL = concat!("select ", columns!(), " from ", granted!(), " order by o.name, p.name, s.name");
    // `$3`: whether it doesn't matter what the asker may know.
    LIST = concat!(
        "select ", columns!(), " from ", granted!(), " and ($3 or ", known!(), ")", page!("($4, $5, $6)", "$7", "$8")
    );
    HIDDEN = concat!("select count(*) from ", granted!(), " and not ", known!());
    OTHERS = concat!(
        "select ", columns!(), " from ", project_tables!(),
        " join streams s on s.project_id = p.id join services v on v.id = $2 \
         left join service_grants h on h.stream_id = s.id and h.service_id = v.id \
         left join users a on a.id = h.granted_by \
         where h.service_id is null and (p.public or g.can_view or g.can_create or g.can_admin)",
        page!("($3, $4, $5)", "$6", "$7")
    );
    FIND = concat!("select ", columns!(), " from ", granted!(), " and s.id = $3");
    SET = "insert into service_grants (service_id, stream_id, can_read, can_write, granted_by, granted_at, confirmed_at) \
        values ($1, $2, $3, $4, $5, $6, null) on conflict (service_id, stream_id) do update \
        set can_read = excluded.can_read, can_write = excluded.can_write, \
        granted_by = case when $7 then excluded.granted_by else service_grants.granted_by end, \
        granted_at = case when $7 then excluded.granted_at else service_grants.granted_at end, \
        confirmed_at = case when $7 then null else service_grants.confirmed_at end";
    END = "delete from service_grants where service_id = $1 and stream_id = $2";
}

/// A service's grant on a stream, or a stream that it could be granted.
#[derive(Clone, Debug)]
pub struct GrantRow {
    /// The stream, seen from the asker.
    pub facts: StreamFacts,
    /// Its path.
    pub path: StreamPath,
    /// What is granted, as stored.
    pub held: StreamFlags,
    /// Whether the stream is another organization's.
    pub foreign: bool,
    /// Whether an admin of its project confirmed it.
    pub confirmed: bool,
    /// Who granted it.
    pub granted_by: Option<Name>,
    /// When; none where nothing is granted.
    pub granted_at: Option<Time>,
}

impl GrantRow {
    /// The project of the stream, seen from the asker.
    #[must_use]
    pub fn project(&self) -> &ProjectFacts {
        &self.facts.project
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    project: ProjectColumns,
    stream_id: Uuid,
    stream_name: String,
    can_read: bool,
    can_write: bool,
    confirmed_at: Option<i64>,
    granted_at: Option<i64>,
    granted_by: Option<String>,
    foreign_stream: bool,
}

impl From<Row> for GrantRow {
    fn from(row: Row) -> Self {
        let path = StreamPath {
            organization: row.project.organization.name(),
            project: row.project.name(),
            stream: Name::from_stored(row.stream_name),
        };
        let project = row.project.facts();
        let granted = StreamFlags::default();
        Self {
            facts: StreamFacts { id: row.stream_id.into(), path: path.to_string(), project, granted },
            path,
            held: StreamFlags { read: row.can_read, write: row.can_write },
            foreign: row.foreign_stream,
            confirmed: row.confirmed_at.is_some(),
            granted_by: row.granted_by.map(Name::from_stored),
            granted_at: row.granted_at.map(Time),
        }
    }
}

/// Which part of a list is wanted: after the stream of these names, with paths like this pattern.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The names of the stream before the first one.
    pub after: (&'a str, &'a str, &'a str),
    /// A pattern of paths.
    pub like: &'a str,
    /// The most rows.
    pub limit: i64,
}

fn user(actor: &Actor) -> Option<Uuid> {
    actor.user().map(access::UserId::uuid)
}

/// All that a service was granted, whether it counts or not: what a secret of it hands on.
///
/// # Errors
/// The store's.
pub async fn holdings(tx: &mut Tx, actor: &Actor, service: ServiceId) -> Result<Vec<Holding>, StoreError> {
    let rows = query!(tx, Row, fetch_all, ALL, user(actor), service.uuid())?;
    let holding = |row: Row| {
        let GrantRow { facts, held, .. } = row.into();
        Holding { stream: facts.path, project: facts.project, flags: held }
    };
    Ok(rows.into_iter().map(holding).collect())
}

/// What the service of the proof was granted, by stream, as far as the asker may know of the streams; the service
/// itself knows all.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ListServicePermissions>,
    part: Part<'_>,
) -> Result<Vec<GrantRow>, StoreError> {
    let (actor, service) = (proof.actor(), proof.target());
    let itself = actor.service() == Some(service);
    let ((organization, project, stream), service) = (part.after, service.uuid());
    let rows = query!(
        tx,
        Row,
        fetch_all,
        LIST,
        user(&actor),
        service,
        itself,
        organization,
        project,
        stream,
        part.like,
        part.limit
    )?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How many of its grants the asker may not know of.
///
/// # Errors
/// The store's.
pub async fn hidden(
    tx: &mut Tx,
    proof: &Authorized<actions::ListServicePermissions>,
) -> Result<u32, StoreError> {
    let (hidden,) = query!(tx, (i64,), fetch_one, HIDDEN, user(&proof.actor()), proof.target().uuid())?;
    Ok(u32::try_from(hidden).unwrap_or(u32::MAX))
}

/// Streams that the asker sees and the service was not granted.
///
/// # Errors
/// The store's.
pub async fn others(
    tx: &mut Tx,
    proof: &Authorized<actions::ListServicePermissions>,
    part: Part<'_>,
) -> Result<Vec<GrantRow>, StoreError> {
    let (user, service) = (user(&proof.actor()), proof.target().uuid());
    let (organization, project, stream) = part.after;
    let rows = query!(
        tx,
        Row,
        fetch_all,
        OTHERS,
        user,
        service,
        organization,
        project,
        stream,
        part.like,
        part.limit
    )?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What a service was granted on a stream.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    actor: &Actor,
    service: ServiceId,
    stream: StreamId,
) -> Result<Option<GrantRow>, StoreError> {
    let row = query!(tx, Row, fetch_optional, FIND, user(actor), service.uuid(), stream.uuid())?;
    Ok(row.map(Into::into))
}

/// Sets the grant of the proof. With `adds` it is the actor's from now on, and to be confirmed anew where it needs that: who
/// only takes away gives nothing.
///
/// # Errors
/// The store's.
pub async fn set(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateServicePermissions>,
    flags: StreamFlags,
    adds: bool,
    now: Time,
) -> Result<(), StoreError> {
    let ((service, stream), by) = (proof.target(), user(&proof.actor()));
    if flags.any() {
        execute!(tx, SET, service.uuid(), stream.uuid(), flags.read, flags.write, by, now.0, adds)?;
    } else {
        execute!(tx, END, service.uuid(), stream.uuid())?;
    }
    Ok(())
}

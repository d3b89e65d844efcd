//! Streams, and the grants of services on them as far as they count now.

use access::{Actor, Authorized, StreamFacts, StreamFlags, StreamId, Time, actions, counting_grant};
use api::names::{Name, StreamPath};
use uuid::Uuid;

use super::columns::{ProjectColumns, project_columns, project_tables};
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

/// Columns of a whole row; `$2` is the asking service, or null.
macro_rules! columns {
    () => {
        concat!(
            project_columns!(),
            ", s.id as stream_id, s.name as stream_name, s.description, s.created_at, s.updated_at, \
             s.last_seq, s.last_record_at, s.schema, s.retention_days, coalesce(sg.can_read, false) as can_read, \
             coalesce(sg.can_write, false) as can_write, sg.confirmed_at, \
             coalesce(v.organization_id = p.organization_id, false) as same_organization"
        )
    };
}

macro_rules! tables {
    () => {
        concat!(
            project_tables!(),
            " join streams s on s.project_id = p.id \
             left join service_grants sg on sg.stream_id = s.id and sg.service_id = $2 \
             left join services v on v.id = sg.service_id"
        )
    };
}

texts! {
    FIND = concat!(
        "select ", columns!(), " from ", tables!(), " where o.name = $3 and p.name = $4 and s.name = $5"
    );
    FIND_BY_ID = concat!("select ", columns!(), " from ", tables!(), " where s.id = $3");
    LIST = concat!(
        "select ", columns!(), " from ", tables!(),
        " where p.id = $3 and s.name > $4 order by s.name limit $5"
    );
    INSERT = "insert into streams \
        (id, project_id, name, description, schema, retention_days, created_at, updated_at, last_seq) \
        values ($1, $2, $3, $4, $5, $6, $7, $7, 0)";
    UPDATE = "update streams set name = $2, description = $3, schema = $4, retention_days = $5, updated_at = $6 \
        where id = $1";
    DELETE_GRANTS = "delete from service_grants where stream_id = $1";
    DELETE_RECORDS = "delete from records where stream_id = $1";
    DELETE = "delete from streams where id = $1";
}

/// A stream, seen from an actor.
#[derive(Clone, Debug)]
pub struct StreamRow {
    /// The facts, for the rules.
    pub facts: StreamFacts,
    /// Its path.
    pub path: StreamPath,
    /// What its records are.
    pub description: String,
    /// When it was created.
    pub created_at: Time,
    /// When it was last changed; grows with each change.
    pub updated_at: Time,
    /// The text of the JSON Schema that its records must fit.
    pub schema: Option<String>,
    /// Days after which a record is deleted.
    pub retention_days: Option<u32>,
    /// The number of its newest record; 0 for none.
    pub last_seq: u64,
    /// When its newest record came.
    pub last_record_at: Option<Time>,
}

/// A stream to be made.
#[derive(Debug)]
pub struct NewStream<'a> {
    /// A fresh id.
    pub id: StreamId,
    /// Its name.
    pub name: &'a Name,
    /// What its records are.
    pub description: &'a str,
    /// The text of the JSON Schema that its records must fit.
    pub schema: Option<&'a str>,
    /// Days after which a record is deleted.
    pub retention_days: Option<u32>,
}

/// What a stream is to be.
#[derive(Debug)]
pub struct StreamChange<'a> {
    /// Its name.
    pub name: &'a Name,
    /// What its records are.
    pub description: &'a str,
    /// The text of the JSON Schema that its records must fit.
    pub schema: Option<&'a str>,
    /// Days after which a record is deleted.
    pub retention_days: Option<u32>,
    /// When; later than the change before.
    pub updated_at: Time,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    project: ProjectColumns,
    stream_id: Uuid,
    stream_name: String,
    description: String,
    created_at: i64,
    updated_at: i64,
    last_seq: i64,
    last_record_at: Option<i64>,
    schema: Option<String>,
    retention_days: Option<i64>,
    can_read: bool,
    can_write: bool,
    confirmed_at: Option<i64>,
    same_organization: bool,
}

impl From<Row> for StreamRow {
    fn from(row: Row) -> Self {
        let project = row.project.facts();
        let path = StreamPath {
            organization: row.project.organization.name(),
            project: row.project.name(),
            stream: Name::from_stored(row.stream_name),
        };
        let stored = StreamFlags { read: row.can_read, write: row.can_write };
        let confirmed = row.confirmed_at.is_some();
        let granted = counting_grant(stored, row.same_organization, project.public, confirmed);
        Self {
            facts: StreamFacts { id: row.stream_id.into(), path: path.to_string(), project, granted },
            path,
            description: row.description,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            schema: row.schema,
            retention_days: row.retention_days.and_then(|days| u32::try_from(days).ok()),
            last_seq: row.last_seq.unsigned_abs(),
            last_record_at: row.last_record_at.map(Time),
        }
    }
}

/// The stream of this path, seen from `actor`.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, actor: &Actor, path: &StreamPath) -> Result<Option<StreamRow>, StoreError> {
    let (user, service) =
        (actor.user().map(access::UserId::uuid), actor.service().map(access::ServiceId::uuid));
    let (organization, project) = (path.organization.stored(), path.project.stored());
    let row =
        query!(tx, Row, fetch_optional, FIND, user, service, organization, project, path.stream.stored())?;
    Ok(row.map(Into::into))
}

/// The stream of this id, seen from `actor`.
///
/// # Errors
/// The store's.
pub async fn find_by_id(tx: &mut Tx, actor: &Actor, id: StreamId) -> Result<Option<StreamRow>, StoreError> {
    let (user, service) =
        (actor.user().map(access::UserId::uuid), actor.service().map(access::ServiceId::uuid));
    let row = query!(tx, Row, fetch_optional, FIND_BY_ID, user, service, id.uuid())?;
    Ok(row.map(Into::into))
}

/// The streams of the project of the proof by name, after `after`.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ListStreams>,
    after: &str,
    limit: i64,
) -> Result<Vec<StreamRow>, StoreError> {
    let actor = proof.actor();
    let (user, service) =
        (actor.user().map(access::UserId::uuid), actor.service().map(access::ServiceId::uuid));
    let rows = query!(tx, Row, fetch_all, LIST, user, service, proof.target().uuid(), after, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Makes a stream in the project of the proof.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn insert(
    tx: &mut Tx,
    proof: Authorized<actions::CreateStream>,
    now: Time,
    stream: NewStream<'_>,
) -> Result<(), StoreError> {
    let (id, project, name) = (stream.id.uuid(), proof.target().uuid(), stream.name.stored());
    let days = stream.retention_days.map(i64::from);
    execute!(tx, INSERT, id, project, name, stream.description, stream.schema, days, now.0)?;
    Ok(())
}

/// Changes the stream of the proof. Records that it has aren't looked at.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn update(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateStream>,
    change: StreamChange<'_>,
) -> Result<(), StoreError> {
    let (id, name, at) = (proof.target().uuid(), change.name.stored(), change.updated_at.0);
    let days = change.retention_days.map(i64::from);
    execute!(tx, UPDATE, id, name, change.description, change.schema, days, at)?;
    Ok(())
}

/// Deletes the stream of the proof with its records and grants.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &mut Tx, proof: Authorized<actions::DeleteStream>) -> Result<(), StoreError> {
    let id = proof.target().uuid();
    execute!(tx, DELETE_GRANTS, id)?;
    execute!(tx, DELETE_RECORDS, id)?;
    execute!(tx, DELETE, id)?;
    Ok(())
}

//! Saved configs of pipelines.

use access::{Action, Authorized, PipelineId, Time, actions};
use api::names::{Name, ServicePath};
use uuid::Uuid;

use super::pipelines::{Ends, NewPipeline, Wiring, path};
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

macro_rules! versions {
    () => {
        "select v.pipeline_id, v.version, v.config, v.source_id, v.sink_id, v.service_id, a.name as author, v.at, v.restored_from, \
         so.name as source_organization, sp.name as source_project, st.name as source_stream, \
         ko.name as sink_organization, kp.name as sink_project, kt.name as sink_stream, \
         vo.name as service_organization, sv.name as service_name from pipeline_versions v \
         left join users a on a.id = v.author_id \
         left join streams st on st.id = v.source_id left join projects sp on sp.id = st.project_id \
         left join organizations so on so.id = sp.organization_id \
         left join streams kt on kt.id = v.sink_id left join projects kp on kp.id = kt.project_id \
         left join organizations ko on ko.id = kp.organization_id \
         left join services sv on sv.id = v.service_id left join organizations vo on vo.id = sv.organization_id"
    };
}

texts! {
    FIND = concat!(versions!(), " where v.pipeline_id = $1 and v.version = $2");
    LIST = concat!(versions!(), " where v.pipeline_id = $1 and v.version < $2 order by v.version desc limit $3");
    WITH_STREAM = concat!(versions!(), " where v.source_id = $1 or v.sink_id = $1");
    WITH_STREAM_IN = concat!(
        versions!(), " where v.source_id in (select id from streams where project_id = $1) \
         or v.sink_id in (select id from streams where project_id = $1)"
    );
    WITH_SERVICE = concat!(versions!(), " where v.service_id = $1");
    REWRITE = "update pipeline_versions set config = $3 where pipeline_id = $1 and version = $2";
    INSERT = "insert into pipeline_versions \
        (pipeline_id, version, config, source_id, sink_id, service_id, author_id, restored_from, at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    NEWEST = "update pipelines set version = $2, words = $3, updated_at = $4 where id = $1";
}

/// A saved config.
#[derive(Clone, Debug)]
pub struct VersionRow {
    /// Whose it is.
    pub pipeline: PipelineId,
    /// Its number.
    pub version: u32,
    /// The JSON text that was saved.
    pub config: String,
    /// What it connects.
    pub wiring: Wiring,
    /// What those ends are called now.
    pub ends: Ends,
    /// Who saved it.
    pub author: Option<Name>,
    /// When.
    pub at: Time,
    /// The version that was restored.
    pub restored_from: Option<u32>,
}

/// A config to be saved.
#[derive(Clone, Copy, Debug)]
pub struct NewVersion<'a> {
    /// Its number.
    pub version: u32,
    /// The config, as JSON.
    pub config: &'a str,
    /// What it connects.
    pub wiring: Wiring,
    /// What the pipeline is found by.
    pub words: &'a str,
    /// The version that is restored.
    pub restored_from: Option<u32>,
    /// When.
    pub at: Time,
    /// The time of the pipeline's change; later than the one before.
    pub updated_at: Time,
}

#[derive(sqlx::FromRow)]
struct Row {
    pipeline_id: Uuid,
    version: i64,
    config: String,
    source_id: Uuid,
    sink_id: Uuid,
    service_id: Uuid,
    author: Option<String>,
    at: i64,
    restored_from: Option<i64>,
    source_organization: Option<String>,
    source_project: Option<String>,
    source_stream: Option<String>,
    sink_organization: Option<String>,
    sink_project: Option<String>,
    sink_stream: Option<String>,
    service_organization: Option<String>,
    service_name: Option<String>,
}

impl From<Row> for VersionRow {
    fn from(row: Row) -> Self {
        let service = row.service_organization.zip(row.service_name).map(|(organization, service)| {
            ServicePath { organization: Name::from_stored(organization), service: Name::from_stored(service) }
        });
        Self {
            pipeline: row.pipeline_id.into(),
            version: u32::try_from(row.version).unwrap_or(u32::MAX),
            config: row.config,
            wiring: Wiring {
                source: row.source_id.into(),
                sink: row.sink_id.into(),
                service: row.service_id.into(),
            },
            ends: Ends {
                source: path(row.source_organization, row.source_project, row.source_stream),
                sink: path(row.sink_organization, row.sink_project, row.sink_stream),
                service,
            },
            author: row.author.map(Name::from_stored),
            at: Time(row.at),
            restored_from: row.restored_from.and_then(|version| u32::try_from(version).ok()),
        }
    }
}

/// Actions whose proof permits to save a config.
pub trait SavesConfigs: Action<Target = PipelineId> {}

impl SavesConfigs for actions::UpdatePipelineConfig {}
impl SavesConfigs for actions::RestorePipeline {}

/// Actions that take ends of pipelines away.
pub trait TakesEnds: Action {
    /// The text that finds the configs which are connected to what goes, and its id.
    fn connected(target: Self::Target) -> (&'static str, Uuid);
}

impl TakesEnds for actions::DeleteStream {
    fn connected(target: Self::Target) -> (&'static str, Uuid) {
        (WITH_STREAM, target.uuid())
    }
}

impl TakesEnds for actions::DeleteProject {
    fn connected(target: Self::Target) -> (&'static str, Uuid) {
        (WITH_STREAM_IN, target.uuid())
    }
}

impl TakesEnds for actions::DeleteService {
    fn connected(target: Self::Target) -> (&'static str, Uuid) {
        (WITH_SERVICE, target.uuid())
    }
}

/// The configs that are connected to what the proof permits to delete.
///
/// # Errors
/// The store's.
pub async fn connected<A: TakesEnds>(
    tx: &mut Tx,
    proof: &Authorized<A>,
) -> Result<Vec<VersionRow>, StoreError> {
    let (text, id) = A::connected(proof.target());
    Ok(query!(tx, Row, fetch_all, text, id)?.into_iter().map(Into::into).collect())
}

/// Writes the paths that a config's ends have now into its text: what they name is about to go.
///
/// # Errors
/// The store's.
pub async fn keep_paths<A: TakesEnds>(
    tx: &mut Tx,
    _proof: &Authorized<A>,
    (pipeline, version): (PipelineId, u32),
    config: &str,
) -> Result<(), StoreError> {
    execute!(tx, REWRITE, pipeline.uuid(), i64::from(version), config)?;
    Ok(())
}

/// One of a pipeline's configs.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, id: PipelineId, version: u32) -> Result<Option<VersionRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND, id.uuid(), i64::from(version))?.map(Into::into))
}

/// The configs of the pipeline of the proof before the version `before`, the newest first.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ListPipelineVersions>,
    before: i64,
    limit: i64,
) -> Result<Vec<VersionRow>, StoreError> {
    let rows = query!(tx, Row, fetch_all, LIST, proof.target().uuid(), before, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Keeps the first config of a pipeline that is being made.
pub(super) async fn first(
    tx: &mut Tx,
    proof: &Authorized<actions::CreatePipeline>,
    new: NewPipeline<'_>,
    now: Time,
) -> Result<(), StoreError> {
    let author = proof.actor().user().map(access::UserId::uuid);
    let Wiring { source, sink, service } = new.wiring;
    let ends = (source.uuid(), sink.uuid(), service.uuid());
    let none: Option<i64> = None;
    execute!(tx, INSERT, new.id.uuid(), 1_i64, new.config, ends.0, ends.1, ends.2, author, none, now.0)?;
    Ok(())
}

/// Saves a config as the newest of the pipeline of the proof.
///
/// # Errors
/// The store's.
pub async fn save<A: SavesConfigs>(
    tx: &mut Tx,
    proof: Authorized<A>,
    new: NewVersion<'_>,
) -> Result<(), StoreError> {
    let (id, version) = (proof.target().uuid(), i64::from(new.version));
    let author = proof.actor().user().map(access::UserId::uuid);
    let Wiring { source, sink, service } = new.wiring;
    let ends = (source.uuid(), sink.uuid(), service.uuid());
    let from = new.restored_from.map(i64::from);
    // First the row that whoever saves at the same time wants, too: the second waits, and tries again.
    execute!(tx, NEWEST, id, version, new.words, new.updated_at.0)?;
    execute!(tx, INSERT, id, version, new.config, ends.0, ends.1, ends.2, author, from, new.at.0)?;
    Ok(())
}

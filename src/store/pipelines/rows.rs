//! Pipelines as they are read and written.

use access::{PipelineFacts, PipelineId, Role, ServiceId, StreamId, Time, counting_grant};
use api::names::{Name, PipelinePath, ServicePath, StreamPath, TeamPath};
use uuid::Uuid;

use crate::store::columns::OrganizationColumns;

/// What a config connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wiring {
    /// What it reads.
    pub source: StreamId,
    /// What it appends to.
    pub sink: StreamId,
    /// What it runs as.
    pub service: ServiceId,
}

/// What those ends are called now; none of what is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The source.
    pub source: Option<StreamPath>,
    /// The sink.
    pub sink: Option<StreamPath>,
    /// The service.
    pub service: Option<ServicePath>,
}

/// What a service holds on one end of its pipeline.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Whether it was granted what it needs there.
    pub granted: bool,
    /// Whether that counts now.
    pub counts: bool,
}

/// How a pipeline was deployed last.
#[derive(Clone, Debug)]
pub struct Run {
    /// The version.
    pub version: u32,
    /// When.
    pub at: Time,
    /// By whom, if that account still exists.
    pub by: Option<Name>,
    /// Why it doesn't run; empty if nothing is wrong.
    pub reason: String,
    /// Whether its source, its sink and its service are still there.
    pub there: [bool; 3],
    /// When the newest record that it took in was appended to the source.
    pub newest_record_at: Option<Time>,
}

/// A pipeline, seen from an actor.
#[derive(Clone, Debug)]
pub struct PipelineRow {
    /// The facts, for the rules.
    pub facts: PipelineFacts,
    /// Its path.
    pub path: PipelinePath,
    /// The newest version.
    pub version: u32,
    /// Its config, as the JSON text that was saved.
    pub config: String,
    /// What that connects.
    pub wiring: Wiring,
    /// What those ends are called now.
    pub ends: Ends,
    /// What its service holds on the source.
    pub reads: Held,
    /// What its service holds on the sink.
    pub writes: Held,
    /// What it is doing, in a word of the API.
    pub state: String,
    /// How it was deployed last.
    pub run: Option<Run>,
    /// Records that are still to be taken in.
    pub lag: u64,
    /// Records that failed.
    pub dead_letters: u64,
    /// Who created it.
    pub creator: Option<Name>,
    /// When it was created.
    pub created_at: Time,
    /// When it was last changed; grows with each change.
    pub updated_at: Time,
    /// The actor's teams that may view it.
    pub teams: Vec<TeamPath>,
    /// Who owns it, by name, disabled people included.
    pub owners: Vec<Name>,
}

/// A pipeline to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewPipeline<'a> {
    /// A fresh id.
    pub id: PipelineId,
    /// Its name.
    pub name: &'a Name,
    /// Its config, as JSON.
    pub config: &'a str,
    /// What that connects.
    pub wiring: Wiring,
    /// What it is found by.
    pub words: &'a str,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    #[sqlx(flatten)]
    organization: OrganizationColumns,
    pipeline_id: Uuid,
    pipeline_name: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
    creator: Option<String>,
    config: String,
    source_id: Uuid,
    sink_id: Uuid,
    service_id: Uuid,
    role: Option<String>,
    teams: Option<String>,
    owners: Option<String>,
    orphaned: bool,
    state: String,
    reason: Option<String>,
    deployed_version: Option<i64>,
    deployed_at: Option<i64>,
    deployer: Option<String>,
    checkpoint: Option<i64>,
    checkpoint_at: Option<i64>,
    run_source_id: Option<Uuid>,
    deployed_source_id: Option<Uuid>,
    deployed_last_seq: Option<i64>,
    source_last_seq: Option<i64>,
    deployed_source_there: bool,
    deployed_sink_there: bool,
    deployed_service_there: bool,
    dead_letters: i64,
    source_organization: Option<String>,
    source_project: Option<String>,
    source_stream: Option<String>,
    sink_organization: Option<String>,
    sink_project: Option<String>,
    sink_stream: Option<String>,
    service_name: Option<String>,
    source_read: bool,
    source_confirmed_at: Option<i64>,
    source_public: bool,
    source_inside: bool,
    sink_write: bool,
    sink_confirmed_at: Option<i64>,
    sink_public: bool,
    sink_inside: bool,
}

/// The path of a stream, if it is still there.
pub(in crate::store) fn path(
    organization: Option<String>,
    project: Option<String>,
    stream: Option<String>,
) -> Option<StreamPath> {
    Some(StreamPath {
        organization: Name::from_stored(organization?),
        project: Name::from_stored(project?),
        stream: Name::from_stored(stream?),
    })
}

/// The role of this word.
pub(in crate::store) fn role(word: &str) -> Option<Role> {
    [Role::Owner, Role::Editor, Role::Reader].into_iter().find(|role| role.name() == word)
}

/// Names with blanks between them, as they are kept.
fn words(text: Option<&String>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(|text| text.split(' '))
}

impl Row {
    fn lag(&self) -> u64 {
        let (last, taken) = match self.deployed_source_id {
            // The checkpoint counts for the source that it was reached on.
            Some(source) if self.run_source_id == Some(source) => (self.deployed_last_seq, self.checkpoint),
            Some(_) => (self.deployed_last_seq, None),
            None => (self.source_last_seq, None),
        };
        last.unwrap_or_default().saturating_sub(taken.unwrap_or_default()).max(0).unsigned_abs()
    }

    fn run(&self) -> Option<Run> {
        Some(Run {
            version: u32::try_from(self.deployed_version?).unwrap_or_default(),
            at: Time(self.deployed_at?),
            by: self.deployer.clone().map(Name::from_stored),
            reason: self.reason.clone().unwrap_or_default(),
            there: [self.deployed_source_there, self.deployed_sink_there, self.deployed_service_there],
            newest_record_at: self.checkpoint_at.map(Time),
        })
    }

    fn reads(&self) -> Held {
        let flags = access::StreamFlags { read: self.source_read, write: false };
        let confirmed = self.source_confirmed_at.is_some();
        let counts = counting_grant(flags, self.source_inside, self.source_public, confirmed).read;
        Held { granted: self.source_read, counts }
    }

    fn writes(&self) -> Held {
        let flags = access::StreamFlags { read: false, write: self.sink_write };
        let confirmed = self.sink_confirmed_at.is_some();
        let counts = counting_grant(flags, self.sink_inside, self.sink_public, confirmed).write;
        Held { granted: self.sink_write, counts }
    }
}

impl From<Row> for PipelineRow {
    fn from(row: Row) -> Self {
        let organization = row.organization.name();
        let path = PipelinePath { organization, pipeline: Name::from_stored(row.pipeline_name.as_str()) };
        let teams: Vec<TeamPath> = words(row.teams.as_ref()).filter_map(|team| team.parse().ok()).collect();
        let service = row.service_name.clone().map(|service| ServicePath {
            organization: path.organization.clone(),
            service: Name::from_stored(service),
        });
        Self {
            facts: PipelineFacts {
                id: row.pipeline_id.into(),
                path: path.to_string(),
                organization: row.organization.facts(),
                role: row.role.as_deref().and_then(role),
                teams: teams.iter().map(TeamPath::to_string).collect(),
                orphaned: row.orphaned,
            },
            version: u32::try_from(row.version).unwrap_or(u32::MAX),
            wiring: Wiring {
                source: row.source_id.into(),
                sink: row.sink_id.into(),
                service: row.service_id.into(),
            },
            reads: row.reads(),
            writes: row.writes(),
            lag: row.lag(),
            run: row.run(),
            ends: Ends {
                source: self::path(row.source_organization, row.source_project, row.source_stream),
                sink: self::path(row.sink_organization, row.sink_project, row.sink_stream),
                service,
            },
            path,
            config: row.config,
            state: row.state,
            dead_letters: row.dead_letters.unsigned_abs(),
            creator: row.creator.map(Name::from_stored),
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            teams,
            owners: words(row.owners.as_ref()).map(Name::from_stored).collect(),
        }
    }
}

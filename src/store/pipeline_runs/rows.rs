//! Running pipelines as they are read.

use access::{PipelineId, StreamId};
use api::names::{Name, PipelinePath};
use uuid::Uuid;

use crate::store::pipelines::Wiring;

/// A pipeline that a node runs.
#[derive(Clone, Debug)]
pub struct RunRow {
    /// Which.
    pub pipeline: PipelineId,
    /// Its path.
    pub path: PipelinePath,
    /// The version that runs.
    pub version: u32,
    /// Its config, as JSON.
    pub config: String,
    /// What that connects.
    pub wiring: Wiring,
    /// What it was noted to be doing.
    pub state: String,
    /// Why.
    pub reason: String,
    /// The number of the last record of the source that had its effect.
    pub checkpoint: u64,
    /// How often something went wrong since it last ran.
    pub failures: u64,
}

/// A pipeline's row that is locked: whoever has it may append for it in this transaction.
#[derive(Debug)]
pub struct Held(pub(in crate::store) PipelineId);

impl Held {
    /// Which pipeline.
    #[must_use]
    pub fn pipeline(&self) -> PipelineId {
        self.0
    }
}

/// How a pipeline stands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PipelineFigures {
    id: Uuid,
    organization: String,
    pipeline: String,
    /// What it is doing.
    pub state: String,
    /// Records of the source that are still to be taken in.
    pub lag: i64,
    /// Dead letters.
    pub waiting: i64,
}

impl PipelineFigures {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> PipelineId {
        self.id.into()
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> PipelinePath {
        PipelinePath {
            organization: Name::from_stored(self.organization.as_str()),
            pipeline: Name::from_stored(self.pipeline.as_str()),
        }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    organization: String,
    pipeline: String,
    version: i64,
    state: String,
    reason: String,
    checkpoint: i64,
    failures: i64,
    config: String,
    source_id: Uuid,
    sink_id: Uuid,
    service_id: Uuid,
}

impl Row {
    pub(super) fn read(self, pipeline: PipelineId) -> RunRow {
        RunRow {
            pipeline,
            path: PipelinePath {
                organization: Name::from_stored(self.organization),
                pipeline: Name::from_stored(self.pipeline),
            },
            version: u32::try_from(self.version).unwrap_or(u32::MAX),
            config: self.config,
            wiring: Wiring {
                source: StreamId::new(self.source_id),
                sink: StreamId::new(self.sink_id),
                service: self.service_id.into(),
            },
            state: self.state,
            reason: self.reason,
            checkpoint: self.checkpoint.unsigned_abs(),
            failures: self.failures.unsigned_abs(),
        }
    }
}

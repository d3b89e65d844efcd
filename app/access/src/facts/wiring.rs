//! What a pipeline is wired to: whoever connects it hands on rights of their own.

use crate::ask::{Ask, Weight};
use crate::facts::{
    Facts, IssuingFacts, IssuingPermission, OrganizationFacts, OrganizationPermission, PipelineFacts,
    PipelinePermission, StreamFacts, StreamPermission, TeamFacts, TeamPermission, all,
};
use serde::{Deserialize, Serialize};

/// What a new or changed config connects. On a change, only what differs is there: "deploy, teardown and other edits
/// need `edit` alone".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WiringFacts {
    /// The new source.
    pub source: Option<StreamFacts>,
    /// The new sink.
    pub sink: Option<StreamFacts>,
    /// The new service, with all that it holds.
    pub service: Option<IssuingFacts>,
}

impl WiringFacts {
    /// "`view` on the source, `create` on the sink, and to issue for the service."
    fn weigh(&self, ask: &mut Ask<'_>) -> Weight {
        let mut stream = |stream: &Option<StreamFacts>, need| {
            stream.as_ref().map_or(Ok(()), |stream| stream.project.weigh(ask, need))
        };
        let source = stream(&self.source, super::ProjectPermission::See);
        let sink = stream(&self.sink, super::ProjectPermission::Create);
        let service =
            self.service.as_ref().map_or(Ok(()), |facts| facts.weigh(ask, IssuingPermission::Issue));
        all([source, sink, service])
    }
}

/// A pipeline whose config is written: a new one in an organization, or one that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineChangeFacts<F> {
    /// The organization of a new one, or the pipeline.
    pub on: F,
    /// What the config connects anew.
    pub wiring: WiringFacts,
}

/// What may be wanted of a pipeline's config.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipelineChangePermission {
    /// Write it: `create` on the organization, or `edit` on the pipeline, and the rights that it hands on.
    Write,
}

impl Facts for PipelineChangeFacts<OrganizationFacts> {
    type Permission = PipelineChangePermission;

    fn weigh(&self, ask: &mut Ask<'_>, _write: PipelineChangePermission) -> Weight {
        all([self.wiring.weigh(ask), self.on.weigh(ask, OrganizationPermission::Create)])
    }
}

impl Facts for PipelineChangeFacts<PipelineFacts> {
    type Permission = PipelineChangePermission;

    fn weigh(&self, ask: &mut Ask<'_>, _write: PipelineChangePermission) -> Weight {
        all([self.wiring.weigh(ask), self.on.weigh(ask, PipelinePermission::Edit)])
    }
}

/// A pipeline and records of its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineSampleFacts {
    /// The pipeline.
    pub pipeline: PipelineFacts,
    /// Its source.
    pub source: StreamFacts,
}

/// What may be wanted of a pipeline's source records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipelineSamplePermission {
    /// See them: `read` on the pipeline and `view` on the source's project.
    See,
}

impl Facts for PipelineSampleFacts {
    type Permission = PipelineSamplePermission;

    fn weigh(&self, ask: &mut Ask<'_>, _see: PipelineSamplePermission) -> Weight {
        // The pipeline first and alone: only to its readers may the answer depend on the source. They see the
        // source's path in the config, so for them a source that they can't see is refused, not hidden.
        self.pipeline.weigh(ask, PipelinePermission::Read)?;
        self.source.weigh(ask, StreamPermission::Read).or_else(|_| {
            let source = (crate::ResourceKind::Stream, self.source.path.as_str());
            ask.end(false, true, "view", source, false)
        })
    }
}

/// A pipeline and a team that it is, or is to be, shared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineTeamFacts {
    /// The pipeline.
    pub pipeline: PipelineFacts,
    /// The team.
    pub team: TeamFacts,
}

/// What may be wanted of a pipeline and a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipelineTeamPermission {
    /// Share: `manage`, and the team must be one that the asker can name.
    Share,
}

impl Facts for PipelineTeamFacts {
    type Permission = PipelineTeamPermission;

    fn weigh(&self, ask: &mut Ask<'_>, _share: PipelineTeamPermission) -> Weight {
        all([
            self.pipeline.weigh(ask, PipelinePermission::Manage),
            self.team.weigh(ask, TeamPermission::Name),
        ])
    }
}

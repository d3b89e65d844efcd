//! What can be done to a pipeline.

use super::actions;
use crate::{
    About, OrganizationFacts, OrganizationId, PipelineChangeFacts, PipelineChangePermission, PipelineFacts,
    PipelineId, PipelinePermission, PipelineSampleFacts, PipelineSamplePermission, PipelineTeamFacts,
    PipelineTeamPermission, StreamId, TeamId, UserId,
};

actions! {
    /// Actions on a pipeline.
    PIPELINE: PipelineFacts => PipelineId, |facts| facts.id, PipelinePermission;

    /// Its config and state.
    views ViewPipeline: Read;
    /// Its versions.
    views ListPipelineVersions: Read;
    /// Its metrics.
    views ViewPipelineMetrics: Read;
    /// Numbers and reasons of records that failed.
    views ListDeadLetters: Read;
    /// Who has which role on it.
    views ViewPipelineAccess: Read;
    /// Name, and all of the config that connects nothing.
    changes UpdatePipeline: Edit;
    /// Run its config.
    changes DeployPipeline: Edit;
    /// Stop it.
    changes TeardownPipeline: Edit;
    /// Try failed records again.
    changes ReplayDeadLetters: Edit;
    /// Delete it.
    changes DeletePipeline: Manage;
    /// Become the owner of one that has none.
    changes ClaimPipeline: Claim;
    /// Give up one's own role.
    changes LeavePipeline: Leave;
}

actions! {
    /// Actions on a person's role.
    PIPELINE_ROLE: About<PipelineFacts, UserId> => (PipelineId, UserId), |facts| (facts.on.id, facts.whom),
        PipelinePermission;

    /// Give somebody a role, in place of the one they have.
    changes SharePipeline: Manage;
    /// Take somebody's role away.
    changes UnsharePipeline: Manage;
    /// Make somebody owner, and oneself an editor.
    changes TransferPipeline: Manage;
}

actions! {
    /// Sharing with a team.
    PIPELINE_TEAM: PipelineTeamFacts => (PipelineId, TeamId), |facts| (facts.pipeline.id, facts.team.id),
        PipelineTeamPermission;

    /// Let every member of a team read it.
    changes SharePipelineWithTeam: Share;
}

actions! {
    /// Ending that. The team needn't be one that can be named: the access list shows it.
    PIPELINE_TEAM_ROLE: About<PipelineFacts, TeamId> => (PipelineId, TeamId), |facts| (facts.on.id, facts.whom),
        PipelinePermission;

    /// Take a team's role away.
    changes UnsharePipelineFromTeam: Manage;
}

actions! {
    /// Making a pipeline.
    PIPELINE_CREATION: PipelineChangeFacts<OrganizationFacts> => OrganizationId, |facts| facts.on.id,
        PipelineChangePermission;

    /// Make one in an organization.
    changes CreatePipeline: Write;
}

actions! {
    /// Wiring a pipeline anew.
    PIPELINE_WIRING: PipelineChangeFacts<PipelineFacts> => PipelineId, |facts| facts.on.id, PipelineChangePermission;

    /// Save a config.
    changes UpdatePipelineConfig: Write;
    /// Go back to an earlier one.
    changes RestorePipeline: Write;
}

actions! {
    /// A pipeline's source records.
    PIPELINE_SAMPLE: PipelineSampleFacts => (PipelineId, StreamId), |facts| (facts.pipeline.id, facts.source.id),
        PipelineSamplePermission;

    /// A record that failed.
    views ViewDeadLetter: See;
    /// Try an expression on sample records.
    views TryTransform: See;
}

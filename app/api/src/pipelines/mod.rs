//! Pipelines: what goes in and comes out. A pipeline reads a stream, transforms its records and appends them to
//! another, as a service.

mod config;
mod running;
mod sharing;

pub use config::*;
pub use running::*;
pub use sharing::*;

use access::{PipelineId, PipelineRights, Role, Time};
use serde::{Deserialize, Serialize};

use crate::fields::Description;
use crate::names::{Name, PipelinePath, ProjectPath, ServicePath, StreamPath, TeamPath};

/// Creates a pipeline: its creator becomes owner, the creator's home team in its organization may view it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatePipeline {
    /// The organization that it belongs to.
    pub organization: Name,
    /// Its name.
    pub name: Name,
    /// What it does.
    pub config: ConfigInput,
    /// What it is for; given, it takes the place of the config's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
}

/// Lists the pipelines that the caller can read, by path.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListPipelines {
    /// Only those of this organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<Name>,
    /// Only those whose path, description or a tag holds this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only those that the caller has access to in this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<PipelineHow>,
    /// Only those in this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<PipelineState>,
    /// Only those that read this stream or append to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<StreamPath>,
    /// Only those that run as this service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServicePath>,
    /// Only those that this team of the caller's may view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamPath>,
    /// The order; by path if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<PipelineSort>,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// How somebody has access to a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PipelineHow {
    /// They own it.
    Owned,
    /// They are editor or reader.
    Shared,
    /// A team of theirs may view it.
    Team,
}

/// The order of a list of pipelines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PipelineSort {
    /// By path.
    #[default]
    Path,
    /// The one that was deployed last first.
    Deployed,
    /// The one that was changed last first.
    Updated,
}

/// Counts the rows of each filter of the list of pipelines.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountPipelines {
    /// Only those of this organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<Name>,
}

/// How many pipelines each filter shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PipelineCounts {
    /// All that the caller can read.
    pub all: u32,
    /// That the caller owns.
    pub owned: u32,
    /// That the caller edits or reads by a role.
    pub shared: u32,
    /// That a team of the caller's may view.
    pub team: u32,
}

/// Shows a pipeline.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowPipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
}

/// Changes a pipeline; a field left out stays. A changed config or description makes a new version, which runs once it
/// is deployed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdatePipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// Its new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Its new config.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<ConfigInput>,
    /// What it is for; given, it takes the place of the config's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
}

/// Deletes a pipeline: it is torn down and gone, its records in the sink stay.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeletePipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
}

/// Makes an admin of its organization the owner of a pipeline that has no enabled owner.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClaimPipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
}

/// Lists an organization's pipelines that no enabled user owns. Its admins may claim them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListOrphanedPipelines {
    /// The organization.
    pub organization: Name,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// A pipeline that no enabled user owns, by its name alone: what it does is for those whom it is shared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrphanedPipeline {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PipelineId,
    /// Its name.
    pub name: Name,
    /// Its path.
    pub path: PipelinePath,
    /// When it was made.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
}

/// Asks which pipelines would crash if something went.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListDependents {
    /// What would go.
    pub of: Dependency,
}

/// What pipelines may need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Dependency {
    /// A stream, as source or sink.
    Stream(StreamPath),
    /// A project with its streams.
    Project(ProjectPath),
    /// A service that they run as.
    Service(ServicePath),
}

/// The pipelines that would crash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dependents {
    /// Those that the caller can read.
    pub pipelines: Vec<PipelinePath>,
    /// How many more there are.
    pub hidden: u32,
}

/// Lists a pipeline's saved configs, the newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListPipelineVersions {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Saves an earlier config anew, as the newest version.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RestorePipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// The version to go back to.
    pub version: u32,
}

/// What a pipeline is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PipelineState {
    /// It was never deployed.
    Draft,
    /// It was deployed and no node runs it yet.
    Deploying,
    /// It runs.
    Running,
    /// It is deployed and waits for something that may go away by itself: a quota, the database.
    Degraded,
    /// It can't run until somebody changes something: what it needs was deleted, or isn't granted any more.
    Crashed,
    /// It was stopped.
    TornDown,
}

impl PipelineState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Deploying, Self::Running, Self::Degraded, Self::Crashed, Self::TornDown];

    /// Its name, as in the API and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Deploying => "deploying",
            Self::Running => "running",
            Self::Degraded => "degraded",
            Self::Crashed => "crashed",
            Self::TornDown => "torn_down",
        }
    }

    /// The word for it in a sentence.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::TornDown => "torn down",
            other => other.name(),
        }
    }
}

/// A pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pipeline {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PipelineId,
    /// Its name.
    pub name: Name,
    /// Its path.
    pub path: PipelinePath,
    /// What it is for.
    pub description: Description,
    /// Words to find it by.
    pub tags: Vec<Tag>,
    /// Its newest config, with the paths that the streams and the service have now.
    pub config: PipelineConfig,
    /// The newest version.
    pub version: u32,
    /// What it is doing.
    pub state: PipelineState,
    /// Why, where it is degraded or crashed.
    pub reason: Option<String>,
    /// The version that was deployed last.
    pub deployed_version: Option<u32>,
    /// Whether it was changed since then: the newest version is another than the deployed one.
    pub edited: bool,
    /// When it was deployed.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub deployed_at: Option<Time>,
    /// By whom, if that account still exists.
    pub deployed_by: Option<Name>,
    /// When the newest record that it has taken in was appended to the source.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub newest_record_at: Option<Time>,
    /// How many records of the source it has still to take in.
    pub lag: u64,
    /// How many records failed and wait in the dead letters.
    pub dead_letters: u64,
    /// Who created it, if that account still exists.
    pub created_by: Option<Name>,
    /// When it was created.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// When it was last changed.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub updated_at: Time,
    /// What the caller may do with it, with this credential.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub rights: PipelineRights,
    /// The caller's own role on it.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub role: Option<Role>,
    /// The caller's teams that may view it.
    pub teams: Vec<TeamPath>,
    /// Its owners, disabled ones included.
    pub owners: Vec<Name>,
    /// What it needs to run, and whether it has it now.
    pub needs: Vec<PipelineNeed>,
}

impl Pipeline {
    /// The pipeline without what its records change: what a change is based on.
    #[must_use]
    pub fn settings(&self) -> Self {
        Self {
            state: PipelineState::Draft,
            reason: None,
            newest_record_at: None,
            lag: 0,
            dead_letters: 0,
            needs: Vec::new(),
            ..self.clone()
        }
    }
}

/// Something that a pipeline's service needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PipelineNeed {
    /// `read` on the source or `write` on the sink.
    pub permission: NeededPermission,
    /// The stream's path, as it is now or last was.
    pub stream: String,
    /// Whether the service may.
    pub allowed: bool,
    /// Why not, and what would help.
    pub reason: Option<String>,
}

/// What a pipeline needs of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum NeededPermission {
    /// Of its source.
    Read,
    /// Of its sink.
    Write,
}

/// A saved config.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PipelineVersion {
    /// Its number, from 1.
    pub version: u32,
    /// The config, with the paths that the streams and the service have now, or last had.
    pub config: PipelineConfig,
    /// Who saved it, if that account still exists.
    pub author: Option<Name>,
    /// When.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Time,
    /// The version that was restored.
    pub restored_from: Option<u32>,
    /// Whether it is the one that was deployed last.
    pub deployed: bool,
    /// How it differs from the version before; empty for the first.
    pub changes: Vec<ConfigChange>,
}

/// A difference between two configs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfigChange {
    /// Where, as in `transforms[0].fields.total`.
    pub field: String,
    /// What was there; null for nothing.
    pub before: Option<String>,
    /// What is there; null for nothing.
    pub after: Option<String>,
}

//! Who has access to a pipeline: roles of people, viewing teams, and the union of both.

use access::{PipelineRights, Role, Time};
use serde::{Deserialize, Serialize};

use crate::names::{Name, PipelinePath, TeamPath};

/// Lists who has which role on a pipeline: people, then teams.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListPipelineAccess {
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

/// Lists who may read, edit and manage a pipeline, and because of what, by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListPipelinePeople {
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

/// Gives a person a role, in place of the one they have, or lets every member of a team view the pipeline.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SharePipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// The person; either this or `team`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Name>,
    /// The team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamPath>,
    /// The person's role; teams are viewers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub role: Option<Role>,
}

/// Takes a person's or a team's role away.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnsharePipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// The person; either this or `team`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Name>,
    /// The team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamPath>,
}

/// Changes several people's and teams' roles at once: all of it or nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdatePipelineAccess {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// What is to change, at most 500.
    pub changes: Vec<AccessChange>,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// The role that a person or a team has afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AccessChange {
    /// A person's; null for none.
    User {
        /// Who.
        user: Name,
        /// The role.
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        role: Option<Role>,
    },
    /// A team's: whether its members may view the pipeline.
    Team {
        /// Which.
        team: TeamPath,
        /// Whether they may.
        shared: bool,
    },
}

/// Makes somebody the owner of a pipeline; the caller stays on as an editor.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferPipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// The new owner.
    pub user: Name,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Gives up the caller's own role.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeavePipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
}

/// A role on a pipeline, as a list shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PipelineRole {
    /// Read, edit and manage.
    Owner,
    /// Read and edit.
    Editor,
    /// Read.
    Reader,
    /// Read, for every member of a team.
    TeamViewer,
}

impl PipelineRole {
    /// Its word in forms and on pages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Reader => "reader",
            Self::TeamViewer => "viewer",
        }
    }
}

impl From<Role> for PipelineRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Editor => Self::Editor,
            Role::Reader => Self::Reader,
        }
    }
}

/// A row of a pipeline's access list: a person's role or a team's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PipelineAccess {
    /// The person; null in a team's row.
    pub user: Option<Name>,
    /// The team's name; null in a person's row.
    pub team: Option<Name>,
    /// The team's path.
    pub team_path: Option<TeamPath>,
    /// How many people are in the team.
    pub members: Option<u32>,
    /// The role.
    pub role: PipelineRole,
    /// Whether the person's account is enabled; true for teams.
    pub enabled: bool,
    /// Who gave it, if it is known; null where it came with the pipeline.
    pub granted_by: Option<Name>,
    /// When.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub granted_at: Time,
}

/// What changing several roles did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessChanged {
    /// The pipeline's path.
    pub path: PipelinePath,
    /// Those who changed and have a role now.
    pub items: Vec<PipelineAccess>,
    /// What takes the call back: for each who changed, the role from before.
    pub undo: Vec<AccessChange>,
}

/// The people who may read a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PipelinePeople {
    /// Those that the caller may know of, by name.
    pub items: Vec<PipelinePerson>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
    /// How many people there are on all pages.
    pub total: u32,
    /// Teams whose members the caller may not see: their members may read it too.
    pub closed_teams: Vec<TeamPath>,
}

/// What somebody may do with a pipeline, and because of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PipelinePerson {
    /// Who.
    pub user: Name,
    /// The union of what follows: `read`, `edit`, `manage`.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub rights: PipelineRights,
    /// Their own role.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub role: Option<Role>,
    /// Who gave it, if it is known.
    pub granted_by: Option<Name>,
    /// When it was given.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub granted_at: Option<Time>,
    /// The viewing teams that they are in, as far as the caller may know.
    pub teams: Vec<TeamPath>,
}

//! Roles on pipelines, and what they resolve to.

use serde::{Deserialize, Serialize};

/// A user's role on a pipeline: at most one for each user, a second grant replaces the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Read only.
    Reader,
    /// Read and edit.
    Editor,
    /// Read, edit and manage.
    Owner,
}

/// What roles permit. Their union is what somebody may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PipelineRights {
    /// Config, versions, state, metrics.
    pub read: bool,
    /// Change the config, deploy, tear down.
    pub edit: bool,
    /// Share, transfer, delete.
    pub manage: bool,
}

impl Role {
    /// What the role permits.
    #[must_use]
    pub const fn rights(self) -> PipelineRights {
        match self {
            Self::Reader => PipelineRights { read: true, edit: false, manage: false },
            Self::Editor => PipelineRights { read: true, edit: true, manage: false },
            Self::Owner => PipelineRights { read: true, edit: true, manage: true },
        }
    }

    /// Its name, as in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }
}

impl PipelineRights {
    /// No rights.
    pub const NONE: Self = Self { read: false, edit: false, manage: false };
    /// What every member of a team gets that the pipeline is shared with.
    pub const TEAM_VIEWER: Self = Self { read: true, edit: false, manage: false };

    /// Both together: roles stack.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self {
            read: self.read || other.read,
            edit: self.edit || other.edit,
            manage: self.manage || other.manage,
        }
    }
}

//! Projects: what goes in and comes out.

use access::{Flags, ProjectId, Time};
use serde::{Deserialize, Serialize};

use crate::fields::Description;
use crate::names::{Name, ProjectPath};

/// Creates a project.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateProject {
    /// The organization it is made in.
    pub organization: Name,
    /// Its name.
    pub name: Name,
    /// What it is for.
    #[serde(default)]
    pub description: Description,
    /// Whether everybody may see it; private unless said.
    #[serde(default)]
    pub public: bool,
}

/// Lists projects by path.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListProjects {
    /// Only those of this organization; else those that the caller holds a flag on.
    #[serde(default)]
    pub organization: Option<Name>,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Shows a project.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowProject {
    /// The organization it is in.
    pub organization: Name,
    /// Its name.
    pub project: Name,
}

/// Changes a project; a field left out stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateProject {
    /// The organization it is in.
    pub organization: Name,
    /// Its name now.
    pub project: Name,
    /// Its new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// Whether everybody may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<bool>,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Project {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: ProjectId,
    /// Its name.
    pub name: Name,
    /// Its path.
    pub path: ProjectPath,
    /// What it is for.
    pub description: Description,
    /// Whether everybody may see it.
    pub public: bool,
    /// When it was created.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// When it was last changed.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub updated_at: Time,
    /// How many streams it has; null where only its name may be seen.
    pub streams: Option<u32>,
    /// What the caller may do here now, with this credential.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::organizations::FlagFields"))]
    pub flags: Flags,
}

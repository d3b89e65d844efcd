//! Projects: what goes in and comes out.

use access::{Flags, ProjectId, Time, UserId};
use serde::{Deserialize, Serialize};

use crate::fields::Description;
use crate::names::{Name, ProjectPath, ServicePath, StreamPath};

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
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Deletes a project with its streams, their records and all grants.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeleteProject {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Moves a project to another organization, in which the caller may create.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferProject {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The organization it goes to.
    pub to: Name,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Makes the caller admin of a project that has no enabled admin.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClaimProject {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
}

/// Lists who holds what on a project, by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListProjectMembers {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// Only those whose name holds this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Sets the flags of any user on a project. A flag left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateProjectPermissions {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// Whom.
    pub user: Name,
    /// Whether they may look; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<bool>,
    /// Whether they may make things; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create: Option<bool>,
    /// Whether they may decide who else may; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<bool>,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Lists the grants of services on a project’s streams, by service and stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListProjectServices {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Lets the grants of another organization’s service count, as long as the project is private too.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfirmService {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The service.
    pub service: ServicePath,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Ends the grants of a service on all streams of a project.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndService {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The service.
    pub service: ServicePath,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
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

/// Somebody who holds a flag on a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectMember {
    /// The person’s id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: UserId,
    /// The person’s name.
    pub user: Name,
    /// The flags that are set. What they imply is not among them.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::organizations::FlagFields"))]
    pub flags: Flags,
    /// Who set them, if it is known.
    pub granted_by: Option<Name>,
    /// When they were set.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub granted_at: Time,
    /// Whether the account is disabled.
    pub disabled: bool,
}

/// A service’s grant on a stream of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectServiceGrant {
    /// The service.
    pub service: ServicePath,
    /// The stream.
    pub stream: StreamPath,
    /// Whether it may read.
    pub read: bool,
    /// Whether it may write.
    pub write: bool,
    /// Whether the service is another organization’s.
    pub foreign: bool,
    /// Whether an admin of the project confirmed it; matters only if it is foreign.
    pub confirmed: bool,
    /// Whether the grant has any effect now.
    pub counts: bool,
    /// Who gave it, if it is known.
    pub granted_by: Option<Name>,
    /// When it was given.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub granted_at: Time,
}

/// What confirming or ending did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceGrantsChanged {
    /// The service.
    pub service: ServicePath,
    /// The streams whose grants changed.
    pub streams: Vec<StreamPath>,
}

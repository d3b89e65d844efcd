//! What a form would change, before it is saved: the facts that the shared rules compute a preview from.

use access::world::World;
use access::{OrganizationId, ProjectId, StreamId, TeamId, UserId};
use serde::{Deserialize, Serialize};

use crate::names::Name;

/// What a form is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "the fields are the names of what the variant says")]
pub enum PreviewOf {
    /// People's place in an organization: their flags, an invite, their removal.
    Members { organization: Name, users: Vec<Name> },
    /// The caller's own place there: an invite, leaving.
    OwnMembership { organization: Name },
    /// A project: public or private, deleting.
    Project { organization: Name, project: Name },
    /// A person's flags on a project.
    ProjectMember { organization: Name, project: Name, user: Name },
    /// A project that moves to another organization.
    ProjectTransfer { organization: Name, project: Name, to: Name },
    /// A stream: deleting.
    Stream { organization: Name, project: Name, stream: Name },
    /// A team: deleting, and who is in it.
    Team { organization: Name, team: Name, user: Option<Name> },
}

/// Asks for the facts behind a form's preview.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowPreviewFacts {
    /// What the form is about.
    pub of: PreviewOf,
}

/// The part of the world that a form's change touches, as far as the caller may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewFacts {
    /// Who holds what.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub world: World,
    /// How many more things the people of the form hold something on, which the caller may not see.
    pub hidden: u32,
    /// The organization that the form is about.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub organization: OrganizationId,
    /// The organization that a project moves to.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub to: Option<OrganizationId>,
    /// The project that the form is about.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub project: Option<ProjectId>,
    /// The stream that the form is about.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub stream: Option<StreamId>,
    /// The team that the form is about.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub team: Option<TeamId>,
    /// The people that the form is about, in the order given.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub users: Vec<UserId>,
}

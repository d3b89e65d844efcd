//! A small world in memory: who holds what on what. Previews run on a part of it, in the browser as on the server, and
//! tests on whole ones.

mod change;
mod facts;
mod preview;

pub use change::Change;
pub use preview::{
    Membership, Preview, PriorGrant, Right, SeenPreview, Subject, Thing, preview, preview_all,
};

use crate::{
    Flags, OrganizationId, PipelineId, ProjectId, Role, ServiceId, StreamFlags, StreamId, TeamId, UserId,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that rights come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct World {
    /// People.
    pub users: BTreeMap<UserId, User>,
    /// Organizations.
    pub organizations: BTreeMap<OrganizationId, Organization>,
    /// Projects.
    pub projects: BTreeMap<ProjectId, Project>,
    /// Streams.
    pub streams: BTreeMap<StreamId, Stream>,
    /// Services.
    pub services: BTreeMap<ServiceId, Service>,
    /// Teams.
    pub teams: BTreeMap<TeamId, Team>,
    /// Pipelines.
    pub pipelines: BTreeMap<PipelineId, Pipeline>,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Their name.
    pub name: String,
    /// Whether they can sign in at all.
    pub enabled: bool,
    /// Who pays for them.
    pub billed_to: Option<OrganizationId>,
}

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Its path.
    pub path: String,
    /// Whose personal organization it is, if it is one.
    pub personal_of: Option<UserId>,
    /// Who holds what, as stored.
    pub flags: BTreeMap<UserId, Flags>,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Its path.
    pub path: String,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Whether everybody sees it.
    pub public: bool,
    /// Who holds what, as stored.
    pub flags: BTreeMap<UserId, Flags>,
}

/// A stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// Its path.
    pub path: String,
    /// The project it is in.
    pub project: ProjectId,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its path.
    pub path: String,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Who created it.
    pub created_by: Option<UserId>,
    /// Whether it is a registered gateway.
    pub gateway: bool,
    /// Its grants.
    pub grants: BTreeMap<StreamId, Grant>,
}

/// A service's grant on a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// What is granted.
    pub flags: StreamFlags,
    /// Whether an admin of the project confirmed it; matters only for services of other organizations.
    pub confirmed: bool,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its path.
    pub path: String,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Whether it can be named from outside.
    pub discoverable: bool,
    /// Who is in it.
    pub members: BTreeSet<UserId>,
}

/// A pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// Its path.
    pub path: String,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Each user's one role.
    pub roles: BTreeMap<UserId, Role>,
    /// Teams whose members see it.
    pub teams: BTreeSet<TeamId>,
}

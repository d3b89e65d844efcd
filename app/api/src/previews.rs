//! What a form would change, before it is saved: the facts that the shared rules compute a preview from.

use std::collections::BTreeMap;

use access::world::{Change, Thing, World, preview_all};
use access::{
    Flags, OrganizationId, PipelineId, ProjectId, Role, ServiceId, StreamFlags, StreamId, TeamId, UserId,
};
use serde::{Deserialize, Serialize};

use crate::flags::FlagChange;
use crate::names::{Name, ServicePath, StreamPath, TeamPath};
use crate::pipelines::AccessChange;
use crate::services::GridChange;

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
    /// An organization: deleting.
    Organization { organization: Name },
    /// A project: public or private, deleting.
    Project { organization: Name, project: Name },
    /// People's flags on a project.
    ProjectMembers { organization: Name, project: Name, users: Vec<Name> },
    /// A project that moves to another organization.
    ProjectTransfer { organization: Name, project: Name, to: Name },
    /// A service's grants in a project: confirming or ending them.
    ProjectService { organization: Name, project: Name, service: ServicePath },
    /// A stream: deleting.
    Stream { organization: Name, project: Name, stream: Name },
    /// A team: deleting, or who joins or leaves it.
    Team { organization: Name, team: Name, users: Vec<Name> },
    /// A service: its grants on these streams, deleting.
    Service { organization: Name, service: Name, streams: Vec<StreamPath> },
    /// A pipeline: who has which role, deleting.
    Pipeline { organization: Name, pipeline: Name, users: Vec<Name>, teams: Vec<TeamPath> },
}

impl PreviewOf {
    /// What the preview of these changes to a pipeline's roles is about.
    #[must_use]
    pub fn of_roles(organization: Name, pipeline: Name, changes: &[AccessChange]) -> Self {
        let (mut users, mut teams) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                AccessChange::User { user, .. } => users.push(user.clone()),
                AccessChange::Team { team, .. } => teams.push(team.clone()),
            }
        }
        Self::Pipeline { organization, pipeline, users, teams }
    }
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
    /// The service that the form is about.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub service: Option<ServiceId>,
    /// The pipeline that the form is about.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub pipeline: Option<PipelineId>,
    /// The teams that a pipeline's form is about, in the order given.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub teams: Vec<TeamId>,
    /// The people that the form is about, in the order given.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub users: Vec<UserId>,
    /// How many pending invites into the organization people of the form sent: who is no admin any more loses them.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, u32>"))]
    pub sent_invites: BTreeMap<UserId, u32>,
}

impl PreviewFacts {
    /// An empty part of the world, about this organization.
    #[must_use]
    pub fn of(organization: OrganizationId) -> Self {
        Self {
            world: World::default(),
            hidden: 0,
            organization,
            to: None,
            project: None,
            stream: None,
            team: None,
            service: None,
            pipeline: None,
            teams: Vec::new(),
            users: Vec::new(),
            sent_invites: BTreeMap::new(),
        }
    }

    /// What setting the flags of each person of the form changes, on its project if it is about one, else on its
    /// organization. The people are those that `changes` names, in that order.
    #[must_use]
    pub fn set_flags(&self, changes: &[FlagChange]) -> Vec<Change> {
        let (organization, project) = (self.organization, self.project);
        let held = match project {
            Some(project) => self.world.projects.get(&project).map(|one| &one.flags),
            None => self.world.organizations.get(&organization).map(|one| &one.flags),
        };
        let change = |(user, change): (&UserId, &FlagChange)| {
            let flags = change.over(held.and_then(|held| held.get(user).copied()).unwrap_or_default());
            match project {
                Some(project) => Change::ProjectFlags { project, user: *user, flags },
                None => Change::OrganizationFlags { organization, user: *user, flags },
            }
        };
        self.users.iter().zip(changes).map(change).collect()
    }

    /// What joining the team of the form (or else leaving it) changes for each person of the form.
    #[must_use]
    pub fn set_membership(&self, member: bool) -> Vec<Change> {
        let change = |team: TeamId| move |user: &UserId| Change::TeamMember { team, user: *user, member };
        self.team.into_iter().flat_map(|team| self.users.iter().map(change(team))).collect()
    }

    /// What setting these grants of the form's service changes. A stream that isn't in the world is left alone.
    #[must_use]
    pub fn set_grants(&self, wanted: &[GridChange]) -> Vec<Change> {
        let Some(service) = self.service else { return Vec::new() };
        let change = |wanted: &GridChange| {
            let path = wanted.stream.to_string();
            let (stream, _) = self.world.streams.iter().find(|(_, stream)| stream.path == path)?;
            let flags = StreamFlags { read: wanted.read, write: wanted.write };
            Some(Change::ServiceGrant { service, stream: *stream, flags })
        };
        wanted.iter().filter_map(change).collect()
    }

    /// What ending the grants of the form's service in its project changes, or else confirming them.
    #[must_use]
    pub fn settle_service(&self, ends: bool) -> Vec<Change> {
        let (Some(project), Some(service)) = (self.project, self.service) else { return Vec::new() };
        vec![if ends {
            Change::EndService { project, service }
        } else {
            Change::ConfirmService { project, service }
        }]
    }

    /// What setting these roles on the form's pipeline changes. People and teams that aren't in the world are left
    /// alone.
    #[must_use]
    pub fn set_roles(&self, wanted: &[AccessChange]) -> Vec<Change> {
        let Some(pipeline) = self.pipeline else { return Vec::new() };
        let change = |wanted: &AccessChange| match wanted {
            AccessChange::User { user, role } => {
                let name = user.to_string();
                let (user, _) = self.world.users.iter().find(|(_, known)| known.name == name)?;
                Some(Change::PipelineRole { pipeline, user: *user, role: *role })
            }
            AccessChange::Team { team, shared } => {
                let path = team.to_string();
                let (team, _) = self.world.teams.iter().find(|(_, known)| known.path == path)?;
                Some(Change::PipelineTeam { pipeline, team: *team, shared: *shared })
            }
        };
        wanted.iter().filter_map(change).collect()
    }

    /// What removing each person of the form changes; `taker` becomes admin of projects, and owner of pipelines,
    /// that nobody else would decide about.
    #[must_use]
    pub fn remove(&self, taker: Option<UserId>) -> Vec<Change> {
        let organization = self.organization;
        let mut changes: Vec<Change> =
            self.users.iter().map(|user| Change::RemovePerson { organization, user: *user }).collect();
        let left = preview_all(&self.world, &changes).ownerless;
        for (user, thing) in taker.into_iter().flat_map(|taker| left.iter().map(move |thing| (taker, thing)))
        {
            match *thing {
                Thing::Project(project) => {
                    let known = self.world.projects.get(&project);
                    let held = known.and_then(|project| project.flags.get(&user).copied());
                    let flags = claimed(held.unwrap_or_default());
                    changes.push(Change::ProjectFlags { project, user, flags });
                }
                Thing::Pipeline(pipeline) => {
                    changes.push(Change::PipelineRole { pipeline, user, role: Some(Role::Owner) });
                }
                Thing::Organization(_) | Thing::Stream(_) => {}
            }
        }
        changes
    }
}

/// What somebody holds on a project after they took it over: they decide about it.
#[must_use]
pub const fn claimed(held: Flags) -> Flags {
    held.union(Flags { admin: true, ..Flags::NONE })
}

//! Pipelines. Each has an access list of its own; not even admins of the organization get in without a role.

use crate::ask::{Ask, Weight};
use crate::facts::{Facts, OrganizationFacts};
use crate::{NearMiss, Path, PipelineId, PipelineRights, ResourceKind, ResourceRef, Role};
use serde::{Deserialize, Serialize};

/// A pipeline, seen from the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineFacts {
    /// The pipeline.
    pub id: PipelineId,
    /// Its path, as shown.
    pub path: String,
    /// Whose it is.
    pub organization: OrganizationFacts,
    /// The role of the actor's user, if there is one.
    pub role: Option<Role>,
    /// Paths of the viewing teams that the actor's user is in.
    pub teams: Vec<String>,
    /// Whether no enabled person owns it.
    pub orphaned: bool,
}

/// What may be wanted of a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipelinePermission {
    /// Config, versions, state, metrics, and who else has access.
    Read,
    /// Change the config, deploy, tear down.
    Edit,
    /// Grant and revoke any role, transfer, delete.
    Manage,
    /// Take over one without an enabled owner: organization `admin`.
    Claim,
    /// Give up one's own role.
    Leave,
}

impl PipelinePermission {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Edit => "edit",
            Self::Manage => "manage",
            Self::Claim => "claim",
            Self::Leave => "leave",
        }
    }

    const fn within(self, rights: PipelineRights) -> bool {
        match self {
            Self::Read => rights.read,
            Self::Edit => rights.edit,
            Self::Manage => rights.manage,
            Self::Claim | Self::Leave => false,
        }
    }
}

impl PipelineFacts {
    fn resource(&self) -> ResourceRef {
        ResourceRef::new(ResourceKind::Pipeline, &self.path)
    }

    fn role_rights(&self) -> PipelineRights {
        self.role.map_or(PipelineRights::NONE, Role::rights)
    }

    /// "Effective = union."
    fn rights(&self) -> PipelineRights {
        let teams = if self.teams.is_empty() { PipelineRights::NONE } else { PipelineRights::TEAM_VIEWER };
        self.role_rights().union(teams)
    }

    fn claimable(&self, ask: &Ask<'_>) -> bool {
        self.orphaned && self.organization.flags(ask).admin
    }

    fn give_paths(&self, ask: &mut Ask<'_>, need: PipelinePermission) {
        if let Some(role) = self.role {
            ask.way(need.within(role.rights()), || Path::Role {
                resource: self.resource(),
                role: role.name().into(),
            });
        }
        for team in self.teams.iter().filter(|_| need.within(PipelineRights::TEAM_VIEWER)) {
            ask.way(true, || Path::Team { resource: self.resource(), team: team.clone() });
        }
    }

    fn give_misses(&self, ask: &mut Ask<'_>, need: PipelinePermission) {
        let name = need.name();
        if let Some(role) = self.role.filter(|role| !need.within(role.rights())) {
            ask.miss(true, || {
                NearMiss::new(
                    format!("You are {} of {}", role.name(), self.resource()),
                    format!("the role does not include {name}"),
                )
            });
        }
        for team in &self.teams {
            ask.miss(!need.within(PipelineRights::TEAM_VIEWER), || {
                NearMiss::new(
                    format!("You see {} as a member of team {team}", self.resource()),
                    "a team only reads",
                )
            });
        }
        if let Some(credential) = ask.actor().credential() {
            ask.miss(need.within(self.rights()), || {
                NearMiss::new(
                    format!("You may {name} {} yourself", self.resource()),
                    format!("your {} leaves it out", credential.words()),
                )
            });
        }
        ask.miss(self.claimable(ask), || {
            NearMiss::new(
                format!("You are admin of {}", self.organization.resource()),
                "that lets you claim a pipeline without an enabled owner, and nothing else",
            )
        });
    }
}

impl Facts for PipelineFacts {
    type Permission = PipelinePermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: PipelinePermission) -> Weight {
        let usable = ask.pipeline_rights(self.rights());
        let claimable = self.claimable(ask);
        let allowed = match need {
            PipelinePermission::Claim => ask.way(claimable, || Path::Orphaned { resource: self.resource() }),
            PipelinePermission::Leave => ask.way(self.role.is_some() && ask.may_change(), || Path::Own),
            _ => need.within(usable),
        };
        if allowed {
            self.give_paths(ask, need);
        } else {
            self.give_misses(ask, need);
        }
        let known = usable.read || claimable;
        ask.end(allowed, known, need.name(), (ResourceKind::Pipeline, &self.path), usable.read)
    }
}

//! Projects. Flags on the organization give nothing here, but with `view` there the project's name is known.

use super::reasons::{self, Flag};
use crate::ask::{Ask, Weight};
use crate::facts::{Facts, OrganizationFacts, OrganizationPermission, all};
use crate::{Flags, NearMiss, Path, ProjectId, ResourceKind, ResourceRef};
use serde::{Deserialize, Serialize};

/// A project, seen from the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectFacts {
    /// The project.
    pub id: ProjectId,
    /// Its path, as shown.
    pub path: String,
    /// Whose it is.
    pub organization: OrganizationFacts,
    /// Whether everybody sees it.
    pub public: bool,
    /// What the actor's user holds here, as stored.
    pub held: Flags,
}

/// What may be wanted of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectPermission {
    /// The project, its streams and their records: a granted `view`, or a public project.
    See,
    /// Members, access lists and who-can: a granted `view`, public or not.
    View,
    /// Create, change and delete streams; write records.
    Create,
    /// Flags, public or private, settings, transfer, delete; every service grant on its streams.
    Admin,
}

impl ProjectFacts {
    /// What the actor may use of what its user holds here.
    pub(super) fn flags(&self, ask: &Ask<'_>) -> Flags {
        ask.flags(self.held)
    }

    /// Whether the actor profits from its being public.
    fn is_open(&self, ask: &Ask<'_>) -> bool {
        self.public && ask.profits_from_public()
    }

    /// Whether the actor may see what is in it.
    pub(super) fn sees(&self, ask: &Ask<'_>) -> bool {
        self.flags(ask).view || self.is_open(ask)
    }

    /// Whether the actor may know that it exists: "with organization `view` a private project is 403".
    pub(super) fn known(&self, ask: &Ask<'_>) -> bool {
        self.public || self.flags(ask).view || self.organization.flags(ask).view
    }

    pub(super) fn resource(&self) -> ResourceRef {
        ResourceRef::new(ResourceKind::Project, &self.path)
    }
}

impl Facts for ProjectFacts {
    type Permission = ProjectPermission;

    #[inline]
    fn weigh(&self, ask: &mut Ask<'_>, need: ProjectPermission) -> Weight {
        let flag = match need {
            ProjectPermission::See | ProjectPermission::View => Flag::View,
            ProjectPermission::Create => Flag::Create,
            ProjectPermission::Admin => Flag::Admin,
        };
        let (usable, open) = (self.flags(ask), self.is_open(ask));
        let allowed = flag.of(usable) || (open && need == ProjectPermission::See);
        // Whoever can't see into the project is told of `view` alone, whatever they wanted: a path in it that isn't
        // there is answered in the same words.
        let flag = if self.sees(ask) { flag } else { Flag::View };
        ask.way(open && need == ProjectPermission::See, || Path::Public { resource: self.resource() });
        reasons::give(ask, self.held, flag, || self.resource());
        ask.miss(!allowed && open, || {
            NearMiss::new(
                format!("{} is public", self.resource()),
                "that lets everybody see its streams and records, and no more",
            )
        });
        ask.miss(!allowed && self.organization.flags(ask).view, || {
            NearMiss::new(
                format!("You may view {}", self.organization.resource()),
                "flags on an organization give nothing in its projects",
            )
        });
        ask.end(allowed, self.known(ask), flag.name(), (ResourceKind::Project, &self.path), usable.view)
    }
}

/// A project that an organization admin wants to take over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectClaimFacts {
    /// The project.
    pub project: ProjectFacts,
    /// Whether no enabled person is admin there.
    pub orphaned: bool,
}

/// What may be wanted of an orphaned project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectClaimPermission {
    /// "Organization admins may *claim* projects that have no enabled admin."
    Claim,
}

impl Facts for ProjectClaimFacts {
    type Permission = ProjectClaimPermission;

    fn weigh(&self, ask: &mut Ask<'_>, _claim: ProjectClaimPermission) -> Weight {
        let project = &self.project;
        let admin = project.organization.flags(ask).admin;
        let allowed = ask.way(admin && self.orphaned, || Path::Orphaned { resource: project.resource() });
        ask.miss(admin && !self.orphaned, || {
            NearMiss::new(
                format!("You are admin of {}", project.organization.resource()),
                "only a project without an enabled admin can be claimed",
            )
        });
        let see = project.flags(ask).view;
        ask.end(allowed, project.known(ask), "claim", (ResourceKind::Project, &project.path), see)
    }
}

/// A project that is to move to another organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectTransferFacts {
    /// The project.
    pub project: ProjectFacts,
    /// Where it goes.
    pub to: OrganizationFacts,
}

/// What may be wanted of a project and its next organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectTransferPermission {
    /// `admin` on the project and `create` on the target.
    Transfer,
}

impl Facts for ProjectTransferFacts {
    type Permission = ProjectTransferPermission;

    fn weigh(&self, ask: &mut Ask<'_>, _transfer: ProjectTransferPermission) -> Weight {
        all([
            self.project.weigh(ask, ProjectPermission::Admin),
            self.to.weigh(ask, OrganizationPermission::Create),
        ])
    }
}

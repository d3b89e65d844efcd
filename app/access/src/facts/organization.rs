//! Organizations. Everybody may know that one exists: its name and its public projects need no flag.

use super::reasons::{self, Flag};
use crate::ask::{Ask, Weight};
use crate::facts::Facts;
use crate::{Flags, NearMiss, OrganizationId, Path, ResourceKind, ResourceRef, UserId};
use serde::{Deserialize, Serialize};

/// An organization, seen from the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationFacts {
    /// The organization.
    pub id: OrganizationId,
    /// Its path, as shown.
    pub path: String,
    /// Whose personal organization it is, if it is one.
    pub personal_of: Option<UserId>,
    /// What the actor's user holds here, as stored.
    pub held: Flags,
    /// Whether it pays for the actor's user.
    pub billed_here: bool,
}

/// What may be wanted of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganizationPermission {
    /// Name, description and public projects: nobody needs a flag.
    Profile,
    /// Members, teams, services, names of projects, usage.
    View,
    /// Create projects, services and pipelines in it; be the target of a project transfer.
    Create,
    /// Invites, flags, teams, every service, quotas, settings, audit log, delete, claim.
    Admin,
    /// End what one holds in it oneself.
    Leave,
}

impl OrganizationFacts {
    /// What is stored, and what a personal organization adds: "its user is always its admin".
    pub(super) fn stored(&self, ask: &Ask<'_>) -> Flags {
        let admin = self.personal_of.is_some_and(|user| ask.is_me(user));
        self.held.union(Flags { admin, ..Flags::NONE })
    }

    /// What the actor may use of what its user holds here.
    pub(super) fn flags(&self, ask: &Ask<'_>) -> Flags {
        ask.flags(self.stored(ask))
    }

    pub(super) fn resource(&self) -> ResourceRef {
        ResourceRef::new(ResourceKind::Organization, &self.path)
    }

    fn weigh_flag(&self, ask: &mut Ask<'_>, flag: Flag) -> Weight {
        let usable = self.flags(ask);
        let allowed = flag.of(usable);
        let by_name = allowed && self.personal_of.is_some_and(|user| ask.is_me(user));
        ask.way(by_name && flag != Flag::Create, || Path::Personal { resource: self.resource() });
        reasons::give(ask, self.stored(ask), flag, || self.resource());
        ask.miss(!allowed && self.billed_here && ask.sees_own() && !self.stored(ask).any(), || {
            NearMiss::new(
                format!("{} pays for you", self.resource()),
                "being a member gives no flag by itself",
            )
        });
        ask.end(allowed, true, flag.name(), (ResourceKind::Organization, &self.path), usable.view)
    }
}

impl Facts for OrganizationFacts {
    type Permission = OrganizationPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: OrganizationPermission) -> Weight {
        let (allowed, missing) = match need {
            OrganizationPermission::View => return self.weigh_flag(ask, Flag::View),
            OrganizationPermission::Create => return self.weigh_flag(ask, Flag::Create),
            OrganizationPermission::Admin => return self.weigh_flag(ask, Flag::Admin),
            OrganizationPermission::Profile => (ask.way(ask.profits_from_public(), || Path::Open), "view"),
            OrganizationPermission::Leave => (ask.way(ask.may_change(), || Path::Own), "leave"),
        };
        ask.end(allowed, true, missing, (ResourceKind::Organization, &self.path), false)
    }
}

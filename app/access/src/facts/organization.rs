//! Organizations. Everybody knows that one exists: its name and its public projects need no flag.

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
    /// Create projects, services and pipelines in it; be the target of a transfer.
    Create,
    /// Invites, flags, teams, every service, quotas, settings, audit log, delete, claim.
    Admin,
    /// End what one holds here oneself.
    Leave,
}

impl OrganizationFacts {
    /// What is stored, and what comes with a personal organization: "its user is always its admin".
    fn stored(&self, ask: &Ask<'_>) -> Flags {
        if self.is_mine(ask) { self.held.union(Flags { admin: true, ..Flags::NONE }) } else { self.held }
    }

    fn is_mine(&self, ask: &Ask<'_>) -> bool {
        self.personal_of.is_some() && self.personal_of == ask.actor().user()
    }

    /// What the actor may use of what its user holds here.
    pub(crate) fn flags(&self, ask: &Ask<'_>) -> Flags {
        ask.flags(self.stored(ask))
    }

    pub(crate) fn resource(&self) -> ResourceRef {
        ResourceRef::new(ResourceKind::Organization, &self.path)
    }
}

impl Facts for OrganizationFacts {
    type Permission = OrganizationPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: OrganizationPermission) -> Weight {
        let usable = self.flags(ask);
        let (missing, allowed) = match need {
            OrganizationPermission::Profile => ("view", ask.way(ask.profits_from_public(), || Path::Open)),
            OrganizationPermission::Leave => {
                let mine = ask.actor().credential().is_some_and(crate::UserCredential::changes);
                ("a signed-in user", ask.way(mine, || Path::Own))
            }
            OrganizationPermission::View => ("view", usable.view),
            OrganizationPermission::Create => ("create", usable.create),
            OrganizationPermission::Admin => ("admin", usable.admin),
        };
        if matches!(
            need,
            OrganizationPermission::View | OrganizationPermission::Create | OrganizationPermission::Admin
        ) {
            self.give_reasons(ask, missing, allowed);
        }
        ask.end(allowed, true, missing, (ResourceKind::Organization, &self.path), usable.view)
    }
}

impl OrganizationFacts {
    fn give_reasons(&self, ask: &mut Ask<'_>, flag: &'static str, allowed: bool) {
        let stored = self.stored(ask);
        let mine = self.is_mine(ask) && flag != "create";
        ask.way(allowed && mine, || Path::Personal { resource: self.resource() });
        super::project::flag_reasons(ask, self.held, flag, allowed, || self.resource());
        ask.miss(!allowed && !stored.any() && self.billed_here, || {
            NearMiss::new(
                format!("{} pays for you", self.resource()),
                "being a member gives no flag by itself",
            )
        });
    }
}

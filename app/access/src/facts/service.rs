//! Services. Managed by the admins of their organization, and by those who created them.

use crate::ask::{Ask, Weight};
use crate::facts::{Facts, OrganizationFacts};
use crate::{Flags, NearMiss, Path, ResourceKind, ResourceRef, ServiceId, StreamFlags, UserId};
use serde::{Deserialize, Serialize};

/// A service, seen from the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceFacts {
    /// The service.
    pub id: ServiceId,
    /// Its path, as shown.
    pub path: String,
    /// Whose it is.
    pub organization: OrganizationFacts,
    /// Who created it, if that account still exists.
    pub created_by: Option<UserId>,
    /// Whether the operator registered it as a gateway.
    pub gateway: bool,
}

/// What may be wanted of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServicePermission {
    /// Its description, grants and usage: organization `view`, and the service itself.
    See,
    /// Settings, quotas, removing grants, revoking, deleting.
    Manage,
}

impl ServiceFacts {
    /// Whether the actor may know of it.
    pub(super) fn known(&self, ask: &Ask<'_>) -> bool {
        self.organization.flags(ask).view || self.is_itself(ask)
    }

    pub(super) fn managed(&self, ask: &Ask<'_>) -> bool {
        self.managed_with(ask, self.organization.flags(ask))
    }

    /// Whether these flags on its organization let the asker manage it.
    fn managed_with(&self, ask: &Ask<'_>, flags: Flags) -> bool {
        flags.admin || (flags.create && self.is_mine(ask) && !self.gateway)
    }

    fn is_itself(&self, ask: &Ask<'_>) -> bool {
        ask.actor().service() == Some(self.id)
    }

    fn is_mine(&self, ask: &Ask<'_>) -> bool {
        self.created_by.is_some_and(|user| ask.is_me(user))
    }

    pub(super) fn resource(&self) -> ResourceRef {
        ResourceRef::new(ResourceKind::Service, &self.path)
    }

    fn give_manage_reasons(&self, ask: &mut Ask<'_>) {
        let flags = self.organization.flags(ask);
        let above = || self.organization.resource();
        ask.way(flags.admin, || Path::Grant { resource: above(), flag: "admin".into() });
        ask.way(flags.create && self.is_mine(ask) && !self.gateway, || Path::Creator {
            resource: self.resource(),
        });
        if self.managed(ask) {
            return;
        }
        if let Some(credential) = ask.actor().credential()
            && ask.sees_own()
            && self.managed_with(ask, self.organization.stored(ask))
        {
            return ask.miss(true, || {
                NearMiss::new(
                    format!("You may manage {}", self.resource()),
                    format!("your {} leaves that out", credential.words()),
                )
            });
        }
        ask.miss(flags.create && !self.is_mine(ask), || {
            NearMiss::new(
                format!("You hold create on {}", above()),
                "create manages only the services that you created",
            )
        });
        ask.miss(flags.create && self.is_mine(ask) && self.gateway, || {
            NearMiss::new(
                format!("You created {}", self.resource()),
                "a registered gateway is managed by admins only",
            )
        });
        ask.miss(!flags.create && self.is_mine(ask), || {
            NearMiss::new(
                format!("You created {}", self.resource()),
                format!("that needs create on {} too", above()),
            )
        });
        ask.miss(flags.view && !flags.create, || {
            NearMiss::new(format!("You may view {}", above()), "view does not include managing services")
        });
        ask.miss(self.is_itself(ask), || {
            NearMiss::new("The service asks about itself", "a service never manages itself")
        });
    }
}

impl Facts for ServiceFacts {
    type Permission = ServicePermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: ServicePermission) -> Weight {
        let view = self.organization.flags(ask).view;
        let (allowed, missing) = match need {
            ServicePermission::See => {
                ask.way(view, || Path::Grant { resource: self.organization.resource(), flag: "view".into() });
                ask.way(self.is_itself(ask), || Path::Itself { resource: self.resource() });
                (self.known(ask), "view")
            }
            ServicePermission::Manage => {
                self.give_manage_reasons(ask);
                (self.managed(ask), "manage")
            }
        };
        ask.end(allowed, self.known(ask), missing, (ResourceKind::Service, &self.path), view)
    }
}

/// What of a stored grant counts at this moment.
///
/// "A grant to a service of *another* organization counts only while the project is public (`read`) or once a project
/// admin has confirmed it."
#[must_use]
pub const fn counting_grant(
    stored: StreamFlags,
    same_organization: bool,
    public: bool,
    confirmed: bool,
) -> StreamFlags {
    if same_organization || confirmed {
        stored
    } else {
        StreamFlags { read: stored.read && public, write: false }
    }
}

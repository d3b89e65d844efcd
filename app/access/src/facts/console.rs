//! The console as a whole.

use crate::ask::{Ask, Weight};
use crate::facts::Facts;
use crate::{Actor, Path, ResourceKind};
use serde::{Deserialize, Serialize};

/// The console as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleFacts {
    /// Whether the operator lets people create organizations.
    pub organizations_open: bool,
}

/// What may be wanted of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsolePermission {
    /// Any valid credential.
    Present,
    /// Create an organization: any user, unless the operator closes that.
    CreateOrganization,
    /// Reserved to the operator, who comes through no door: the console has no super-user.
    Operate,
}

impl Facts for ConsoleFacts {
    type Permission = ConsolePermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: ConsolePermission) -> Weight {
        let (allowed, missing) = match need {
            ConsolePermission::Present => (*ask.actor() != Actor::Anonymous, "sign_in"),
            ConsolePermission::CreateOrganization if self.organizations_open => (ask.may_change(), "change"),
            ConsolePermission::CreateOrganization | ConsolePermission::Operate => (false, "operator"),
        };
        ask.way(allowed, || Path::SignedIn);
        ask.end(allowed, true, missing, (ResourceKind::Console, ""), false)
    }
}

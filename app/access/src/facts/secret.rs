//! Secrets, one by one. Those of others are hidden; a credential that may know of no secret at all is told so, in the
//! same words for every id.

use super::account::{self, AccountPermission};
use crate::ask::{Ask, Weight};
use crate::facts::{Facts, ServiceFacts, ServicePermission};
use crate::{SecretId, SecretKind, UserId};
use serde::{Deserialize, Serialize};

/// Whose secret it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretOwner {
    /// A person's.
    User(UserId),
    /// A service's.
    Service(Box<ServiceFacts>),
}

/// A secret, seen from the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretFacts {
    /// The secret.
    pub id: SecretId,
    /// Whose it is.
    pub owner: SecretOwner,
    /// Its kind.
    pub kind: SecretKind,
    /// Whether it still works. No rule looks at it: what is dead can't be rolled, which is a conflict, not a denial.
    pub live: bool,
}

impl SecretFacts {
    /// For an id that leads to no secret: to be refused exactly like somebody else's.
    #[must_use]
    pub const fn absent(id: SecretId) -> Self {
        let nobody = UserId::new(uuid::Uuid::nil());
        Self { id, owner: SecretOwner::User(nobody), kind: SecretKind::PrivateRead, live: false }
    }
}

/// What may be wanted of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretPermission {
    /// See it, or end it.
    Manage,
    /// Make another like it. A service's secret is rolled by [`crate::actions::RollServiceSecret`].
    Roll,
}

impl Facts for SecretFacts {
    type Permission = SecretPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: SecretPermission) -> Weight {
        // "Rolling a full secret counts as issuing one."
        let level = match (need, self.kind) {
            (SecretPermission::Roll, SecretKind::Full) if ask.may_change() => AccountPermission::SignIn,
            (SecretPermission::Roll | SecretPermission::Manage, _) => AccountPermission::Manage,
        };
        match (&self.owner, need) {
            (SecretOwner::User(user), _) => {
                let mine = ask.is_me(*user);
                account::end(ask, mine, mine || !ask.may_change(), level)
            }
            (SecretOwner::Service(service), SecretPermission::Manage) if service.managed(ask) => {
                service.weigh(ask, ServicePermission::Manage)
            }
            (SecretOwner::Service(service), _) => {
                let known = service.managed(ask) || !ask.may_change();
                account::end(ask, false, known, level)
            }
        }
    }
}

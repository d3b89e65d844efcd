//! Secrets, one by one. Those of others are hidden; a credential that may know of no secret at all is told so, in the
//! same words for every id.

use crate::ask::{Ask, Weight};
use crate::facts::Facts;
use crate::{NearMiss, Path, ResourceKind, SecretId, SecretKind, ServiceId, UserCredential, UserId};
use serde::{Deserialize, Serialize};

/// Whose secret it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretOwner {
    /// A person's.
    User(UserId),
    /// A service's.
    Service(ServiceId),
}

/// A secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretFacts {
    /// The secret.
    pub id: SecretId,
    /// Whose it is.
    pub owner: SecretOwner,
    /// Its kind.
    pub kind: SecretKind,
    /// Whether it still works.
    pub live: bool,
}

/// What may be wanted of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretPermission {
    /// See it in a list, or revoke it.
    Manage,
    /// Make another like it.
    Roll,
}

impl Facts for SecretFacts {
    type Permission = SecretPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: SecretPermission) -> Weight {
        let mine = match &self.owner {
            SecretOwner::User(user) => ask.is_me(*user),
            SecretOwner::Service(_) => false,
        };
        let credential = ask.actor().credential();
        let manages = credential.is_some_and(UserCredential::changes);
        // "Rolling a full secret counts as issuing one."
        let full = matches!(need, SecretPermission::Roll) && matches!(self.kind, SecretKind::Full);
        let enough = if full { credential == Some(UserCredential::Session) } else { manages };
        let missing = if full && manages { "a browser session" } else { "a session or full secret" };
        ask.miss(full && manages && !enough, || {
            NearMiss::new("The secret is yours", "a full secret makes no full secrets")
        });
        let allowed = ask.way(mine && enough, || Path::Own);
        ask.end(allowed, mine || !manages, missing, (ResourceKind::Account, ""), false)
    }
}

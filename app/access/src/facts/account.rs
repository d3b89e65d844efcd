//! A person's own account.

use crate::ask::{Ask, Weight};
use crate::facts::Facts;
use crate::{NearMiss, Path, ResourceKind, UserCredential, UserId};
use serde::{Deserialize, Serialize};

/// An account. That a user exists is no secret: users and organizations share one namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacts {
    /// Whose account.
    pub user: UserId,
    /// The user's name, as shown.
    pub path: String,
}

/// What may be wanted of an account. All of it is for its user alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountPermission {
    /// What the account is and holds: every credential but a public read secret.
    View,
    /// Its secrets, sessions, invites and audit log: a session or a full secret.
    Manage,
    /// Its sign-in settings and full secrets: a session alone.
    SignIn,
}

impl AccountPermission {
    pub(super) const fn within(self, credential: UserCredential) -> bool {
        match self {
            Self::View => !matches!(credential, UserCredential::PublicRead),
            Self::Manage => credential.changes(),
            Self::SignIn => matches!(credential, UserCredential::Session),
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Manage => "manage",
            Self::SignIn => "sign_in",
        }
    }
}

/// The end of every rule about something of the account's own. The path stays out of the denial, so that one invite
/// or secret is refused like another, and like one that isn't there.
pub(super) fn end(ask: &mut Ask<'_>, mine: bool, known: bool, need: AccountPermission) -> Weight {
    let enough = ask.actor().credential().is_some_and(|credential| need.within(credential));
    let allowed = ask.way(mine && enough, || Path::Own);
    if let Some(credential) = ask.actor().credential() {
        ask.miss(!enough, || {
            NearMiss::new("You are signed in", format!("your {} leaves this out", credential.words()))
        });
    }
    ask.end(allowed, known, need.name(), (ResourceKind::Account, ""), false)
}

impl Facts for AccountFacts {
    type Permission = AccountPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: AccountPermission) -> Weight {
        end(ask, ask.is_me(self.user), true, need)
    }
}

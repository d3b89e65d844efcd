//! A person's own account, and the console as a whole.

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
    /// Its secrets, sessions, invites and audit log, and changes to it: a session or a full secret.
    Manage,
    /// Its sign-in settings and full secrets: a session alone.
    SignIn,
}

impl Facts for AccountFacts {
    type Permission = AccountPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: AccountPermission) -> Weight {
        let mine = ask.is_me(self.user);
        let enough = ask.actor().credential().is_some_and(|credential| match need {
            AccountPermission::View => !matches!(credential, UserCredential::PublicRead),
            AccountPermission::Manage => credential.changes(),
            AccountPermission::SignIn => matches!(credential, UserCredential::Session),
        });
        let missing = match need {
            AccountPermission::View => "a session, full or private read secret of its user",
            AccountPermission::Manage => "a session or full secret of its user",
            AccountPermission::SignIn => "a browser session of its user",
        };
        let allowed = ask.way(mine && enough, || Path::Own);
        if let Some(credential) = ask.actor().credential() {
            ask.miss(mine && !enough, || {
                NearMiss::new("The account is yours", format!("your {} leaves this out", credential.words()))
            });
        }
        ask.end(allowed, true, missing, (ResourceKind::Account, &self.path), false)
    }
}

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
    /// Reserved to the operator, who doesn't come through any door: the console has no super-user.
    Operate,
}

impl Facts for ConsoleFacts {
    type Permission = ConsolePermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: ConsolePermission) -> Weight {
        let actor = ask.actor();
        let (missing, allowed) = match need {
            ConsolePermission::Present => {
                ("a credential", actor.user().is_some() || actor.service().is_some())
            }
            ConsolePermission::CreateOrganization => (
                "a session or full secret",
                self.organizations_open && actor.credential().is_some_and(UserCredential::changes),
            ),
            ConsolePermission::Operate => ("the operator", false),
        };
        ask.way(allowed, || Path::SignedIn);
        ask.end(allowed, true, missing, (ResourceKind::Console, ""), false)
    }
}

//! Invites, one by one. Known to whom they are for and to the admins who sent them.

use super::account::{self, AccountPermission};
use crate::ask::{Ask, Weight};
use crate::facts::{Facts, OrganizationFacts, OrganizationPermission};
use crate::{InviteId, Path, ResourceKind, UserId};
use serde::{Deserialize, Serialize};

/// An invite, seen from the actor. Where there is none, ask with `user: None`, to refuse it like somebody else's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteFacts {
    /// The invite.
    pub id: InviteId,
    /// Into which organization.
    pub organization: OrganizationFacts,
    /// For whom; `None` until somebody takes the link that was sent to an address.
    pub user: Option<UserId>,
}

/// What may be wanted of an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitePermission {
    /// Accept or decline it: "only for that user, with a session or full secret".
    Answer,
    /// Resend or revoke it: organization `admin`.
    Manage,
    /// Become the one it is for, by its link, while it is for nobody yet.
    Take,
}

impl Facts for InviteFacts {
    type Permission = InvitePermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: InvitePermission) -> Weight {
        let mine = self.user.is_some_and(|user| ask.is_me(user));
        // A credential that may know of no invite at all is told so, in the same words for every one.
        let known = mine || self.organization.flags(ask).admin || !ask.may_change();
        match need {
            InvitePermission::Answer => account::end(ask, mine, known, AccountPermission::Manage),
            InvitePermission::Manage => self.organization.weigh(ask, OrganizationPermission::Admin),
            InvitePermission::Take => {
                let free = self.user.is_none() && ask.may_change();
                let allowed = ask.way(free, || Path::SignedIn);
                ask.end(allowed, known, "manage", (ResourceKind::Account, ""), false)
            }
        }
    }
}

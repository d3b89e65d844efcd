//! What must hold after every change, by whatever route it came. Checked after the write, in its transaction; what
//! breaks one is a conflict (409), not a denial.

use crate::{Flags, UserId};
use std::collections::BTreeSet;

/// Somebody who decides about a thing: an admin of an organization or a project, an owner of a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Keeper {
    /// Who.
    pub user: UserId,
    /// Whether their account is enabled. "Disabled people don't count."
    pub enabled: bool,
}

/// Whether nobody is left who could decide: then admins of the organization may claim it.
#[must_use]
pub fn is_orphaned(keepers: &[Keeper]) -> bool {
    !keepers.iter().any(|keeper| keeper.enabled)
}

/// "An organization and a project keep an admin, a pipeline an owner": whether a change breaks that.
///
/// It does when it takes a keeper away and leaves no enabled one. Disabling takes nobody away, and so "is never
/// refused".
#[must_use]
pub fn leaves_ownerless(before: &[Keeper], after: &[Keeper]) -> bool {
    let stays: BTreeSet<UserId> = after.iter().map(|keeper| keeper.user).collect();
    is_orphaned(after) && before.iter().any(|keeper| !stays.contains(&keeper.user))
}

/// "Its user is always its admin; it has no other admins": whether flags in a personal organization keep to that.
#[must_use]
pub fn keeps_personal(owner: UserId, flags: impl IntoIterator<Item = (UserId, Flags)>) -> bool {
    let mut owner_is_admin = false;
    for (user, flags) in flags {
        if flags.admin && user != owner {
            return false;
        }
        owner_is_admin |= flags.admin;
    }
    owner_is_admin
}

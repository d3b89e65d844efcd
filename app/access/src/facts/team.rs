//! Teams. Known to those who view the organization, to their members, and to everybody if discoverable.

use crate::ask::{Ask, Weight};
use crate::facts::{Facts, OrganizationFacts, OrganizationPermission};
use crate::{Flags, NearMiss, Path, ResourceKind, ResourceRef, TeamId, UserId};
use serde::{Deserialize, Serialize};

/// A team, seen from the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamFacts {
    /// The team.
    pub id: TeamId,
    /// Its path, as shown.
    pub path: String,
    /// Whose it is.
    pub organization: OrganizationFacts,
    /// Whether it can be named from outside.
    pub discoverable: bool,
    /// Whether the actor's user is in it.
    pub member: bool,
}

/// What may be wanted of a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamPermission {
    /// Name it, say to share a pipeline with it. Without `view` on the organization it is one row with a count.
    Name,
    /// Its members: organization `view`.
    View,
    /// Everything else: organization `admin`.
    Manage,
}

impl TeamFacts {
    /// Whether the actor may know of it. Services and strangers to the console know no teams.
    fn known(&self, ask: &Ask<'_>) -> bool {
        let user = ask.actor().user().is_some();
        (user && self.discoverable) || (ask.sees_own() && self.member) || self.organization.flags(ask).view
    }

    fn resource(&self) -> ResourceRef {
        ResourceRef::new(ResourceKind::Team, &self.path)
    }
}

impl Facts for TeamFacts {
    type Permission = TeamPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: TeamPermission) -> Weight {
        let known = self.known(ask);
        match need {
            TeamPermission::View if known => self.organization.weigh(ask, OrganizationPermission::View),
            TeamPermission::Manage if known => self.organization.weigh(ask, OrganizationPermission::Admin),
            // A public read secret is "403 on everything about an organization's members".
            _ => {
                let allowed = need == TeamPermission::Name && known && ask.sees_own();
                ask.way(allowed && self.discoverable, || Path::Open);
                ask.way(allowed && self.member, || Path::Member { resource: self.resource() });
                if self.organization.flags(ask).view {
                    return self.organization.weigh(ask, OrganizationPermission::View);
                }
                ask.end(allowed, known, "view", (ResourceKind::Team, &self.path), false)
            }
        }
    }
}

/// A team and one person who is, or is to be, in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMemberFacts {
    /// The team.
    pub team: TeamFacts,
    /// The person.
    pub user: UserId,
}

/// What may be wanted of a team membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamMemberPermission {
    /// Begin it: organization `admin`.
    Begin,
    /// End it, or make it the person's home team: organization `admin`, and the members themselves.
    Own,
}

impl Facts for TeamMemberFacts {
    type Permission = TeamMemberPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: TeamMemberPermission) -> Weight {
        let mine = need == TeamMemberPermission::Own && self.team.member && ask.is_me(self.user);
        if ask.way(mine && ask.may_change(), || Path::Own) {
            return Ok(());
        }
        if let Some(credential) = ask.actor().credential() {
            ask.miss(mine && ask.sees_own(), || {
                NearMiss::new(
                    "The membership is yours",
                    format!("your {} changes nothing", credential.words()),
                )
            });
        }
        self.team.weigh(ask, TeamPermission::Manage)
    }
}

/// "A team takes any user who is a member of its organization or holds a flag there"; when that ends, so does the
/// membership.
#[must_use]
pub const fn may_join_team(billed_here: bool, flags: Flags) -> bool {
    billed_here || flags.any()
}

/// "The home team is per organization: the first joined, until changed; when it ends, the next joined follows."
///
/// `joined` holds the person's teams in one organization in the order of joining.
#[must_use]
pub fn home_team(joined: &[TeamId], chosen: Option<TeamId>) -> Option<TeamId> {
    chosen.filter(|team| joined.contains(team)).or_else(|| joined.first().copied())
}

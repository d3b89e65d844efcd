//! What a change would do: who gains and who loses what, by the same rules that decide afterwards.

use super::{Change, Grant, World};
use crate::actions::{CheckOthers, ListServicePermissions, ViewTeam};
use crate::facts::{AccessListFacts, Listed};
use crate::invariants::leaves_ownerless;
use crate::{
    Actor, OrganizationId, Outcome, Permission, PipelineId, ProjectId, ResourceKind, ServiceId, StreamId,
    TeamId, UserCredential, UserId, check, has,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

/// Who has a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Everybody, anonymous callers included.
    Everybody,
    /// A person, with a session: no ceiling applies.
    User(UserId),
    /// A service.
    Service(ServiceId),
}

/// A thing with an access list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// An organization.
    Organization(OrganizationId),
    /// A project.
    Project(ProjectId),
    /// A stream.
    Stream(StreamId),
    /// A pipeline.
    Pipeline(PipelineId),
}

/// Somebody's permission on something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Right {
    /// Where.
    pub on: Thing,
    /// Which.
    pub permission: Permission,
    /// Whose.
    pub subject: Subject,
}

/// Somebody's place in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Membership {
    /// The team.
    pub team: TeamId,
    /// Who is in it.
    pub user: UserId,
}

/// A service's grant as it stood, whether it counted or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PriorGrant {
    /// Whose.
    pub service: ServiceId,
    /// On which stream.
    pub stream: StreamId,
    /// What.
    pub grant: Grant,
}

/// What a change would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Preview {
    /// Rights that come into being.
    pub gains: Vec<Right>,
    /// Rights that end.
    pub losses: Vec<Right>,
    /// Places in teams that come into being.
    pub joins: Vec<Membership>,
    /// Places in teams that end.
    pub leaves: Vec<Membership>,
    /// Grants of services that end or change. One that waits to be confirmed gives no right, and is confirmed or ended all
    /// the same.
    pub grants: Vec<PriorGrant>,
    /// What would be left without an enabled admin or owner: then the change is refused.
    pub ownerless: Vec<Thing>,
}

/// As much of a preview as one viewer may see. Equality is what "still holds" means on save.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenPreview {
    /// What they may see.
    pub shown: Preview,
    /// How many gains (with joins), losses (with leaves) and ownerless things they may not.
    pub hidden: (usize, usize, usize),
}

/// What `change` would do to `before`.
#[must_use]
pub fn preview(before: &World, change: &Change) -> Preview {
    preview_all(before, std::slice::from_ref(change))
}

/// What several changes would do to `before`, one after the other.
#[must_use]
pub fn preview_all(before: &World, changes: &[Change]) -> Preview {
    let after = before.after_all(changes);
    let (had, will_have) = (before.rights(), after.rights());
    let (were, will_be) = (before.memberships(), after.memberships());
    Preview {
        gains: will_have.difference(&had).copied().collect(),
        losses: had.difference(&will_have).copied().collect(),
        joins: will_be.difference(&were).copied().collect(),
        leaves: were.difference(&will_be).copied().collect(),
        grants: before.grants_until(&after),
        ownerless: before.left_ownerless(&after),
    }
}

impl Preview {
    /// The part that `viewer` may see in the world as it is: rights on things whose access list they see, places in teams
    /// that they may view, their own of both, and the rights of services whose grants they see.
    #[must_use]
    pub fn seen_by(&self, viewer: &Actor, world: &World) -> SeenPreview {
        let sees = |on: Thing| {
            let facts = world.listed(viewer, on).map(|about| AccessListFacts { about, gateway: None });
            facts.is_some_and(|facts| check::<CheckOthers>(viewer, &facts) == Outcome::Allowed)
        };
        let sees_service = |id| {
            world
                .service(viewer, id)
                .is_some_and(|service| check::<ListServicePermissions>(viewer, &service) == Outcome::Allowed)
        };
        // Their own rights, and those of services whose grants they see.
        let own = |right: &Right| match right.subject {
            Subject::User(user) => viewer.user() == Some(user),
            Subject::Service(id) => sees_service(id),
            Subject::Everybody => false,
        };
        let keep = |rights: &[Right]| -> Vec<Right> {
            rights.iter().filter(|right| own(right) || sees(right.on)).copied().collect()
        };
        let seen_grant =
            |prior: &&PriorGrant| sees_service(prior.service) || sees(Thing::Stream(prior.stream));
        let keep_places = |places: &[Membership]| -> Vec<Membership> {
            let sees = |team| {
                world
                    .team(viewer, team)
                    .is_some_and(|team| check::<ViewTeam>(viewer, &team) == Outcome::Allowed)
            };
            let keep = |place: &&Membership| viewer.user() == Some(place.user) || sees(place.team);
            places.iter().filter(keep).copied().collect()
        };
        let shown = Preview {
            gains: keep(&self.gains),
            losses: keep(&self.losses),
            joins: keep_places(&self.joins),
            leaves: keep_places(&self.leaves),
            grants: self.grants.iter().filter(seen_grant).copied().collect(),
            ownerless: self.ownerless.iter().filter(|thing| sees(**thing)).copied().collect(),
        };
        let hidden = (
            self.gains.len() + self.joins.len() - shown.gains.len() - shown.joins.len(),
            self.losses.len() + self.leaves.len() - shown.losses.len() - shown.leaves.len(),
            self.ownerless.len() - shown.ownerless.len(),
        );
        SeenPreview { shown, hidden }
    }
}

impl SeenPreview {
    /// A short mark of what was shown: a form sends it along, and the server refuses the change if its own differs.
    /// What is hidden isn't in it: "on save the server compares only what was shown".
    #[must_use]
    pub fn mark(&self) -> String {
        let mut mark = Mark(0xcbf2_9ce4_8422_2325);
        self.shown.hash(&mut mark);
        format!("{:016x}", mark.finish())
    }
}

/// FNV-1a of 64 bits. It has to come out alike on the server and in the browser, where a word is half as long; it
/// guards against saving by mistake what has changed meanwhile, not against anybody.
struct Mark(u64);

impl Hasher for Mark {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_i64(number as i64);
    }
}

impl World {
    /// Every right in it.
    #[must_use]
    pub fn rights(&self) -> BTreeSet<Right> {
        let users = self.users.iter().filter(|(_, user)| user.enabled).map(|(id, _)| Subject::User(*id));
        let services = self.services.keys().copied().map(Subject::Service);
        let subjects = std::iter::once(Subject::Everybody).chain(users).chain(services);
        subjects.flat_map(|subject| self.rights_of(subject)).collect()
    }

    /// Every place in a team.
    #[must_use]
    pub fn memberships(&self) -> BTreeSet<Membership> {
        let place = |team: TeamId| move |user: &UserId| Membership { team, user: *user };
        self.teams.iter().flat_map(|(id, team)| team.members.iter().map(place(*id))).collect()
    }

    /// The grants of services that aren't in `after` as they are here.
    fn grants_until(&self, after: &Self) -> Vec<PriorGrant> {
        let kept = |prior: &PriorGrant| {
            let service = after.services.get(&prior.service);
            service.and_then(|service| service.grants.get(&prior.stream)) == Some(&prior.grant)
        };
        let of = |(service, one): (&ServiceId, &super::Service)| {
            let service = *service;
            let grants = one.grants.iter();
            grants
                .map(move |(stream, grant)| PriorGrant { service, stream: *stream, grant: *grant })
                .collect::<Vec<_>>()
        };
        self.services.iter().flat_map(of).filter(|prior| !kept(prior)).collect()
    }

    /// What one subject may do.
    pub fn rights_of(&self, subject: Subject) -> impl Iterator<Item = Right> {
        let actor = match subject {
            Subject::Everybody => Actor::Anonymous,
            Subject::User(id) => Actor::User { id, credential: UserCredential::Session },
            Subject::Service(id) => Actor::Service { id },
        };
        self.things().filter_map(move |on| Some((on, self.listed(&actor, on)?))).flat_map(
            move |(on, facts)| {
                let here = Permission::of(on.kind()).iter().copied();
                here.filter(move |permission| has(&actor, *permission, &facts)).map(move |permission| Right {
                    on,
                    permission,
                    subject,
                })
            },
        )
    }

    fn things(&self) -> impl Iterator<Item = Thing> {
        let organizations = self.organizations.keys().copied().map(Thing::Organization);
        let projects = self.projects.keys().copied().map(Thing::Project);
        let streams = self.streams.keys().copied().map(Thing::Stream);
        let pipelines = self.pipelines.keys().copied().map(Thing::Pipeline);
        organizations.chain(projects).chain(streams).chain(pipelines)
    }

    /// A thing with its access list, seen from the actor.
    #[must_use]
    pub fn listed(&self, actor: &Actor, thing: Thing) -> Option<Listed> {
        match thing {
            Thing::Organization(id) => self.organization(actor, id).map(Listed::Organization),
            Thing::Project(id) => self.project(actor, id).map(Listed::Project),
            Thing::Stream(id) => self.stream(actor, id).map(Listed::Stream),
            Thing::Pipeline(id) => self.pipeline(actor, id).map(Listed::Pipeline),
        }
    }

    /// Things of this world that `after` has left without anybody to decide. What is deleted isn't ownerless.
    fn left_ownerless(&self, after: &Self) -> Vec<Thing> {
        let organizations = self.organizations.iter().filter_map(|(id, before)| {
            let now = after.organizations.get(id)?;
            leaves_ownerless(&self.admins(&before.flags), &after.admins(&now.flags))
                .then_some(Thing::Organization(*id))
        });
        let projects = self.projects.iter().filter_map(|(id, before)| {
            let now = after.projects.get(id)?;
            leaves_ownerless(&self.admins(&before.flags), &after.admins(&now.flags))
                .then_some(Thing::Project(*id))
        });
        let pipelines = self.pipelines.iter().filter_map(|(id, before)| {
            let now = after.pipelines.get(id)?;
            leaves_ownerless(&self.owners(before), &after.owners(now)).then_some(Thing::Pipeline(*id))
        });
        organizations.chain(projects).chain(pipelines).collect()
    }
}

impl Thing {
    /// What kind of thing it is.
    #[must_use]
    pub const fn kind(self) -> ResourceKind {
        match self {
            Self::Organization(_) => ResourceKind::Organization,
            Self::Project(_) => ResourceKind::Project,
            Self::Stream(_) => ResourceKind::Stream,
            Self::Pipeline(_) => ResourceKind::Pipeline,
        }
    }
}

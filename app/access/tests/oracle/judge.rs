//! Reads the tables. Words become bits, expressions become lists of bit masks, and a thing that needs several others is
//! judged by judging those.

use super::tables::{ALLOWED, CEILINGS, KNOWN};
use crate::common::places::{Place, Wiring};
use access::world::{Thing, World};
use access::{
    Actor, Flags, OrganizationId, Outcome, PipelineId, ProjectId, Role, SecretKind, ServiceId, StreamId,
    TeamId, UserCredential, UserId,
};
use std::collections::HashMap;

/// One alternative of an expression: the words that must be true, and those that must not.
type Alternative = (u64, u64);

pub struct Oracle {
    bits: HashMap<&'static str, u64>,
    ceilings: [u64; 6],
    known: HashMap<&'static str, Vec<Alternative>>,
    allowed: HashMap<&'static str, Vec<Alternative>>,
}

/// What an actor has at one place: either plain words, or the places that it is made of.
pub enum Sight {
    Words {
        kind: &'static str,
        words: u64,
        anonymous: bool,
    },
    /// Parts with the action that each must allow.
    Parts(Vec<(Sight, &'static str)>),
    /// Parts of which the second counts only for those whom the first lets through, and never hides.
    Then(Box<(Sight, &'static str)>, Box<(Sight, &'static str)>),
}

impl Oracle {
    pub fn new() -> Self {
        let mut oracle = Self {
            bits: HashMap::new(),
            ceilings: [u64::MAX; 6],
            known: HashMap::new(),
            allowed: HashMap::new(),
        };
        for line in CEILINGS.lines().filter(|line| !line.is_empty()) {
            let mut cells = line.split_whitespace();
            let bit = oracle.bit(cells.next().unwrap());
            for (column, cell) in cells.enumerate().filter(|(_, cell)| *cell == "-") {
                assert_eq!(cell, "-");
                oracle.ceilings[column] &= !bit;
            }
        }
        for (table, is_known) in [(KNOWN, true), (ALLOWED, false)] {
            for line in table.lines().filter(|line| !line.is_empty()) {
                let (name, expression) = line.split_once(' ').unwrap();
                let alternatives = oracle.parse(expression);
                let into = if is_known { &mut oracle.known } else { &mut oracle.allowed };
                assert!(into.insert(name, alternatives).is_none(), "{name} twice");
            }
        }
        oracle
    }

    fn bit(&mut self, word: &'static str) -> u64 {
        let next = 1 << self.bits.len();
        *self.bits.entry(word).or_insert(next)
    }

    fn parse(&mut self, expression: &'static str) -> Vec<Alternative> {
        if expression.trim() == "-" {
            return Vec::new();
        }
        let mut alternatives = Vec::new();
        for part in expression.split('|') {
            let (mut yes, mut no) = (0, 0);
            for word in part.split_whitespace().filter(|word| *word != "always") {
                match word.strip_prefix('!') {
                    Some(word) => no |= self.bit(word),
                    None => yes |= self.bit(word),
                }
            }
            alternatives.push((yes, no));
        }
        alternatives
    }

    pub fn judge(&self, sight: &Sight, action: &str) -> Outcome {
        match sight {
            Sight::Words { kind, words, anonymous } => {
                let holds =
                    |of: &Vec<Alternative>| of.iter().any(|(yes, no)| words & yes == *yes && words & no == 0);
                // Who doesn't get an invite resent is told by the organization, not by the invite.
                let kind =
                    if matches!(action, "ResendInvite" | "RevokeInvite") { "InviteManage" } else { kind };
                let allowed =
                    self.allowed.get(action).unwrap_or_else(|| panic!("{action} isn't in the tables"));
                match (holds(allowed), anonymous, holds(&self.known[kind])) {
                    (true, ..) => Outcome::Allowed,
                    (_, true, _) => Outcome::Unauthenticated,
                    (.., true) => Outcome::Forbidden,
                    _ => Outcome::Hidden,
                }
            }
            Sight::Parts(parts) => {
                let verdicts: Vec<Outcome> =
                    parts.iter().map(|(part, action)| self.judge(part, action)).collect();
                let worst = [Outcome::Unauthenticated, Outcome::Hidden, Outcome::Forbidden];
                worst.into_iter().find(|verdict| verdicts.contains(verdict)).unwrap_or(Outcome::Allowed)
            }
            Sight::Then(first, second) => {
                match (self.judge(&first.0, first.1), self.judge(&second.0, second.1)) {
                    (Outcome::Allowed, Outcome::Hidden) => Outcome::Forbidden,
                    (Outcome::Allowed, verdict) => verdict,
                    (verdict, _) => verdict,
                }
            }
        }
    }

    fn words(&self, actor: &Actor, kind: &'static str, words: &[(&'static str, bool)]) -> Sight {
        let column = match actor {
            Actor::User { credential: UserCredential::Session, .. } => 0,
            Actor::User { credential: UserCredential::Full, .. } => 1,
            Actor::User { credential: UserCredential::PrivateRead, .. } => 2,
            Actor::User { credential: UserCredential::PublicRead, .. } => 3,
            Actor::Service { .. } => 4,
            Actor::Anonymous => 5,
        };
        let common = [
            ("changer", true),
            ("credential", true),
            ("reader", true),
            ("profile", true),
            ("team.named", true),
        ];
        let mut mask = 0;
        for (word, _) in words.iter().chain(&common).filter(|(_, holds)| *holds) {
            mask |= self.bits.get(word).unwrap_or_else(|| panic!("no table speaks of {word}"));
        }
        Sight::Words { kind, words: mask & self.ceilings[column], anonymous: *actor == Actor::Anonymous }
    }

    pub fn look(&self, world: &World, actor: &Actor, place: Place) -> Sight {
        let me = |user: UserId| actor.user() == Some(user);
        let is_gateway = |service: &ServiceId| world.services[service].gateway;
        match place {
            Place::Console { open } => self.words(actor, "Console", &[("open", open)]),
            Place::Gateway { itself } => {
                let gateway = actor.service().is_some_and(|service| is_gateway(&service));
                self.words(actor, "Gateway", &[("gateway", gateway), ("asks_itself", itself)])
            }
            Place::Account(user) => {
                let mine = me(user);
                self.words(
                    actor,
                    "Account",
                    &[("self.view", mine), ("self.manage", mine), ("self.sign_in", mine)],
                )
            }
            Place::UserSecret(user, kind) => {
                let (mine, full) = (me(user), kind == SecretKind::Full);
                let own =
                    [("self.manage", mine), ("self.sign_in", mine), ("self.known", mine), ("full", full)];
                self.words(actor, "UserSecret", &own)
            }
            Place::ServiceSecret(service) => self.service(world, actor, service, "ServiceSecret"),
            Place::AccessList(thing) => self.access_list(world, actor, thing),
            Place::Organization(id) => self.words(actor, "Organization", &organization(world, actor, id)),
            Place::Invite(id, user) => {
                let mine = user.is_some_and(me);
                let mut words = organization(world, actor, id);
                words.extend([("self.manage", mine), ("self.known", mine), ("for_nobody", user.is_none())]);
                self.words(actor, "Invite", &words)
            }
            Place::Project(id) | Place::ProjectClaim(id) => self.project(world, actor, id),
            Place::ProjectTransfer(id, to) => {
                let to = self.words(actor, "Organization", &organization(world, actor, to));
                Sight::Parts(vec![(self.project(world, actor, id), "DeleteProject"), (to, "CreateProject")])
            }
            Place::Stream(id) => self.stream(world, actor, id),
            Place::Service(id) => self.service(world, actor, id, "Service"),
            Place::Issuing(id) => self.issuing(world, actor, id),
            Place::ServiceGrant(service, stream, adds) => {
                let mut parts = vec![(self.service(world, actor, service, "Service"), "UpdateService")];
                let project = world.streams[&stream].project;
                if adds.read {
                    parts.push((self.project(world, actor, project), "ViewProject"));
                }
                if adds.write {
                    parts.push((self.project(world, actor, project), "CreateStream"));
                }
                Sight::Parts(parts)
            }
            Place::Team(id) => self.team(world, actor, id, None),
            Place::TeamMember(id, user) => self.team(world, actor, id, Some(user)),
            Place::Pipeline(id) => self.pipeline(world, actor, id),
            Place::PipelineTeam(pipeline, team) => Sight::Parts(vec![
                (self.pipeline(world, actor, pipeline), "SharePipeline"),
                (self.team(world, actor, team, None), "FindTeam"),
            ]),
            Place::PipelineCreation(id, wiring) => {
                let organization = self.words(actor, "Organization", &organization(world, actor, id));
                self.wired(world, actor, (organization, "CreateProject"), wiring)
            }
            Place::PipelineWiring(id, wiring) => {
                self.wired(world, actor, (self.pipeline(world, actor, id), "DeployPipeline"), wiring)
            }
            Place::PipelineSample(id, source) => Sight::Then(
                Box::new((self.pipeline(world, actor, id), "ViewPipeline")),
                Box::new((self.project(world, actor, world.streams[&source].project), "ViewProject")),
            ),
        }
    }

    fn access_list(&self, world: &World, actor: &Actor, thing: Thing) -> Sight {
        if actor.service().is_some_and(|service| world.services[&service].gateway) {
            return Sight::Parts(Vec::new());
        }
        let (sight, action) = match thing {
            Thing::Organization(id) => {
                (self.words(actor, "Organization", &organization(world, actor, id)), "ViewMembers")
            }
            Thing::Project(id) => (self.project(world, actor, id), "ViewProjectMembers"),
            Thing::Stream(id) => (self.stream(world, actor, id), "ViewStreamAccess"),
            Thing::Pipeline(id) => (self.pipeline(world, actor, id), "ViewPipelineAccess"),
        };
        Sight::Parts(vec![(sight, action)])
    }

    fn wired(&self, world: &World, actor: &Actor, on: (Sight, &'static str), wiring: Wiring) -> Sight {
        let mut parts = vec![on];
        if let Some(source) = wiring.source {
            parts.push((self.project(world, actor, world.streams[&source].project), "ViewProject"));
        }
        if let Some(sink) = wiring.sink {
            parts.push((self.project(world, actor, world.streams[&sink].project), "CreateStream"));
        }
        if let Some(service) = wiring.service {
            parts.push((self.issuing(world, actor, service), "all"));
        }
        Sight::Parts(parts)
    }

    fn project(&self, world: &World, actor: &Actor, id: ProjectId) -> Sight {
        self.words(actor, "Project", &project(world, actor, id))
    }

    fn stream(&self, world: &World, actor: &Actor, id: StreamId) -> Sight {
        let mut words = project(world, actor, world.streams[&id].project);
        if let Some(service) = actor.service().map(|service| &world.services[&service])
            && let Some(grant) = service.grants.get(&id)
        {
            let project = &world.projects[&world.streams[&id].project];
            let trusted = project.organization == service.organization || grant.confirmed;
            words.push(("grant.read", grant.flags.read && (trusted || project.public)));
            words.push(("grant.write", grant.flags.write && trusted));
        }
        self.words(actor, "Stream", &words)
    }

    fn service(&self, world: &World, actor: &Actor, id: ServiceId, kind: &'static str) -> Sight {
        let service = &world.services[&id];
        let mut words = organization(world, actor, service.organization);
        words.push(("itself", actor.service() == Some(id)));
        words.push(("creator", actor.user().is_some() && actor.user() == service.created_by));
        words.push(("gateway_service", service.gateway));
        // A service's secret is rolled by another action, never by this one.
        words.push(("full", true));
        self.words(actor, kind, &words)
    }

    /// Managing it decides whether it is known; what it holds never hides it.
    fn issuing(&self, world: &World, actor: &Actor, id: ServiceId) -> Sight {
        let mut holds = Vec::new();
        for (stream, grant) in &world.services[&id].grants {
            let project = world.streams[stream].project;
            if grant.flags.read {
                holds.push((self.project(world, actor, project), "ViewProject"));
            }
            if grant.flags.write {
                holds.push((self.project(world, actor, project), "CreateStream"));
            }
        }
        Sight::Then(
            Box::new((self.service(world, actor, id, "Service"), "UpdateService")),
            Box::new((Sight::Parts(holds), "all")),
        )
    }

    fn team(&self, world: &World, actor: &Actor, id: TeamId, about: Option<UserId>) -> Sight {
        let team = &world.teams[&id];
        let member = actor.user().is_some_and(|user| team.members.contains(&user));
        let mut words = organization(world, actor, team.organization);
        words.push(("discoverable", team.discoverable));
        words.push(("team.member", member));
        words.push(("team.own", member && about.is_some() && about == actor.user()));
        self.words(actor, "Team", &words)
    }

    fn pipeline(&self, world: &World, actor: &Actor, id: PipelineId) -> Sight {
        let pipeline = &world.pipelines[&id];
        let role = actor.user().and_then(|user| pipeline.roles.get(&user));
        let teammate = actor
            .user()
            .is_some_and(|user| pipeline.teams.iter().any(|team| world.teams[team].members.contains(&user)));
        let enabled_owner =
            pipeline.roles.iter().any(|(user, role)| *role == Role::Owner && world.users[user].enabled);
        let mut words = organization(world, actor, pipeline.organization);
        words.push(("pipeline.read", role.is_some() || teammate));
        words.push(("pipeline.edit", matches!(role, Some(Role::Editor | Role::Owner))));
        words.push(("pipeline.manage", matches!(role, Some(Role::Owner))));
        words.push(("pipeline.role", role.is_some()));
        words.push(("orphaned", !enabled_owner));
        self.words(actor, "Pipeline", &words)
    }
}

type Words = Vec<(&'static str, bool)>;

/// `admin` ⇒ `view`, `create` ⇒ `view`.
fn stored(actor: &Actor, flags: &std::collections::BTreeMap<UserId, Flags>) -> (bool, bool, bool) {
    match actor.user().and_then(|user| flags.get(&user)) {
        Some(Flags { view, create, admin }) => (*view || *create || *admin, *create, *admin),
        None => (false, false, false),
    }
}

fn organization(world: &World, actor: &Actor, id: OrganizationId) -> Words {
    let organization = &world.organizations[&id];
    let (view, create, admin) = stored(actor, &organization.flags);
    let personal = actor.user().is_some() && actor.user() == organization.personal_of;
    vec![
        ("organization.view", view || personal),
        ("organization.create", create),
        ("organization.admin", admin || personal),
    ]
}

fn project(world: &World, actor: &Actor, id: ProjectId) -> Words {
    let project = &world.projects[&id];
    let (view, create, admin) = stored(actor, &project.flags);
    let admins = project.flags.iter().filter(|(_, flags)| flags.admin);
    let orphaned = admins.filter(|(user, _)| world.users[*user].enabled).count() == 0;
    let mut words = organization(world, actor, project.organization);
    words.extend([("project.view", view), ("project.create", create), ("project.admin", admin)]);
    words.extend([("public", project.public), ("is_public", project.public), ("orphaned", orphaned)]);
    words
}

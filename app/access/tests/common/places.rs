//! Every decision that can be asked of a world: each place, with each action that its table has.

use super::id;
use access::actions as tables;
use access::world::{Thing, World};
use access::{
    About, AccessListFacts, Actor, ConsoleFacts, Denial, Explanation, Facts, GatewayFacts, InviteFacts,
    OrganizationId, Outcome, PipelineChangeFacts, PipelineId, PipelineSampleFacts, PipelineTeamFacts,
    ProjectClaimFacts, ProjectId, ProjectTransferFacts, Row, SecretFacts, SecretKind, SecretOwner,
    ServiceGrantFacts, ServiceId, StreamFlags, StreamId, TeamId, TeamMemberFacts, UserId, WiringFacts,
};

/// Where something is asked. Ids only: what they lead to is for each implementation to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Console { open: bool },
    Gateway { itself: bool },
    Account(UserId),
    UserSecret(UserId, SecretKind),
    ServiceSecret(ServiceId),
    AccessList(Thing),
    Organization(OrganizationId),
    Invite(OrganizationId, Option<UserId>),
    Project(ProjectId),
    ProjectClaim(ProjectId),
    ProjectTransfer(ProjectId, OrganizationId),
    Stream(StreamId),
    Service(ServiceId),
    Issuing(ServiceId),
    ServiceGrant(ServiceId, StreamId, StreamFlags),
    Team(TeamId),
    TeamMember(TeamId, UserId),
    Pipeline(PipelineId),
    PipelineTeam(PipelineId, TeamId),
    PipelineCreation(OrganizationId, Wiring),
    PipelineWiring(PipelineId, Wiring),
    PipelineSample(PipelineId, StreamId),
}

/// What a config connects anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wiring {
    pub source: Option<StreamId>,
    pub sink: Option<StreamId>,
    pub service: Option<ServiceId>,
}

/// One decision, to be taken in whichever way is wanted.
pub struct Decision<'a> {
    pub place: Place,
    pub action: &'static str,
    pub changes: bool,
    check: &'a dyn Fn() -> Outcome,
    explain: &'a dyn Fn() -> Explanation,
    deny: &'a dyn Fn() -> Option<Denial>,
}

impl Decision<'_> {
    pub fn check(&self) -> Outcome {
        (self.check)()
    }

    pub fn explain(&self) -> Explanation {
        (self.explain)()
    }

    pub fn deny(&self) -> Option<Denial> {
        (self.deny)()
    }
}

/// Every place of a world, those that need two or three things in a few combinations.
pub fn places(world: &World) -> Vec<Place> {
    let mut places = Vec::new();
    places.extend([true, false].map(|open| Place::Console { open }));
    places.extend([true, false].map(|itself| Place::Gateway { itself }));
    for user in world.users.keys().copied() {
        places.push(Place::Account(user));
        places.extend([SecretKind::Full, SecretKind::PrivateRead].map(|kind| Place::UserSecret(user, kind)));
    }
    let streams: Vec<StreamId> = world.streams.keys().copied().collect();
    let organizations: Vec<OrganizationId> = world.organizations.keys().copied().collect();
    for organization in organizations.iter().copied() {
        places.push(Place::Organization(organization));
        places.push(Place::AccessList(Thing::Organization(organization)));
        places.push(Place::Invite(organization, None));
        places.extend(world.users.keys().map(|user| Place::Invite(organization, Some(*user))));
    }
    for project in world.projects.keys().copied() {
        places.extend([Place::Project(project), Place::ProjectClaim(project)]);
        places.push(Place::AccessList(Thing::Project(project)));
        places.extend(organizations.iter().map(|to| Place::ProjectTransfer(project, *to)));
    }
    for stream in streams.iter().copied() {
        places.extend([Place::Stream(stream), Place::AccessList(Thing::Stream(stream))]);
    }
    for (number, service) in world.services.keys().copied().enumerate() {
        places.extend([Place::Service(service), Place::Issuing(service), Place::ServiceSecret(service)]);
        for (read, write) in [(false, false), (true, false), (false, true), (true, true)] {
            let adds = StreamFlags { read, write };
            places.extend(streams.iter().map(|stream| Place::ServiceGrant(service, *stream, adds)));
        }
        for (at, organization) in organizations.iter().enumerate() {
            let wiring = wiring(&streams, at + number, Some(service));
            places.push(Place::PipelineCreation(*organization, wiring));
        }
    }
    for team in world.teams.keys().copied() {
        places.push(Place::Team(team));
        places.extend(world.users.keys().map(|user| Place::TeamMember(team, *user)));
    }
    for (number, pipeline) in world.pipelines.keys().copied().enumerate() {
        places.extend([Place::Pipeline(pipeline), Place::AccessList(Thing::Pipeline(pipeline))]);
        places.extend(world.teams.keys().map(|team| Place::PipelineTeam(pipeline, *team)));
        places.extend(streams.iter().map(|stream| Place::PipelineSample(pipeline, *stream)));
        let services = world.services.keys().copied().map(Some).chain([None]);
        for (at, service) in services.enumerate() {
            places.push(Place::PipelineWiring(pipeline, wiring(&streams, number + at, service)));
        }
        places.push(Place::PipelineWiring(pipeline, Wiring { source: None, sink: None, service: None }));
    }
    places
}

fn wiring(streams: &[StreamId], at: usize, service: Option<ServiceId>) -> Wiring {
    let stream = |at: usize| streams.get(at % (streams.len() + 1)).copied();
    Wiring { source: stream(at), sink: stream(at + 2), service }
}

/// Takes every decision of one place for one actor. A place that isn't in the world has none.
pub fn decide(world: &World, actor: &Actor, place: Place, each: &mut dyn FnMut(&Decision<'_>)) {
    let _there = decide_there(world, actor, place, each);
}

fn decide_there(
    world: &World,
    actor: &Actor,
    place: Place,
    each: &mut dyn FnMut(&Decision<'_>),
) -> Option<()> {
    let mut ask = Asker { actor, place, each };
    match place {
        Place::Console { open } => ask.table(tables::CONSOLE, ConsoleFacts { organizations_open: open }),
        Place::Gateway { itself } => {
            ask.table(tables::GATEWAY, GatewayFacts { registered: registered(world, actor), itself });
        }
        Place::Account(user) => ask.table(tables::ACCOUNT, world.account(user)?),
        Place::UserSecret(user, kind) => {
            let facts = SecretFacts { id: id(70), owner: SecretOwner::User(user), kind, live: true };
            ask.table(tables::SECRET, facts);
        }
        Place::ServiceSecret(service) => {
            let owner = SecretOwner::Service(Box::new(world.service(actor, service)?));
            ask.table(
                tables::SECRET,
                SecretFacts { id: id(70), owner, kind: SecretKind::Service, live: true },
            );
        }
        Place::AccessList(thing) => {
            let about = world.listed(actor, thing)?;
            ask.table(tables::ACCESS_LIST, AccessListFacts { about, gateway: registered(world, actor) });
        }
        Place::Organization(organization) => {
            let on = world.organization(actor, organization)?;
            ask.table(tables::ORGANIZATION, on.clone());
            ask.table(tables::MEMBER, About { on, whom: id(1) });
        }
        Place::Invite(organization, user) => {
            let organization = world.organization(actor, organization)?;
            ask.table(tables::INVITE, InviteFacts { id: id(80), organization, user });
        }
        Place::Project(project) => {
            let on = world.project(actor, project)?;
            ask.table(tables::PROJECT, on.clone());
            ask.table(tables::PROJECT_MEMBER, About { on: on.clone(), whom: id(1) });
            ask.table(tables::PROJECT_SERVICE, About { on, whom: id(40) });
        }
        Place::ProjectClaim(project) => {
            let admins = world.admins(&world.projects.get(&project)?.flags);
            let orphaned = access::invariants::is_orphaned(&admins);
            ask.table(
                tables::PROJECT_CLAIM,
                ProjectClaimFacts { project: world.project(actor, project)?, orphaned },
            );
        }
        Place::ProjectTransfer(project, to) => {
            let (project, to) = (world.project(actor, project)?, world.organization(actor, to)?);
            ask.table(tables::PROJECT_TRANSFER, ProjectTransferFacts { project, to });
        }
        Place::Stream(stream) => ask.table(tables::STREAM, world.stream(actor, stream)?),
        Place::Service(service) => ask.table(tables::SERVICE, world.service(actor, service)?),
        Place::Issuing(service) => {
            let on = world.issuing(actor, service)?;
            ask.table(tables::ISSUING, on.clone());
            ask.table(tables::SERVICE_ROLL, About { on, whom: id(70) });
        }
        Place::ServiceGrant(service, stream, adds) => {
            let (service, stream) = (world.service(actor, service)?, world.stream(actor, stream)?);
            ask.table(tables::SERVICE_GRANT, ServiceGrantFacts { service, stream, adds });
        }
        Place::Team(team) => ask.table(tables::TEAM, world.team(actor, team)?),
        Place::TeamMember(team, user) => {
            ask.table(tables::TEAM_MEMBER, TeamMemberFacts { team: world.team(actor, team)?, user });
        }
        Place::Pipeline(pipeline) => {
            let on = world.pipeline(actor, pipeline)?;
            ask.table(tables::PIPELINE, on.clone());
            ask.table(tables::PIPELINE_ROLE, About { on: on.clone(), whom: id(1) });
            ask.table(tables::PIPELINE_TEAM_ROLE, About { on, whom: id(50) });
        }
        Place::PipelineTeam(pipeline, team) => {
            let (pipeline, team) = (world.pipeline(actor, pipeline)?, world.team(actor, team)?);
            ask.table(tables::PIPELINE_TEAM, PipelineTeamFacts { pipeline, team });
        }
        Place::PipelineCreation(organization, wiring) => {
            let (on, wiring) = (world.organization(actor, organization)?, wired(world, actor, wiring));
            ask.table(tables::PIPELINE_CREATION, PipelineChangeFacts { on, wiring });
        }
        Place::PipelineWiring(pipeline, wiring) => {
            let (on, wiring) = (world.pipeline(actor, pipeline)?, wired(world, actor, wiring));
            ask.table(tables::PIPELINE_WIRING, PipelineChangeFacts { on, wiring });
        }
        Place::PipelineSample(pipeline, source) => {
            let (pipeline, source) = (world.pipeline(actor, pipeline)?, world.stream(actor, source)?);
            ask.table(tables::PIPELINE_SAMPLE, PipelineSampleFacts { pipeline, source });
        }
    }
    Some(())
}

fn registered(world: &World, actor: &Actor) -> Option<ServiceId> {
    actor.service().filter(|service| world.services.get(service).is_some_and(|service| service.gateway))
}

fn wired(world: &World, actor: &Actor, wiring: Wiring) -> WiringFacts {
    let stream = |stream: Option<StreamId>| stream.and_then(|stream| world.stream(actor, stream));
    WiringFacts {
        source: stream(wiring.source),
        sink: stream(wiring.sink),
        service: wiring.service.and_then(|service| world.issuing(actor, service)),
    }
}

struct Asker<'a> {
    actor: &'a Actor,
    place: Place,
    each: &'a mut dyn FnMut(&Decision<'_>),
}

impl Asker<'_> {
    fn table<F: Facts>(&mut self, rows: &[Row<F>], facts: F) {
        for row in rows {
            (self.each)(&Decision {
                place: self.place,
                action: row.name,
                changes: row.changes,
                check: &|| (row.check)(self.actor, &facts),
                explain: &|| (row.explain)(self.actor, &facts),
                deny: &|| (row.deny)(self.actor, &facts),
            });
        }
    }
}

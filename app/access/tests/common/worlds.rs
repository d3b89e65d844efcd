//! Random worlds: small, and dense enough that every rule is met.

use super::{Random, id};
use access::world::{Change, Grant, Organization, Pipeline, Project, Service, Stream, Team, User, World};
use access::{Actor, Flags, Role, StreamFlags, UserCredential, UserId};
use std::collections::BTreeMap;

pub const CREDENTIALS: [UserCredential; 4] =
    [UserCredential::Session, UserCredential::Full, UserCredential::PrivateRead, UserCredential::PublicRead];

pub fn random_flags(random: &mut Random) -> Flags {
    Flags { view: random.chance(50), create: random.chance(30), admin: random.chance(30) }
}

pub fn random_grant(random: &mut Random) -> StreamFlags {
    StreamFlags { read: random.chance(60), write: random.chance(40) }
}

fn flags_for(random: &mut Random, users: &[UserId], percent: usize) -> BTreeMap<UserId, Flags> {
    let mut flags = BTreeMap::new();
    for user in users {
        let held = random_flags(random);
        if random.chance(percent) && held.any() {
            flags.insert(*user, held);
        }
    }
    flags
}

pub fn random_world(random: &mut Random) -> World {
    let mut world = World::default();
    let users: Vec<UserId> = (1..=4).map(id).collect();
    let names = ["acme", "globex"];
    for (number, user) in users.iter().enumerate() {
        let billed_to = Some(id(10 + random.below(3) as u128));
        let enabled = !random.chance(15);
        world.users.insert(*user, User { name: format!("user-{number}"), enabled, billed_to });
    }
    for number in 0..3_u128 {
        let personal_of = (number == 2).then(|| users[0]);
        let path = names.get(number as usize).map_or("user-0", |name| name).to_owned();
        let mut flags = flags_for(random, &users, 60);
        if let Some(owner) = personal_of {
            flags.values_mut().for_each(|flags| flags.admin = false);
            flags.retain(|_, flags| flags.any());
            if random.chance(80) {
                flags.insert(owner, Flags::ALL);
            }
        }
        world.organizations.insert(id(10 + number), Organization { path, personal_of, flags });
    }
    for number in 0..4_u128 {
        let organization = id(10 + random.below(3) as u128);
        let path = format!("{}/project-{number}", world.organizations[&organization].path);
        let (public, flags) = (random.chance(35), flags_for(random, &users, 50));
        world.projects.insert(id(20 + number), Project { path, organization, public, flags });
    }
    for number in 0..5_u128 {
        let project = id(20 + random.below(4) as u128);
        let path = format!("{}/stream-{number}", world.projects[&project].path);
        world.streams.insert(id(30 + number), Stream { path, project });
    }
    for number in 0..3_u128 {
        let organization = id(10 + random.below(3) as u128);
        let path = format!("{}/service-{number}", world.organizations[&organization].path);
        let created_by = random.chance(80).then(|| random.pick(&users));
        let mut grants = BTreeMap::new();
        for stream in world.streams.keys() {
            let flags = random_grant(random);
            if random.chance(30) && flags.any() {
                grants.insert(*stream, Grant { flags, confirmed: random.chance(40) });
            }
        }
        let gateway = random.chance(25);
        world.services.insert(id(40 + number), Service { path, organization, created_by, gateway, grants });
    }
    for number in 0..2_u128 {
        let organization = id(10 + random.below(3) as u128);
        let path = format!("{}/team-{number}", world.organizations[&organization].path);
        let members = users.iter().copied().filter(|_| random.chance(35)).collect();
        let discoverable = random.chance(35);
        world.teams.insert(id(50 + number), Team { path, organization, discoverable, members });
    }
    for number in 0..3_u128 {
        let organization = id(10 + random.below(3) as u128);
        let path = format!("{}/pipeline-{number}", world.organizations[&organization].path);
        let mut roles = BTreeMap::new();
        for user in &users {
            if random.chance(40) {
                roles.insert(*user, random.pick(&[Role::Reader, Role::Editor, Role::Owner]));
            }
        }
        let teams = world.teams.keys().copied().filter(|_| random.chance(35)).collect();
        world.pipelines.insert(id(60 + number), Pipeline { path, organization, roles, teams });
    }
    world
}

/// Everybody who could ask: enabled people with each credential, services, nobody.
pub fn actors(world: &World) -> Vec<Actor> {
    let mut actors = vec![Actor::Anonymous];
    for user in world.users.iter().filter(|(_, user)| user.enabled).map(|(id, _)| *id) {
        actors.extend(CREDENTIALS.map(|credential| Actor::User { id: user, credential }));
    }
    actors.extend(world.services.keys().map(|id| Actor::Service { id: *id }));
    actors
}

pub fn random_change(random: &mut Random) -> Change {
    let organization = id(10 + random.below(3) as u128);
    let project = id(20 + random.below(4) as u128);
    let stream = id(30 + random.below(5) as u128);
    let service = id(40 + random.below(3) as u128);
    let team = id(50 + random.below(2) as u128);
    let pipeline = id(60 + random.below(3) as u128);
    let user = id(1 + random.below(4) as u128);
    let (flag, flags) = (random.chance(50), random_flags(random));
    match random.below(20) {
        0 => Change::OrganizationFlags { organization, user, flags },
        1 => Change::ProjectFlags { project, user, flags },
        2 => Change::Public { project, public: flag },
        3 => Change::ServiceGrant { service, stream, flags: random_grant(random) },
        4 => Change::ConfirmService { project, service },
        5 => Change::EndService { project, service },
        6 => {
            let role = random.pick(&[None, Some(Role::Reader), Some(Role::Editor), Some(Role::Owner)]);
            Change::PipelineRole { pipeline, user, role }
        }
        7 => Change::TransferPipeline { pipeline, from: user, to: id(1 + random.below(4) as u128) },
        8 => Change::PipelineTeam { pipeline, team, shared: flag },
        9 => Change::TeamMember { team, user, member: flag },
        10 => Change::AcceptInvite { organization, user, flags },
        11 => Change::RemovePerson { organization, user },
        12 => Change::TransferProject { project, to: organization },
        13 => Change::Enabled { user, enabled: flag },
        14 => Change::DeleteProject { project },
        15 => Change::DeleteStream { stream },
        16 => Change::DeleteService { service },
        17 => Change::DeleteTeam { team },
        18 => Change::DeleteOrganization { organization },
        _ => Change::DeletePipeline { pipeline },
    }
}

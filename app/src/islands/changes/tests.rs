//! What a preview says of a small world.

use access::Flags;
use access::world::{Organization, Project, Team, User};
use access::{OrganizationId, ProjectId};

use super::*;

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(number: u8) -> T {
    format!("00000000-0000-7000-8000-0000000000{number:02x}").parse().unwrap()
}

fn facts() -> PreviewFacts {
    let (ada, bob, acme, lake): (UserId, UserId, OrganizationId, ProjectId) = (id(1), id(2), id(3), id(4));
    let mut world = World::default();
    for (user, name) in [(ada, "ada"), (bob, "bob")] {
        world.users.insert(user, User { name: name.into(), enabled: true, billed_to: Some(acme) });
    }
    let organization = Organization { path: "acme".into(), personal_of: None, flags: BTreeMap::new() };
    world.organizations.insert(acme, organization);
    let flags = BTreeMap::from([(ada, Flags::ALL)]);
    let project = Project { path: "acme/lake".into(), organization: acme, public: false, flags };
    world.projects.insert(lake, project);
    PreviewFacts { world, project: Some(lake), users: vec![bob], ..PreviewFacts::of(acme) }
}

fn said(lines: &[Line]) -> Vec<String> {
    let words = |line: &Line| {
        let permissions: Vec<&str> = line.permissions.iter().map(|one| one.name()).collect();
        format!("{} {} {} {}", line.who, line.verb, permissions.join(", "), line.rest)
    };
    lines.iter().map(words).collect()
}

#[test]
fn a_grant_says_what_follows_from_it() {
    let flags = Flags { create: true, ..Flags::NONE };
    let change = Change::ProjectFlags { project: id(4), user: id(2), flags };
    let told = Told::of(&facts(), id(1), &[change]);
    assert_eq!(said(&told.gains), ["bob gets view, create on acme/lake"]);
    assert!(told.losses.is_empty() && told.ownerless.is_empty());
}

#[test]
fn public_is_said_once_for_everybody() {
    let told = Told::of(&facts(), id(1), &[Change::Public { project: id(4), public: true }]);
    assert_eq!(said(&told.gains), ["Everybody gets view on acme/lake"]);
}

#[test]
fn the_last_admin_is_missed() {
    let change = Change::ProjectFlags { project: id(4), user: id(1), flags: Flags::NONE };
    let told = Told::of(&facts(), id(1), &[change]);
    assert_eq!(said(&told.losses), ["You lose view, create, admin on acme/lake"]);
    assert_eq!(told.ownerless, ["acme/lake"]);
    assert_eq!(told.losers, (1, 0));
}

#[test]
fn a_moved_bill_names_both() {
    let mut facts = facts();
    facts
        .world
        .organizations
        .insert(id(5), Organization { path: "bob".into(), personal_of: Some(id(2)), flags: BTreeMap::new() });
    let told = Told::of(&facts, id(1), &[Change::RemovePerson { organization: id(3), user: id(2) }]);
    assert_eq!(said(&told.pays), ["Their personal organization pays  for bob instead of acme"]);
}

#[test]
fn a_team_that_goes_names_its_people_and_its_mark_knows_them() {
    let (mut facts, team) = (facts(), id(6));
    let members = std::collections::BTreeSet::from([id(1), id(2)]);
    let acme = facts.world.organizations.get_mut(&facts.organization).unwrap();
    acme.flags.insert(id(1), Flags::ALL);
    let data = Team { path: "acme/data".into(), organization: id(3), discoverable: false, members };
    facts.world.teams.insert(team, data);
    let told = Told::of(&facts, id(1), &[Change::DeleteTeam { team }]);
    assert_eq!(said(&told.losses), ["You and bob leave  team acme/data"]);
    facts.world.teams.get_mut(&team).unwrap().members.remove(&id(1));
    let other = Told::of(&facts, id(1), &[Change::DeleteTeam { team }]);
    assert_eq!(said(&other.losses), ["bob leaves  team acme/data"]);
    assert_ne!(told.mark, other.mark);
}

#[test]
fn a_role_says_what_it_replaces_and_what_a_team_gives() {
    let (mut facts, clean, team) = (facts(), id(7), id(6));
    let data = Team {
        path: "acme/data".into(),
        organization: id(3),
        discoverable: false,
        members: std::collections::BTreeSet::from([id(2)]),
    };
    facts.world.teams.insert(team, data);
    let roles = BTreeMap::from([(id(1), access::Role::Owner), (id(2), access::Role::Reader)]);
    let pipeline = access::world::Pipeline {
        path: "acme/clean".into(),
        organization: id(3),
        roles,
        teams: std::collections::BTreeSet::from([team]),
    };
    facts.world.pipelines.insert(clean, pipeline);
    let change = |role| Change::PipelineRole { pipeline: clean, user: id(2), role };
    let told = Told::of(&facts, id(1), &[change(Some(access::Role::Editor))]);
    assert_eq!(said(&told.gains), ["bob gets edit on acme/clean"]);
    assert_eq!(told.gains[0].second, "editor replaces reader; read stays, via team acme/data");
    // What the team gives is no loss.
    let told = Told::of(&facts, id(1), &[change(None)]);
    assert!(told.losses.is_empty(), "{:?}", told.losses);
}

#[test]
fn long_lists_are_counted() {
    let names: Vec<String> = ('a'..='h').map(String::from).collect();
    assert_eq!(list(&names), "a, b, c, d and 4 more");
    assert_eq!(list(&names[..2]), "a and b");
}

#[test]
fn an_invite_says_what_leaving_would_mean() {
    let (mut facts, flags) = (facts(), Flags { create: true, ..Flags::NONE });
    facts.world.projects.get_mut(&id(4)).unwrap().flags.insert(id(2), flags);
    let change = Change::AcceptInvite { organization: id(3), user: id(2), flags };
    let (title, lines) = Told::of(&facts, id(1), &[change]).leaving.unwrap();
    assert_eq!(title, "If bob leaves, or is removed");
    assert_eq!(lines[1].second, "today, of those you may see: view, create on acme/lake");
    assert_eq!(Told::of(&facts, id(1), &[]).leaving, None);
}

#[test]
fn taking_admin_says_which_invites_end() {
    let mut facts = facts();
    facts.sent_invites = [(id(2), 3)].into();
    let organization = facts.organization;
    let place = facts.world.organizations.get_mut(&organization).unwrap();
    place.flags.insert(id(2), Flags::ALL);
    let told = |flags| {
        let change = Change::OrganizationFlags { organization, user: id(2), flags };
        said(&Told::of(&facts, id(1), &[change]).known.unwrap())
    };
    assert!(told(Flags { admin: true, ..Flags::NONE }).is_empty());
    let view = Flags { view: true, ..Flags::NONE };
    assert_eq!(told(view), ["bob sent  3 invites that are pending, which end"]);
}

#[test]
fn what_the_viewer_cannot_see_is_counted_where_it_ends() {
    let mut facts = PreviewFacts { hidden: 2, ..facts() };
    facts.world.organizations.get_mut(&id(3)).unwrap().flags.insert(id(1), Flags::ALL);
    let removed = Change::RemovePerson { organization: id(3), user: id(2) };
    assert_eq!(Told::of(&facts, id(1), &[removed]).hidden, 2);
    let flags = Change::OrganizationFlags { organization: id(3), user: id(2), flags: Flags::ALL };
    assert_eq!(Told::of(&facts, id(1), &[flags]).hidden, 0);
}

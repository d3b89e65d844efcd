//! Role × resource × action, in one file to be read: `matrix.txt`. Regenerated here and compared;
//! `ACCESS_BLESS=1 cargo test -p access --test matrix` writes it anew after a change that is meant.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken matrix ends the test")]

mod common;

use access::world::{Grant, Organization, Pipeline, Project, Service, Stream, Team, Thing, User, World};
use access::{Actor, Flags, Outcome, Role, SecretKind, StreamFlags, UserCredential, UserId};
use common::places::{Place, Wiring, decide};
use common::{id, service, session};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

const VIEW: Flags = Flags { view: true, ..Flags::NONE };
const CREATE: Flags = Flags { create: true, ..Flags::NONE };
const ADMIN: Flags = Flags { admin: true, ..Flags::NONE };

/// People by what they hold; everybody else holds nothing. `ada` holds everything.
const PEOPLE: [&str; 13] = [
    "stranger", "member", "o-view", "o-create", "o-admin", "p-view", "p-create", "p-admin", "reader",
    "editor", "owner", "teammate", "ada",
];

fn person(name: &str) -> UserId {
    id(1 + PEOPLE.iter().position(|one| *one == name).unwrap() as u128)
}

fn world() -> World {
    let mut world = World::default();
    for name in PEOPLE {
        let billed_to = matches!(name, "member" | "ada").then(|| id(100));
        world.users.insert(person(name), User { name: name.into(), enabled: true, billed_to });
    }
    world.users.insert(id(99), User { name: "gone".into(), enabled: false, billed_to: None });

    let flags = |rows: &[(&str, Flags)]| -> BTreeMap<UserId, Flags> {
        rows.iter().map(|(name, flags)| (person(name), *flags)).collect()
    };
    let organization = [("o-view", VIEW), ("o-create", CREATE), ("o-admin", ADMIN), ("ada", Flags::ALL)];
    let acme = Organization { path: "acme".into(), personal_of: None, flags: flags(&organization) };
    let globex =
        Organization { path: "globex".into(), personal_of: None, flags: flags(&[("ada", Flags::ALL)]) };
    let own = Organization {
        path: "ada".into(),
        personal_of: Some(person("ada")),
        flags: flags(&[("o-view", VIEW)]),
    };
    world.organizations.extend([(id(100), acme), (id(101), globex), (id(102), own)]);

    let project = flags(&[("p-view", VIEW), ("p-create", CREATE), ("p-admin", ADMIN), ("ada", Flags::ALL)]);
    for (number, path, public, flags) in [
        (200, "acme/lake", false, project.clone()),
        (201, "acme/atlas", true, project),
        (202, "acme/ruin", false, BTreeMap::from([(id(99), Flags::ALL)])),
    ] {
        world
            .projects
            .insert(id(number), Project { path: path.into(), organization: id(100), public, flags });
        let path = format!("{path}/events");
        world.streams.insert(id(number + 100), Stream { path, project: id(number) });
    }

    let grant = |stream: u128, flags| (id(stream), Grant { flags, confirmed: false });
    let etl = BTreeMap::from([grant(300, StreamFlags { read: true, write: false })]);
    let foreign = BTreeMap::from([grant(300, StreamFlags::ALL), grant(301, StreamFlags::ALL)]);
    for (number, path, organization, gateway, grants) in [
        (400, "acme/etl", 100, false, etl),
        (401, "acme/edge", 100, true, BTreeMap::new()),
        (402, "globex/probe", 101, false, foreign),
    ] {
        let created_by = Some(person("o-create"));
        let organization = id(organization);
        world
            .services
            .insert(id(number), Service { path: path.into(), organization, created_by, gateway, grants });
    }

    let members = BTreeSet::from([person("teammate"), person("ada")]);
    for (number, path, discoverable) in [(500, "acme/core", false), (501, "acme/guild", true)] {
        let team = Team { path: path.into(), organization: id(100), discoverable, members: members.clone() };
        world.teams.insert(id(number), team);
    }

    let roles =
        [("reader", Role::Reader), ("editor", Role::Editor), ("owner", Role::Owner), ("ada", Role::Owner)];
    let roles = roles.into_iter().map(|(name, role)| (person(name), role)).collect();
    let flow = Pipeline { path: "acme/flow".into(), organization: id(100), roles, teams: [id(500)].into() };
    let roles = BTreeMap::from([(id(99), Role::Owner), (person("reader"), Role::Reader)]);
    let lost = Pipeline { path: "acme/lost".into(), organization: id(100), roles, teams: BTreeSet::new() };
    world.pipelines.extend([(id(600), flow), (id(601), lost)]);
    world
}

/// The columns. Ceilings are shown on `ada`, who holds everything.
fn columns() -> Vec<(String, Actor)> {
    let mut columns = vec![("nobody".to_owned(), Actor::Anonymous)];
    columns.extend(PEOPLE.iter().map(|name| ((*name).to_owned(), session(person(name)))));
    for (name, credential) in [
        ("ada:full", UserCredential::Full),
        ("ada:priv", UserCredential::PrivateRead),
        ("ada:pub", UserCredential::PublicRead),
    ] {
        columns.push((name.to_owned(), Actor::User { id: person("ada"), credential }));
    }
    for (name, number) in [("etl", 400), ("edge", 401), ("probe", 402)] {
        columns.push((name.to_owned(), service(id(number))));
    }
    columns
}

fn sections() -> Vec<(&'static str, Place)> {
    let wiring = |source, sink, service| Wiring { source, sink, service };
    let (lake, atlas) = (Some(id(300)), Some(id(301)));
    vec![
        ("the console", Place::Console { open: true }),
        ("the console, where only the operator makes organizations", Place::Console { open: false }),
        ("the gateways' endpoints", Place::Gateway { itself: false }),
        ("the gateways' endpoints, by a secret about itself", Place::Gateway { itself: true }),
        ("the account of ada", Place::Account(person("ada"))),
        ("a full secret of ada", Place::UserSecret(person("ada"), SecretKind::Full)),
        ("a private read secret of ada", Place::UserSecret(person("ada"), SecretKind::PrivateRead)),
        ("a secret of service acme/etl", Place::ServiceSecret(id(400))),
        ("organization acme", Place::Organization(id(100))),
        ("organization ada, personal", Place::Organization(id(102))),
        ("an invite of ada into acme", Place::Invite(id(100), Some(person("ada")))),
        ("an invite of an address into acme", Place::Invite(id(100), None)),
        ("project acme/lake, private", Place::Project(id(200))),
        ("project acme/atlas, public", Place::Project(id(201))),
        ("claiming project acme/lake", Place::ProjectClaim(id(200))),
        ("claiming project acme/ruin, which nobody enabled is admin of", Place::ProjectClaim(id(202))),
        ("moving project acme/lake to globex", Place::ProjectTransfer(id(200), id(101))),
        ("stream acme/lake/events, private", Place::Stream(id(300))),
        ("stream acme/atlas/events, public", Place::Stream(id(301))),
        ("service acme/etl, created by o-create", Place::Service(id(400))),
        ("service acme/edge, a gateway, created by o-create", Place::Service(id(401))),
        ("issuing for acme/etl, which reads acme/lake/events", Place::Issuing(id(400))),
        ("issuing for acme/edge, which holds nothing", Place::Issuing(id(401))),
        ("acme/etl: adding read on acme/lake/events", grant(300, true, false)),
        ("acme/etl: adding write on acme/lake/events", grant(300, false, true)),
        ("acme/etl: adding read on acme/atlas/events", grant(301, true, false)),
        ("acme/etl: taking away", grant(300, false, false)),
        ("team acme/core", Place::Team(id(500))),
        ("team acme/guild, discoverable", Place::Team(id(501))),
        ("ada in team acme/core", Place::TeamMember(id(500), person("ada"))),
        ("teammate in team acme/core", Place::TeamMember(id(500), person("teammate"))),
        ("pipeline acme/flow, shared with team acme/core", Place::Pipeline(id(600))),
        ("pipeline acme/lost, which nobody enabled owns", Place::Pipeline(id(601))),
        ("pipeline acme/flow and team acme/core", Place::PipelineTeam(id(600), id(500))),
        ("pipeline acme/flow and team acme/guild", Place::PipelineTeam(id(600), id(501))),
        (
            "a new pipeline in acme: lake to atlas as etl",
            Place::PipelineCreation(id(100), wiring(lake, atlas, Some(id(400)))),
        ),
        (
            "acme/flow wired anew: lake to atlas as etl",
            Place::PipelineWiring(id(600), wiring(lake, atlas, Some(id(400)))),
        ),
        ("acme/flow with a new source: atlas", Place::PipelineWiring(id(600), wiring(atlas, None, None))),
        ("acme/flow and records of acme/lake/events", Place::PipelineSample(id(600), id(300))),
        ("the access list of organization acme", Place::AccessList(Thing::Organization(id(100)))),
        ("the access list of project acme/lake", Place::AccessList(Thing::Project(id(200)))),
        ("the access list of project acme/atlas", Place::AccessList(Thing::Project(id(201)))),
        ("the access list of stream acme/atlas/events", Place::AccessList(Thing::Stream(id(301)))),
        ("the access list of pipeline acme/flow", Place::AccessList(Thing::Pipeline(id(600)))),
    ]
}

fn grant(stream: u128, read: bool, write: bool) -> Place {
    Place::ServiceGrant(id(400), id(stream), StreamFlags { read, write })
}

fn matrix() -> String {
    let (world, columns) = (world(), columns());
    let mut text = HEAD.to_owned();
    for (title, place) in sections() {
        write!(text, "\n## {title}\n{:31}", "").unwrap();
        columns.iter().for_each(|(name, _)| write!(text, "  {name}").unwrap());
        text.push('\n');
        let mut rows: Vec<(&str, String)> = Vec::new();
        for (name, actor) in &columns {
            let mut row = 0;
            decide(&world, actor, place, &mut |decision| {
                if row == rows.len() {
                    rows.push((decision.action, String::new()));
                }
                assert_eq!(rows[row].0, decision.action);
                write!(rows[row].1, "  {:>1$}", cell(decision.check()), name.len()).unwrap();
                row += 1;
            });
        }
        rows.iter().for_each(|(action, cells)| writeln!(text, "{action:31}{cells}").unwrap());
    }
    text
}

fn cell(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "yes",
        Outcome::Unauthenticated => "401",
        Outcome::Forbidden => "403",
        Outcome::Hidden => "404",
    }
}

const HEAD: &str = "\
# Who may do what. Written by `ACCESS_BLESS=1 cargo test -p access --test matrix`; read every line that changes.
#
# o-… hold one flag on organization acme, p-… one flag on projects acme/lake and acme/atlas; member is billed to acme
# and holds nothing; reader, editor and owner have that role on pipeline acme/flow, teammate is in teams acme/core and
# acme/guild; ada holds all of that. Services: etl is granted read on acme/lake/events; edge is a registered gateway;
# probe belongs to globex and has unconfirmed grants, read and write, on both projects' streams.
";

fn recorded() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/matrix.txt")
}

#[test]
fn is_as_recorded() {
    let now = matrix();
    if std::env::var_os("ACCESS_BLESS").is_some() {
        std::fs::write(recorded(), &now).unwrap();
    }
    let then = std::fs::read_to_string(recorded()).unwrap_or_default();
    for (number, (then, now)) in then.lines().zip(now.lines()).enumerate() {
        assert_eq!(then, now, "matrix.txt, line {}", number + 1);
    }
    assert_eq!(then.len(), now.len(), "matrix.txt has more or fewer lines than it should");
}

/// Read from the tables' source, so that a table that no test knows of is found, too.
fn actions_in_source() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/actions")).unwrap() {
        for line in std::fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            let row = line.strip_prefix("    views ").or_else(|| line.strip_prefix("    changes "));
            let row = row.and_then(|row| row.strip_suffix(';')?.split_once(": "));
            names.extend(row.map(|(name, _)| name.to_owned()));
        }
    }
    names
}

#[test]
fn every_action_is_in_it_allowed_and_refused() {
    let (matrix, names) = (matrix(), actions_in_source());
    assert!(names.len() > 100, "the tables' source is not read: {names:?}");
    for name in names {
        let rows = matrix.lines().filter(|line| line.split_whitespace().next() == Some(&name));
        let cells: BTreeSet<&str> = rows.flat_map(|row| row.split_whitespace().skip(1)).collect();
        assert!(!cells.is_empty(), "{name} is not in the matrix");
        // Only the operator verifies the audit log, and comes through no door.
        assert!(cells.contains("yes") || name == "VerifyAudit", "{name} is never allowed in the matrix");
        // An organization's profile is the one thing that is public always.
        assert!(
            cells.contains("401") || name == "ViewOrganization",
            "{name} is never asked by nobody in the matrix"
        );
        let refused = cells.contains("403") || cells.contains("404");
        // What every valid credential may do is refused to nobody else.
        assert!(
            refused || matches!(name.as_str(), "WhoAmI" | "CheckCaller"),
            "{name} is never refused in the matrix"
        );
    }
}

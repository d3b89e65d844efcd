//! Searches equal a filter by check, over random small worlds, for every kind of asker, in pages of any size.

use std::collections::BTreeSet;

use access::{Actor, UserCredential};
use api::questions::{
    ActionName, CheckAccessBatch, Entity, Kind, PartialEvaluation, SearchActions, SearchPage,
    SearchResources, SearchSubjects,
};
use serde_json::{Value, json};
use sluicegate::store::Db;
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use crate::http::{Http, full, of_service};
use crate::on_both;
use crate::questions::evaluation;
use crate::registered::register;
use crate::support::World;
use crate::support::client::Client;

const KINDS: [(&str, &[&str]); 4] = [
    ("organization", &["view", "create", "admin"]),
    ("project", &["view", "create", "admin"]),
    ("stream", &["read", "write"]),
    ("pipeline", &["read", "edit", "manage"]),
];
const USERS: [&str; 4] = ["ada", "bob", "cleo", "dan"];
const SERVICES: [&str; 3] = ["ada/etl", "ada/feed", "cleo/edge"];
const PROJECTS: [&str; 5] = ["ada/lake", "ada/open", "ada/pond", "cleo/sea", "cleo/void"];
const PIPELINES: [&str; 4] = ["ada/drain", "ada/pump", "bob/hose", "cleo/pipe"];
const TEAMS: [&str; 3] = ["ada/ops", "ada/data", "cleo/crew"];
const ROUNDS: usize = 8;

/// Small numbers that look random, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

async fn perform(world: &World, text: String) {
    let text = AssertSqlSafe(text);
    match &world.core.db {
        Db::Sqlite { writer, .. } => writer.execute(text).await.map(drop),
        Db::Postgres(pool) => pool.execute(text).await.map(drop),
    }
    .unwrap();
    world.core.rights.catch_up(&world.core.db).await.unwrap();
}

fn literal(world: &World, id: Uuid) -> String {
    match &world.core.db {
        Db::Sqlite { .. } => format!("x'{}'", id.simple()),
        Db::Postgres(_) => format!("'{id}'"),
    }
}

/// The people, services and things between which each round hands out rights at random.
async fn build(world: &World, random: &mut Random) {
    let (dan, organization) = (literal(world, Uuid::now_v7()), literal(world, Uuid::now_v7()));
    let mut texts = vec![
        format!(
            "insert into organizations (id, name, description, created_at, updated_at) values ({organization}, 'dan', '', 0, 0)"
        ),
        format!(
            "insert into users (id, name, password_hash, billing_organization_id, created_at) values ({dan}, 'dan', '', {organization}, 0)"
        ),
        format!("update organizations set personal_user_id = {dan} where name = 'dan'"),
    ];
    for path in &SERVICES[1..] {
        let ((owner, name), id) = (path.split_once('/').unwrap(), literal(world, Uuid::now_v7()));
        texts.push(format!(
            "insert into services (id, organization_id, name, description, created_at, updated_at) \
             select {id}, id, '{name}', '', 0, 0 from organizations where name = '{owner}'"
        ));
    }
    for path in &PROJECTS[2..] {
        let ((owner, name), id) = (path.split_once('/').unwrap(), literal(world, Uuid::now_v7()));
        texts.push(format!(
            "insert into projects (id, organization_id, name, description, public, created_at, updated_at) \
             select {id}, id, '{name}', '', false, 0, 0 from organizations where name = '{owner}'"
        ));
    }
    for (at, path) in PROJECTS.iter().enumerate().filter(|(_, path)| !path.ends_with("void")) {
        let (_, project) = path.split_once('/').unwrap();
        for stream in 0..=random.below(4) {
            let id = literal(world, Uuid::now_v7());
            texts.push(format!(
                "insert into streams (id, project_id, name, description, created_at, updated_at, last_seq) \
                 select {id}, id, 's_{at}_{stream}', '', 0, 0, 0 from projects where name = '{project}'"
            ));
        }
    }
    for path in &TEAMS {
        let ((owner, name), id) = (path.split_once('/').unwrap(), literal(world, Uuid::now_v7()));
        texts.push(format!(
            "insert into teams (id, organization_id, name, description, discoverable, created_at, updated_at) \
             select {id}, id, '{name}', '', false, 0, 0 from organizations where name = '{owner}'"
        ));
    }
    for path in &PIPELINES {
        let ((owner, name), id) = (path.split_once('/').unwrap(), literal(world, Uuid::now_v7()));
        texts.push(format!(
            "insert into pipelines (id, organization_id, name, version, words, created_at, updated_at) \
             select {id}, id, '{name}', 1, '', 0, 0 from organizations where name = '{owner}'"
        ));
        texts.push(format!(
            "insert into pipeline_versions (pipeline_id, version, config, source_id, sink_id, service_id, at) \
             values ({id}, 1, '', {id}, {id}, {id}, 0)"
        ));
    }
    for text in texts {
        perform(world, text).await;
    }
}

async fn shuffle(world: &World, random: &mut Random) {
    let mut texts = vec![
        "delete from project_grants".to_owned(),
        "delete from organization_grants".to_owned(),
        "delete from service_grants".to_owned(),
        "delete from pipeline_roles".to_owned(),
        "delete from pipeline_teams".to_owned(),
        "delete from team_members".to_owned(),
        format!(
            "update users set disabled_at = {} where name = 'dan'",
            if random.chance(30) { "1" } else { "null" }
        ),
        format!(
            "update services set gateway_since = {} where name = 'edge'",
            if random.chance(50) { "1" } else { "null" }
        ),
    ];
    let flags = |random: &mut Random| {
        let mut flag = || if random.chance(40) { "true" } else { "false" };
        format!("{}, {}, {}", flag(), flag(), flag())
    };
    for path in PROJECTS {
        let (_, project) = path.split_once('/').unwrap();
        texts.push(format!("update projects set public = {} where name = '{project}'", random.chance(30)));
        for user in USERS {
            if random.chance(45) {
                let flags = flags(random);
                texts.push(format!(
                    "insert into project_grants (project_id, user_id, can_view, can_create, can_admin, granted_at) \
                     select p.id, u.id, {flags}, 0 from projects p, users u where p.name = '{project}' and u.name = '{user}'"
                ));
            }
        }
        for service in SERVICES {
            let (_, name) = service.split_once('/').unwrap();
            for stream in ["ticks", "events"]
                .map(str::to_owned)
                .into_iter()
                .chain((0..20).map(|at| format!("s_{}_{}", at / 4, at % 4)))
            {
                if random.chance(12) {
                    let (read, write) = (random.chance(60), random.chance(40));
                    let confirmed = if random.chance(40) { "1" } else { "null" };
                    texts.push(format!(
                        "insert into service_grants (service_id, stream_id, can_read, can_write, granted_at, confirmed_at) \
                         select v.id, s.id, {read}, {write}, 0, {confirmed} from services v, streams s join projects p on p.id = s.project_id \
                         where v.name = '{name}' and s.name = '{stream}' and p.name = '{project}'"
                    ));
                }
            }
        }
    }
    for team in TEAMS.map(|path| path.split_once('/').unwrap().1) {
        for user in USERS.iter().filter(|_| random.chance(35)) {
            texts.push(format!(
                "insert into team_members (team_id, user_id, organization_id, joined_at) \
                 select t.id, u.id, t.organization_id, 0 from teams t, users u where t.name = '{team}' and u.name = '{user}'"
            ));
        }
    }
    for pipeline in PIPELINES.map(|path| path.split_once('/').unwrap().1) {
        for user in USERS {
            if random.chance(45) {
                let role = random.of(&["owner", "editor", "reader"]);
                texts.push(format!(
                    "insert into pipeline_roles (pipeline_id, user_id, role, granted_at) \
                     select l.id, u.id, '{role}', 0 from pipelines l, users u where l.name = '{pipeline}' and u.name = '{user}'"
                ));
            }
        }
        for team in TEAMS.map(|path| path.split_once('/').unwrap().1) {
            if random.chance(40) {
                texts.push(format!(
                    "insert into pipeline_teams (pipeline_id, team_id, granted_at) \
                     select l.id, t.id, 0 from pipelines l, teams t where l.name = '{pipeline}' and t.name = '{team}'"
                ));
            }
        }
    }
    for organization in USERS {
        for user in USERS {
            if random.chance(35) {
                let flags = flags(random);
                texts.push(format!(
                    "insert into organization_grants (organization_id, user_id, can_view, can_create, can_admin, granted_at) \
                     select o.id, u.id, {flags}, 0 from organizations o, users u where o.name = '{organization}' and u.name = '{user}'"
                ));
            }
        }
    }
    for text in texts {
        perform(world, text).await;
    }
}

/// Every resource there is, and some that aren't.
async fn resources(world: &World, kind: &str) -> Vec<Entity> {
    let mut ids: Vec<String> = match kind {
        "organization" => USERS.map(str::to_owned).to_vec(),
        "project" => PROJECTS.map(str::to_owned).to_vec(),
        "pipeline" => PIPELINES.map(str::to_owned).to_vec(),
        _ => {
            let text = "select o.name || '/' || p.name || '/' || s.name from streams s \
                join projects p on p.id = s.project_id join organizations o on o.id = p.organization_id";
            let rows: Vec<(String,)> = match &world.core.db {
                Db::Sqlite { writer, .. } => sqlx::query_as(text).fetch_all(writer).await.unwrap(),
                Db::Postgres(pool) => sqlx::query_as(text).fetch_all(pool).await.unwrap(),
            };
            rows.into_iter().map(|(path,)| path.replace('_', "-")).collect()
        }
    };
    ids.sort_unstable();
    ids.push(
        ["nobody", "ada/nothing", "ada/lake/nothing", "ada/nothing"]
            [KINDS.iter().position(|(known, _)| *known == kind).unwrap()]
        .to_owned(),
    );
    ids.into_iter().map(|id| Entity { kind: kind.to_owned(), id }).collect()
}

fn subjects() -> Vec<Entity> {
    let users = USERS.iter().chain(["nobody-here"].iter()).map(|name| ("user", *name));
    let services = SERVICES.iter().chain(["ada/none"].iter()).map(|path| ("service", *path));
    let all = users.chain(services).chain([("caller", "caller")]);
    all.map(|(kind, id)| Entity { kind: kind.to_owned(), id: id.to_owned() }).collect()
}

fn action(name: &str) -> ActionName {
    ActionName { name: name.to_owned() }
}

/// Which of these questions are answered with a yes, one by one.
async fn check(asker: &Client, asked: Vec<(Entity, &str, Entity)>) -> Vec<bool> {
    let evaluation = |(subject, name, resource): (Entity, &str, Entity)| PartialEvaluation {
        subject: Some(subject.into()),
        action: Some(action(name).into()),
        resource: Some(resource.into()),
    };
    let evaluations = Some(asked.into_iter().map(evaluation).collect());
    let answer = asker.call(CheckAccessBatch { evaluations, ..Default::default() }).await.unwrap();
    answer.evaluations.unwrap().into_iter().map(|answer| answer.decision).collect()
}

/// Follows a search to its end.
macro_rules! whole {
    ($limit:expr, |$page:ident| $ask:expr) => {{
        let (mut found, mut token, mut parts) = (Vec::new(), None, 0);
        loop {
            let $page = Some(SearchPage { token: token.take(), limit: Some($limit) });
            let part = $ask.await.unwrap();
            assert!(part.results.len() <= usize::try_from($limit).unwrap());
            assert_eq!(part.results.len(), usize::try_from(part.page.count).unwrap());
            found.extend(part.results);
            parts += 1;
            assert!(parts < 200, "it has no end");
            if part.page.next_token.is_empty() {
                break found;
            }
            token = Some(part.page.next_token);
        }
    }};
}

fn as_set(entities: impl IntoIterator<Item = Entity>) -> BTreeSet<String> {
    entities.into_iter().map(|entity| format!("{}:{}", entity.kind, entity.id)).collect()
}

async fn askers(world: &World) -> Vec<(&'static str, Client)> {
    let mut askers = vec![
        ("ada", world.ada().await),
        ("bob", world.bob().await),
        ("cleo", world.cleo().await),
        ("ada's full secret", world.ada_by(UserCredential::Full)),
        ("ada's private read secret", world.ada_by(UserCredential::PrivateRead)),
        ("ada's public read secret", world.ada_by(UserCredential::PublicRead)),
        ("ada/etl", world.etl()),
    ];
    let text = "select id from services where name = 'edge'";
    let (edge,): (Uuid,) = match &world.core.db {
        Db::Sqlite { writer, .. } => sqlx::query_as(text).fetch_one(writer).await.unwrap(),
        Db::Postgres(pool) => sqlx::query_as(text).fetch_one(pool).await.unwrap(),
    };
    askers.push(("cleo/edge, perhaps a gateway", Client::as_service(&world.core, edge.into(), "cleo/edge")));
    askers
}

on_both! {
    async fn a_search_equals_a_filter_by_check(world: World) {
        let mut random = Random(0x5eed);
        build(world, &mut random).await;
        let (askers, subjects) = (askers(world).await, subjects());
        let mut yes = [0; 3];
        for round in 0..ROUNDS {
            shuffle(world, &mut random).await;
            for (who, asker) in &askers {
                for _ in 0..6 {
                    let (kind, actions) = *random.of(&KINDS);
                    let (subject, name) = (random.of(&subjects).clone(), *random.of(actions));
                    let limit = *random.of(&[1_i64, 2, 3, 50, 500]);
                    let label = format!("round {round}: {who} asks about {subject:?} {name} {kind} by {limit}");

                    let all = resources(world, kind).await;
                    let asked = all.iter().map(|resource| (subject.clone(), name, resource.clone())).collect();
                    let kept = check(asker, asked).await;
                    let expected: Vec<Entity> = all.iter().zip(kept).filter(|(_, yes)| *yes).map(|(entity, _)| entity.clone()).collect();
                    yes[0] += expected.len();
                    let found = whole!(limit, |page| asker.call(SearchResources {
                        subject: subject.clone(), action: action(name), resource: Kind { kind: kind.to_owned() }, page,
                    }));
                    assert_eq!(found.len(), expected.len(), "{label}");
                    assert_eq!(as_set(found), as_set(expected), "{label}");

                    let resource = random.of(&all).clone();
                    let sort = random.of(&["user", "service", "caller"]).to_string();
                    let label = format!("{label}; {sort} on {resource:?}");
                    let everybody: Vec<Entity> = subjects.iter().filter(|subject| subject.kind == sort).cloned().collect();
                    let asked = everybody.iter().map(|subject| (subject.clone(), name, resource.clone())).collect();
                    let kept = check(asker, asked).await;
                    let expected: Vec<Entity> = everybody.into_iter().zip(kept).filter(|(_, yes)| *yes).map(|(entity, _)| entity).collect();
                    yes[1] += expected.len();
                    let found = whole!(limit, |page| asker.call(SearchSubjects {
                        subject: Kind { kind: sort.clone() }, action: action(name), resource: resource.clone(), page,
                    }));
                    assert_eq!(found.len(), expected.len(), "{label}");
                    assert_eq!(as_set(found), as_set(expected), "{label}");

                    let asked = actions.iter().map(|name| (subject.clone(), *name, resource.clone())).collect();
                    let kept = check(asker, asked).await;
                    let expected: Vec<ActionName> = actions.iter().zip(kept).filter(|(_, yes)| *yes).map(|(name, _)| action(name)).collect();
                    yes[2] += expected.len();
                    let found = whole!(limit, |page| asker.call(SearchActions {
                        subject: subject.clone(), resource: resource.clone(), page,
                    }));
                    assert_eq!(found, expected, "{label}");
                }
            }
        }
        // A test that finds nothing shows nothing.
        assert!(yes.iter().all(|count| *count > 40), "{yes:?}");
        assert_ne!(askers[0].1.who.actor, Actor::Anonymous);
    }

    async fn pages_over_http(world: World) {
        let http = Http::new(world);
        let (ada, cleo, etl) = (full(world, "ada").await, full(world, "cleo").await, of_service(world).await);
        for number in 0..7 {
            world.stream("lake", &format!("more{number}")).await;
        }
        let search = async |token: &str, end: &str, body: &Value| {
            http.call("POST", &format!("/access/v1/search/{end}")).bearer(token).json(body).await
        };
        let mut body = evaluation("caller read stream:ignored");
        body["page"] = json!({ "limit": 3 });
        let (mut ids, mut counts) = (Vec::new(), Vec::new());
        loop {
            let answer = search(&ada, "resource", &body).await.expect(200).json();
            for entity in answer["results"].as_array().unwrap() {
                assert_eq!(entity["type"], "stream");
                ids.push(entity["id"].as_str().unwrap().to_owned());
            }
            counts.push(answer["page"]["count"].as_u64().unwrap());
            let next = answer["page"]["next_token"].as_str().unwrap();
            if next.is_empty() {
                break;
            }
            // As the standard's own examples have it, the limit needn't be said again.
            body["page"] = json!({ "token": next, "limit": 3 });
        }
        ids.sort_unstable();
        assert_eq!(counts, [3, 3, 3]);
        assert_eq!(ids.len(), 9);
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        // A token is for its own question.
        let token = body["page"]["token"].clone();
        let mut other = evaluation("caller write stream:ignored");
        other["page"] = json!({ "token": token });
        search(&ada, "resource", &other).await.expect(400);
        search(&ada, "subject", &other).await.expect(400);
        for limit in [json!(0), json!(501), json!(-1)] {
            body["page"] = json!({ "limit": limit });
            for end in ["resource", "subject", "action"] {
                search(&ada, end, &body).await.expect(422);
            }
        }
        for page in [json!({ "limit": "x" }), json!({ "limit": 1.5 }), json!({ "token": 7 }), json!([])] {
            body["page"] = page;
            search(&ada, "resource", &body).await.expect(400);
        }
        body["page"] = json!({ "properties": { "sort": "name" }, "colour": "red" });
        search(&ada, "resource", &body).await.expect(200);
        // Nobody, nothing, and what isn't for the asker: all empty, in the same words.
        let nothing = json!({ "page": { "next_token": "", "count": 0 }, "results": [] });
        for (token, end, words) in [
            (&cleo, "subject", "user read stream:ada/lake/events"),
            (&cleo, "subject", "user read stream:ada/lake/nothing"),
            (&cleo, "subject", "service read stream:ada/lake/events"),
            (&cleo, "subject", "user view project:ada/lake"),
            (&cleo, "resource", "user:ada read stream"),
            (&cleo, "resource", "user:nobody-here read stream"),
            (&cleo, "resource", "service:ada/etl read stream"),
            (&cleo, "resource", "service:ada/none read stream"),
            (&cleo, "action", "user:ada read stream:ada/lake/events"),
            (&cleo, "action", "caller read stream:ada/lake/events"),
            (&ada, "subject", "robot read stream:ada/lake/events"),
            (&ada, "subject", "user fly stream:ada/lake/events"),
            (&ada, "subject", "user read planet:mars"),
            (&ada, "resource", "caller read planet"),
            (&ada, "resource", "caller read pipeline"),
            (&ada, "action", "robot:r2 read planet:mars"),
            (&etl, "subject", "user read stream:ada/lake/events"),
        ] {
            let answer = search(token, end, &evaluation(words)).await.expect(200);
            assert_eq!(answer.json(), nothing, "{end}: {words}");
            let first = search(&cleo, "subject", &evaluation("user read stream:nobody/x/y")).await;
            assert_eq!(answer.told(), first.told(), "{end}: {words}");
        }
        let who = search(&ada, "subject", &evaluation("user read stream:ada/lake/events")).await.expect(200).json();
        assert_eq!(who["results"], json!([{ "type": "user", "id": "ada" }, { "type": "user", "id": "bob" }]));
        let who = search(&ada, "subject", &evaluation("service read stream:ada/lake/events")).await.expect(200).json();
        assert_eq!(who["results"], json!([{ "type": "service", "id": "ada/etl" }]));
        let what = search(&ada, "action", &evaluation("user:bob read stream:ada/lake/events")).await.expect(200).json();
        assert_eq!(what["results"], json!([{ "name": "read" }]));
        // A gateway hears of everybody.
        register(world, true).await;
        let who = search(&etl, "subject", &evaluation("user read stream:ada/lake/events")).await.expect(200).json();
        assert_eq!(who["page"]["count"], 2);
        for end in ["resource", "subject", "action"] {
            http.call("POST", &format!("/access/v1/search/{end}")).json(&evaluation("caller read stream:ada/lake/events")).await.expect(401);
        }
    }

    /// What one call looks at is bounded: a part may be empty and still not the last.
    async fn a_search_among_very_many_goes_on(world: World) {
        let ada = world.ada().await;
        let mut texts = Vec::new();
        for number in 0..1200 {
            let (id, organization) = (literal(world, Uuid::now_v7()), literal(world, world.ada.id.uuid()));
            texts.push(format!(
                "insert into projects (id, organization_id, name, description, public, created_at, updated_at) \
                 select {id}, id, 'p{number}', '', false, 0, 0 from organizations where name = 'ada'"
            ));
            texts.push(format!(
                "insert into project_grants (project_id, user_id, can_view, can_create, can_admin, granted_at) \
                 values ({id}, {organization}, true, false, {}, 0)", number == 1199
            ));
        }
        perform(world, format!("begin;\n{};\ncommit", texts.join(";\n"))).await;
        let found = whole!(10, |page| ada.call(SearchResources {
            subject: Entity { kind: "caller".into(), id: String::new() }, action: action("admin"),
            resource: Kind { kind: "project".into() }, page,
        }));
        assert_eq!(as_set(found), ["project:ada/lake", "project:ada/open", "project:ada/p1199"].map(str::to_owned).into());
    }
}

//! Who holds what in memory: always what the database says, a moment later on other nodes, and nothing at all once the
//! database is out of reach.

use std::time::{Duration, Instant};

use access::{Actor, OrganizationFacts, PipelineFacts, ProjectFacts, ServiceId, StreamFacts, UserCredential};
use api::names::{Name, StreamPath};
use sluicegate::clock::Clock;
use sluicegate::operations::Core;
use sluicegate::rights::Snapshot;
use sluicegate::store::{StoreError, organizations, pipelines, projects, secrets, streams};
use sluicegate::tokens;

use crate::http::{EVENTS, Http, TICKS, full, of_service};
use crate::on_both;
use crate::support::World;

/// Everything that can happen to what rights hang on, each good for any moment.
pub(crate) const HISTORY: &[&str] = &[
    "update projects set public = not public where name in ('lake', 'pond')",
    "update projects set name = 'pond' where name = 'lake'",
    "update projects set name = 'lake' where name = 'pond'",
    "update streams set name = 'happenings' where name = 'events'",
    "update streams set name = 'events' where name = 'happenings'",
    "update streams set schema = '{}' where name = 'ticks'",
    "update organizations set name = 'bobs' where name = 'bob'",
    "update organizations set name = 'bob' where name = 'bobs'",
    "update projects set organization_id = (select id from organizations where name in ('bob', 'bobs')) \
        where name in ('lake', 'pond')",
    "update projects set organization_id = (select id from organizations where name = 'ada') \
        where name in ('lake', 'pond')",
    "update users set disabled_at = 1 where name = 'bob'",
    "update users set disabled_at = null where name = 'bob'",
    "update users set billing_organization_id = (select id from organizations where name = 'ada') where name = 'cleo'",
    "update users set billing_organization_id = (select id from organizations where name = 'cleo') where name = 'cleo'",
    "delete from project_grants where user_id = (select id from users where name = 'bob')",
    "insert into project_grants (project_id, user_id, can_view, can_create, can_admin, granted_at) \
        select p.id, u.id, true, false, true, 0 from projects p, users u \
        where p.name in ('lake', 'pond') and u.name in ('bob', 'cleo') \
        on conflict (project_id, user_id) do update set can_create = not project_grants.can_create",
    "delete from organization_grants where user_id <> (select id from users where name = 'ada')",
    "insert into organization_grants (organization_id, user_id, can_view, can_create, can_admin, granted_at) \
        select o.id, u.id, true, false, false, 0 from organizations o, users u \
        where o.name in ('ada', 'cleo') and u.name in ('bob', 'cleo') \
        on conflict (organization_id, user_id) do update set can_admin = not organization_grants.can_admin",
    "delete from service_grants",
    "insert into service_grants (service_id, stream_id, can_read, can_write, granted_at) \
        select v.id, s.id, true, true, 0 from services v, streams s where true \
        on conflict (service_id, stream_id) do update set can_write = not service_grants.can_write",
    "update service_grants set confirmed_at = 1",
    "update service_grants set confirmed_at = null",
    "update services set name = 'loader' where name = 'etl'",
    "update services set name = 'etl' where name = 'loader'",
    "update services set organization_id = (select id from organizations where name = 'cleo')",
    "update services set organization_id = (select id from organizations where name = 'ada')",
    "update secrets set revoked_at = 1 where kind = 'full'",
    "update secrets set expires_at = 1 where kind = 'service'",
    "delete from secrets where kind = 'full'",
    "delete from pipeline_roles where role = 'owner'",
    "delete from pipeline_roles",
    "insert into pipeline_roles (pipeline_id, user_id, role, granted_at) \
        select p.id, u.id, 'owner', 0 from pipelines p, users u where u.name in ('ada', 'bob') \
        on conflict (pipeline_id, user_id) do update set role = 'editor'",
    "insert into pipeline_roles (pipeline_id, user_id, role, granted_at) \
        select p.id, u.id, 'reader', 0 from pipelines p, users u where u.name in ('bob', 'cleo') \
        on conflict (pipeline_id, user_id) do update set role = 'owner'",
    "delete from pipeline_teams",
    "insert into pipeline_teams (pipeline_id, team_id, granted_at) select p.id, t.id, 0 from pipelines p, teams t \
        where true on conflict (pipeline_id, team_id) do nothing",
    "delete from team_members",
    "insert into team_members (team_id, user_id, organization_id, joined_at) \
        select t.id, u.id, t.organization_id, 0 from teams t, users u where u.name in ('bob', 'cleo') \
        on conflict (team_id, user_id) do nothing",
    "update teams set name = 'night' where name = 'day'",
    "update teams set name = 'day' where name = 'night'",
    "update pipelines set name = 'washed' where name = 'clean'",
    "update pipelines set name = 'clean' where name = 'washed'",
    "delete from records",
    "update services set read_quota_mb = 0",
    "update services set read_quota_mb = null",
    "update organizations set write_quota_mb = 0 where name = 'ada'",
    "update organizations set write_quota_mb = null where name = 'ada'",
    "update services set gateway_since = 1",
    "update services set gateway_since = null",
    "update users set name = 'robert' where name = 'bob'",
    "update users set name = 'bob' where name = 'robert'",
    "delete from service_grants where stream_id in (select id from streams where name = 'ticks')",
    "delete from streams where name = 'ticks' \
        and not exists (select 1 from service_grants g where g.stream_id = streams.id) \
        and not exists (select 1 from records r where r.stream_id = streams.id)",
];

pub(crate) const TEAMS: &str = "insert into teams (id, organization_id, name, description, discoverable, created_at, updated_at) \
    select $1, id, 'day', '', false, 0, 0 from organizations where name = 'ada'";
pub(crate) const PIPELINE: &str = "insert into pipelines (id, organization_id, name, version, words, created_at, updated_at) \
    select $1, id, 'clean', 1, '', 0, 0 from organizations where name = 'ada'";
pub(crate) const VERSION: &str = "insert into pipeline_versions \
    (pipeline_id, version, config, source_id, sink_id, service_id, at) \
    select id, 1, '{\"source\":\"ada/lake/events\",\"sink\":\"ada/sea/ticks\",\"service\":\"ada/etl\"}', $1, $1, $1, 0 \
    from pipelines";

/// What one actor sees of everything, by every name that anything ever has.
type View = (
    Vec<Option<OrganizationFacts>>,
    Vec<Option<ProjectFacts>>,
    Vec<Option<StreamFacts>>,
    Vec<Option<PipelineFacts>>,
);

fn names() -> (Vec<Name>, Vec<(Name, Name)>, Vec<StreamPath>) {
    let named = |text: &str| text.parse::<Name>().unwrap();
    let organizations: Vec<Name> = ["ada", "bob", "bobs", "cleo"].map(named).into();
    let projects: Vec<(Name, Name)> = organizations
        .iter()
        .flat_map(|organization| ["lake", "pond", "sea"].map(|name| (organization.clone(), named(name))))
        .collect();
    let streams = projects.iter().flat_map(|(organization, project)| {
        ["events", "happenings", "ticks"].map(|stream| StreamPath {
            organization: organization.clone(),
            project: project.clone(),
            stream: named(stream),
        })
    });
    (organizations, projects.clone(), streams.collect())
}

fn pipelines() -> Vec<(Name, Name)> {
    let named = |text: &str| text.parse::<Name>().unwrap();
    let organizations = ["ada", "bob", "bobs", "cleo"].map(named).into_iter();
    organizations
        .flat_map(|name| ["clean", "washed"].map(|pipeline| (name.clone(), named(pipeline))))
        .collect()
}

fn in_memory(snapshot: &Snapshot, actor: &Actor) -> View {
    let (organizations, projects, streams) = names();
    let seen = snapshot.seen_by(actor);
    (
        organizations.iter().map(|name| seen.organization(name)).collect(),
        projects.iter().map(|(organization, name)| seen.project(organization, name)).collect(),
        streams.iter().map(|path| seen.stream(path)).collect(),
        pipelines().iter().map(|(organization, name)| seen.pipeline(organization, name)).collect(),
    )
}

async fn in_the_database(core: &Core, actor: &Actor) -> View {
    let (organizations, projects, streams) = names();
    let read = core.db.read(async |tx| -> Result<View, StoreError> {
        let mut view = View::default();
        for name in &organizations {
            view.0.push(organizations::find(tx, actor, name).await?.map(|row| row.facts));
        }
        for (organization, name) in &projects {
            view.1.push(projects::find(tx, actor, organization, name).await?.map(|row| row.facts));
        }
        for path in &streams {
            view.2.push(streams::find(tx, actor, path).await?.map(|row| row.facts));
        }
        for (organization, name) in &pipelines() {
            view.3.push(pipelines::find(tx, actor, organization, name).await?.map(|row| row.facts));
        }
        Ok(view)
    });
    read.await.unwrap()
}

fn actors(world: &World) -> Vec<Actor> {
    let credential = UserCredential::Session;
    let people = [&world.ada, &world.bob, &world.cleo].map(|user| Actor::User { id: user.id, credential });
    let services = [world.etl, ServiceId::new(uuid::Uuid::nil())].map(|id| Actor::Service { id });
    [Actor::Anonymous].into_iter().chain(people).chain(services).collect()
}

on_both! {
    /// Every fact that a decision is made of, after every step of a random history, in the memory that followed every
    /// step and in one that was just filled.
    async fn memory_says_what_the_database_says(world: World) {
        let tokens = [full(world, "ada").await, full(world, "bob").await, of_service(world).await];
        let mut random = getrandom::u64().unwrap() | 1;
        println!("seed {random}");
        for text in [TEAMS, PIPELINE, VERSION] {
            world.elsewhere(text, Some(uuid::Uuid::now_v7())).await;
        }
        let rights = &world.core.rights;
        for step in 0..60 {
            for _ in 0..=step % 3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let text = HISTORY[(random >> 33) as usize % HISTORY.len()];
                println!("{step}: {text}");
                world.elsewhere(text, None).await;
            }
            rights.catch_up(&world.core.db).await.unwrap();
            let anew = Core::start(world.core.db.clone(), Clock::system()).unwrap();
            for actor in actors(world) {
                let kept = in_the_database(&world.core, &actor).await;
                assert_eq!(in_memory(&rights.now(&world.core.db).await.unwrap(), &actor), kept, "{actor:?}");
                assert_eq!(in_memory(&anew.rights.now(&anew.db).await.unwrap(), &actor), kept, "{actor:?}, anew");
            }
            for token in &tokens {
                let hash = tokens::read(token).unwrap().hash;
                let kept = secrets::find_by_hash(&world.core.db, &hash).await.unwrap();
                let known = rights.now(&world.core.db).await.unwrap().identity(&hash);
                assert_eq!(format!("{known:?}"), format!("{kept:?}"));
            }
        }
    }

    async fn another_node_follows_within_a_second(world: World) {
        let core = Core::start(world.core.db.clone(), Clock::system()).unwrap();
        let (here, there) = (Http::new(world), Http::over(core));
        let ada = full(world, "ada").await;
        let issued = here.issue(&ada, "private_read").await;
        let (id, token) = (issued["id"].as_str().unwrap(), issued["token"].as_str().unwrap());
        // Known there on first use.
        there.get(EVENTS).bearer(token).await.expect(200);
        here.call("DELETE", &format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(200);
        let revoked = Instant::now();
        here.get(EVENTS).bearer(token).await.expect(401);
        while there.get(EVENTS).bearer(token).await.status == 200 {
            assert!(revoked.elapsed() < Duration::from_secs(1), "still let in");
        }
        there.get(EVENTS).bearer(token).await.expect(401);
    }

    async fn without_its_database_a_node_knows_nothing_after_five_seconds(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let ask = "/api/v1/forward-auth?resource=stream:ada/lake/events&action=read";
        http.get(ask).bearer(&ada).await.expect(200);
        world.core.db.close().await;
        http.get(ask).bearer(&ada).await.expect(200);
        tokio::time::sleep(Duration::from_millis(5_100)).await;
        let answer = http.get(ask).bearer(&ada).await.expect(503);
        assert!(answer.header("retry-after").parse::<u32>().is_ok());
        // What needs no credential needs the database too.
        http.get(TICKS).await.expect(503);
    }
}

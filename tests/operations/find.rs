//! Finding things by name: what is found is what opens, best first.

use access::Role;
use api::find::{FindThings, FoundThing, ThingKind};
use api::lists::MAX_LIMIT;
use api::names::{Name, ProjectPath};
use api::organizations::ListOrganizations;
use api::projects::{ListProjects, ShowProject};
use api::streams::ShowStream;

use super::{pipelines, refusals, services, teams};
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::named;

const GRANT_ETL: &str = "insert into service_grants (service_id, stream_id, can_read, can_write, granted_at) \
    select id, $1, true, false, 0 from services where name = 'etl'";

fn find(search: &str) -> FindThings {
    FindThings { search: search.into(), kind: None, limit: None, after: None }
}

/// What something is, and its path.
type Thing = (ThingKind, String);

fn shown((kind, path): &Thing) -> String {
    format!("{kind} {path}")
}

async fn found(client: &Client, find: FindThings) -> Vec<String> {
    let items: Vec<FoundThing> = client.call(find).await.unwrap().items;
    items.into_iter().map(|thing| shown(&(thing.kind, thing.path))).collect()
}

/// Something of each kind in ada, all with `zz` in their names, and some more in an organization that is cleo's.
async fn furnished(world: &World) -> Vec<Thing> {
    let ada = world.ada().await;
    let mut all = Vec::new();
    for (project, public) in [("zz-private", false), ("zz-open", true)] {
        world.project(project, public).await;
        let stream = world.stream(project, "zz-flow").await;
        if project == "zz-private" {
            world.run(GRANT_ETL, Some(stream.id.uuid())).await;
        }
        all.push((ThingKind::Project, format!("ada/{project}")));
        all.push((ThingKind::Stream, format!("ada/{project}/zz-flow")));
    }
    pipelines::cleaner(world).await;
    for (pipeline, share) in [("zz-mine", None), ("zz-shared", Some("bob")), ("zz-team", None)] {
        ada.call(pipelines::create(pipeline)).await.unwrap();
        if let Some(user) = share {
            ada.call(pipelines::share(pipeline, user, Role::Reader)).await.unwrap();
        }
        all.push((ThingKind::Pipeline, format!("ada/{pipeline}")));
    }
    for (team, discoverable) in [("zz-hidden", false), ("zz-known", true)] {
        ada.call(teams::create(team, discoverable)).await.unwrap();
        all.push((ThingKind::Team, format!("ada/{team}")));
    }
    ada.call(teams::add("zz-hidden", "bob")).await.unwrap();
    ada.call(pipelines::share_team("zz-team", "ada/zz-hidden")).await.unwrap();
    ada.call(services::create("zz-loader")).await.unwrap();
    all.push((ThingKind::Service, "ada/zz-loader".to_owned()));
    all
}

/// Whether its own page says something to this caller.
async fn opens(client: &Client, thing: &Thing) -> bool {
    let parts: Vec<Name> = thing.1.split('/').map(named).collect();
    let [_, name, rest @ ..] = parts.as_slice() else { panic!("a path of one part") };
    let status = match (thing.0, rest) {
        (ThingKind::Project, []) => {
            let of = ListProjects { organization: Some(named("ada")), ..ListProjects::default() };
            let listed = client.call(of).await.is_ok_and(|page| {
                let path = ProjectPath { organization: named("ada"), project: name.clone() };
                page.items.iter().any(|project| project.path == path)
            });
            let show = ShowProject { organization: named("ada"), project: name.clone() };
            return listed || client.status(show).await == 200;
        }
        (ThingKind::Stream, [stream]) => {
            let (project, stream) = (name.clone(), stream.clone());
            client.status(ShowStream { organization: named("ada"), project, stream }).await
        }
        (ThingKind::Pipeline, []) => client.status(pipelines::show(&name.to_string())).await,
        (ThingKind::Service, []) => client.status(services::show(&name.to_string())).await,
        (ThingKind::Team, []) => client.status(teams::show(&name.to_string())).await,
        _ => panic!("{thing:?} has no page"),
    };
    status == 200
}

on_both! {
    /// "Search shows only what the asker may see": what is found equals a filter by check, for every kind of caller.
    async fn what_is_found_is_what_opens(world: World) {
        let all = furnished(world).await;
        let counts = [0, 3, 8, 8, 10, 10, 10, 2, 1];
        for (name, count) in refusals::CALLERS.into_iter().zip(counts) {
            let client = refusals::caller(world, name).await;
            if name == "anonymous" {
                assert_eq!(client.status(find("zz")).await, 401);
                continue;
            }
            let mut expected = Vec::new();
            for thing in &all {
                if opens(&client, thing).await {
                    expected.push(shown(thing));
                    let only = FindThings { kind: Some(thing.0), ..find(&thing.1) };
                    assert_eq!(found(&client, only).await, [shown(thing)], "{name}");
                }
            }
            let mut all = found(&client, find("zz")).await;
            // Page by page it is the same.
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let page = client.call(FindThings { limit: Some(1), after, ..find("zz") }).await.unwrap();
                paged.extend(page.items.into_iter().map(|thing| shown(&(thing.kind, thing.path))));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, all, "{name}");
            all.sort();
            expected.sort();
            assert_eq!(all, expected, "{name}");
            assert_eq!(all.len(), count, "{name}");
        }
        assert_eq!(found(&world.etl(), find("etl")).await, ["service ada/etl"], "a service sees itself");
    }

    async fn organizations_are_found_by_those_in_them_or_by_their_whole_name(world: World) {
        let cleo = world.cleo().await;
        assert_eq!(found(&cleo, FindThings { kind: Some(ThingKind::Organization), ..find("ad") }).await, Vec::<String>::new());
        assert_eq!(found(&cleo, find("ada")).await, ["organization ada"]);
        assert_eq!(found(&cleo, find("cl")).await, ["organization cleo"]);
        assert_eq!(found(&world.bob().await, find("ad")).await, ["organization ada"]);
        let all = cleo.call(ListOrganizations { limit: None, after: None }).await.unwrap();
        assert_eq!(all.items.len(), 1);
    }

    async fn the_best_comes_first_and_paths_are_found_by_their_parts(world: World) {
        let ada = world.ada().await;
        for project in ["my-flow", "flow", "flow-2", "v100"] {
            world.project(project, false).await;
        }
        world.stream("flow", "flow").await;
        assert_eq!(found(&ada, find("flow")).await, [
            "project ada/flow", "stream ada/flow/flow", "project ada/flow-2", "project ada/my-flow",
        ]);
        assert_eq!(found(&ada, find("MY_fl")).await, ["project ada/my-flow"]);
        assert_eq!(found(&ada, find(" lake/ev ")).await, ["stream ada/lake/events"]);
        assert_eq!(found(&ada, find("/ada/lake/events")).await, ["stream ada/lake/events"]);
        assert_eq!(found(&ada, find("ada  events")).await, ["stream ada/lake/events"]);
        assert_eq!(found(&ada, find("events lake")).await, Vec::<String>::new());
        // What SQL would take for its own is what it is.
        assert_eq!(found(&ada, find("1%")).await, Vec::<String>::new());
        assert_eq!(found(&ada, find("%%")).await, Vec::<String>::new());
        assert_eq!(found(&ada, find("__")).await, Vec::<String>::new());
        let first = ada.call(FindThings { limit: Some(2), ..find("flow") }).await.unwrap();
        assert_eq!((first.items.len(), first.next.is_some()), (2, true));
        assert_eq!(ada.call(FindThings { limit: Some(4), ..find("flow") }).await.unwrap().next, None);
    }

    async fn too_little_and_too_much_are_refused(world: World) {
        let ada = world.ada().await;
        for search in ["", " ", "a", " a ", "\t", "//", "/a", "/ /", "\0a"] {
            assert_eq!(ada.status(find(search)).await, 422, "{search:?}");
        }
        for limit in [0, MAX_LIMIT + 1] {
            assert_eq!(ada.status(FindThings { limit: Some(limit), ..find("lake") }).await, 422);
        }
        for after in ["", "3:stream:ada/lake", "1:person:ada", "1:stream", "1:stream:ada\0"] {
            let status = if after.is_empty() { 200 } else { 422 };
            assert_eq!(ada.status(FindThings { after: Some(after.into()), ..find("lake") }).await, status, "{after:?}");
        }
        assert_eq!(ada.status(FindThings { limit: Some(MAX_LIMIT), ..find(&"lake/".repeat(10_000)) }).await, 200);
        assert_eq!(found(&ada, find("\0lake\u{1}events")).await, ["stream ada/lake/events"]);
    }
}

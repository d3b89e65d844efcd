//! Pipelines: create, list, show, change, delete, versions, by whom. Who has which role: [`super::pipeline_roles`].

use access::{PipelineRights, Role, UserCredential};
use api::FaultKind;
use api::names::{Name, TeamPath};
use api::pipelines::{
    ClaimPipeline, ConfigInput, CountPipelines, CreatePipeline, DeletePipeline, Dependency, Dependents,
    LeavePipeline, ListDependents, ListPipelineAccess, ListPipelinePeople, ListPipelineVersions,
    ListPipelines, NeededPermission, Pipeline, PipelineAccess, PipelineHow, PipelineSort, PipelineState,
    RestorePipeline, SharePipeline, ShowPipeline, TransferPipeline, UnsharePipeline, UpdatePipeline,
};
use api::services::{DeleteService, UpdateService};
use api::streams::{DeleteStream, UpdateStream};

use super::{project_members, services, teams};
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::races::both;
use crate::support::world::named;

/// What the pipelines of these tests do: from `ada/lake/events` to `ada/lake/clean`, as `ada/etl`.
pub(crate) const CONFIG: &str = "description: Keeps the large ones\ntags: [etl]\nsource: ada/lake/events\n\
    sink: ada/lake/clean\nservice: etl\ntransforms:\n  - filter: record.n > 1\n    fields: {n: record.n}\n";

pub(crate) fn text(config: &str) -> ConfigInput {
    ConfigInput::Text(config.to_owned())
}

pub(crate) fn create(name: &str) -> CreatePipeline {
    CreatePipeline { organization: named("ada"), name: named(name), config: text(CONFIG), description: None }
}

pub(crate) fn list() -> ListPipelines {
    ListPipelines::default()
}

pub(crate) fn count() -> CountPipelines {
    CountPipelines { organization: None }
}

pub(crate) fn show(name: &str) -> ShowPipeline {
    ShowPipeline { organization: named("ada"), pipeline: named(name) }
}

pub(crate) fn update(name: &str) -> UpdatePipeline {
    let (organization, pipeline) = (named("ada"), named(name));
    UpdatePipeline { organization, pipeline, name: None, config: None, description: None }
}

/// The pipeline with this word in its config for another.
pub(crate) fn rewire(name: &str, from: &str, to: &str) -> UpdatePipeline {
    UpdatePipeline { config: Some(text(&CONFIG.replace(from, to))), ..update(name) }
}

pub(crate) fn delete(name: &str) -> DeletePipeline {
    DeletePipeline { organization: named("ada"), pipeline: named(name) }
}

pub(crate) fn claim(name: &str) -> ClaimPipeline {
    ClaimPipeline { organization: named("ada"), pipeline: named(name) }
}

pub(crate) fn versions(name: &str) -> ListPipelineVersions {
    let (organization, pipeline) = (named("ada"), named(name));
    ListPipelineVersions { organization, pipeline, limit: None, after: None }
}

pub(crate) fn restore(name: &str, version: u32) -> RestorePipeline {
    RestorePipeline { organization: named("ada"), pipeline: named(name), version }
}

pub(crate) fn access(name: &str) -> ListPipelineAccess {
    let (organization, pipeline) = (named("ada"), named(name));
    ListPipelineAccess { organization, pipeline, limit: None, after: None }
}

pub(crate) fn people(name: &str) -> ListPipelinePeople {
    let (organization, pipeline) = (named("ada"), named(name));
    ListPipelinePeople { organization, pipeline, limit: None, after: None }
}

pub(crate) fn share(name: &str, user: &str, role: Role) -> SharePipeline {
    let (organization, pipeline, user) = (named("ada"), named(name), Some(named(user)));
    SharePipeline { organization, pipeline, user, team: None, role: Some(role) }
}

pub(crate) fn share_team(name: &str, team: &str) -> SharePipeline {
    let (organization, pipeline) = (named("ada"), named(name));
    let team: Option<TeamPath> = Some(team.parse().unwrap());
    SharePipeline { organization, pipeline, user: None, team, role: None }
}

pub(crate) fn unshare(name: &str, user: &str) -> UnsharePipeline {
    let (organization, pipeline) = (named("ada"), named(name));
    UnsharePipeline { organization, pipeline, user: Some(named(user)), team: None }
}

pub(crate) fn unshare_team(name: &str, team: &str) -> UnsharePipeline {
    let (organization, pipeline) = (named("ada"), named(name));
    UnsharePipeline { organization, pipeline, user: None, team: Some(team.parse().unwrap()) }
}

pub(crate) fn transfer(name: &str, user: &str) -> TransferPipeline {
    TransferPipeline { organization: named("ada"), pipeline: named(name), user: named(user), seen: None }
}

pub(crate) fn leave(name: &str) -> LeavePipeline {
    LeavePipeline { organization: named("ada"), pipeline: named(name) }
}

/// Ada's pipeline `ada/cleaner`, whose sink is there.
pub(crate) async fn cleaner(world: &World) -> Pipeline {
    world.stream("lake", "clean").await;
    world.ada().await.call(create("cleaner")).await.unwrap()
}

async fn paths(client: &Client, input: ListPipelines) -> Vec<String> {
    client.call(input).await.unwrap().items.iter().map(|pipeline| pipeline.path.to_string()).collect()
}

fn rows(rows: &[PipelineAccess]) -> Vec<(Option<Name>, Option<String>, String)> {
    let row = |row: &PipelineAccess| {
        let team = row.team_path.as_ref().map(ToString::to_string);
        (row.user.clone(), team, format!("{:?}", row.role))
    };
    rows.iter().map(row).collect()
}

on_both! {
    async fn whoever_creates_one_owns_it_and_their_home_team_sees_it(world: World) {
        let ada = world.ada().await;
        ada.call(teams::create("data", false)).await.unwrap();
        ada.call(teams::create("ops", false)).await.unwrap();
        ada.call(teams::add("ops", "ada")).await.unwrap();
        world.pass(10);
        ada.call(teams::add("data", "ada")).await.unwrap();
        ada.call(teams::add("ops", "bob")).await.unwrap();
        let made = cleaner(world).await;
        assert_eq!((made.state, made.version, made.deployed_version), (PipelineState::Draft, 1, None));
        assert_eq!(made.config.service.to_string(), "ada/etl");
        assert_eq!((made.role, made.owners.clone()), (Some(Role::Owner), vec![named("ada")]));
        assert_eq!(made.rights, PipelineRights { read: true, edit: true, manage: true });
        // The first that she joined.
        let listed = ada.call(access("cleaner")).await.unwrap().items;
        let owner = (Some(named("ada")), None, "Owner".to_owned());
        let viewer = (None, Some("ada/ops".to_owned()), "TeamViewer".to_owned());
        assert_eq!(rows(&listed), [owner, viewer]);
        let seen = world.bob().await.call(show("cleaner")).await.unwrap();
        assert_eq!(seen.rights, PipelineRights { read: true, edit: false, manage: false });
        assert_eq!((seen.role, seen.teams.len()), (None, 1));
        // Once more under the same name.
        let taken = ada.call(create("cleaner")).await.unwrap_err();
        assert_eq!((taken.kind, taken.at("name").is_some()), (FaultKind::Conflict, true));
    }

    async fn nobody_else_sees_it_admins_of_the_organization_included(world: World) {
        world.organization("acme").await;
        cleaner(world).await;
        services::place(world, "bob", true, true, false).await;
        for client in [world.bob().await, world.cleo().await, world.etl()] {
            assert_eq!(client.status(show("cleaner")).await, 404);
            assert_eq!(client.status(show("nothing")).await, 404);
            assert_eq!(client.status(delete("cleaner")).await, 404);
            assert_eq!(paths(&client, list()).await, Vec::<String>::new());
        }
        assert_eq!(world.anonymous().status(show("cleaner")).await, 401);
        assert_eq!(world.anonymous().status(list()).await, 401);
        // A credential is a ceiling.
        let reads = world.ada_by(UserCredential::PrivateRead);
        assert!(!reads.call(show("cleaner")).await.unwrap().rights.edit);
        assert_eq!(paths(&reads, list()).await, ["ada/cleaner"]);
        assert_eq!(reads.status(rewire("cleaner", "> 1", "> 2")).await, 403);
        let public = world.ada_by(UserCredential::PublicRead);
        assert_eq!(paths(&public, list()).await, Vec::<String>::new());
        assert_ne!(public.status(show("cleaner")).await, 200);
    }

    async fn the_list_is_searched_filtered_sorted_and_paged(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        world.pass(10);
        ada.call(create("a-second")).await.unwrap();
        world.pass(10);
        ada.call(create("third")).await.unwrap();
        world.pass(10);
        ada.call(UpdatePipeline { description: Some("Odd-Word".to_owned().try_into().unwrap()), ..update("a-second") }).await.unwrap();
        assert_eq!(paths(&ada, list()).await, ["ada/a-second", "ada/cleaner", "ada/third"]);
        let updated = ListPipelines { sort: Some(PipelineSort::Updated), ..list() };
        assert_eq!(paths(&ada, updated.clone()).await, ["ada/a-second", "ada/third", "ada/cleaner"]);
        for sort in [PipelineSort::Path, PipelineSort::Deployed, PipelineSort::Updated] {
            let whole = paths(&ada, ListPipelines { sort: Some(sort), ..list() }).await;
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let input = ListPipelines { sort: Some(sort), limit: Some(1), after, ..list() };
                let page = ada.call(input).await.unwrap();
                found.extend(page.items.iter().map(|pipeline| pipeline.path.to_string()));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!((found.len(), found), (3, whole));
        }
        let search = |text: &str| ListPipelines { search: Some(text.to_owned()), ..list() };
        assert_eq!(paths(&ada, search("odd-w")).await, ["ada/a-second"]);
        assert_eq!(paths(&ada, search("CLEAN")).await, ["ada/cleaner"]);
        assert_eq!(paths(&ada, search("etl")).await.len(), 3);
        assert_eq!(paths(&ada, ListPipelines { state: Some(PipelineState::Draft), ..list() }).await.len(), 3);
        assert!(paths(&ada, ListPipelines { state: Some(PipelineState::Running), ..list() }).await.is_empty());
        // How the caller has access.
        ada.call(share("third", "bob", Role::Reader)).await.unwrap();
        ada.call(teams::create("data", false)).await.unwrap();
        ada.call(teams::add("data", "bob")).await.unwrap();
        ada.call(share_team("cleaner", "ada/data")).await.unwrap();
        let bob = world.bob().await;
        let how = |how| ListPipelines { how: Some(how), ..list() };
        assert_eq!(paths(&bob, how(PipelineHow::Shared)).await, ["ada/third"]);
        assert_eq!(paths(&bob, how(PipelineHow::Team)).await, ["ada/cleaner"]);
        assert_eq!(paths(&bob, how(PipelineHow::Owned)).await, Vec::<String>::new());
        let counts = bob.call(count()).await.unwrap();
        assert_eq!((counts.all, counts.owned, counts.shared, counts.team), (2, 0, 1, 1));
        let elsewhere = ListPipelines { organization: Some(named("bob")), ..list() };
        assert_eq!(paths(&bob, elsewhere).await, Vec::<String>::new());
        // What they are connected to. What isn't there, or isn't theirs to see, is what no pipeline is connected to.
        let on = |path: &str| ListPipelines { stream: Some(path.parse().unwrap()), ..list() };
        let running_as = |path: &str| ListPipelines { service: Some(path.parse().unwrap()), ..list() };
        let by = |path: &str| ListPipelines { team: Some(path.parse().unwrap()), ..list() };
        for connected in [on("ada/lake/events"), on("ada/lake/clean"), running_as("ada/etl")] {
            assert_eq!(paths(&ada, connected.clone()).await.len(), 3);
            assert_eq!(paths(&bob, connected.clone()).await, ["ada/cleaner", "ada/third"]);
            let sorted = ListPipelines { sort: Some(PipelineSort::Updated), limit: Some(1), ..connected };
            assert_eq!(paths(&bob, sorted).await.len(), 1);
        }
        assert_eq!(paths(&bob, by("ada/data")).await, ["ada/cleaner"]);
        // It is a team of the caller's that counts, as in the list of their teams.
        for none in [by("ada/none"), on("ada/lake/none"), on("bob/lake/events"), running_as("bob/etl")] {
            assert_eq!(paths(&bob, none).await, Vec::<String>::new());
        }
        assert_eq!(paths(&ada, by("ada/data")).await, Vec::<String>::new());
    }

    async fn a_config_is_checked_before_it_is_saved(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        for (from, to, status, field) in [
            ("ada/lake/clean", "ada/lake/events", 422, "config.sink"),
            ("tags: [etl]", "tags: [etl, etl]", 422, "config.tags"),
            ("tags: [etl]", "colour: red", 422, "config"),
            ("service: etl", "service: bob/etl", 422, "config.service"),
            ("service: etl", "service: nobody", 404, "config.service"),
            ("ada/lake/events", "ada/lake/nothing", 404, "config.source"),
            ("ada/lake/clean", "ada/nowhere/clean", 404, "config.sink"),
        ] {
            let fault = ada.call(rewire("cleaner", from, to)).await.unwrap_err();
            assert_eq!((fault.status(), fault.at(field).is_some()), (status, true), "{to}: {fault:?}");
        }
        assert_eq!(ada.call(show("cleaner")).await.unwrap().version, 1);
    }

    async fn every_save_makes_a_version_and_each_can_be_restored(world: World) {
        let ada = world.ada().await;
        let made = cleaner(world).await;
        // The same again is none.
        assert_eq!(ada.call(rewire("cleaner", "x", "x")).await.unwrap(), made);
        world.pass(10);
        ada.call(share("cleaner", "bob", Role::Editor)).await.unwrap();
        let bob = world.bob().await;
        assert_eq!(bob.call(rewire("cleaner", "> 1", "> 2")).await.unwrap().version, 2);
        let renamed = UpdatePipeline { name: Some(named("washer")), ..update("cleaner") };
        assert_eq!(bob.call(renamed).await.unwrap().version, 2);
        assert_eq!(ada.status(show("cleaner")).await, 404);
        let listed = ada.call(versions("washer")).await.unwrap().items;
        assert_eq!(listed.iter().map(|one| one.version).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(listed[0].author, Some(named("bob")));
        assert_eq!(listed[0].changes.len(), 1);
        assert_eq!(listed[0].changes[0].field, "transforms[0].filter");
        assert_eq!(listed[0].changes[0].before.as_deref(), Some("record.n > 1"));
        assert!(listed[1].changes.is_empty());
        let restored = bob.call(restore("washer", 1)).await.unwrap();
        assert_eq!((restored.version, &restored.config), (3, &made.config));
        // It is the newest already.
        assert_eq!(bob.call(restore("washer", 1)).await.unwrap().version, 3);
        let newest = &ada.call(ListPipelineVersions { limit: Some(1), ..versions("washer") }).await.unwrap();
        assert_eq!((newest.items[0].restored_from, newest.items[0].changes.len()), (Some(1), 1));
        assert_eq!(newest.next.as_deref(), Some("3"));
        assert_eq!(bob.status(restore("washer", 9)).await, 404);
    }

    async fn what_is_connected_anew_takes_rights_of_ones_own(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        world.project("vault", false).await;
        world.stream("vault", "gold").await;
        ada.call(services::create("other")).await.unwrap();
        ada.call(share("cleaner", "bob", Role::Editor)).await.unwrap();
        let bob = world.bob().await;
        // Bob views the source and can't create on the sink's project; what stays as it is asks for nothing.
        let wide = |to: &str| CONFIG.replace("> 1", to);
        let kept = UpdatePipeline { config: Some(text(&wide("> 5"))), ..update("cleaner") };
        assert_eq!(bob.status(kept).await, 200);
        world.stream("lake", "third").await;
        assert_eq!(bob.status(rewire("cleaner", "lake/events", "lake/third")).await, 200);
        assert_eq!(bob.status(rewire("cleaner", "lake/clean", "lake/third")).await, 403);
        // With `view` on the organization he knows its name.
        assert_eq!(bob.status(rewire("cleaner", "lake/events", "vault/gold")).await, 403);
        assert_eq!(bob.status(rewire("cleaner", "service: etl", "service: other")).await, 403);
        services::place(world, "bob", false, false, false).await;
        assert_eq!(bob.status(rewire("cleaner", "lake/events", "vault/gold")).await, 404);
        // Going back is handing on, too: version 3 reads another stream than version 1.
        ada.call(rewire("cleaner", "lake/events", "vault/gold")).await.unwrap();
        let old = bob.call(versions("cleaner")).await.unwrap().items;
        assert_eq!(old[0].config.source.to_string(), "ada/vault/gold");
        assert_eq!(bob.status(restore("cleaner", 1)).await, 200);
        assert_eq!(bob.status(restore("cleaner", old[0].version)).await, 404);
        // Whoever can't make one is told so first.
        assert_eq!(bob.status(create("mine")).await, 403);
        assert_eq!(world.cleo().await.status(create("mine")).await, 403);
    }

    async fn it_shows_what_it_needs_and_by_todays_names(world: World) {
        let ada = world.ada().await;
        let made = cleaner(world).await;
        let needs = |pipeline: &Pipeline| {
            let need = |need: &api::pipelines::PipelineNeed| (need.permission, need.stream.clone(), need.allowed);
            pipeline.needs.iter().map(need).collect::<Vec<_>>()
        };
        let (source, sink) = ("ada/lake/events".to_owned(), "ada/lake/clean".to_owned());
        assert_eq!(
            needs(&made),
            [(NeededPermission::Read, source, true), (NeededPermission::Write, sink.clone(), false)]
        );
        assert!(made.needs[1].reason.as_deref().unwrap().contains("--write"));
        ada.call(services::grant("etl", &sink, None, Some(true))).await.unwrap();
        assert!(needs(&ada.call(show("cleaner")).await.unwrap()).iter().all(|(_, _, allowed)| *allowed));
        // Renamed things keep their meaning.
        let (organization, project, stream) = (named("ada"), named("lake"), named("events"));
        ada.call(UpdateStream {
            organization, project, stream, name: Some(named("raw")),
            description: None, schema: None, retention_days: None,
        }).await.unwrap();
        ada.call(UpdateService { name: Some(named("loader")), ..services::update("etl") }).await.unwrap();
        let now = ada.call(show("cleaner")).await.unwrap();
        assert_eq!((now.version, now.config.source.to_string()), (1, "ada/lake/raw".to_owned()));
        // Whoever is about to delete something hears what would crash; what they can't read is counted.
        let bob = world.bob().await;
        let of_project = Dependency::Project("ada/lake".parse().unwrap());
        ada.call(project_members::grant("lake", "bob", [Some(true), None, Some(true)])).await.unwrap();
        for of in [
            Dependency::Stream("ada/lake/raw".parse().unwrap()),
            Dependency::Stream("ada/lake/clean".parse().unwrap()),
            Dependency::Service("ada/loader".parse().unwrap()),
            of_project.clone(),
        ] {
            let found = ada.call(ListDependents { of: of.clone() }).await.unwrap();
            assert_eq!((found.pipelines.len(), found.hidden), (1, 0), "{of:?}");
        }
        let found = bob.call(ListDependents { of: of_project }).await.unwrap();
        assert_eq!((found.pipelines.len(), found.hidden), (0, 1));
        let of_nothing = Dependency::Stream("ada/open/ticks".parse().unwrap());
        assert_eq!(ada.call(ListDependents { of: of_nothing }).await.unwrap(), Dependents::default());
        // By the path that it had last, once it is gone.
        let (organization, project, stream) = (named("ada"), named("lake"), named("raw"));
        ada.call(DeleteStream { organization, project, stream, seen: None }).await.unwrap();
        let gone = ada.call(show("cleaner")).await.unwrap();
        assert_eq!((gone.config.source.to_string(), gone.state), ("ada/lake/raw".into(), PipelineState::Crashed));
        assert_eq!(gone.reason.as_deref().map(|reason| reason.contains("source")), Some(true));
        assert_eq!(now.config.service.to_string(), "ada/loader");
        // What is gone crashes it, with the reason.
        let (organization, project, stream) = (named("ada"), named("lake"), named("clean"));
        ada.call(DeleteStream { organization, project, stream, seen: None }).await.unwrap();
        let now = ada.call(show("cleaner")).await.unwrap();
        assert_eq!((now.state, now.config.sink.to_string()), (PipelineState::Crashed, sink));
        assert!(now.reason.unwrap().contains("source and sink"));
        assert!(!now.needs[1].allowed);
        let crashed = ListPipelines { state: Some(PipelineState::Crashed), ..list() };
        assert_eq!(paths(&ada, crashed).await, ["ada/cleaner"]);
        // The rest of it can still be changed.
        let described = UpdatePipeline { description: Some("Waits".to_owned().try_into().unwrap()), ..update("cleaner") };
        assert_eq!(ada.call(described).await.unwrap().version, 2);
        ada.call(DeleteService { organization: named("ada"), service: named("loader") }).await.unwrap();
        assert!(ada.call(show("cleaner")).await.unwrap().reason.unwrap().contains("source and sink and service"));
        assert_eq!(ada.status(delete("cleaner")).await, 200);
        assert_eq!(ada.status(show("cleaner")).await, 404);
    }

    async fn the_streams_and_the_account_know_their_pipelines(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        ada.call(create("second")).await.unwrap();
        ada.call(share("second", "bob", Role::Reader)).await.unwrap();
        let access = crate::stream_changes::access("lake", "events");
        let rows = ada.call(access.clone()).await.unwrap().items;
        let etl = rows.iter().find(|row| row.service.is_some()).unwrap();
        let named_here: Vec<String> = etl.pipelines.iter().map(|one| one.pipeline.to_string()).collect();
        assert_eq!((named_here, etl.hidden_pipelines), (vec!["ada/cleaner".into(), "ada/second".into()], 0));
        assert!(etl.pipelines.iter().all(|one| one.reads && !one.writes));
        let rows = world.bob().await.call(access).await.unwrap().items;
        let etl = rows.iter().find(|row| row.service.is_some()).unwrap();
        assert_eq!((etl.pipelines.len(), etl.hidden_pipelines), (1, 1));
        let reach = world.bob().await.call(api::secrets::ShowReach {}).await.unwrap();
        assert_eq!(reach.pipelines.iter().map(|facts| facts.path.as_str()).collect::<Vec<_>>(), ["ada/second"]);
    }

    async fn two_saves_race(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        for round in 0..20 {
            let save = |number: usize| {
                let (ada, input) = (ada.clone(), rewire("cleaner", "> 1", &format!("> {number}")));
                async move { ada.status(input).await }
            };
            let ended = both(save(2 * round + 2), save(2 * round + 3)).await;
            assert_eq!(ended, (200, 200));
            // Each made a version, the second of them on top of the first.
            assert_eq!(ada.call(show("cleaner")).await.unwrap().version, u32::try_from(2 * round + 3).unwrap());
        }
    }

    async fn a_change_can_be_bound_to_what_was_read(world: World) {
        let made = cleaner(world).await;
        let tag = sluicegate::etag::of(&made.settings());
        let ada = world.ada().await.if_match(&tag);
        assert_eq!(ada.status(rewire("cleaner", "> 1", "> 2")).await, 200);
        assert_eq!(ada.status(rewire("cleaner", "> 1", "> 3")).await, 412);
        // The same call again gets the same answer.
        let once = world.ada().await.once("key", 1);
        let first = once.call(create("twice")).await.unwrap();
        assert_eq!(once.call(create("twice")).await.unwrap(), first);
        assert_eq!(world.ada().await.once("key", 2).status(create("twice")).await, 409);
    }
}

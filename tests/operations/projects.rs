//! Projects and organizations.

use access::{Flags, UserCredential};
use api::FaultKind;
use api::organizations::ListOrganizations;
use api::projects::{CreateProject, ListProjects, Project, ShowProject, UpdateProject};
use sluicegate::etag;

use crate::on_both;
use crate::support::client::Client;
use crate::support::world::named;

fn create(name: &str) -> CreateProject {
    let organization = named("ada");
    CreateProject { organization, name: named(name), description: Default::default(), public: false }
}

fn show(project: &str) -> ShowProject {
    ShowProject { organization: named("ada"), project: named(project) }
}

fn update(project: &str) -> UpdateProject {
    let (organization, project) = (named("ada"), named(project));
    UpdateProject { organization, project, name: None, description: None, public: None, seen: None }
}

async fn list(client: &Client, organization: Option<&str>) -> Vec<Project> {
    let input = ListProjects { organization: organization.map(named), limit: Some(1), after: None };
    let (mut projects, mut after) = (Vec::new(), None);
    loop {
        let page = client.call(ListProjects { after, ..input.clone() }).await.unwrap();
        projects.extend(page.items);
        after = page.next;
        if after.is_none() {
            return projects;
        }
    }
}

fn paths(projects: &[Project]) -> Vec<String> {
    projects.iter().map(|project| project.path.to_string()).collect()
}

on_both! {
    async fn whoever_creates_a_project_holds_all_flags_there(world: World) {
        let project = world.ada().await.call(create("my-data")).await.unwrap();
        assert_eq!(project.path.to_string(), "ada/my-data");
        assert_eq!((project.flags, project.public, project.streams), (Flags::ALL, false, Some(0)));
        assert_eq!(world.ada().await.call(show("my_data")).await.unwrap(), project);
        let again = world.ada().await.call(create("my_data")).await.unwrap_err();
        assert_eq!((again.kind, again.at("name").is_some()), (FaultKind::Conflict, true));
        assert_eq!(world.cleo().await.status(create("theirs")).await, 403);
    }

    async fn a_refusal_names_permission_resource_and_who_could_grant_it(world: World) {
        let refused = world.bob().await.call(update("lake")).await.unwrap_err();
        assert_eq!(refused.permission.as_deref(), Some("admin"));
        assert_eq!(refused.resource.as_deref(), Some("project:ada/lake"));
        assert_eq!(refused.grantors, Some(vec!["ada".to_owned()]));
        let stranger = world.cleo().await.call(create("x")).await.unwrap_err();
        assert_eq!((stranger.status(), stranger.grantors), (403, None), "members aren't for everybody");
    }

    async fn hidden_is_as_absent(world: World) {
        let cleo = world.cleo().await;
        let absent = cleo.call(show("nothing")).await.unwrap_err();
        assert_eq!(cleo.call(show("lake")).await.unwrap_err(), absent);
        let elsewhere = ShowProject { organization: named("nobody"), project: named("lake") };
        assert_eq!(cleo.call(elsewhere).await.unwrap_err(), absent);
        let nobody = world.anonymous();
        let absent = nobody.call(show("nothing")).await.unwrap_err();
        assert_eq!((absent.status(), nobody.call(show("lake")).await.unwrap_err()), (401, absent));
        assert_eq!(nobody.status(show("open")).await, 200);
    }

    async fn lists_hold_what_may_be_seen(world: World) {
        world.project("attic", false).await;
        assert_eq!(paths(&list(&world.ada().await, Some("ada")).await), ["ada/attic", "ada/lake", "ada/open"]);
        let bobs = list(&world.bob().await, Some("ada")).await;
        assert_eq!(paths(&bobs), ["ada/attic", "ada/lake", "ada/open"], "with view there, names are known");
        assert_eq!((bobs[0].streams, bobs[0].flags), (None, Flags::NONE));
        assert_eq!((bobs[1].streams, bobs[1].flags.view), (Some(1), true));
        for client in [world.cleo().await, world.anonymous(), world.ada_by(UserCredential::PublicRead)] {
            assert_eq!(paths(&list(&client, Some("ada")).await), ["ada/open"]);
        }
        assert_eq!(paths(&list(&world.ada().await, None).await), ["ada/attic", "ada/lake", "ada/open"]);
        assert_eq!(paths(&list(&world.bob().await, None).await), ["ada/lake"]);
        assert_eq!(paths(&list(&world.ada_by(UserCredential::PublicRead), None).await), ["ada/open"]);
        assert_eq!(paths(&list(&world.ada_by(UserCredential::PrivateRead), None).await).len(), 3);
        assert!(list(&world.cleo().await, None).await.is_empty());
        assert!(list(&world.etl(), None).await.is_empty());
    }

    async fn updates_change_what_is_named_and_leave_the_rest(world: World) {
        let ada = world.ada().await;
        let before = ada.call(show("lake")).await.unwrap();
        let description = Some("What flows in".to_owned().try_into().unwrap());
        let after = ada.call(UpdateProject { description, ..update("lake") }).await.unwrap();
        assert_eq!(after.description.as_str(), "What flows in");
        assert!(after.updated_at > before.updated_at && after.name == before.name && !after.public);
        assert_eq!(ada.call(update("lake")).await.unwrap(), after, "nothing named, nothing changed");
        let renamed = ada.call(UpdateProject { name: Some(named("pond")), ..update("lake") }).await.unwrap();
        assert_eq!(renamed.path.to_string(), "ada/pond");
        assert_eq!(ada.status(show("lake")).await, 404);
        let taken = ada.call(UpdateProject { name: Some(named("open")), ..update("pond") }).await.unwrap_err();
        assert_eq!((taken.kind, taken.at("name").is_some()), (FaultKind::Conflict, true));
    }

    async fn a_stale_tag_is_refused(world: World) {
        let ada = world.ada().await;
        let tag = etag::of(&ada.call(show("lake")).await.unwrap());
        let change = |text: &str| UpdateProject {
            description: Some(text.to_owned().try_into().unwrap()),
            ..update("lake")
        };
        ada.clone().if_match(&tag).call(change("one")).await.unwrap();
        let stale = ada.clone().if_match(&tag).call(change("two")).await.unwrap_err();
        assert_eq!(stale.kind, FaultKind::PreconditionFailed);
        ada.if_match("*").call(change("three")).await.unwrap();
    }

    async fn making_a_project_private_ends_unconfirmed_grants_of_others(world: World) {
        world.run("insert into service_grants (service_id, stream_id, can_read, can_write, granted_at) \
            select v.id, s.id, true, false, 0 from services v, streams s where s.name = 'ticks'", None).await;
        let elsewhere = "update services set organization_id = (select id from organizations where name = 'cleo')";
        world.run(elsewhere, None).await;
        let ada = world.ada().await;
        ada.call(UpdateProject { public: Some(false), ..update("open") }).await.unwrap();
        let log = ada.call(api::audit::ListAudit::default()).await.unwrap();
        assert!(log.items[0].after.as_deref().unwrap().contains(r#""ended_services":["cleo/etl"]"#));
        ada.call(UpdateProject { public: Some(true), ..update("open") }).await.unwrap();
        let show = api::streams::ShowStream {
            organization: named("ada"), project: named("open"), stream: named("ticks"),
        };
        assert_eq!(world.etl().status(show).await, 403, "for good");
    }

    async fn a_change_is_carried_out_once(world: World) {
        let ada = world.ada().await.once("key", 1);
        let made = ada.call(create("again")).await.unwrap();
        assert_eq!(ada.call(create("again")).await.unwrap(), made);
        let read = world.ada_by(UserCredential::PublicRead).once("key", 1);
        assert_eq!(read.status(create("again")).await, 403, "the answer is for the same credential");
        let other = ada.clone().once("key", 2).call(create("other")).await.unwrap_err();
        assert_eq!(other.kind, FaultKind::Conflict);
        assert_eq!(ada.clone().once("fresh", 1).status(create("again")).await, 409);
    }

    async fn a_caller_that_hangs_up_cuts_nothing(world: World) {
        let ada = world.ada().await;
        // Asked once, then dropped, as a handler is when its client goes away.
        let mut call = Box::pin(ada.call(create("whole")));
        std::future::poll_fn(|waker| std::task::Poll::Ready(call.as_mut().poll(waker).is_ready())).await;
        drop(call);
        for _ in 0..500 {
            if ada.status(show("whole")).await == 200 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the change was cut off");
    }

    async fn changes_that_race_are_all_whole(world: World) {
        let ada = world.ada().await;
        let all = (0..12).map(|at| {
            let (ada, name) = (ada.clone(), format!("p{at}"));
            async move { ada.call(create(&name)).await }
        });
        for made in futures_util::future::join_all(all).await {
            made.unwrap();
        }
        let same = (0..6).map(|_| ada.status(create("same")));
        let mut ended = futures_util::future::join_all(same).await;
        ended.sort_unstable();
        assert_eq!(ended, [200, 409, 409, 409, 409, 409]);
    }

    async fn organizations_are_listed_for_whoever_holds_something_there(world: World) {
        let names = async |client: Client| {
            let page = client.call(ListOrganizations::default()).await.unwrap();
            page.items.into_iter().map(|row| (row.path, row.flags, row.pays_for_you)).collect::<Vec<_>>()
        };
        let view = Flags { view: true, ..Flags::NONE };
        assert_eq!(names(world.bob().await).await, [
            ("ada".to_owned(), view, false), ("bob".to_owned(), Flags::ALL, true),
        ]);
        assert_eq!(names(world.ada_by(UserCredential::PrivateRead)).await, [("ada".to_owned(), view, true)]);
        assert_eq!(world.ada_by(UserCredential::PublicRead).status(ListOrganizations::default()).await, 403);
    }
}

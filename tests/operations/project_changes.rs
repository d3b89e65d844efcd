//! What ends a project or gives it to others, and what services hold there.

use access::world::{Change, preview_all};
use api::FaultKind;
use api::previews::{PreviewOf, ShowPreviewFacts};
use api::projects::{
    ConfirmService, DeleteProject, EndService, ListProjectServices, ShowProject, TransferProject,
    UpdateProject,
};
use api::streams::ShowNewestRecords;

use crate::on_both;
use crate::project_members::{self as members, grant};
use crate::support::World;
use crate::support::world::named;

pub(crate) fn delete(project: &str) -> DeleteProject {
    DeleteProject { organization: named("ada"), project: named(project), seen: None }
}

pub(crate) fn transfer(project: &str, to: &str) -> TransferProject {
    TransferProject { organization: named("ada"), project: named(project), to: named(to), seen: None }
}

pub(crate) fn services(project: &str) -> ListProjectServices {
    ListProjectServices { organization: named("ada"), project: named(project), limit: None, after: None }
}

pub(crate) fn confirm(project: &str, service: &str) -> ConfirmService {
    let service = service.parse().unwrap();
    ConfirmService { organization: named("ada"), project: named(project), service, seen: None }
}

pub(crate) fn end(project: &str, service: &str) -> EndService {
    let service = service.parse().unwrap();
    EndService { organization: named("ada"), project: named(project), service, seen: None }
}

pub(crate) fn public(project: &str, public: bool) -> UpdateProject {
    UpdateProject {
        organization: named("ada"),
        project: named(project),
        name: None,
        description: None,
        public: Some(public),
        seen: None,
    }
}

fn show(organization: &str, project: &str) -> ShowProject {
    ShowProject { organization: named(organization), project: named(project) }
}

fn newest(organization: &str, project: &str, stream: &str) -> ShowNewestRecords {
    let (organization, project, stream) = (named(organization), named(project), named(stream));
    ShowNewestRecords { organization, project, stream, before: None }
}

/// The service of these tests becomes Cleo's.
pub(crate) async fn etl_is_cleos(world: &World) {
    let elsewhere =
        "update services set organization_id = (select id from organizations where name = 'cleo')";
    world.run(elsewhere, None).await;
}

on_both! {
    async fn a_deleted_project_carries_nothing_into_one_made_anew(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        let old = ada.call(show("ada", "lake")).await.unwrap();
        assert_eq!(bob.status(delete("lake")).await, 403);
        assert_eq!(ada.call(delete("lake")).await.unwrap().path, "ada/lake");
        assert_eq!(ada.status(show("ada", "lake")).await, 404);
        assert_eq!(world.etl().status(newest("ada", "lake", "events")).await, 404);
        let anew = world.project("lake", false).await;
        world.stream("lake", "events").await;
        assert_ne!(anew.id, old.id);
        assert_eq!(bob.status(newest("ada", "lake", "events")).await, 403, "its name is known by view on ada");
        assert_eq!(world.etl().status(newest("ada", "lake", "events")).await, 404);
        assert_eq!(ada.call(members::list("lake")).await.unwrap().items.len(), 1);
        let records = ada.call(newest("ada", "lake", "events")).await.unwrap();
        assert!(records.records.is_empty() && ada.call(services("lake")).await.unwrap().items.is_empty());
    }

    async fn a_project_moves_with_its_people(world: World) {
        let ada = world.ada().await;
        world.organization("acme").await;
        let before = ada.call(show("ada", "lake")).await.unwrap();
        let moved = ada.call(transfer("lake", "acme")).await.unwrap();
        assert_eq!((moved.id, moved.path.to_string().as_str()), (before.id, "acme/lake"));
        assert_eq!(ada.status(show("ada", "lake")).await, 404, "the old path");
        assert_eq!(world.bob().await.status(newest("acme", "lake", "events")).await, 200, "grants stay");
        assert_eq!(world.etl().status(newest("acme", "lake", "events")).await, 404, "a foreign service now");
        let back = TransferProject { organization: named("acme"), ..transfer("lake", "ada") };
        ada.call(back).await.unwrap();
        assert_eq!(world.etl().status(newest("ada", "lake", "events")).await, 200, "its own organization's again");
    }

    async fn a_transfer_needs_admin_here_and_create_there(world: World) {
        let ada = world.ada().await;
        let refused = ada.call(transfer("lake", "cleo")).await.unwrap_err();
        assert_eq!((refused.status(), refused.resource.as_deref()), (403, Some("organization:cleo")));
        assert!(ada.call(transfer("lake", "nobody")).await.unwrap_err().at("to").is_some());
        assert_eq!(ada.call(transfer("lake", "ada")).await.unwrap_err().kind, FaultKind::Invalid);
        assert_eq!(world.bob().await.status(transfer("lake", "bob")).await, 403);
        assert_eq!(world.bob().await.status(transfer("lake", "nobody")).await, 403);
        assert_eq!(world.cleo().await.status(transfer("lake", "cleo")).await, 404);
        let cleo = world.cleo().await;
        cleo.call(crate::members::grant("cleo", "ada", [None, Some(true), None])).await.unwrap();
        let make = api::projects::CreateProject {
            organization: named("cleo"), name: named("lake"), description: Default::default(), public: false,
        };
        cleo.call(make).await.unwrap();
        let taken = ada.call(transfer("lake", "cleo")).await.unwrap_err();
        assert_eq!((taken.kind, taken.at("to").is_some()), (FaultKind::Conflict, true));
        assert_eq!(ada.call(transfer("open", "cleo")).await.unwrap().path.to_string(), "cleo/open");
    }

    async fn a_foreign_service_waits_to_be_confirmed(world: World) {
        etl_is_cleos(world).await;
        let ada = world.ada().await;
        let waiting = &ada.call(services("lake")).await.unwrap().items[0];
        assert_eq!((waiting.service.to_string().as_str(), waiting.foreign), ("cleo/etl", true));
        assert!(!waiting.confirmed && !waiting.counts && waiting.read && !waiting.write);
        assert_eq!(world.bob().await.status(services("lake")).await, 403);
        assert_eq!(world.bob().await.status(confirm("lake", "cleo/etl")).await, 403);
        assert_eq!(ada.status(confirm("lake", "cleo/nothing")).await, 404);
        assert_eq!(ada.status(confirm("open", "cleo/etl")).await, 404, "it holds nothing there");
        let confirmed = ada.call(confirm("lake", "cleo/etl")).await.unwrap();
        assert_eq!(confirmed.streams[0].to_string(), "ada/lake/events");
        assert_eq!(world.etl().status(newest("ada", "lake", "events")).await, 200);
        assert!(ada.call(confirm("lake", "cleo/etl")).await.unwrap().streams.is_empty(), "done already");
        let ended = ada.call(end("lake", "cleo/etl")).await.unwrap();
        assert_eq!(ended.streams, confirmed.streams);
        assert_eq!(world.etl().status(newest("ada", "lake", "events")).await, 404);
        assert_eq!(ada.status(end("lake", "cleo/etl")).await, 404);
    }

    async fn making_a_project_private_ends_what_nobody_confirmed(world: World) {
        let ada = world.ada().await;
        etl_is_cleos(world).await;
        let rename = UpdateProject {
            public: None, description: Some("Deep".to_owned().try_into().unwrap()), ..public("lake", false)
        };
        ada.call(rename).await.unwrap();
        assert_eq!(ada.call(services("lake")).await.unwrap().items.len(), 1, "only that ends them");
        ada.call(public("lake", true)).await.unwrap();
        assert_eq!(world.etl().status(newest("ada", "lake", "events")).await, 200);
        let of = PreviewOf::Project { organization: named("ada"), project: named("lake") };
        let facts = ada.call(ShowPreviewFacts { of }).await.unwrap();
        let change = Change::Public { project: facts.project.unwrap(), public: false };
        let seen = preview_all(&facts.world, &[change]).seen_by(&ada.who.actor, &facts.world);
        let service = access::world::Subject::Service(world.etl);
        assert!(seen.shown.losses.iter().any(|right| right.subject == service), "{:?}", seen.shown);
        let save = UpdateProject { seen: Some(seen.mark()), ..public("lake", false) };
        world.run("update service_grants set confirmed_at = 1", None).await;
        assert_eq!(ada.call(save.clone()).await.unwrap_err().kind, FaultKind::Conflict);
        world.run("update service_grants set confirmed_at = null", None).await;
        ada.call(save).await.unwrap();
        assert!(ada.call(services("lake")).await.unwrap().items.is_empty());
        ada.call(public("lake", true)).await.unwrap();
        assert_eq!(world.etl().status(newest("ada", "lake", "events")).await, 403, "for good");
    }

    async fn deleting_what_changed_since_it_was_shown_is_refused(world: World) {
        let ada = world.ada().await;
        let of = PreviewOf::Project { organization: named("ada"), project: named("lake") };
        let facts = ada.call(ShowPreviewFacts { of }).await.unwrap();
        let change = Change::DeleteProject { project: facts.project.unwrap() };
        let seen = preview_all(&facts.world, &[change]).seen_by(&ada.who.actor, &facts.world).mark();
        ada.call(grant("lake", "cleo", [Some(true), None, None])).await.unwrap();
        let save = DeleteProject { seen: Some(seen), ..delete("lake") };
        assert_eq!(ada.call(save.clone()).await.unwrap_err().kind, FaultKind::Conflict);
        ada.call(grant("lake", "cleo", [Some(false), None, None])).await.unwrap();
        ada.call(save).await.unwrap();
    }
}

//! What services are granted: "nobody hands on more than they hold, organization admins included".

use access::world::preview_all;
use api::FaultKind;
use api::previews::{PreviewOf, ShowPreviewFacts};
use api::projects::{ConfirmService, UpdateProject, UpdateProjectPermissions};
use api::services::{
    CreateService, GridChange, GridRows, ListServicePermissions, ServicePermission, ShowServiceGrid,
    UpdateServiceGrid, UpdateServicePermissions,
};
use api::streams::ShowStream;

use crate::on_both;
use crate::services::{acme, as_service, create, grant, issue, place};
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::named;

pub(crate) fn permissions(service: &str) -> ListServicePermissions {
    ListServicePermissions { organization: named("ada"), service: named(service), limit: None, after: None }
}

pub(crate) fn grid(service: &str, rows: GridRows) -> ShowServiceGrid {
    let (organization, service) = (named("ada"), named(service));
    ShowServiceGrid { organization, service, rows, search: None, limit: None, after: None }
}

pub(crate) fn change(service: &str, changes: &[(&str, bool, bool)]) -> UpdateServiceGrid {
    let change = |(stream, read, write): &(&str, bool, bool)| GridChange {
        stream: stream.parse().unwrap(),
        read: *read,
        write: *write,
    };
    UpdateServiceGrid {
        organization: named("ada"),
        service: named(service),
        changes: changes.iter().map(change).collect(),
        seen: None,
    }
}

async fn on_project(world: &World, project: &str, user: &str, view: bool, create: bool) {
    let input = UpdateProjectPermissions {
        organization: named("ada"),
        project: named(project),
        user: named(user),
        view: Some(view),
        create: Some(create),
        admin: None,
        seen: None,
    };
    world.ada().await.call(input).await.unwrap();
}

async fn publish(world: &World, project: &str, public: bool) {
    let input = UpdateProject {
        organization: named("ada"),
        project: named(project),
        name: None,
        description: None,
        public: Some(public),
        seen: None,
    };
    world.ada().await.call(input).await.unwrap();
}

fn stream(project: &str, name: &str) -> ShowStream {
    ShowStream { organization: named("ada"), project: named(project), stream: named(name) }
}

async fn granted(client: &Client, service: &str) -> Vec<(String, bool, bool)> {
    let rows = client.call(permissions(service)).await.unwrap().items;
    rows.into_iter().map(|row| (row.stream.to_string(), row.read, row.write)).collect()
}

/// Cleo's organization with a service in it that Cleo manages.
async fn cleos_service(world: &World) -> (Client, api::services::Service) {
    let cleo = world.cleo().await;
    let made = cleo.call(CreateService { organization: named("cleo"), ..create("reader") }).await.unwrap();
    (cleo, made)
}

fn of_cleo(stream: &str, read: Option<bool>, write: Option<bool>) -> UpdateServicePermissions {
    UpdateServicePermissions { organization: named("cleo"), ..grant("reader", stream, read, write) }
}

on_both! {
    async fn a_service_reads_no_public_stream_until_it_is_granted(world: World) {
        let ada = world.ada().await;
        let made = ada.call(create("fresh")).await.unwrap();
        let service = as_service(world, &made);
        assert_eq!(service.status(stream("open", "ticks")).await, 403, "public: its name is no secret");
        assert_eq!(service.status(stream("lake", "events")).await, 404);
        let row = ada.call(grant("fresh", "ada/open/ticks", Some(true), None)).await.unwrap();
        assert_eq!((row.read, row.write, row.foreign, row.counts), (true, false, false, true));
        let seen = service.call(stream("open", "ticks")).await.unwrap();
        assert_eq!((seen.read, seen.write), (true, false));
        ada.call(grant("fresh", "ada/open/ticks", None, Some(true))).await.unwrap();
        assert!(service.call(stream("open", "ticks")).await.unwrap().write, "what is left out stays");
        ada.call(grant("fresh", "ada/open/ticks", Some(false), Some(false))).await.unwrap();
        assert_eq!(service.status(stream("open", "ticks")).await, 403);
        assert_eq!(granted(&ada, "fresh").await, []);
    }

    async fn view_hands_on_read_and_only_create_hands_on_write(world: World) {
        place(world, "bob", true, true, false).await;
        let bob = world.bob().await;
        bob.call(create("bobs")).await.unwrap();
        bob.call(grant("bobs", "ada/lake/events", Some(true), None)).await.unwrap();
        bob.call(grant("bobs", "ada/open/ticks", Some(true), None)).await.unwrap();
        let fault = bob.call(grant("bobs", "ada/lake/events", None, Some(true))).await.unwrap_err();
        assert_eq!((fault.status(), fault.permission.as_deref()), (403, Some("create")));
        on_project(world, "lake", "bob", true, true).await;
        bob.call(grant("bobs", "ada/lake/events", Some(true), Some(true))).await.unwrap();
        on_project(world, "lake", "bob", false, false).await;
        // What stands already is not handed on again.
        bob.call(grant("bobs", "ada/lake/events", Some(true), Some(false))).await.unwrap();
        assert_eq!(bob.status(grant("bobs", "ada/lake/events", None, Some(true))).await, 403);
    }

    async fn an_admin_of_the_organization_hands_on_no_more_than_others(world: World) {
        let (ada, cleo) = acme(world).await;
        let of = |read, write| UpdateServicePermissions {
            organization: named("acme"),
            ..grant("etl", "acme/lake/events", read, write)
        };
        assert_eq!(cleo.status(of(None, Some(true))).await, 403);
        let fault = cleo.call(of(Some(true), None)).await.unwrap_err();
        assert_eq!((fault.status(), fault.permission.as_deref()), (403, Some("view")));
        ada.call(of(Some(true), Some(true))).await.unwrap();
        let after = cleo.call(of(Some(false), None)).await.unwrap();
        assert_eq!((after.read, after.write), (false, true), "taking away needs nothing on the stream");
        assert_eq!(cleo.status(of(Some(true), None)).await, 403, "and can't be taken back");
    }

    async fn who_manages_a_service_learns_nothing_of_hidden_streams(world: World) {
        let (cleo, _) = cleos_service(world).await;
        for (read, write) in [(Some(true), None), (Some(false), None), (None, None), (None, Some(true))] {
            let hidden = cleo.call(of_cleo("ada/lake/events", read, write)).await.unwrap_err();
            let absent = cleo.call(of_cleo("ada/lake/nothing", read, write)).await.unwrap_err();
            assert_eq!(hidden.kind, FaultKind::NotFound, "{read:?} {write:?}");
            assert_eq!(hidden, absent);
        }
    }

    async fn a_foreign_grant_waits_and_ends_with_the_publicity(world: World) {
        let (cleo, made) = cleos_service(world).await;
        let service = as_service(world, &made);
        let row: ServicePermission = cleo.call(of_cleo("ada/open/ticks", Some(true), None)).await.unwrap();
        assert_eq!((row.foreign, row.confirmed, row.counts), (true, false, true), "public: it may read");
        assert!(service.call(stream("open", "ticks")).await.unwrap().read);
        publish(world, "open", false).await;
        assert_eq!(service.status(stream("open", "ticks")).await, 404);
        publish(world, "open", true).await;
        assert_eq!(service.status(stream("open", "ticks")).await, 403, "ended for good");
        let input = ListServicePermissions { organization: named("cleo"), ..permissions("reader") };
        assert_eq!(cleo.call(input).await.unwrap().items, []);

        cleo.call(of_cleo("ada/open/ticks", Some(true), None)).await.unwrap();
        let confirm = ConfirmService {
            organization: named("ada"),
            project: named("open"),
            service: "cleo/reader".parse().unwrap(),
            seen: None,
        };
        world.ada().await.call(confirm.clone()).await.unwrap();
        publish(world, "open", false).await;
        assert!(service.call(stream("open", "ticks")).await.unwrap().read, "confirmed: it stays");
        on_project(world, "open", "cleo", true, true).await;
        let row = cleo.call(of_cleo("ada/open/ticks", None, Some(true))).await.unwrap();
        assert_eq!((row.confirmed, row.counts), (false, false), "an addition is confirmed anew");
        assert_eq!(service.status(stream("open", "ticks")).await, 404);
        world.ada().await.call(confirm).await.unwrap();
        let seen = service.call(stream("open", "ticks")).await.unwrap();
        assert_eq!((seen.read, seen.write), (true, true));
    }

    async fn the_grid_shows_what_is_granted_and_what_could_be(world: World) {
        place(world, "bob", true, true, false).await;
        let (ada, bob) = (world.ada().await, world.bob().await);
        world.project("cellar", false).await;
        world.stream("cellar", "deep").await;
        let all = ada.call(grid("etl", GridRows::Granted)).await.unwrap();
        assert_eq!(all.items.iter().map(|row| row.stream.to_string()).collect::<Vec<_>>(), ["ada/lake/events"]);
        let others = ada.call(grid("etl", GridRows::Others)).await.unwrap();
        let paths = |grid: &api::services::ServiceGrid| {
            grid.items.iter().map(|row| row.stream.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(paths(&others), ["ada/cellar/deep", "ada/open/ticks"]);
        let searched = ShowServiceGrid { search: Some("Ada/OPEN".into()), ..grid("etl", GridRows::Others) };
        assert_eq!(paths(&ada.call(searched).await.unwrap()), ["ada/open/ticks"]);
        assert_eq!(paths(&bob.call(grid("etl", GridRows::Others)).await.unwrap()), ["ada/open/ticks"]);
        let first = ShowServiceGrid { limit: Some(1), ..grid("etl", GridRows::Others) };
        let first = ada.call(first).await.unwrap();
        let next = ShowServiceGrid { limit: Some(1), after: first.next.clone(), ..grid("etl", GridRows::Others) };
        assert_eq!((paths(&first), paths(&ada.call(next).await.unwrap())), (vec!["ada/cellar/deep".to_owned()], vec!["ada/open/ticks".to_owned()]));

        // Of the secrets that gain a grant some are named, and all counted, for who manages the service.
        for _ in 0..21 {
            ada.call(issue("etl")).await.unwrap();
        }
        let all = ada.call(grid("etl", GridRows::Granted)).await.unwrap();
        assert_eq!((all.live_secrets, all.secrets.len()), (21, 20));
        let seen = bob.call(grid("etl", GridRows::Granted)).await.unwrap();
        assert_eq!((seen.live_secrets, seen.secrets.len()), (0, 0));

        // A grant on another organization's stream that the asker can't know of is counted, not shown.
        let (cleo, _) = cleos_service(world).await;
        cleo.call(of_cleo("ada/open/ticks", Some(true), None)).await.unwrap();
        let confirm = ConfirmService {
            organization: named("ada"),
            project: named("open"),
            service: "cleo/reader".parse().unwrap(),
            seen: None,
        };
        ada.call(confirm).await.unwrap();
        publish(world, "open", false).await;
        let own = ShowServiceGrid { organization: named("cleo"), ..grid("reader", GridRows::Granted) };
        let seen = cleo.call(own).await.unwrap();
        assert_eq!((paths(&seen), seen.hidden), (Vec::<String>::new(), 1));
    }

    async fn a_grid_is_saved_whole_or_not_at_all_and_only_as_it_was_seen(world: World) {
        place(world, "bob", true, true, false).await;
        let (ada, bob) = (world.ada().await, world.bob().await);
        bob.call(create("bobs")).await.unwrap();
        let wanted = [("ada/lake/events", true, false), ("ada/open/ticks", true, true)];
        let fault = bob.call(change("bobs", &wanted)).await.unwrap_err();
        assert_eq!((fault.status(), fault.permission.as_deref()), (403, Some("create")));
        assert_eq!(granted(&bob, "bobs").await, [], "nothing of it");
        let changed = ada.call(change("bobs", &wanted)).await.unwrap();
        assert_eq!(changed.items.len(), 2);
        let expected = [("ada/lake/events".to_owned(), true, false), ("ada/open/ticks".to_owned(), true, true)];
        assert_eq!(granted(&bob, "bobs").await, expected);
        assert_eq!(ada.call(change("bobs", &wanted)).await.unwrap().items, [], "nothing differs");

        let wanted = change("bobs", &[("ada/lake/events", false, false), ("ada/open/ticks", true, false)]);
        let streams = wanted.changes.iter().map(|change| change.stream.clone()).collect();
        let of = PreviewOf::Service { organization: named("ada"), service: named("bobs"), streams };
        let facts = bob.call(ShowPreviewFacts { of }).await.unwrap();
        let shown = preview_all(&facts.world, &facts.set_grants(&wanted.changes)).seen_by(&bob.who.actor, &facts.world);
        assert_eq!((shown.shown.losses.len(), shown.shown.gains.len(), shown.hidden), (2, 0, (0, 0, 0)));
        let seen = Some(shown.mark());
        ada.call(grant("bobs", "ada/lake/events", Some(false), None)).await.unwrap();
        let stale = UpdateServiceGrid { seen: seen.clone(), ..wanted.clone() };
        assert_eq!(bob.call(stale).await.unwrap_err().kind, FaultKind::Conflict);
        ada.call(grant("bobs", "ada/lake/events", Some(true), None)).await.unwrap();
        let changed = bob.call(UpdateServiceGrid { seen, ..wanted }).await.unwrap();
        assert_eq!(changed.items.len(), 2);
        assert_eq!(granted(&bob, "bobs").await, [("ada/open/ticks".to_owned(), true, false)]);
    }
}

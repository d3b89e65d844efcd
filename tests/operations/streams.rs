//! Streams.

use access::UserCredential;
use api::FaultKind;
use api::streams::{CreateStream, ListStreams, ShowNewestRecords, ShowStream};

use crate::on_both;
use crate::support::world::named;

fn show(project: &str, stream: &str) -> ShowStream {
    ShowStream { organization: named("ada"), project: named(project), stream: named(stream) }
}

fn create(project: &str, name: &str) -> CreateStream {
    let (organization, project, name) = (named("ada"), named(project), named(name));
    CreateStream {
        organization,
        project,
        name,
        description: Default::default(),
        schema: None,
        retention_days: None,
    }
}

on_both! {
    async fn a_stream_is_made_shown_and_listed(world: World) {
        let ada = world.ada().await;
        let made = ada.call(create("lake", "tail-logs")).await.unwrap();
        assert_eq!((made.path.to_string().as_str(), made.last_seq), ("ada/lake/tail-logs", 0));
        assert!(made.read && made.write && !made.public);
        assert_eq!(ada.call(show("lake", "tail_logs")).await.unwrap(), made);
        let input = ListStreams {
            organization: named("ada"), project: named("lake"), limit: Some(1), after: None,
        };
        let first = ada.call(input.clone()).await.unwrap();
        let second = ada.call(ListStreams { after: first.next.clone(), ..input }).await.unwrap();
        let names = [first.items[0].name.clone(), second.items[0].name.clone()];
        assert_eq!((names, second.next), ([named("events"), named("tail-logs")], None));
        let taken = ada.call(create("lake", "events")).await.unwrap_err();
        assert_eq!((taken.kind, taken.at("name").is_some()), (FaultKind::Conflict, true));
    }

    async fn a_path_in_a_hidden_project_is_as_absent_and_one_in_a_known_project_is_refused_by_it(world: World) {
        let cleo = world.cleo().await;
        let hidden = cleo.call(show("lake", "events")).await.unwrap_err();
        assert_eq!((hidden.status(), cleo.call(show("lake", "nothing")).await.unwrap_err()), (404, hidden));
        world.project("attic", false).await;
        world.stream("attic", "dust").await;
        let bob = world.bob().await;
        let known = bob.call(show("attic", "dust")).await.unwrap_err();
        assert_eq!((known.status(), known.resource.as_deref()), (403, Some("project:ada/attic")));
        assert_eq!(bob.call(show("attic", "nothing")).await.unwrap_err(), known);
        assert_eq!(bob.status(show("lake", "nothing")).await, 404);
        assert_eq!(world.anonymous().status(show("open", "nothing")).await, 401);
        assert_eq!(world.anonymous().status(show("open", "ticks")).await, 200);
    }

    async fn what_a_stream_lets_do_depends_on_the_credential(world: World) {
        for (client, read, write) in [
            (world.ada().await, true, true),
            (world.ada_by(UserCredential::Full), true, true),
            (world.ada_by(UserCredential::PrivateRead), true, false),
            (world.bob().await, true, false),
            (world.etl(), true, false),
        ] {
            let stream = client.call(show("lake", "events")).await.unwrap();
            assert_eq!((stream.read, stream.write), (read, write), "{:?}", client.who.actor);
        }
        assert_eq!(world.ada_by(UserCredential::PublicRead).status(show("lake", "events")).await, 404);
    }

    async fn a_service_reaches_only_what_it_was_granted(world: World) {
        let etl = world.etl();
        assert_eq!(etl.status(show("open", "ticks")).await, 403, "public streams included");
        assert_eq!(etl.status(show("open", "nothing")).await, 404);
        let newest = |project, stream| ShowNewestRecords {
            organization: named("ada"), project: named(project), stream: named(stream), before: None,
        };
        assert_eq!(etl.status(newest("lake", "events")).await, 200);
        assert_eq!(etl.status(newest("open", "ticks")).await, 403);
    }

    async fn a_grant_to_anothers_service_counts_while_public_or_once_confirmed(world: World) {
        let elsewhere = "update services set organization_id = (select id from organizations where name = 'cleo')";
        world.run(elsewhere, None).await;
        let etl = world.etl();
        assert_eq!(etl.status(show("lake", "events")).await, 404);
        world.run("update projects set public = true where name = 'lake'", None).await;
        let stream = etl.call(show("lake", "events")).await.unwrap();
        assert!(stream.read && !stream.write);
        world.run("update projects set public = false where name = 'lake'", None).await;
        world.run("update service_grants set confirmed_at = 1", None).await;
        assert_eq!(etl.status(show("lake", "events")).await, 200);
    }
}

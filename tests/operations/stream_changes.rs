//! Streams change, end, and forget; who has access to one.

use api::FaultKind;
use api::fields::{Limit, Schema};
use api::previews::{PreviewOf, ShowPreviewFacts};
use api::streams::{
    CreateStream, DeleteStream, ListStreamAccess, ShowNewestRecords, ShowStream, StreamAccess, StreamRight,
    UpdateStream,
};
use serde_json::json;
use sluicegate::jobs;

use crate::on_both;
use crate::support::World;
use crate::support::world::named;

const DAY: i64 = 24 * 60 * 60 * 1000;

pub(crate) fn update(project: &str, stream: &str) -> UpdateStream {
    UpdateStream {
        organization: named("ada"),
        project: named(project),
        stream: named(stream),
        name: None,
        description: None,
        schema: None,
        retention_days: None,
    }
}

pub(crate) fn delete(project: &str, stream: &str) -> DeleteStream {
    DeleteStream { organization: named("ada"), project: named(project), stream: named(stream), seen: None }
}

pub(crate) fn access(project: &str, stream: &str) -> ListStreamAccess {
    ListStreamAccess {
        organization: named("ada"),
        project: named(project),
        stream: named(stream),
        permission: None,
        search: None,
        limit: None,
        after: None,
    }
}

fn show(project: &str, stream: &str) -> ShowStream {
    ShowStream { organization: named("ada"), project: named(project), stream: named(stream) }
}

fn schema(value: serde_json::Value) -> Option<Schema> {
    Some(Some(value).try_into().unwrap())
}

/// Puts records into ada/lake/events, the first at `at`, one a day.
async fn records(world: &World, count: i64) {
    for n in 1..=count {
        let text = "insert into records (stream_id, seq, at, body) select $1, last_seq + 1, last_record_at, '{}' \
            from streams where id = $1";
        let stream = world.ada().await.call(show("lake", "events")).await.unwrap().id;
        let at = "update streams set last_record_at = coalesce(last_record_at, 1760000000000 - 86400000) + 86400000 \
            where id = $1";
        world.run(at, Some(stream.uuid())).await;
        world.run(text, Some(stream.uuid())).await;
        world.run("update streams set last_seq = last_seq + 1 where id = $1", Some(stream.uuid())).await;
        assert_eq!(world.ada().await.call(show("lake", "events")).await.unwrap().last_seq, n.unsigned_abs());
    }
}

fn who(row: &StreamAccess) -> String {
    match (&row.user, &row.service) {
        (Some(user), None) => user.to_string(),
        (None, Some(service)) => service.to_string(),
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn a_stream_is_changed_field_by_field(world: World) {
        let ada = world.ada().await;
        let before = ada.call(show("lake", "events")).await.unwrap();
        let input = UpdateStream {
            name: Some(named("happenings")),
            schema: schema(json!({"type": "object"})),
            retention_days: Some(Limit(Some(7))),
            ..update("lake", "events")
        };
        let changed = ada.call(input).await.unwrap();
        assert_eq!((changed.id, changed.retention_days), (before.id, Some(7)));
        assert_eq!(changed.schema, schema(json!({"type": "object"})));
        assert_eq!(ada.status(show("lake", "events")).await, 404);
        assert_eq!(ada.call(update("lake", "happenings")).await.unwrap(), changed, "what is left out stays");
        let none = UpdateStream {
            schema: Some(None.try_into().unwrap()), retention_days: Some(Limit(None)),
            ..update("lake", "happenings")
        };
        let bare = ada.call(none).await.unwrap();
        assert_eq!((bare.schema, bare.retention_days), (None, None));
        world.stream("lake", "events").await;
        let taken = UpdateStream { name: Some(named("events")), ..update("lake", "happenings") };
        let taken = ada.call(taken).await.unwrap_err();
        assert_eq!((taken.kind, taken.at("name").is_some()), (FaultKind::Conflict, true));
        assert_eq!(world.bob().await.status(update("lake", "events")).await, 403);
    }

    async fn a_schema_is_checked_when_it_is_saved(world: World) {
        let ada = world.ada().await;
        for bad in [
            json!({"type": "nothing"}),
            json!({"$ref": "https://example.com/schema.json"}),
            json!({"$ref": "#"}),
            json!([1]),
        ] {
            let input = UpdateStream { schema: schema(bad.clone()), ..update("lake", "events") };
            let refused = ada.call(input).await.unwrap_err();
            assert_eq!((refused.kind, refused.at("schema").is_some()), (FaultKind::Invalid, true), "{bad}");
        }
        let create = CreateStream {
            organization: named("ada"), project: named("lake"), name: named("typed"),
            description: Default::default(), schema: schema(json!({"type": "nothing"})), retention_days: None,
        };
        assert!(ada.call(create.clone()).await.unwrap_err().at("schema").is_some());
        let create = CreateStream {
            schema: schema(json!({"required": ["id"]})), retention_days: Some(Limit(Some(3650))), ..create
        };
        let made = ada.call(create).await.unwrap();
        assert_eq!((made.schema, made.retention_days), (schema(json!({"required": ["id"]})), Some(3650)));
        for days in [0, 3651, u64::MAX] {
            let input = UpdateStream { retention_days: Some(Limit(Some(days))), ..update("lake", "events") };
            assert!(ada.call(input).await.unwrap_err().at("retention_days").is_some(), "{days}");
        }
    }

    async fn a_deleted_stream_carries_nothing_into_one_made_anew(world: World) {
        let ada = world.ada().await;
        records(world, 2).await;
        assert_eq!(world.bob().await.status(delete("lake", "events")).await, 403);
        assert_eq!(ada.call(delete("lake", "events")).await.unwrap().path, "ada/lake/events");
        assert_eq!(ada.status(show("lake", "events")).await, 404);
        let anew = world.stream("lake", "events").await;
        assert_eq!(anew.last_seq, 0);
        assert_eq!(world.etl().status(show("lake", "events")).await, 404, "its grant is gone");
    }

    async fn deleting_shows_whose_access_ends(world: World) {
        let of = PreviewOf::Stream { organization: named("ada"), project: named("lake"), stream: named("events") };
        let facts = world.bob().await.call(ShowPreviewFacts { of: of.clone() }).await.unwrap();
        assert_eq!((facts.world.streams.len(), facts.world.services.len()), (1, 1));
        assert_eq!(facts.world.users.len(), 2);
        assert_eq!(world.cleo().await.status(ShowPreviewFacts { of }).await, 404);
        let input = DeleteStream { seen: Some("stale".into()), ..delete("lake", "events") };
        assert_eq!(world.ada().await.call(input).await.unwrap_err().kind, FaultKind::Conflict);
    }

    async fn records_end_after_the_days_that_were_set(world: World) {
        let ada = world.ada().await;
        records(world, 5).await;
        let now = world.core.clock.now();
        jobs::expire(&world.core.db, now.plus(4000 * DAY)).await.unwrap();
        let newest = ShowNewestRecords {
            organization: named("ada"), project: named("lake"), stream: named("events"), before: None,
        };
        assert_eq!(ada.call(newest.clone()).await.unwrap().records.len(), 5, "for ever unless set");
        ada.call(UpdateStream { retention_days: Some(Limit(Some(2))), ..update("lake", "events") }).await.unwrap();
        jobs::expire(&world.core.db, now.plus(4 * DAY)).await.unwrap();
        let left = ada.call(newest.clone()).await.unwrap();
        let numbers: Vec<u64> = left.records.iter().map(|record| record.seq).collect();
        assert_eq!((numbers, left.more), (vec![5, 4, 3], false), "older than two days at the fifth");
        jobs::expire(&world.core.db, now.plus(40 * DAY)).await.unwrap();
        assert!(ada.call(newest).await.unwrap().records.is_empty());
        assert_eq!(ada.call(show("lake", "events")).await.unwrap().last_seq, 5, "numbers aren't used again");
    }

    async fn access_lists_people_and_services_with_their_paths(world: World) {
        let ada = world.ada().await;
        let rows = ada.call(access("lake", "events")).await.unwrap().items;
        assert_eq!(rows.iter().map(who).collect::<Vec<_>>(), ["ada", "bob", "ada/etl"]);
        let paths = |row: &StreamAccess| row.paths.iter().map(|path| path.join(" › ")).collect::<Vec<_>>();
        assert_eq!(paths(&rows[0]), [
            "view on ada/lake › read",
            "create on ada/lake › view › read",
            "admin on ada/lake › view › read",
            "create on ada/lake › write",
        ]);
        assert_eq!(paths(&rows[1]), ["view on ada/lake › read"]);
        assert_eq!(paths(&rows[2]), ["read on ada/lake/events › read"]);
        assert_eq!((rows[2].read, rows[2].write), (true, false));
        let mut after = None;
        for expected in ["ada", "bob", "ada/etl"] {
            let page = ListStreamAccess { limit: Some(1), after, ..access("lake", "events") };
            let page = ada.call(page).await.unwrap();
            assert_eq!(who(&page.items[0]), expected);
            after = page.next;
        }
        assert_eq!(after, None);
        let writers = ListStreamAccess { permission: Some(StreamRight::Write), ..access("lake", "events") };
        assert_eq!(ada.call(writers).await.unwrap().items.len(), 1);
        let found = ListStreamAccess { search: Some("etl".into()), ..access("lake", "events") };
        assert_eq!(ada.call(found).await.unwrap().items.len(), 1);
        world.run("update users set disabled_at = 1 where name = 'bob'", None).await;
        assert_eq!(ada.call(access("lake", "events")).await.unwrap().items.len(), 2, "who can't sign in can't read");
    }

    async fn access_lists_only_grants_that_count_and_for_a_granted_view(world: World) {
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        assert_eq!(world.bob().await.status(access("lake", "events")).await, 200);
        assert_eq!(cleo.status(access("lake", "events")).await, 404);
        assert_eq!(cleo.status(access("open", "ticks")).await, 403, "public isn't granted");
        let elsewhere = "update services set organization_id = (select id from organizations where name = 'cleo')";
        world.run(elsewhere, None).await;
        assert_eq!(ada.call(access("lake", "events")).await.unwrap().items.len(), 2);
        world.run("update projects set public = true where name = 'lake'", None).await;
        let rows = ada.call(access("lake", "events")).await.unwrap().items;
        assert_eq!(rows.iter().map(who).collect::<Vec<_>>(), ["ada", "bob", "cleo/etl"]);
        let last = rows[1].paths.last().unwrap();
        assert!(rows[1].paths.iter().any(|path| path[0] == "ada/lake is public"), "{last:?}");
    }
}

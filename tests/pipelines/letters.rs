//! Records that fail: kept with a reason, shown to those who may view the source, tried again.

use api::pipelines::{ReplayDeadLetters, Replaying, SharePipeline, ShowDeadLetter};
use api::streams::UpdateStream;
use serde_json::json;
use uuid::Uuid;

use crate::on_both;
use crate::support::client::Client;
use crate::support::world::named;
use crate::yard::{Yard, config, node};

fn show(id: Uuid) -> ShowDeadLetter {
    ShowDeadLetter { organization: named("ada"), pipeline: named("tidy"), id }
}

fn replay(ids: Option<Vec<Uuid>>) -> ReplayDeadLetters {
    ReplayDeadLetters { organization: named("ada"), pipeline: named("tidy"), ids }
}

async fn replayed(client: &Client, ids: Option<Vec<Uuid>>) -> u64 {
    let Replaying { replaying } = client.call(replay(ids)).await.unwrap();
    replaying
}

on_both! {
    async fn a_transform_that_fails_on_record_500_loses_nothing(world: World) {
        let yard = Yard::new(world, json!([{ "fields": { "n": "record.n / (record.n - 500) * 0 + record.n" } }])).await;
        let node = node(world);
        yard.append(&node, "events", 1..=1200).await;
        yard.deploy().await;
        let idle = yard.until_idle().await;
        assert_eq!(idle.dead_letters, 1);
        let others: Vec<u64> = (1..=1200).filter(|n| *n != 500).collect();
        assert_eq!(yard.numbers("clean").await, others);
        let letters = yard.letters().await;
        assert_eq!((letters[0].seq, letters[0].attempts, letters[0].version, letters[0].replaying), (500, 1, 1, false));
        assert_eq!(letters[0].reason, "transforms[0].fields.n: it divides by zero");
        let shown = yard.ada.call(show(letters[0].id)).await.unwrap();
        assert_eq!((shown.seq, shown.record.as_deref()), (500, Some("{\"n\":500}")));

        // By the same version it fails again and stays; by a better one it has its effect, once.
        assert_eq!(replayed(&yard.ada, None).await, 1);
        let again = |pipeline: &api::pipelines::Pipeline| pipeline.dead_letters == 1;
        yard.until("tried", again).await;
        let over = std::time::Instant::now() + crate::yard::PATIENCE;
        while yard.letters().await[0].attempts < 2 || yard.letters().await[0].replaying {
            assert!(std::time::Instant::now() < over);
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        }
        yard.save(config("events", "clean", json!([{ "fields": { "n": "record.n" } }]))).await;
        yard.deploy().await;
        assert_eq!(replayed(&yard.ada, Some(vec![letters[0].id])).await, 1);
        yard.append(&node, "events", [1201]).await;
        yard.until("replayed", |pipeline| pipeline.dead_letters == 0 && pipeline.lag == 0).await;
        let mut numbers = yard.numbers("clean").await;
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=1201).collect::<Vec<_>>());
        assert_eq!(yard.ada.status(show(letters[0].id)).await, 404);
        assert_eq!(replayed(&yard.ada, None).await, 0);
    }

    async fn what_the_sinks_schema_refuses_is_a_dead_letter(world: World) {
        let yard = Yard::new(world, json!([])).await;
        let node = node(world);
        let schema = |most: u32| json!({ "type": "object", "properties": { "n": { "type": "integer", "maximum": most } } });
        let update = async |most: u32| {
            let input: UpdateStream = serde_json::from_value(json!({
                "organization": "ada", "project": "lake", "stream": "clean", "schema": schema(most)
            })).unwrap();
            yard.ada.call(input).await.unwrap();
        };
        update(3).await;
        yard.append(&node, "events", 1..=5).await;
        yard.deploy().await;
        yard.until_idle().await;
        assert_eq!(yard.numbers("clean").await, [1, 2, 3]);
        let letters = yard.letters().await;
        assert_eq!(letters.iter().map(|letter| letter.seq).collect::<Vec<_>>(), [4, 5]);
        assert!(letters[0].reason.contains("schema"));
        update(4).await;
        assert_eq!(replayed(&yard.ada, None).await, 2);
        yard.until("replayed", |pipeline| pipeline.dead_letters == 1).await;
        assert_eq!(yard.numbers("clean").await, [1, 2, 3, 4]);
    }

    async fn the_record_is_for_those_who_may_view_the_source(world: World) {
        let yard = Yard::new(world, json!([{ "filter": "record.secret > 1" }])).await;
        let node = node(world);
        yard.append_lines(&node, "events", "{\"secret\":\"hunter2\"}".into()).await;
        yard.deploy().await;
        yard.until_idle().await;
        let letters = yard.letters().await;
        assert!(!letters[0].reason.contains("hunter2"), "{}", letters[0].reason);
        let cleo = world.cleo().await;
        assert_eq!(cleo.status(show(letters[0].id)).await, 404);
        let (organization, pipeline) = (named("ada"), named("tidy"));
        let role = serde_json::from_value(json!("reader")).unwrap();
        let share = SharePipeline { organization, pipeline, user: Some(named("cleo")), team: None, role: Some(role) };
        yard.ada.call(share).await.unwrap();
        // A reader without the source: reasons, not records.
        assert_eq!(cleo.status(show(letters[0].id)).await, 403);
        assert_eq!(cleo.status(replay(None)).await, 403);
        assert_eq!(yard.ada.status(show(Uuid::now_v7())).await, 404);
        assert_eq!(yard.ada.status(replay(Some(vec![Uuid::now_v7()]))).await, 404);
        yard.tear_down().await;
        assert_eq!(yard.ada.status(replay(None)).await, 409);
    }
}

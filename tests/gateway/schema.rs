//! Records of a stream with a schema fit it, and changes of a stream count at once.

use serde_json::json;
use sluicegate::jobs;

use crate::http::{ARRAY, EVENTS, Http, LINES, full};
use crate::on_both;

const STREAM: &str = "/api/v1/streams/ada/lake/events";
const DAY: i64 = 24 * 60 * 60 * 1000;

on_both! {
    async fn a_record_that_does_not_fit_refuses_all(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let schema = json!({
            "type": "object",
            "properties": { "id": { "type": "integer" }, "at": { "properties": { "x": { "maximum": 5 } } } },
            "required": ["id"],
        });
        let change = json!({ "schema": schema });
        let changed = http.call("PATCH", STREAM).bearer(&ada).json(&change).await.expect(200);
        assert_eq!(changed.json()["schema"], schema);
        http.append(EVENTS, "{\"id\":1}\n").bearer(&ada).await.expect(200);
        for (content_type, body, line, place) in [
            (LINES, "\n{\"id\":2}\r\n \n{\"id\":\"3\"}\n", 4, "/id"),
            (LINES, "\u{feff}{\"id\":2}\n{\"id\":3,\"at\":{\"x\":9}}", 2, "/at/x"),
            (LINES, "{}", 1, "id"),
            (ARRAY, "[{\"id\":2},\n\n{\"id\":null}]", 2, "/id"),
        ] {
            let refused = http.call("POST", EVENTS).bearer(&ada).body(content_type, body).await.expect(422);
            let problem = refused.json();
            assert_eq!(problem["line"], line, "{body}");
            assert!(problem["detail"].as_str().unwrap().contains(place), "{problem}");
        }
        let long: String = (2..=20_000).map(|n| format!("{{\"id\":{n}}}\n")).collect();
        let refused = http.append(EVENTS, format!("{long}{{}}\n")).bearer(&ada).await.expect(422);
        assert_eq!(refused.json()["line"], 20_000);
        assert_eq!(http.get(EVENTS).bearer(&ada).await.expect(200).numbers(), [1], "nothing was written");
    }

    async fn a_changed_schema_counts_at_once(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let set = async |schema: serde_json::Value| {
            http.call("PATCH", STREAM).bearer(&ada).json(&json!({ "schema": schema })).await.expect(200);
        };
        let append = || http.append(EVENTS, "{\"a\":1}\n").bearer(&ada);
        set(json!({ "required": ["b"] })).await;
        append().await.expect(422);
        set(json!({ "required": ["a"] })).await;
        append().await.expect(200);
        set(json!({ "required": ["b"] })).await;
        append().await.expect(422);
        set(json!(null)).await;
        append().await.expect(200);
        let bad = json!({ "schema": { "$ref": "https://example.com/s.json" } });
        let refused = http.call("PATCH", STREAM).bearer(&ada).json(&bad).await.expect(422);
        assert_eq!(refused.json()["errors"][0]["field"], "schema");
    }

    async fn a_renamed_or_deleted_stream_is_gone_at_once(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        http.append(EVENTS, "{}\n").bearer(&ada).await.expect(200);
        http.call("PATCH", STREAM).bearer(&ada).json(&json!({ "name": "facts" })).await.expect(200);
        http.append(EVENTS, "{}\n").bearer(&ada).await.expect(404);
        let facts = "/api/v1/streams/ada/lake/facts";
        let records = format!("{facts}/records");
        http.append(&records, "{}\n").bearer(&ada).await.expect(200);
        http.call("DELETE", facts).bearer(&ada).await.expect(200);
        http.append(&records, "{}\n").bearer(&ada).await.expect(404);
        http.get(&records).bearer(&ada).await.expect(404);
    }

    async fn reading_goes_on_after_what_was_deleted_in_time(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        http.call("PATCH", STREAM).bearer(&ada).json(&json!({ "retention_days": 1 })).await.expect(200);
        let lines: String = (1..=1200).map(|n| format!("{{\"n\":{n}}}\n")).collect();
        http.append(EVENTS, lines).bearer(&ada).await.expect(200);
        world.pass(DAY);
        http.append(EVENTS, "{}\n{}\n").bearer(&ada).await.expect(200);
        world.pass(1);
        jobs::expire(&world.core.db, world.core.clock.now()).await.unwrap();
        assert_eq!(http.get(EVENTS).bearer(&ada).await.expect(200).numbers(), [1201, 1202]);
        assert_eq!(http.get(&format!("{EVENTS}?after=600&limit=1")).bearer(&ada).await.expect(200).numbers(), [1201]);
        world.pass(DAY);
        jobs::expire(&world.core.db, world.core.clock.now()).await.unwrap();
        assert!(http.get(EVENTS).bearer(&ada).await.expect(200).numbers().is_empty());
        let (waited, _) = tokio::join!(
            http.get(&format!("{EVENTS}?wait=20")).bearer(&ada).into_future(),
            async {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                http.append(EVENTS, "{}\n").bearer(&ada).await.expect(200)
            },
        );
        assert_eq!(waited.expect(200).numbers(), [1203], "not an empty answer at once");
    }
}

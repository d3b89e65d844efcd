//! Pipelines over HTTP, on both databases.

use serde_json::json;

use super::world::World;

const PIPELINES: &str = "/api/v1/organizations/ada/pipelines";
const CLEANER: &str = "/api/v1/pipelines/ada/cleaner";

#[tokio::test]
async fn a_pipeline_is_made_changed_shared_and_deleted() {
    for world in World::on_both().await {
        let (ada, bob) = (world.secret("ada").await, world.secret("bob").await);
        for (path, body) in [
            ("/api/v1/projects/ada/lake/streams", json!({ "name": "clean" })),
            ("/api/v1/organizations/ada/services", json!({ "name": "wash" })),
        ] {
            world.post(path).bearer(&ada).json(&body).await.expect(201);
        }
        let config = json!({
            "source": "ada/lake/events", "sink": "ada/lake/clean", "service": "wash",
            "transforms": [{ "filter": "record.n > 1", "fields": { "n": "record.n" } }],
        });
        let create = |config: serde_json::Value| {
            let ask = world.post(PIPELINES).bearer(&ada).header("idempotency-key", "once");
            ask.json(&json!({ "name": "cleaner", "config": config }))
        };
        let made = create(config.clone()).await.expect(201);
        assert_eq!(made.header("location"), CLEANER);
        assert_eq!(create(config.clone()).await.expect(201).body, made.body);
        let made = made.json();
        assert_eq!((&made["state"], &made["deployed_version"]), (&json!("draft"), &json!(null)));
        assert_eq!(made["config"]["service"], "ada/wash");
        assert_eq!(made["rights"], json!({ "read": true, "edit": true, "manage": true }));

        // What is wrong is said at its field, whatever form it came in.
        let patch = || world.ask("PATCH", CLEANER).bearer(&ada);
        let mut strange = config.clone();
        strange["colour"] = json!("red");
        let refused = patch().json(&json!({ "config": strange })).await;
        assert!(refused.status.is_client_error() && refused.text().contains("colour"), "{}", refused.text());
        let text = "source: ada/lake/events\nsink: ada/lake/clean\nservice: wash\ncolour: red\n";
        let refused = patch().json(&json!({ "config": text })).await.expect(422).json();
        assert_eq!((&refused["line"], &refused["errors"][0]["field"]), (&json!(4), &json!("config")));
        let wrong = config.to_string().replace("record.n > 1", "record.n >");
        let refused = patch().json(&json!({ "config": wrong })).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "config.transforms[0].filter");

        // Bound to what was read.
        let tag = world.get(CLEANER).bearer(&ada).await.expect(200).header("etag").to_owned();
        let yaml = "source: ada/lake/events\nsink: ada/lake/clean\nservice: ada/wash\ntags: [etl]\n";
        let changed = patch().header("if-match", &tag).json(&json!({ "config": yaml })).await.expect(200);
        assert_eq!((changed.header("etag") == tag, &changed.json()["version"]), (false, &json!(2)));
        patch().header("if-match", &tag).json(&json!({ "description": "late" })).await.expect(412);
        let versions = world.get(&format!("{CLEANER}/versions")).bearer(&ada).await.expect(200).json();
        assert_eq!(versions["items"][0]["changes"][0]["field"], "tags");
        let body = json!({ "version": 1 });
        world.post(&format!("{CLEANER}/restore")).bearer(&ada).json(&body).await.expect(200);

        // Shared, and no longer.
        let access = format!("{CLEANER}/access");
        assert_eq!(world.get(CLEANER).bearer(&bob).await.comparable(), {
            let nothing = "/api/v1/pipelines/ada/nothing";
            world.get(nothing).bearer(&bob).await.expect(404).comparable()
        });
        let body = json!({ "user": "bob", "role": "reader" });
        world.post(&access).bearer(&ada).json(&body).await.expect(200);
        assert_eq!(world.get(CLEANER).bearer(&bob).await.expect(200).json()["rights"]["edit"], false);
        let refused = world.post(&access).bearer(&bob).json(&body).await.expect(403).json();
        assert_eq!((&refused["permission"], &refused["grantors"]), (&json!("manage"), &json!(["ada"])));
        let listed = world.get(&access).bearer(&bob).await.expect(200).json();
        assert_eq!(
            (&listed["items"][1]["user"], &listed["items"][1]["role"]),
            (&json!("bob"), &json!("reader"))
        );
        let mine = world.get("/api/v1/pipelines?how=shared").bearer(&bob).await.expect(200).json();
        assert_eq!(mine["items"][0]["path"], "ada/cleaner");
        world.ask("DELETE", &format!("{access}?user=bob")).bearer(&ada).await.expect(200);
        world.ask("DELETE", &format!("{access}?user=bob")).bearer(&ada).await.expect(404);
        world.ask("DELETE", &access).bearer(&ada).await.expect(422);
        world.get(CLEANER).await.expect(401);

        world.ask("DELETE", CLEANER).bearer(&ada).await.expect(200);
        world.get(CLEANER).bearer(&ada).await.expect(404);
    }
}

#[tokio::test]
async fn fields_stand_in_the_order_in_which_they_were_sent() {
    for world in World::on_both().await {
        let ada = world.secret("ada").await;
        for (path, body) in [
            ("/api/v1/projects/ada/lake/streams", json!({ "name": "clean" })),
            ("/api/v1/organizations/ada/services", json!({ "name": "wash" })),
        ] {
            world.post(path).bearer(&ada).json(&body).await.expect(201);
        }
        let config = |fields: &str| {
            let ends = r#""source": "ada/lake/events", "sink": "ada/lake/clean", "service": "wash""#;
            format!(r#"{{{ends}, "transforms": [{{"fields": {{{fields}}}}}]}}"#)
        };
        let kept = async |fields: &str| {
            let shown = world.get(CLEANER).bearer(&ada).await.expect(200).text();
            assert!(shown.contains(&fields.replace(": ", ":").replace(", ", ",")), "{shown}");
        };
        let first = r#""z": "record.n", "a": "record.n", "m": "record.n""#;
        let body = format!(r#"{{"name": "cleaner", "config": {}}}"#, config(first));
        world.post(PIPELINES).bearer(&ada).body("application/json", body).await.expect(201);
        kept(first).await;
        // Another order is a change, and so another version.
        let second = r#""m": "record.n", "z": "record.n", "a": "record.n""#;
        let body = format!(r#"{{"config": {}}}"#, config(second));
        let changed =
            world.ask("PATCH", CLEANER).bearer(&ada).body("application/json", body).await.expect(200);
        assert_eq!(changed.json()["version"], 2);
        kept(second).await;
        // As a text it is the same.
        let body = json!({ "config": config(second) });
        let same = world.ask("PATCH", CLEANER).bearer(&ada).json(&body).await.expect(200);
        assert_eq!(same.json()["version"], 2);
    }
}

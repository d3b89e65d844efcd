//! Pipelines over HTTP, on both databases.

use serde_json::json;

use super::world::World;

const PIPELINES: &str = "/api/v1/organizations/ada/pipelines";
const CLEANER: &str = "/api/v1/pipelines/ada/cleaner";

/// What a pipeline takes.
async fn furnish(world: &World, ada: &str) {
    for (path, body) in [
        ("/api/v1/projects/ada/lake/streams", json!({ "name": "clean" })),
        ("/api/v1/organizations/ada/services", json!({ "name": "wash" })),
    ] {
        world.post(path).bearer(ada).json(&body).await.expect(201);
    }
}

#[tokio::test]
async fn a_pipeline_is_made_changed_shared_and_deleted() {
    for world in World::on_both().await {
        let (ada, bob) = (world.secret("ada").await, world.secret("bob").await);
        furnish(&world, &ada).await;
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
        furnish(&world, &ada).await;
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

#[tokio::test]
async fn a_text_is_tried_before_it_is_saved() {
    for world in World::on_both().await {
        let (token, ada) = (world.secret("ada").await, world.sign_in("ada").await);
        furnish(&world, &token).await;
        let records = "/api/v1/streams/ada/lake/events/records";
        let lines = "{\"n\": 1}\n{\"n\": 2}\n";
        world.post(records).bearer(&token).body("application/x-ndjson", lines).await.expect(200);
        let new = "/ada/-/pipelines/new?as=text";
        let tried = async |text: &str, act: &str| {
            let form = [
                ("do", "create-pipeline"),
                ("organization", "ada"),
                ("name", "cleaner"),
                ("config", text),
                ("act", act),
            ];
            world.post(new).cookie(&ada).form(&form).await.text()
        };
        let ends = "source: ada/lake/events\nsink: ada/lake/clean\nservice: wash\n";
        let page = tried(&format!("{ends}transforms:\n  - filter: record.n > 1\n"), "try").await;
        for says in ["Tried on ada/lake/events", "1 of 2 would be appended", "filter: record.n"] {
            assert!(page.contains(says), "{says}: {page}");
        }
        // What is wrong is said under the text, whatever it is about.
        for (text, says) in [
            ("source: [".to_owned(), "Line 1"),
            (format!("{ends}colour: red\n"), "Line 4"),
            (format!("{ends}transforms:\n  - filter: record.n >\n"), "transforms[0].filter: "),
        ] {
            let page = tried(&text, "try").await;
            let (_, error) =
                page.split_once("id=\"config-error\"").unwrap_or_else(|| panic!("{text}: {page}"));
            assert!(error.split("</p>").next().unwrap().contains(says), "{text}: {error}");
            assert!(!page.contains("Tried on"));
        }
        world.get(CLEANER).bearer(&token).await.expect(404);
    }
}

#[tokio::test]
async fn a_change_of_roles_is_told_once_and_taken_back() {
    const PAGE: &str = "/ada/-/pipelines/cleaner";
    for world in World::on_both().await {
        let (token, ada) = (world.secret("ada").await, world.sign_in("ada").await);
        furnish(&world, &token).await;
        let config = "source: ada/lake/events\nsink: ada/lake/clean\nservice: wash\n";
        let body = json!({ "name": "cleaner", "config": config });
        world.post(PIPELINES).bearer(&token).json(&body).await.expect(201);
        let access = format!("{CLEANER}/access");
        let give = async |role: &str| {
            let body = json!({ "user": "bob", "role": role });
            world.post(&access).bearer(&token).json(&body).await.expect(200);
        };
        let role = async || {
            let listed = world.get(&access).bearer(&token).await.expect(200).json();
            let row = listed["items"].as_array().unwrap().iter().find(|row| row["user"] == "bob").cloned();
            row.map_or("none".to_owned(), |row| row["role"].as_str().unwrap().to_owned())
        };
        let sharing = format!("{PAGE}?tab=sharing");
        let set = async |change: &str, seen: &str, undo: bool| {
            let mut form = vec![
                ("do", "update-pipeline-access"),
                ("organization", "ada"),
                ("pipeline", "cleaner"),
                ("change", change),
                ("seen", seen),
            ];
            form.extend(undo.then_some(("undo", "last")));
            world.post(&sharing).cookie(&ada).form(&form).await
        };
        // Takes bob's role away, and shows the page with what the browser then sends.
        let take = async || {
            give("reader").await;
            let dialog = world.get(&format!("{sharing}&take=bob")).cookie(&ada).await.expect(200);
            let done = set("bob none", &dialog.field("seen"), false).await.expect(303);
            assert_eq!((done.header("location"), role().await), (sharing.as_str(), "none".to_owned()));
            let cookie = done.header("set-cookie").to_owned();
            assert!(cookie.contains("; Path=/ada/-/pipelines/cleaner; Max-Age=60; HttpOnly;"), "{cookie}");
            cookie.split(';').next().unwrap().to_owned()
        };
        let shown = async |cookies: String| world.get(&sharing).cookie(&cookies).await.expect(200);
        let told = take().await;
        let page = shown(format!("{ada}; {told}")).await;
        assert!(page.text().contains("bob is no longer reader.") && page.text().contains("Undo"));
        assert!(
            page.header("set-cookie").starts_with("done=; ")
                && page.header("set-cookie").contains("Max-Age=0")
        );
        // It is nobody else's to say, nor of another session, nor anything else.
        let again = world.sign_in("ada").await;
        for cookies in [
            ada.clone(),
            format!("{again}; {told}"),
            format!("{ada}; {}", told.replace("reader", "owner")),
            format!("{ada}; done=do=update-pipeline-access&path=ada%2Fcleaner&did=bob+owner+none"),
        ] {
            assert!(!shown(cookies).await.text().contains("bob is no longer"));
        }
        // Taken back, by the same door; and that can be taken back, too.
        let back = set("bob reader", &page.field("seen"), true).await.expect(303);
        assert_eq!(role().await, "reader");
        let told = back.header("set-cookie").split(';').next().unwrap().to_owned();
        assert!(shown(format!("{ada}; {told}")).await.text().contains("bob is reader now."));

        // Where it would do something else by now, that is shown first.
        let told = take().await;
        let seen = shown(format!("{ada}; {told}")).await.field("seen");
        give("editor").await;
        let stale = set("bob reader", &seen, true).await.expect(409);
        assert!(stale.text().contains("Undo the last change on ada/cleaner"));
        set("bob reader", &stale.field("seen"), true).await.expect(303);
        assert_eq!(role().await, "reader");
    }
}

#[tokio::test]
async fn the_pipelines_of_one_service_are_listed_at_an_address() {
    for world in World::on_both().await {
        let (secret, ada) = (world.secret("ada").await, world.sign_in("ada").await);
        furnish(&world, &secret).await;
        let dry = json!({ "name": "dry" });
        world.post("/api/v1/organizations/ada/services").bearer(&secret).json(&dry).await.expect(201);
        for number in 0..21 {
            let service = if number == 20 { "dry" } else { "wash" };
            let config = json!({ "source": "ada/lake/events", "sink": "ada/lake/clean", "service": service });
            let name = format!("p{number}");
            let body = json!({ "name": name, "config": config });
            world.post(PIPELINES).bearer(&secret).json(&body).await.expect(201);
        }
        let page = async |path: &str| world.get(path).cookie(&ada).await.expect(200).text();
        let listed = async |path: &str| page(path).await.matches("/ada/-/pipelines/p").count();
        let all = listed("/ada/-/pipelines").await;
        let washes = "/ada/-/pipelines?service=ada/wash";
        assert!(all > 0 && listed(washes).await < all);
        assert!(!page(washes).await.contains("/ada/-/pipelines/p20"));
        assert!(page("/ada/-/pipelines?service=ada/dry").await.contains("/ada/-/pipelines/p20"));
        // Twenty stand on the service's own page; one more, and it links to all.
        let service = "/ada/-/services/wash";
        assert!(!page(service).await.contains(washes));
        let config = json!({ "source": "ada/lake/events", "sink": "ada/lake/clean", "service": "wash" });
        let body = json!({ "name": "q", "config": config });
        world.post(PIPELINES).bearer(&secret).json(&body).await.expect(201);
        let text = page(service).await;
        assert!(text.contains(washes) && !text.contains("/ada/-/pipelines/q"), "{text}");
    }
}

//! Entity tags and idempotency keys.

use serde_json::json;

use super::world::World;

const LAKE: &str = "/api/v1/projects/ada/lake";

#[tokio::test]
async fn a_known_tag_is_304_and_a_stale_one_412() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    let read = world.get(LAKE).bearer(&ada).await.expect(200);
    let tag = read.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() > 10);
    let known = world.get(LAKE).bearer(&ada).header("if-none-match", &tag).await.expect(304);
    assert_eq!((known.body.len(), known.header("etag")), (0, tag.as_str()));
    world.get(LAKE).bearer(&ada).header("if-none-match", "\"other\"").await.expect(200);

    world.pass(1000);
    let change = |text: &str| json!({ "description": text });
    let patch = || world.ask("PATCH", LAKE).bearer(&ada);
    let changed = patch().header("if-match", &tag).json(&change("one")).await.expect(200);
    let fresh = changed.header("etag").to_owned();
    assert_ne!(fresh, tag);
    assert_eq!(world.get(LAKE).bearer(&ada).await.header("etag"), fresh);
    let stale = patch().header("if-match", &tag).json(&change("two")).await.expect(412);
    assert_eq!(stale.json()["code"], "precondition_failed");
    assert_eq!(world.get(LAKE).bearer(&ada).await.json()["description"], "one");
    patch().header("if-match", &format!("\"x\", {fresh}")).json(&change("three")).await.expect(200);
    patch().header("if-match", "*").json(&change("four")).await.expect(200);
    // It is optional.
    patch().json(&change("five")).await.expect(200);
}

#[tokio::test]
async fn a_field_left_out_stays() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    world.ask("PATCH", LAKE).bearer(&ada).json(&json!({ "description": "deep" })).await.expect(200);
    let same = world.ask("PATCH", LAKE).bearer(&ada).await.expect(200).json();
    assert_eq!(
        (&same["description"], &same["public"], &same["name"]),
        (&json!("deep"), &json!(false), &json!("lake"))
    );
}

#[tokio::test]
async fn a_repeated_key_does_nothing_twice() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    let create = |key: &str, name: &str| {
        let ask =
            world.post("/api/v1/organizations/ada/projects").bearer(&ada).header("idempotency-key", key);
        ask.json(&json!({ "name": name }))
    };
    let first = create("k1", "well").await.expect(201);
    let again = create("k1", "well").await.expect(201);
    assert_eq!((first.body, first.headers.get("location")), (again.body, again.headers.get("location")));
    create("k1", "other").await.expect(409);
    create("k2", "well").await.expect(409);
    for bad in ["", &"x".repeat(300)] {
        create(bad, "well").await.expect(400);
    }
    // Another caller's key is another key.
    let bob = world.secret("bob").await;
    let ask = world.post("/api/v1/organizations/bob/projects").bearer(&bob).header("idempotency-key", "k1");
    ask.json(&json!({ "name": "well" })).await.expect(201);
    // After a day it is forgotten.
    world.pass(25 * 60 * 60 * 1000);
    create("k1", "other").await.expect(201);
}

#[tokio::test]
async fn a_secret_is_issued_once_for_a_key_and_never_told_again() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    let issue = || {
        let ask = world.post("/api/v1/secrets").bearer(&ada).header("idempotency-key", "once");
        ask.json(&json!({ "kind": "private_read" }))
    };
    let first = issue().await.expect(201).json();
    let again = issue().await.expect(409);
    assert_eq!(again.json()["id"], first["id"]);
    let token = first["token"].as_str().unwrap();
    assert!(!again.text().contains(token));
    let sluicegate::store::Db::Sqlite { readers, .. } = &world.core.db else { panic!() };
    let kept: Vec<(String,)> =
        sqlx::query_as("select body from idempotency_keys").fetch_all(readers).await.unwrap();
    assert!(kept.iter().all(|(body,)| !body.contains(token)));
}

#[tokio::test]
async fn a_stale_tag_revokes_nothing() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    let issued =
        world.post("/api/v1/secrets").bearer(&ada).json(&json!({ "kind": "public_read" })).await.expect(201);
    let path = issued.header("location").to_owned();
    world.ask("DELETE", &path).bearer(&ada).header("if-match", "\"stale\"").await.expect(412);
    let tag = world.get(&path).bearer(&ada).await.expect(200).header("etag").to_owned();
    world.ask("DELETE", &path).bearer(&ada).header("if-match", &tag).await.expect(200);
}

#[tokio::test]
async fn records_leave_the_tag_of_a_stream_alone() {
    const EVENTS: &str = "/api/v1/streams/ada/lake/events";
    for world in World::on_both().await {
        let ada = world.secret("ada").await;
        let read = async || world.get(EVENTS).bearer(&ada).await.expect(200);
        let tag = read().await.header("etag").to_owned();
        let records = format!("{EVENTS}/records");
        world.post(&records).bearer(&ada).body("application/x-ndjson", "{\"n\":1}\n").await.expect(200);
        let after = read().await;
        assert_eq!((after.header("etag"), after.json()["last_seq"].clone()), (tag.as_str(), json!(1)));
        // What changed is answered, although the tag is known.
        let known = world.get(EVENTS).bearer(&ada).header("if-none-match", &tag).await.expect(200);
        assert_eq!(known.json()["last_seq"], 1);

        let patch = || world.ask("PATCH", EVENTS).bearer(&ada);
        let changed =
            patch().header("if-match", &tag).json(&json!({ "description": "one" })).await.expect(200);
        let fresh = changed.header("etag").to_owned();
        assert_eq!((fresh == tag, read().await.header("etag")), (false, fresh.as_str()));
        patch().header("if-match", &tag).json(&json!({ "description": "two" })).await.expect(412);
        world.post(&records).bearer(&ada).body("application/x-ndjson", "{\"n\":2}\n").await.expect(200);
        patch().header("if-match", &fresh).json(&json!({ "retention_days": 9 })).await.expect(200);
    }
}

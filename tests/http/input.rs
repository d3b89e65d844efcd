//! Bad input, and what it gets told.

use serde_json::json;

use super::world::World;

#[tokio::test]
async fn bodies_that_are_not_acceptable() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    let long = format!("{{\"name\":\"well\",\"description\":\"{}\"}}", "x".repeat(1_000_000));
    let deep = format!("{{\"name\":{}1{}}}", "[".repeat(500), "]".repeat(500));
    let cases: &[(&str, &[u8], u16, &str)] = &[
        ("application/json", br#"{"name":"#, 400, ""),
        ("application/json", b"{\"name\":\"\xff\"}", 400, ""),
        ("application/json", br#"["well"]"#, 422, ""),
        ("application/json", br#"{"name":"well","name":"hole"}"#, 422, ""),
        ("application/json", br#"{}"#, 422, "name"),
        ("application/json", b"", 422, "name"),
        ("application/json", br#"{"name":1}"#, 422, "name"),
        ("application/json", br#"{"name":null}"#, 422, "name"),
        ("application/json", br#"{"name":"Well"}"#, 422, "name"),
        ("application/json", br#"{"name":"9"}"#, 422, "name"),
        ("application/json", br#"{"name":"well","colour":"red"}"#, 422, "colour"),
        ("application/json", br#"{"name":"well","organization":"bob"}"#, 422, ""),
        ("application/json", br#"{"name":"well","public":"yes"}"#, 422, "public"),
        ("application/json", br#"{"name":"well","description":"two\nlines"}"#, 422, "description"),
        ("application/json", long.as_bytes(), 422, "description"),
        ("application/json", deep.as_bytes(), 422, ""),
        ("text/plain", br#"{"name":"well"}"#, 415, ""),
        ("application/x-www-form-urlencoded", b"name=well", 415, ""),
        ("application/json-patch+json", br#"{"name":"well"}"#, 415, ""),
        ("application/json; charset=utf-8", br#"{"name":"well"}"#, 201, ""),
    ];
    for (content_type, body, status, field) in cases {
        let ask = world.post("/api/v1/organizations/ada/projects").bearer(&ada).body(content_type, *body);
        let answer = ask.await;
        let shown: String = String::from_utf8_lossy(body).chars().take(80).collect();
        assert_eq!(answer.status, *status, "{content_type} {shown}: {}", answer.text());
        if !field.is_empty() {
            assert_eq!(answer.json()["errors"][0]["field"], *field, "{shown}: {}", answer.text());
        }
        // What came in too large is not thrown back.
        assert!(answer.body.len() < 2000, "{shown}");
    }
    let ask = || world.post("/api/v1/organizations/ada/projects").bearer(&ada);
    ask().body("application/json", r#"{"name":"hole"}"#).header("content-encoding", "gzip").await.expect(415);
    ask().body("application/json", r#"{"name":"hole"}"#).without("content-type").await.expect(415);
    ask().body("application/json", vec![b' '; 3_000_000]).await.expect(413);
}

#[tokio::test]
async fn ids_and_times_that_are_not_acceptable() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    for id in ["x", "0", "00000000-0000-0000-0000-000000000000", "..", "%00"] {
        world.get(&format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(404);
        world.ask("DELETE", &format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(404);
    }
    for body in [
        json!({ "kind": "golden" }),
        json!({ "kind": "private_read", "lifetime_days": 0 }),
        json!({ "kind": "private_read", "lifetime_days": 3651 }),
        json!({ "kind": "private_read", "lifetime_days": 1.5 }),
        json!({ "kind": "private_read", "expires_at": "tomorrow" }),
        json!({ "kind": "private_read", "expires_at": "2001-01-01T00:00:00Z" }),
        json!({ "kind": "private_read", "expires_at": "2030-01-01T00:00:00Z", "lifetime_days": 3 }),
        json!({ "kind": "service" }),
    ] {
        let answer = world.post("/api/v1/secrets").bearer(&ada).json(&body).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text());
    }
}

#[tokio::test]
async fn forms_say_what_is_wrong_where_it_is_wrong() {
    let world = World::peopled().await;
    let cookie = world.sign_in("ada").await;
    let post = |fields: &[(&str, &str)]| world.post("/ada").cookie(&cookie).form(fields);
    let answer =
        post(&[("do", "create-project"), ("organization", "ada"), ("name", "My Lake")]).await.expect(422);
    assert!(answer.text().contains("My Lake") && answer.header("cache-control") == "no-store");
    post(&[("do", "nonsense")]).await.expect(400);
    post(&[]).await.expect(400);
    post(&[("do", "create-project"), ("organization", "ada"), ("name", "a"), ("name", "b")])
        .await
        .expect(422);
    let garbled = world.post("/ada").cookie(&cookie).header("sec-fetch-site", "same-origin");
    garbled
        .body("application/x-www-form-urlencoded", "do=create-project&organization=ada&name=%ff")
        .await
        .expect(400);
}

//! The management API: statuses, and who gets to see what.

use serde_json::json;

use super::world::World;

#[tokio::test]
async fn what_is_made_is_found_at_its_location() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    for (path, body) in [
        ("/api/v1/organizations/ada/projects", json!({ "name": "my_well", "description": "Water" })),
        ("/api/v1/projects/ada/my-well/streams", json!({ "name": "drops" })),
        ("/api/v1/organizations/ada/teams", json!({ "name": "night_crew" })),
        ("/api/v1/secrets", json!({ "kind": "private_read" })),
    ] {
        let made = world.post(path).bearer(&ada).json(&body).await.expect(201);
        let found = world.get(made.header("location")).bearer(&ada).await.expect(200);
        assert_eq!(found.json()["id"], made.json()["id"], "{path}");
    }
    let project = world.get("/api/v1/projects/ada/my_well").bearer(&ada).await.expect(200).json();
    assert_eq!((&project["name"], &project["path"]), (&json!("my-well"), &json!("ada/my-well")));
}

#[tokio::test]
async fn nobody_learns_what_there_is() {
    let world = World::peopled().await;
    let (ada, bob) = (world.secret("ada").await, world.secret("bob").await);
    // Not there, hidden, and not even a name: one answer for a stranger.
    let hidden = world.get("/api/v1/projects/ada/lake").bearer(&bob).await.expect(404).comparable();
    for path in [
        "/api/v1/projects/ada/none",
        "/api/v1/projects/nobody/lake",
        "/api/v1/projects/Ada/la%20ke",
        "/api/v1/projects/ada/lake/streams",
        "/api/v1/streams/ada/lake/events",
        "/api/v1/streams/ada/lake/none",
        "/api/v1/nothing",
        "/api/v1/projects/ada/%ff",
    ] {
        assert_eq!(world.get(path).bearer(&bob).await.comparable(), hidden, "{path}");
    }
    assert_eq!(world.get("/api/v1/projects/ada/none").bearer(&ada).await.comparable(), hidden);
    // The records' paths have their own headers, since any page may call them; these are alike too.
    let records =
        world.get("/api/v1/streams/ada/lake/events/records").bearer(&bob).await.expect(404).comparable();
    for path in [
        "/api/v1/streams/ada/lake/none/records",
        "/api/v1/streams/no/lake/events/records",
        "/api/v1/streams/A/b/c/records",
    ] {
        assert_eq!(world.get(path).bearer(&bob).await.comparable(), records, "{path}");
    }
    // And one for a caller without a credential.
    let anonymous = world.get("/api/v1/projects/ada/lake").await.expect(401);
    assert_eq!(anonymous.header("www-authenticate"), "Bearer");
    let anonymous = anonymous.comparable();
    for path in [
        "/api/v1/projects/ada/none",
        "/api/v1/whoami",
        "/api/v1/secrets",
        "/api/v1/audit",
        "/api/nothing",
        "/api",
        "/access/v1/nothing",
        "/oauth/nothing",
        "/api/v1/projects/Ada/x",
    ] {
        assert_eq!(world.get(path).await.comparable(), anonymous, "{path}");
    }
    let secret = world.post("/api/v1/organizations/ada/projects").json(&json!({})).await.expect(401);
    assert_eq!(secret.comparable(), anonymous);
}

#[tokio::test]
async fn what_is_public_is_there_for_everybody() {
    let world = World::peopled().await;
    for path in [
        "/api/v1/organizations/ada",
        "/api/v1/projects/ada/pond",
        "/api/v1/projects/ada/pond/streams",
        "/api/v1/streams/ada/pond/events",
        "/api/v1/streams/ada/pond/events/records",
        "/api/v1/openapi.json",
        "/api/docs",
    ] {
        world.get(path).await.expect(200);
        // But a credential that isn't right is never taken for none.
        for bad in ["", "sgf_", "nonsense", "sgp_0000000000000000000000000000000000000000000000000"] {
            let refused = world.get(path).header("authorization", &format!("Bearer {bad}")).await.expect(401);
            assert_eq!(refused.header("www-authenticate"), "Bearer", "{path}");
        }
        world.get(path).header("authorization", "Basic YWRhOng=").await.expect(401);
    }
}

#[tokio::test]
async fn a_read_secret_reads_and_changes_nothing() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    let issue = async |kind: &str| {
        let issued =
            world.post("/api/v1/secrets").bearer(&ada).json(&json!({ "kind": kind })).await.expect(201);
        (
            issued.json()["id"].as_str().unwrap().to_owned(),
            issued.json()["token"].as_str().unwrap().to_owned(),
        )
    };
    let (id, private) = issue("private_read").await;
    let (_, public) = issue("public_read").await;
    world.get("/api/v1/projects/ada/lake").bearer(&private).await.expect(200);
    world.get("/api/v1/projects/ada/lake").bearer(&public).await.expect(404);
    world.get("/api/v1/projects/ada/pond").bearer(&public).await.expect(200);
    for secret in [&private, &public] {
        let refused = world
            .post("/api/v1/secrets")
            .bearer(secret)
            .json(&json!({ "kind": "public_read" }))
            .await
            .expect(403);
        assert_eq!(refused.header("content-type"), "application/problem+json");
        let made = json!({ "name": "well" });
        world.post("/api/v1/organizations/ada/projects").bearer(secret).json(&made).await.expect(403);
    }
    // A full secret issues no full secret.
    world.post("/api/v1/secrets").bearer(&ada).json(&json!({ "kind": "full" })).await.expect(403);
    // From the next request on it is refused, on public things too.
    world.ask("DELETE", &format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(200);
    world.get("/api/v1/projects/ada/lake").bearer(&private).await.expect(401);
    world.get("/api/v1/projects/ada/pond").bearer(&private).await.expect(401);
}

#[tokio::test]
async fn refusals_are_problem_documents() {
    let world = World::peopled().await;
    let bob = world.secret("bob").await;
    let refused =
        world.ask("PATCH", "/api/v1/projects/ada/pond").bearer(&bob).json(&json!({ "public": false })).await;
    let refused = refused.expect(403);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let problem = refused.json();
    assert_eq!(
        (&problem["type"], &problem["status"], &problem["code"]),
        (&json!("about:blank"), &json!(403), &json!("forbidden"))
    );
    assert!(
        problem["title"].is_string() && problem["detail"].is_string() && problem["permission"].is_string()
    );
    assert_eq!(problem["resource"], "project:ada/pond");
    let method = world.ask("PUT", "/api/v1/projects/ada/pond").bearer(&bob).await.expect(405);
    assert_eq!(
        (method.header("content-type"), method.json()["code"].as_str()),
        ("application/problem+json", Some("method_not_allowed"))
    );
    assert!(method.header("allow").contains("PATCH"));
}

#[tokio::test]
async fn lists_have_items_and_next() {
    let world = World::peopled().await;
    let ada = world.secret("ada").await;
    let first = world.get("/api/v1/projects?limit=1").bearer(&ada).await.expect(200).json();
    assert_eq!(first["items"].as_array().unwrap().len(), 1);
    let next = first["next"].as_str().unwrap();
    let second =
        world.get(&format!("/api/v1/projects?limit=1&after={next}")).bearer(&ada).await.expect(200).json();
    assert_ne!(first["items"][0]["path"], second["items"][0]["path"]);
    for bad in
        ["limit=0", "limit=501", "limit=-1", "limit=x", "limit=1&limit=2", "colour=red", "organization=Ada"]
    {
        world.get(&format!("/api/v1/projects?{bad}")).bearer(&ada).await.expect(422);
    }
}

//! Forms of the console, posted without scripts.

use serde_json::{Value, json};

use super::world::{Answer, World};

async fn api(world: &World, method: &str, path: &str, body: Value) -> Answer {
    let token = world.secret("ada").await;
    let path = format!("/api/v1{path}");
    let ask = world.ask(method, &path).bearer(&token);
    if body.is_null() { ask.await } else { ask.json(&body).await }
}

#[tokio::test]
async fn joining_a_team_comes_back_once_with_what_it_changes() {
    for world in World::on_both().await {
        let ada = world.sign_in("ada").await;
        api(&world, "POST", "/organizations/ada/teams", json!({ "name": "crew" })).await.expect(201);
        api(&world, "PATCH", "/organizations/ada/members/bob", json!({ "view": true })).await.expect(200);
        let members = async || {
            let members = api(&world, "GET", "/organizations/ada/teams/crew", Value::Null).await;
            members.json()["members"].as_u64().unwrap()
        };

        // One, from the team's page.
        let join = async |user: &str, seen: &str| {
            let form = [
                ("do", "add-team-member"),
                ("organization", "ada"),
                ("team", "crew"),
                ("user", user),
                ("seen", seen),
            ];
            world.post("/ada/-/teams/crew").cookie(&ada).form(&form).await
        };
        let shown = join("bob", "").await.expect(200);
        assert!(
            shown.text().contains("team ada/crew") && members().await == 0,
            "a preview, and nothing done"
        );
        assert!(join("nobody", "").await.expect(200).text().contains("there is nobody of this name"));
        let other = join("ada", "").await.field("seen");
        assert!(join("bob", &other).await.expect(409).text().contains("Somebody changed this meanwhile"));
        join("bob", &shown.field("seen")).await.expect(303);
        assert_eq!(members().await, 1);

        // Several, from the members' page.
        api(&world, "DELETE", "/organizations/ada/teams/crew/members/bob", Value::Null).await.expect(200);
        let join = async |seen: &str| {
            let form = [
                ("do", "add-team-members"),
                ("organization", "ada"),
                ("team", "crew"),
                ("users", "ada,bob"),
                ("seen", seen),
            ];
            world.post("/ada/-/members").cookie(&ada).form(&form).await
        };
        let shown = join("").await.expect(200);
        let page = world.get("/ada/-/members?bulk=team&users=ada&users=bob").cookie(&ada).await.expect(200);
        assert!(page.text().contains("team ada/crew") && members().await == 0);
        api(&world, "POST", "/organizations/ada/teams/crew/members", json!({ "user": "bob" }))
            .await
            .expect(200);
        let stale = join(&shown.field("seen")).await.expect(409);
        assert!(stale.text().contains("Somebody changed this meanwhile"));
        join(&stale.field("seen")).await.expect(303);
        assert_eq!(members().await, 2);
    }
}

#[tokio::test]
async fn a_stream_is_made_with_its_schema_and_retention() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    let page = world.get("/ada/lake?new=stream").cookie(&ada).await.expect(200).text();
    assert!(page.contains("name=\"schema\"") && page.contains("name=\"retention_days\""));
    let make = async |schema: &str, days: &str| {
        let form = [
            ("do", "create-stream"),
            ("organization", "ada"),
            ("project", "lake"),
            ("name", "orders"),
            ("schema", schema),
            ("retention_days", days),
        ];
        world.post("/ada/lake").cookie(&ada).form(&form).await
    };
    let schema = r#"{"type":"object","required":["id"]}"#;
    let refused = make("{", "90").await.expect(422).text();
    assert!(refused.contains("id=\"schema-error\"") && refused.contains("value=\"90\""), "{refused}");
    let refused = make(schema, "soon").await.expect(422).text();
    assert!(refused.contains("id=\"retention_days-error\"") && refused.contains("required"), "{refused}");
    let made = make(schema, "90").await.expect(303);
    assert_eq!(made.header("location"), "/ada/lake/orders");
    let stream = api(&world, "GET", "/streams/ada/lake/orders", Value::Null).await.json();
    assert_eq!(
        (stream["retention_days"].as_u64(), &stream["schema"]["required"][0]),
        (Some(90), &json!("id"))
    );
}

#[tokio::test]
async fn a_member_is_found_by_the_whole_name_and_the_only_admin_is_known_under_a_search() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    api(&world, "PATCH", "/organizations/ada/members/bob", json!({ "view": true })).await.expect(200);
    let page = world.get("/ada/-/members?quota=ada").cookie(&ada).await.expect(200);
    assert!(page.text().contains("Quotas of ada"));
    world.get("/ada/-/members?quota=bo").cookie(&ada).await.expect(404);
    let page = world.get("/ada/-/members?search=ad").cookie(&ada).await.expect(200);
    assert!(page.text().contains("ada is the only admin"), "however few are found");
    assert!(page.text().contains("1 of 1"));
    // Bob's place ends meanwhile: the others can be removed all the same.
    api(&world, "POST", "/organizations", json!({ "name": "acme" })).await.expect(201);
    api(&world, "PATCH", "/organizations/acme/members/bob", json!({ "view": true })).await.expect(200);
    api(&world, "DELETE", "/organizations/acme/members/bob", Value::Null).await.expect(200);
    world.get("/acme/-/members?bulk=remove&users=bob&users=ada").cookie(&ada).await.expect(200);
    world.get("/acme/-/members?remove=bob").cookie(&ada).await.expect(404);
}

#[tokio::test]
async fn the_only_admin_is_shown_a_way_out() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    api(&world, "POST", "/organizations", json!({ "name": "acme" })).await.expect(201);
    api(&world, "POST", "/organizations/acme/projects", json!({ "name": "lake" })).await.expect(201);
    let leave = world.get("/acme/-/leave").cookie(&ada).await.expect(200).text();
    for link in ["/acme/-/members?add=person", "/acme/-/settings", "/acme/lake?tab=members&amp;add=person"] {
        assert!(leave.contains(&format!("href=\"{link}\"")), "{link}: {leave}");
    }
    let flags = world.get("/acme/-/members?edit=ada").cookie(&ada).await.expect(200).text();
    assert!(
        flags.contains("href=\"/acme/-/members?add=person\"") && flags.contains("delete the organization")
    );
}

#[tokio::test]
async fn a_refused_claim_is_told() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    let form = [("do", "claim-project"), ("organization", "ada"), ("project", "pond")];
    let refused = world.post("/ada/pond").cookie(&ada).form(&form).await.expect(403);
    let fault = api(&world, "POST", "/projects/ada/pond/claim", json!({})).await.expect(403);
    let detail = fault.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("enabled admin") && refused.text().contains(&detail), "{detail}");
}

#[tokio::test]
async fn the_bar_says_that_invites_wait() {
    let world = World::peopled().await;
    let bob = world.sign_in("bob").await;
    let waits =
        async || world.get("/").cookie(&bob).await.expect(200).text().contains("1 invite waits for you");
    assert!(!waits().await);
    api(&world, "POST", "/organizations", json!({ "name": "acme" })).await.expect(201);
    api(&world, "POST", "/organizations/acme/invites", json!({ "user": "bob", "view": true }))
        .await
        .expect(200);
    assert!(waits().await);
}

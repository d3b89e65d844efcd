//! Projects by the console's forms, on both databases: claim, transfer, and the services of other organizations.

use serde_json::{Value, json};
use sluicegate::operations::operator;

use super::invites::{acme, post};
use super::world::{PASSWORD, World};

const LAKE: &str = "/ada/lake";

async fn flags(world: &World, by: &str, path: &str, flags: Value) {
    world.ask("PATCH", &format!("/api/v1/{path}")).bearer(by).json(&flags).await.expect(200);
}

#[tokio::test]
async fn a_project_without_anybody_who_decides_is_claimed_by_an_admin() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bobs = world.secret("bob").await;
        flags(&world, &token, "organizations/acme/members/bob", json!({ "view": true, "create": true }))
            .await;
        let cleo = "cleo".parse().unwrap();
        operator::create_user(&world.core, cleo, &PASSWORD.to_owned().into()).await.unwrap();
        flags(&world, &token, "organizations/acme/members/cleo", json!({ "view": true, "create": true }))
            .await;
        let made = json!({ "name": "pond" });
        world.post("/api/v1/organizations/acme/projects").bearer(&bobs).json(&made).await.expect(201);

        let page = "/acme/pond";
        let form = |project| [("do", "claim-project"), ("organization", "acme"), ("project", project)];
        let early = world.post(page).cookie(&ada).form(&form("pond")).await.expect(403);
        assert!(early.text().contains("Claim project"), "bob decides about it");
        operator::disable_user(&world.core, &"bob".parse().unwrap()).await.unwrap();
        assert!(world.get(page).cookie(&ada).await.expect(403).text().contains("claim-project"));
        let cleo = world.sign_in("cleo").await;
        assert!(!world.get(page).cookie(&cleo).await.expect(403).text().contains("claim-project"));
        world.post(page).cookie(&cleo).form(&form("pond")).await.expect(403);
        // What can't be read claims nothing: the page stays the one that refuses her.
        world.post(page).cookie(&ada).form(&form("no name")).await.expect(403);
        let claimed = world.post(page).cookie(&ada).form(&form("pond")).await.expect(303);
        assert_eq!(claimed.header("location"), page);
        assert!(world.get(page).cookie(&ada).await.expect(200).text().contains("tab=settings"));
        world.post(page).cookie(&ada).form(&form("pond")).await.expect(403);
    }
}

#[tokio::test]
async fn a_transfer_is_typed_and_shown_first() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        flags(&world, &token, "projects/ada/lake/members/bob", json!({ "view": true, "create": true })).await;
        let bob = world.sign_in("bob").await;
        let (shown, action) = ("/ada/lake?tab=settings&to=acme", "/ada/lake?tab=settings");
        let form = |to, typed| {
            [
                ("do", "transfer-project"),
                ("organization", "ada"),
                ("project", "lake"),
                ("to", to),
                ("typed", typed),
            ]
        };
        let dialog = world.get(shown).cookie(&ada).await.expect(200);
        assert!(dialog.text().contains("It becomes acme/lake") && dialog.text().contains("name=\"seen\""));
        let wrong = world.get("/ada/lake?tab=settings&to=nobody").cookie(&ada).await.expect(200);
        assert!(!wrong.text().contains("name=\"typed\""), "it asks where to again");
        world.post(action).cookie(&ada).form(&form("acme", "pond")).await.expect(422);
        let untold = world.post(action).cookie(&ada).form(&form("bob", "lake")).await;
        assert_eq!(untold.status, 403, "there she may not create");
        let nowhere = world.post(action).cookie(&ada).form(&form("nobody", "lake")).await;
        assert!([404, 422].contains(&nowhere.status.as_u16()), "{}", nowhere.status);
        world.post(action).cookie(&bob).form(&form("acme", "lake")).await.expect(403);

        // Meanwhile a service of the organization came to read it, which would stop.
        let stale = dialog.field("seen");
        let made = json!({ "name": "etl" });
        world.post("/api/v1/organizations/ada/services").bearer(&token).json(&made).await.expect(201);
        let grant = json!({ "stream": "ada/lake/events", "read": true });
        flags(&world, &token, "services/ada/etl/permissions", grant).await;
        let with = [&form("acme", "lake")[..], &[("seen", stale.as_str())]].concat();
        let refused = world.post(action).cookie(&ada).form(&with).await.expect(409);
        assert!(refused.text().contains("ada/etl") && refused.field("seen") != stale, "the new state");
        let moved = post(&world, &ada, (shown, action), &form("acme", "lake")).await.expect(303);
        assert_eq!(moved.header("location"), "/acme/lake");
        world.get(LAKE).cookie(&ada).await.expect(404);
        world.get("/acme/lake/events").cookie(&bob).await.expect(200);
    }
}

#[tokio::test]
async fn a_foreign_service_is_confirmed_and_ended_by_a_projects_admin() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bob = world.sign_in("bob").await;
        flags(&world, &token, "projects/ada/lake/members/bob", json!({ "view": true, "create": true })).await;
        let made = json!({ "name": "shift" });
        world.post("/api/v1/organizations/acme/services").bearer(&token).json(&made).await.expect(201);
        let grant = json!({ "stream": "ada/lake/events", "read": true });
        flags(&world, &token, "services/acme/shift/permissions", grant).await;
        let issued = world.post("/api/v1/services/acme/shift/secrets").bearer(&token).json(&json!({})).await;
        let issued = issued.expect(201).json();
        let records = "/api/v1/streams/ada/lake/events/records";
        let reads =
            async || world.get(records).bearer(issued["token"].as_str().unwrap()).await.status.as_u16();
        let waiting = reads().await;
        assert!([403, 404].contains(&waiting), "it waits to be confirmed: {waiting}");

        let page = "/ada/lake?tab=services";
        let form = |form, service| {
            [("do", form), ("organization", "ada"), ("project", "lake"), ("service", service)]
        };
        assert!(world.get(page).cookie(&ada).await.expect(200).text().contains("Waits for you"));
        let dialog = format!("{page}&confirm=acme/shift");
        assert!(world.get(&dialog).cookie(&ada).await.expect(200).text().contains("Confirm acme/shift"));
        for name in ["confirm-service", "end-service"] {
            for wrong in ["no path", "acme/none"] {
                let refused = world.post(page).cookie(&ada).form(&form(name, wrong)).await;
                assert!([404, 422].contains(&refused.status.as_u16()), "{name} {wrong}: {}", refused.status);
            }
            world.post(page).cookie(&bob).form(&form(name, "acme/shift")).await.expect(403);
        }
        assert_eq!(reads().await, waiting);
        post(&world, &ada, (&dialog, page), &form("confirm-service", "acme/shift")).await.expect(303);
        assert_eq!(reads().await, 200);
        let listed = world.get(page).cookie(&ada).await.expect(200).text();
        assert!(!listed.contains("Waits for you"));

        let dialog = format!("{page}&end=acme/shift");
        assert!(
            world.get(&dialog).cookie(&ada).await.expect(200).text().contains("End the grants of acme/shift")
        );
        post(&world, &ada, (&dialog, page), &form("end-service", "acme/shift")).await.expect(303);
        assert!([403, 404].contains(&reads().await));
        assert!(
            world.get(page).cookie(&ada).await.expect(200).text().contains("No service reads or writes here")
        );
    }
}

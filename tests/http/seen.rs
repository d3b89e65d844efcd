//! What ends is shown before it ends, without scripts: by accepting an invite, for a service in a project, with `admin`,
//! with an organization.

use serde_json::{Value, json};

use super::invites::acme;
use super::world::{Answer, PASSWORD, World};

async fn api(world: &World, token: &str, (method, path): (&str, &str), body: Value) -> Answer {
    let path = format!("/api/v1/{path}");
    let ask = world.ask(method, &path).bearer(token);
    let answer = if body.is_null() { ask.await } else { ask.json(&body).await };
    assert!(answer.status.is_success(), "{method} {path}: {}", answer.text());
    answer
}

/// What a page says, without the marks that the framework leaves between texts.
fn said(page: &Answer) -> String {
    page.text().replace("<!>", "").replace("<!---->", "")
}

#[tokio::test]
async fn the_terms_of_an_invite_tell_what_ends() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let (bob, bobs) = (world.sign_in("bob").await, world.secret("bob").await);
        api(&world, &token, ("POST", "organizations"), json!({ "name": "north" })).await;
        api(&world, &token, ("POST", "organizations/acme/invites"), json!({ "user": "bob" })).await;
        api(&world, &bobs, ("POST", "organizations/acme/invite/accept"), Value::Null).await;
        for team in ["crew", "ops"] {
            api(&world, &token, ("POST", "organizations/acme/teams"), json!({ "name": team })).await;
        }
        let join = async |team: &str| {
            let path = format!("organizations/acme/teams/{team}/members");
            api(&world, &token, ("POST", &path), json!({ "user": "bob" })).await;
        };
        join("crew").await;

        // Whoever invites is told what leaving would mean, of what they may see.
        let dialog = said(&world.get("/acme/-/members?edit=bob").cookie(&ada).await.expect(200));
        assert!(!dialog.contains("leaves, or is removed"), "only an invite asks for it: {dialog}");
        api(&world, &token, ("PATCH", "projects/ada/lake/members/bob"), json!({ "view": true })).await;
        api(&world, &token, ("POST", "organizations/north/invites"), json!({ "user": "bob", "view": true }))
            .await;
        let dialog = said(&world.get("/north/-/members?invite=bob").cookie(&ada).await.expect(200));
        for words in
            ["If bob leaves, or is removed", "Billing returns to", "today, of those you may see: nothing"]
        {
            assert!(dialog.contains(words), "{words}: {dialog}");
        }
        let by_address =
            said(&world.get("/north/-/members?invite=d@example.com").cookie(&ada).await.expect(200));
        assert!(by_address.contains("If they leave, or are removed"), "{by_address}");

        let page = world.get("/-/invites/north").cookie(&bob).await.expect(200);
        assert!(said(&page).contains("Team acme/crew") && said(&page).contains("Your place ends"));
        assert!(!said(&page).contains("Team acme/ops"));
        join("ops").await;
        let accept = async |seen: &str| {
            let form = [("do", "accept-invite"), ("organization", "north"), ("seen", seen)];
            world.post("/-/invites/north").cookie(&bob).form(&form).await
        };
        let stale = accept(&page.field("seen")).await.expect(409);
        assert!(said(&stale).contains("Team acme/ops"), "it shows what holds now");
        accept(&stale.field("seen")).await.expect(303);
        let crew = api(&world, &token, ("GET", "organizations/acme/teams/crew"), Value::Null).await;
        assert_eq!(crew.json()["members"], 0);
    }
}

#[tokio::test]
async fn grants_of_a_service_end_as_they_were_shown() {
    for world in World::on_both().await {
        let (token, ada) = (world.secret("ada").await, world.sign_in("ada").await);
        api(&world, &token, ("POST", "organizations/ada/services"), json!({ "name": "wash" })).await;
        api(&world, &token, ("POST", "projects/ada/lake/streams"), json!({ "name": "clean" })).await;
        let grant = async |stream: &str, write: bool| {
            let body = json!({ "stream": format!("ada/lake/{stream}"), "read": true, "write": write });
            api(&world, &token, ("PATCH", "services/ada/wash/permissions"), body).await;
        };
        grant("events", false).await;
        let end = async |page: &str, seen: &str| {
            let form = [
                ("do", "end-service"),
                ("organization", "ada"),
                ("project", "lake"),
                ("service", "ada/wash"),
                ("seen", seen),
            ];
            world.post(page).cookie(&ada).form(&form).await
        };
        for page in ["/ada/lake?tab=services", "/ada/lake/events?tab=access"] {
            grant("events", false).await;
            let dialog = world.get(&format!("{page}&end=ada/wash")).cookie(&ada).await.expect(200);
            assert!(said(&dialog).contains("Ends: 1 grant") && said(&dialog).contains("service ada/wash"));
            grant("clean", true).await;
            let stale = end(page, &dialog.field("seen")).await.expect(409);
            assert!(said(&stale).contains("Ends: 2 grants") && said(&stale).contains("ada/lake/clean"));
            assert!(said(&stale).contains("Somebody changed this meanwhile"), "{}", said(&stale));
            end(page, &stale.field("seen")).await.expect(303);
            let gone = end(page, &stale.field("seen")).await.expect(404);
            assert!(said(&gone).contains("there is nothing to end"), "{}", said(&gone));
        }
    }
}

#[tokio::test]
async fn a_foreign_service_is_confirmed_as_it_was_shown() {
    for world in World::on_both().await {
        let (token, ada, bobs) =
            (world.secret("ada").await, world.sign_in("ada").await, world.secret("bob").await);
        api(&world, &bobs, ("POST", "organizations/bob/services"), json!({ "name": "wash" })).await;
        let grant = async |write: bool| {
            let body = json!({ "stream": "ada/pond/events", "read": true, "write": write });
            api(&world, &bobs, ("PATCH", "services/bob/wash/permissions"), body).await;
        };
        grant(false).await;
        let page = "/ada/pond?tab=services";
        let dialog = world.get(&format!("{page}&confirm=bob/wash")).cookie(&ada).await.expect(200);
        assert!(said(&dialog).contains("Waiting to be confirmed: 1 grant"), "{}", said(&dialog));
        let flags = json!({ "view": true, "create": true });
        api(&world, &token, ("PATCH", "projects/ada/pond/members/bob"), flags).await;
        grant(true).await;
        let confirm = async |seen: &str| {
            let form = [
                ("do", "confirm-service"),
                ("organization", "ada"),
                ("project", "pond"),
                ("service", "bob/wash"),
                ("seen", seen),
            ];
            world.post(page).cookie(&ada).form(&form).await
        };
        let stale = confirm(&dialog.field("seen")).await.expect(409);
        assert!(said(&stale).contains("write"), "what holds now");
        confirm(&stale.field("seen")).await.expect(303);
        let settled = world.get(&format!("{page}&confirm=bob/wash")).cookie(&ada).await.expect(200);
        assert!(said(&settled).contains("None of its grants in this project waits"), "{}", said(&settled));
    }
}

#[tokio::test]
async fn taking_admin_says_which_invites_end() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bobs = world.secret("bob").await;
        api(&world, &token, ("PATCH", "organizations/acme/members/bob"), json!({ "admin": true })).await;
        let sent = json!({ "email": "dora@example.com", "view": true });
        api(&world, &bobs, ("POST", "organizations/acme/invites"), sent).await;
        let form = |admin: &'static [(&str, &str)]| {
            let form = [
                ("do", "update-organization-permissions"),
                ("organization", "acme"),
                ("user", "bob"),
                ("flags", "all"),
                ("view", "true"),
            ];
            form.into_iter().chain(admin.iter().copied()).collect::<Vec<_>>()
        };
        let kept =
            world.post("/acme/-/members").cookie(&ada).form(&form(&[("admin", "true")])).await.expect(200);
        assert!(said(&kept).contains("Nothing else ends"), "{}", said(&kept));
        let taken = world.post("/acme/-/members").cookie(&ada).form(&form(&[])).await.expect(200);
        assert!(said(&taken).contains("1 invite that is pending, which ends"), "{}", said(&taken));
    }
}

#[tokio::test]
async fn an_organization_says_what_it_holds_and_who_loses_by_its_end() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        api(&world, &token, ("POST", "organizations/acme/services"), json!({ "name": "wash" })).await;
        let page = "/acme/-/settings";
        let settings = said(&world.get(page).cookie(&ada).await.expect(200));
        assert!(settings.contains("It holds services: acme/wash.") && !settings.contains("?delete="));
        let delete = async |seen: &str| {
            let form = [
                ("do", "delete-organization"),
                ("organization", "acme"),
                ("typed", "acme"),
                ("confirming", "true"),
                ("confirm_password", PASSWORD),
                ("seen", seen),
            ];
            world.post(page).cookie(&ada).form(&form).await
        };
        let held = delete("something else").await.expect(409);
        assert!(said(&held).contains("holds service:acme/wash"), "{}", said(&held));

        api(&world, &token, ("DELETE", "services/acme/wash"), Value::Null).await;
        let dialog = world.get(&format!("{page}?delete=organization")).cookie(&ada).await.expect(200);
        assert!(said(&dialog).contains("1 person loses access"), "{}", said(&dialog));
        api(&world, &token, ("PATCH", "organizations/acme/members/bob"), json!({ "view": true })).await;
        let stale = delete(&dialog.field("seen")).await.expect(409);
        assert!(said(&stale).contains("2 people lose access"), "{}", said(&stale));
        delete(&stale.field("seen")).await.expect(303);
        world.get("/acme").cookie(&ada).await.expect(404);
    }
}

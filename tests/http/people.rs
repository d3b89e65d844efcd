//! People of an organization by the console's forms, on both databases: leaving, quotas, home teams; and the settings of
//! the organization and its teams.

use serde_json::json;
use sluicegate::operations::operator;

use super::invites::{acme, post};
use super::world::{PASSWORD, World};

/// Somebody with flags on acme: their session.
async fn person(world: &World, ada: &str, name: &str, flags: serde_json::Value) -> String {
    let account = name.parse().unwrap();
    let _there = operator::create_user(&world.core, account, &PASSWORD.to_owned().into()).await;
    let path = format!("/api/v1/organizations/acme/members/{name}");
    world.ask("PATCH", &path).bearer(ada).json(&flags).await.expect(200);
    world.sign_in(name).await
}

#[tokio::test]
async fn leaving_shows_what_ends_and_ends_it() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bob = person(&world, &token, "bob", json!({ "view": true, "create": true })).await;
        let page = "/acme/-/leave";
        let form = [("do", "leave-organization"), ("organization", "acme")];
        let made = json!({ "name": "pond" });
        let bobs = world.secret("bob").await;
        world.post("/api/v1/organizations/acme/projects").bearer(&bobs).json(&made).await.expect(201);
        let shown = world.get(page).cookie(&bob).await.expect(200).text();
        assert!(
            shown.contains("acme/pond") && shown.contains("would be left without anybody who decides"),
            "{shown}"
        );
        post(&world, &bob, (page, page), &form).await.expect(409);
        let ada_too = json!({ "admin": true });
        world
            .ask("PATCH", "/api/v1/projects/acme/pond/members/ada")
            .bearer(&bobs)
            .json(&ada_too)
            .await
            .expect(200);

        let stale = world.get(page).cookie(&bob).await.expect(200).field("seen");
        let nothing = json!({ "create": false });
        world
            .ask("PATCH", "/api/v1/organizations/acme/members/bob")
            .bearer(&token)
            .json(&nothing)
            .await
            .expect(200);
        let with = |seen| [form[0], form[1], ("seen", seen)];
        world.post(page).cookie(&bob).form(&with(&stale)).await.expect(409);
        world.post(page).cookie(&bob).form(&[form[0], ("organization", "no name")]).await.expect(422);
        world.get("/acme/pond").cookie(&bob).await.expect(200);

        let done = post(&world, &bob, (page, page), &form).await.expect(303);
        assert_eq!(done.header("location"), "/");
        world.get("/acme/pond").cookie(&bob).await.expect(404);
        world.get("/acme/-/members").cookie(&bob).await.expect(403);
        let none = post(&world, &bob, (page, page), &form).await;
        assert!([403, 404].contains(&none.status.as_u16()), "there is nothing left: {}", none.status);
        // The only admin stays.
        let refused = post(&world, &ada, (page, page), &form).await.expect(409);
        assert!(refused.text().contains("acme"));
        world.get("/acme/-/members").cookie(&ada).await.expect(200);
    }
}

#[tokio::test]
async fn a_members_quotas_are_set_by_an_admin() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bob = world.sign_in("bob").await;
        let invite = json!({ "user": "bob", "view": true });
        world.post("/api/v1/organizations/acme/invites").bearer(&token).json(&invite).await.expect(200);
        let bobs = world.secret("bob").await;
        let accept = "/api/v1/organizations/acme/invite/accept";
        world.post(accept).bearer(&bobs).json(&json!({})).await.expect(200);
        person(&world, &token, "cleo", json!({ "view": true })).await;

        let page = "/acme/-/members";
        let form = |user, read, write| {
            [
                ("do", "update-member-quota"),
                ("organization", "acme"),
                ("user", user),
                ("read_quota_mb", read),
                ("write_quota_mb", write),
            ]
        };
        let dialog = world.get("/acme/-/members?quota=bob").cookie(&ada).await.expect(200);
        assert_eq!((dialog.field("user"), dialog.field("read_quota_mb")), ("bob".to_owned(), String::new()));
        let bad = world.post(page).cookie(&ada).form(&form("bob", "-5", "")).await.expect(422);
        assert_eq!(bad.field("read_quota_mb"), "-5", "as it was typed");
        world.post(page).cookie(&bob).form(&form("bob", "500", "")).await.expect(403);
        world.post(page).cookie(&ada).form(&form("cleo", "5", "")).await.expect(409);
        world.post(page).cookie(&ada).form(&form("bob", "7", "")).await.expect(303);
        let shown = world.get("/acme/-/members?quota=bob").cookie(&ada).await.expect(200);
        assert_eq!(
            (shown.field("read_quota_mb"), shown.field("write_quota_mb")),
            ("7".to_owned(), String::new())
        );
        // Left empty is no bound.
        world.post(page).cookie(&ada).form(&form("bob", "", "0")).await.expect(303);
        let shown = world.get("/acme/-/members?quota=bob").cookie(&ada).await.expect(200);
        assert_eq!(
            (shown.field("read_quota_mb"), shown.field("write_quota_mb")),
            (String::new(), "0".to_owned())
        );
        let refused = world.get("/acme/-/members?quota=bob").cookie(&bob).await.expect(403);
        assert!(!refused.text().contains("update-member-quota"), "it is for admins");
    }
}

#[tokio::test]
async fn a_home_team_is_chosen_by_whose_it_is_and_by_admins() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bob = person(&world, &token, "bob", json!({ "view": true })).await;
        let cleo = person(&world, &token, "cleo", json!({ "view": true, "create": true })).await;
        for team in ["crew", "deck"] {
            let teams = "/api/v1/organizations/acme/teams";
            world.post(teams).bearer(&token).json(&json!({ "name": team })).await.expect(201);
            let members = format!("{teams}/{team}/members");
            world.post(&members).bearer(&token).json(&json!({ "user": "bob" })).await.expect(200);
        }
        let home = async |team: &str| {
            let path = format!("/api/v1/organizations/acme/teams/{team}/members");
            world.get(&path).bearer(&token).await.expect(200).json()["items"][0]["home"].clone()
        };
        assert_eq!((home("crew").await, home("deck").await), (json!(true), json!(false)), "the first joined");
        let (crew, deck) = ("/acme/-/teams/crew", "/acme/-/teams/deck");
        let form =
            |team, user| [("do", "set-home-team"), ("organization", "acme"), ("team", team), ("user", user)];
        assert!(world.get(deck).cookie(&bob).await.expect(200).text().contains("Make it my home team"));
        assert!(!world.get(deck).cookie(&cleo).await.expect(200).text().contains("set-home-team"));
        world.post(deck).cookie(&cleo).form(&form("deck", "bob")).await.expect(403);
        world.post(deck).cookie(&bob).form(&form("deck", "no name")).await.expect(422);
        let stranger = world.post(deck).cookie(&ada).form(&form("deck", "cleo")).await;
        assert!(stranger.status.is_client_error(), "she isn’t in it: {}", stranger.status);
        assert_eq!(home("deck").await, false);
        let done = world.post(deck).cookie(&bob).form(&form("deck", "bob")).await.expect(303);
        assert_eq!(done.header("location"), deck);
        assert_eq!((home("crew").await, home("deck").await), (json!(false), json!(true)));
        world.post(crew).cookie(&ada).form(&form("crew", "bob")).await.expect(303);
        assert_eq!(home("crew").await, true);
    }
}

#[tokio::test]
async fn an_organizations_settings_are_its_admins() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bob = person(&world, &token, "bob", json!({ "view": true, "create": true })).await;
        let page = "/acme/-/settings";
        let form = |name, days| {
            [
                ("do", "update-organization"),
                ("organization", "acme"),
                ("shows", "description"),
                ("name", name),
                ("description", "What we do"),
                ("longest_secret_days", days),
            ]
        };
        let refused = world.get(page).cookie(&bob).await.expect(403);
        assert!(refused.text().contains("ada"), "it says who could");
        world.post(page).cookie(&bob).form(&form("mine", "30")).await.expect(403);
        let bad = world.post(page).cookie(&ada).form(&form("Not A Name", "30")).await.expect(422);
        assert_eq!((bad.field("name"), bad.field("longest_secret_days")), ("Not A Name".into(), "30".into()));
        world.post(page).cookie(&ada).form(&form("acme", "0")).await.expect(422);
        world.post(page).cookie(&ada).form(&form("bob", "")).await.expect(409);
        let done = world.post(page).cookie(&ada).form(&form("acme", "30")).await.expect(303);
        assert_eq!(done.header("location"), page);
        let shown = world.get("/api/v1/organizations/acme").bearer(&token).await.expect(200).json();
        assert_eq!(
            (&shown["longest_secret_days"], &shown["description"]),
            (&json!(30), &json!("What we do"))
        );

        let quotas = |read| {
            [
                ("do", "update-organization-quota"),
                ("organization", "acme"),
                ("read_quota_mb", read),
                ("write_quota_mb", ""),
            ]
        };
        world.post(page).cookie(&ada).form(&quotas("much")).await.expect(422);
        world.post(page).cookie(&bob).form(&quotas("100")).await.expect(403);
        world.post(page).cookie(&ada).form(&quotas("100")).await.expect(303);
        assert_eq!(world.get(page).cookie(&ada).await.expect(200).field("read_quota_mb"), "100");

        let renamed = world.post(page).cookie(&ada).form(&form("newton", "")).await.expect(303);
        assert_eq!(renamed.header("location"), "/newton/-/settings");
        let shown = world.get("/newton/-/settings").cookie(&ada).await.expect(200);
        assert_eq!(shown.field("longest_secret_days"), "", "left empty is no bound");
        world.get("/acme").cookie(&ada).await.expect(404);
        world.get("/newton/-/members").cookie(&bob).await.expect(200);
    }
}

#[tokio::test]
async fn a_teams_settings_are_the_admins() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bob = person(&world, &token, "bob", json!({ "view": true, "create": true })).await;
        let teams = "/api/v1/organizations/acme/teams";
        for team in ["crew", "deck"] {
            world.post(teams).bearer(&token).json(&json!({ "name": team })).await.expect(201);
        }
        let page = "/acme/-/teams/crew?tab=settings";
        let form = |name, discoverable| {
            [
                ("do", "update-team"),
                ("organization", "acme"),
                ("team", "crew"),
                ("shows", "description"),
                ("name", name),
                ("description", "Night watch"),
                ("discoverable", discoverable),
            ]
        };
        assert_eq!(world.get(page).cookie(&ada).await.expect(200).field("name"), "crew");
        assert!(!world.get(page).cookie(&bob).await.expect(200).text().contains("update-team"));
        world.post(page).cookie(&bob).form(&form("mine", "true")).await.expect(403);
        world.post(page).cookie(&ada).form(&form("crew", "perhaps")).await.expect(422);
        let bad = world.post(page).cookie(&ada).form(&form("Not A Name", "true")).await.expect(422);
        assert_eq!(bad.field("name"), "Not A Name");
        world.post(page).cookie(&ada).form(&form("deck", "true")).await.expect(409);
        let done = world.post(page).cookie(&ada).form(&form("watch", "true")).await.expect(303);
        assert_eq!(done.header("location"), "/acme/-/teams/watch");
        world.get("/acme/-/teams/crew").cookie(&ada).await.expect(404);
        let shown = world.get(&format!("{teams}/watch")).bearer(&token).await.expect(200).json();
        assert_eq!((&shown["discoverable"], &shown["description"]), (&json!(true), &json!("Night watch")));
    }
}

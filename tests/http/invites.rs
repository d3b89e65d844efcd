//! Invites by the console's forms, on both databases: sent anew, ended, declined, and what their links lead to.

use serde_json::json;

use super::world::{Answer, PASSWORD, World};

const MEMBERS: &str = "/acme/-/members";

/// Acme, made by Ada; her secret and her session.
pub(crate) async fn acme(world: &World) -> (String, String) {
    let ada = world.secret("ada").await;
    world.post("/api/v1/organizations").bearer(&ada).json(&json!({ "name": "acme" })).await.expect(201);
    (ada, world.sign_in("ada").await)
}

/// Posts a form to `action` with the mark of the preview that the page `shown` shows, if it shows one.
pub(crate) async fn post(
    world: &World,
    cookie: &str,
    (shown, action): (&str, &str),
    fields: &[(&str, &str)],
) -> Answer {
    let page = world.get(shown).cookie(cookie).await;
    let seen = if page.text().contains("name=\"seen\"") { Some(page.field("seen")) } else { None };
    let mut fields = fields.to_vec();
    fields.extend(seen.as_deref().map(|seen| ("seen", seen)));
    world.post(action).cookie(cookie).form(&fields).await
}

/// The id of a new invite to an address, and the path of its link.
async fn invited(world: &World, ada: &str, email: &str) -> (String, String) {
    let ask = world.post("/api/v1/organizations/acme/invites").bearer(ada);
    let sent = ask.json(&json!({ "email": email, "view": true })).await.expect(200).json();
    (sent["id"].as_str().unwrap().to_owned(), path(sent["link"].as_str().unwrap()))
}

fn path(link: &str) -> String {
    format!("/-/invite/{}", link.rsplit_once("/-/invite/").unwrap().1)
}

/// The link that a page shows.
fn shown_link(page: &Answer) -> String {
    let text = page.text();
    let start = text.find("/-/invite/").unwrap();
    let end = text[start + 10..].find(|sign: char| !(sign.is_ascii_alphanumeric() || "-_".contains(sign)));
    text[start..start + 10 + end.unwrap()].to_owned()
}

#[tokio::test]
async fn an_invite_is_sent_anew_and_revoked_by_an_admin() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bob = world.sign_in("bob").await;
        let (id, first) = invited(&world, &token, "dora@example.com").await;
        let form =
            |form: &'static str, id: &'static str| [("do", form), ("organization", "acme"), ("id", id)];
        let of = |form: &'static str| [("do", form), ("organization", "acme"), ("id", id.as_str())];

        let dialog = world.get(&format!("{MEMBERS}?resend={id}")).cookie(&ada).await.expect(200);
        assert_eq!(dialog.field("id"), id);
        world.post(MEMBERS).cookie(&ada).form(&form("resend-invite", "no id")).await.expect(422);
        let nobodys = "0198c0de-0000-7000-8000-000000000000";
        world.post(MEMBERS).cookie(&ada).form(&form("resend-invite", nobodys)).await.expect(404);
        world.post(MEMBERS).cookie(&bob).form(&of("resend-invite")).await.expect(403);
        world.get(&first).await.expect(200);
        let sent = world.post(MEMBERS).cookie(&ada).form(&of("resend-invite")).await.expect(200);
        assert_eq!(sent.header("cache-control"), "no-store");
        let second = shown_link(&sent);
        assert_ne!(second, first);
        world.get(&first).await.expect(404);
        world.get(&second).await.expect(200);
        assert!(!world.get(MEMBERS).cookie(&ada).await.expect(200).text().contains(&second), "shown once");

        let dialog = world.get(&format!("{MEMBERS}?revoke={id}")).cookie(&ada).await.expect(200);
        assert!(dialog.text().contains("Revoke invite"));
        world.post(MEMBERS).cookie(&ada).form(&form("revoke-invite", "no id")).await.expect(422);
        world.post(MEMBERS).cookie(&bob).form(&of("revoke-invite")).await.expect(403);
        world.get(&second).await.expect(200);
        world.post(MEMBERS).cookie(&ada).form(&of("revoke-invite")).await.expect(303);
        world.get(&second).await.expect(404);
        for again in ["revoke-invite", "resend-invite"] {
            let refused = world.post(MEMBERS).cookie(&ada).form(&of(again)).await.expect(409);
            assert!(refused.text().contains("revoked"), "{again} says where the invite stands");
        }
    }
}

#[tokio::test]
async fn an_invite_is_declined_by_whom_it_is_for() {
    for world in World::on_both().await {
        let (token, ada) = acme(&world).await;
        let bob = world.sign_in("bob").await;
        let invites = "/api/v1/organizations/acme/invites";
        let invite = json!({ "user": "bob", "view": true });
        world.post(invites).bearer(&token).json(&invite).await.expect(200);
        let page = "/-/invites/acme";
        let form = |organization| [("do", "decline-invite"), ("organization", organization)];
        assert!(world.get("/").cookie(&bob).await.expect(200).text().contains("/-/invites"));
        assert!(world.get(page).cookie(&bob).await.expect(200).text().contains("acme invites you"));
        world.get(page).cookie(&ada).await.expect(404);
        world.post(page).cookie(&ada).form(&form("acme")).await.expect(404);
        world.post(page).cookie(&bob).form(&form("no name")).await.expect(422);
        let done = world.post(page).cookie(&bob).form(&form("acme")).await.expect(303);
        assert_eq!(done.header("location"), "/-/invites");
        world.get(page).cookie(&bob).await.expect(404);
        assert!(world.get("/-/invites").cookie(&bob).await.expect(200).text().contains("No invites"));
        for gone in ["decline-invite", "accept-invite"] {
            let form = [("do", gone), ("organization", "acme")];
            let refused = world.post(page).cookie(&bob).form(&form).await;
            assert!([404, 409].contains(&refused.status.as_u16()), "{gone}: {}", refused.status);
        }
        let state = world.get(invites).bearer(&token).await.expect(200).json();
        assert_eq!(state["items"][0]["state"], "declined");
        world.get("/acme/-/members").cookie(&bob).await.expect(403);
    }
}

#[tokio::test]
async fn the_link_of_an_invite_makes_an_account_which_then_accepts() {
    for world in World::on_both().await {
        let (token, _) = acme(&world).await;
        let (_, link) = invited(&world, &token, "dora@example.com").await;
        let code = link.strip_prefix("/-/invite/").unwrap();
        let page = world.get(&link).await.expect(200);
        assert!(page.text().contains("acme invites you") && page.text().contains("dora@example.com"));
        let form =
            |name, password| [("do", "sign-up"), ("code", code), ("name", name), ("password", password)];
        let weak = world.post(&link).form(&form("dora", "dora-dora-12")).await.expect(422);
        assert!(weak.session_cookie().is_none() && weak.text().contains("too easy to guess"));
        let taken = world.post(&link).form(&form("bob", PASSWORD)).await.expect(409);
        assert_eq!((taken.field("name"), taken.session_cookie()), ("bob".to_owned(), None));
        world
            .post("/-/invite/nonsense")
            .form(&[("do", "sign-up"), ("code", "nonsense"), ("name", "dora"), ("password", PASSWORD)])
            .await
            .expect(404);

        let made = world.post(&link).form(&form("dora", PASSWORD)).await.expect(303);
        let (dora, location) = (made.session_cookie().unwrap(), made.header("location").to_owned());
        assert_eq!(location, "/-/invites");
        world.get(&link).await.expect(404);
        world.post(&link).form(&form("eve", PASSWORD)).await.expect(404);
        world.get(MEMBERS).cookie(&dora).await.expect(403);

        let terms = "/-/invites/acme";
        let accept = |seen| [("do", "accept-invite"), ("organization", "acme"), ("seen", seen)];
        world.post(terms).cookie(&dora).form(&accept("something else")).await.expect(409);
        let form = [("do", "accept-invite"), ("organization", "acme")];
        let done = post(&world, &dora, (terms, terms), &form).await.expect(303);
        assert_eq!(done.header("location"), "/acme");
        world.get(MEMBERS).cookie(&dora).await.expect(200);
        let again = post(&world, &dora, (terms, terms), &form).await;
        assert!([404, 409].contains(&again.status.as_u16()), "{}", again.status);
    }
}

#[tokio::test]
async fn the_link_of_an_invite_is_taken_by_who_is_signed_in() {
    for world in World::on_both().await {
        let (token, _) = acme(&world).await;
        let (_, link) = invited(&world, &token, "bob@example.com").await;
        let code = link.strip_prefix("/-/invite/").unwrap();
        let bob = world.sign_in("bob").await;
        assert!(world.get(&link).cookie(&bob).await.expect(200).text().contains("Take it as bob"));
        let form = |code| [("do", "take-invite"), ("code", code)];
        world.get("/-/invite/nonsense").cookie(&bob).await.expect(404);
        world.post("/-/invite/nonsense").cookie(&bob).form(&form("nonsense")).await.expect(404);
        let nobody = world.post(&link).form(&form(code)).await;
        assert_eq!(nobody.status, 401, "{}", nobody.text());
        let taken = world.post(&link).cookie(&bob).form(&form(code)).await.expect(303);
        assert_eq!(taken.header("location"), "/-/invites/acme");
        // Once, by one account; the admin sees whose.
        let other = world.sign_in("ada").await;
        world.post(&link).cookie(&other).form(&form(code)).await.expect(404);
        let listed = world.get("/api/v1/organizations/acme/invites").bearer(&token).await.expect(200).json();
        assert_eq!(
            (&listed["items"][0]["user"], &listed["items"][0]["state"]),
            (&json!("bob"), &json!("pending"))
        );
        world.get("/-/invites/acme").cookie(&bob).await.expect(200);
        world.get(MEMBERS).cookie(&bob).await.expect(403);
    }
}

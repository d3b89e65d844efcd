//! The account's pages: sign-up, the password, sessions, another name, the end.

use super::world::{PASSWORD, World};

const NEW: &str = "seven quiet lanterns drift";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn works(world: &World, cookie: &str) -> bool {
    world.get("/-/profile/account").cookie(cookie).await.status == 200
}

#[tokio::test]
async fn sign_up_is_for_whom_the_operator_lets() {
    let world = World::with(&[("SLUICEGATE_SIGN_UP", "open")]).await;
    assert!(world.get("/-/sign-in?next=/a/b").await.text().contains("/-/sign-up?next=/a/b"));
    world.get("/-/sign-up").await.expect(200);
    let form = |password| [("do", "sign-up"), ("next", "/dora"), ("name", "dora"), ("password", password)];
    let weak = world.post("/-/sign-up").form(&form("dora-dora-12")).await.expect(422);
    assert!(weak.text().contains("too easy to guess") && !weak.text().contains("dora-dora-12"));
    let made = world.post("/-/sign-up").form(&form(PASSWORD)).await.expect(303);
    assert_eq!(made.header("location"), "/dora");
    assert!(works(&world, &made.session_cookie().unwrap()).await);

    let invited = World::start().await;
    assert!(!invited.get("/-/sign-in").await.text().contains("/-/sign-up"));
    let page = invited.get("/-/sign-up").await.expect(200).text();
    assert!(page.contains("by invitation") && !page.contains("name=\"password\""));
    let refused = invited.post("/-/sign-up").form(&form(PASSWORD)).await.expect(403);
    assert!(refused.session_cookie().is_none());
}

#[tokio::test]
async fn a_changed_password_gives_this_browser_a_fresh_cookie_and_ends_all_others() {
    for world in World::on_both().await {
        let (this, other) = (world.sign_in("ada").await, world.sign_in("ada").await);
        let form = |old, new| [("do", "change-password"), ("old_password", old), ("password", new)];
        let page = "/-/profile/security";
        let wrong = world.post(page).cookie(&this).form(&form("not the old one", NEW)).await.expect(422);
        assert!(wrong.session_cookie().is_none() && !wrong.text().contains(NEW));
        let done = world.post(page).cookie(&this).form(&form(PASSWORD, NEW)).await.expect(303);
        let fresh = done.session_cookie().unwrap();
        assert_ne!(fresh, this);
        assert!(works(&world, &fresh).await);
        assert!(!works(&world, &this).await && !works(&world, &other).await);
        let sign_in = [("do", "sign-in"), ("name", "ada"), ("password", PASSWORD)];
        world.post("/-/sign-in").form(&sign_in).await.expect(401);
    }
}

#[tokio::test]
async fn sessions_are_shown_by_device_and_ended() {
    let world = World::peopled().await;
    let form = [("do", "sign-in"), ("name", "ada"), ("password", PASSWORD)];
    let ask = world.post("/-/sign-in").header("user-agent", FIREFOX).form(&form);
    let other = ask.await.expect(303).session_cookie().unwrap();
    let this = world.sign_in("ada").await;
    let page = world.get("/-/profile/security").cookie(&this).await.expect(200);
    for shown in ["Firefox on Linux", "198.51.100.7", "This one"] {
        assert!(page.text().contains(shown), "{shown}: {}", page.text());
    }
    let id = page.field("id");
    let end = [("do", "end-session"), ("id", id.as_str())];
    world.post("/-/profile/security").cookie(&this).form(&end).await.expect(303);
    assert!(works(&world, &this).await && !works(&world, &other).await);
    let another = world.sign_in("ada").await;
    let end = [("do", "end-other-sessions")];
    world.post("/-/profile/security").cookie(&this).form(&end).await.expect(303);
    assert!(works(&world, &this).await && !works(&world, &another).await);
}

#[tokio::test]
async fn an_account_is_renamed_and_deleted_by_who_confirms() {
    let world = World::peopled().await;
    let bob = world.sign_in("bob").await;
    let page = "/-/profile/account";
    let rename = |typed| [("do", "rename-account"), ("account", "bob"), ("name", "rob"), ("typed", typed)];
    world.post(page).cookie(&bob).form(&rename("ada")).await.expect(422);
    // It asks for the password first; what was typed goes along.
    let asked = world.post(page).cookie(&bob).form(&rename("bob")).await.expect(403);
    assert_eq!((asked.field("name").as_str(), asked.field("typed").as_str()), ("rob", "bob"));
    let confirmed = [&rename("bob")[..], &[("confirm_password", PASSWORD)]].concat();
    world.post(page).cookie(&bob).form(&confirmed).await.expect(303);
    assert!(world.get(page).cookie(&bob).await.expect(200).text().contains("rob"));
    world.get("/bob").cookie(&bob).await.expect(404);

    let delete = [("do", "delete-account"), ("account", "rob"), ("typed", "rob")];
    let gone = world.post(page).cookie(&bob).form(&delete).await.expect(303);
    assert_eq!(gone.header("location"), "/-/sign-in");
    assert!(gone.header("set-cookie").contains("Max-Age=0"));
    assert!(!works(&world, &bob).await);
    // Something hangs on hers: the page names it, and has no dialog.
    let ada = world.sign_in("ada").await;
    let shown = world.get(&format!("{page}?delete=account")).cookie(&ada).await.expect(200).text();
    assert!(shown.contains("ada/lake, ada/pond") && !shown.contains("delete-account"));
    let form = [("do", "delete-account"), ("account", "ada"), ("typed", "ada")];
    world.post(page).cookie(&ada).form(&form).await.expect(409);
}

#[tokio::test]
async fn the_api_changes_what_a_secret_may() {
    let world = World::peopled().await;
    let token = world.secret("ada").await;
    let change = |body| world.ask("PATCH", "/api/v1/account").bearer(&token).json(&body);
    let shown = world.get("/api/v1/account").bearer(&token).await.expect(200);
    assert_eq!((shown.json()["name"].as_str(), shown.json()["full_name"].as_str()), (Some("ada"), Some("")));
    let changed = change(serde_json::json!({ "full_name": "Ada" })).await.expect(200);
    assert_ne!(changed.header("etag"), shown.header("etag"));
    change(serde_json::json!({ "email": "ada@example.com" })).await.expect(403);
    let tag = shown.header("etag").to_owned();
    change(serde_json::json!({ "full_name": "Eve" })).header("if-match", &tag).await.expect(412);

    let cookie = world.sign_in("ada").await;
    let list = world.get("/api/v1/sessions").bearer(&token).await.expect(200).json();
    assert_eq!(list["items"][0]["current"], false);
    let path = format!("/api/v1/sessions/{}", list["items"][0]["id"].as_str().unwrap());
    assert_eq!(world.ask("DELETE", &path).bearer(&token).await.expect(200).json()["ended"], 1);
    assert!(!works(&world, &cookie).await);
    world.ask("DELETE", &path).bearer(&token).await.expect(404);
    assert_eq!(world.ask("DELETE", "/api/v1/sessions").bearer(&token).await.expect(200).json()["ended"], 0);
}

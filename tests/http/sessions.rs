//! Signing in and out.

use super::world::{PASSWORD, World};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Whether a cookie is somebody's who may open their secrets.
async fn works(world: &World, cookie: &str) -> bool {
    world.get("/-/profile/secrets").cookie(cookie).await.status == 200
}

#[tokio::test]
async fn a_session_begins_and_ends() {
    let world = World::peopled().await;
    let form = [("do", "sign-in"), ("name", "ada"), ("password", PASSWORD)];
    let answer = world.post("/-/sign-in").form(&form).await.expect(303);
    assert_eq!(answer.header("location"), "/");
    let set = answer.header("set-cookie").to_owned();
    for attribute in ["sluicegate=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(attribute), "{set}");
    }
    // Plain http has neither the prefix nor `Secure`.
    assert!(set.starts_with("sluicegate=") && !set.contains("Secure") && !set.contains("Domain"), "{set}");
    let cookie = answer.session_cookie().unwrap();
    assert!(works(&world, &cookie).await);

    let out = world.post("/").cookie(&cookie).form(&[("do", "sign-out")]).await.expect(303);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert!(!works(&world, &cookie).await);
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let world = World::with(&[("SLUICEGATE_ORIGIN", "https://gate.example")]).await;
    world.people().await;
    let form = [("do", "sign-in"), ("name", "ada"), ("password", PASSWORD)];
    let answer = world.post("/-/sign-in").header("host", "gate.example").form(&form).await.expect(303);
    let set = answer.header("set-cookie").to_owned();
    assert!(set.starts_with("__Host-sluicegate=") && set.contains("Secure"), "{set}");
    let cookie = answer.session_cookie().unwrap();
    let out =
        world.post("/").header("host", "gate.example").cookie(&cookie).form(&[("do", "sign-out")]).await;
    // Without its attributes a browser would ignore the removal.
    assert!(out.header("set-cookie").contains("Max-Age=0") && out.header("set-cookie").contains("Secure"));
}

#[tokio::test]
async fn a_planted_cookie_is_not_taken_over() {
    let world = World::peopled().await;
    let planted = "sluicegate=AAAAAAAAAAAAAAAAAAAAAA";
    let form = [("do", "sign-in"), ("name", "ada"), ("password", PASSWORD)];
    let answer = world.post("/-/sign-in").cookie(planted).form(&form).await.expect(303);
    let cookie = answer.session_cookie().unwrap();
    assert_ne!(cookie, planted);
    assert!(works(&world, &cookie).await && !works(&world, planted).await);
    // Nor does a session pass from one person to the next.
    let form = [("do", "sign-in"), ("name", "bob"), ("password", PASSWORD)];
    let bobs =
        world.post("/-/sign-in").cookie(&cookie).form(&form).await.expect(303).session_cookie().unwrap();
    assert_ne!(bobs, cookie);
    assert!(works(&world, &bobs).await && !works(&world, &cookie).await);
}

#[tokio::test]
async fn the_database_does_not_hold_what_the_cookie_holds() {
    let world = World::peopled().await;
    let cookie = world.sign_in("ada").await;
    let value = cookie.split_once('=').unwrap().1;
    let sluicegate::store::Db::Sqlite { readers, .. } = &world.core.db else { panic!() };
    let (key, data): (Vec<u8>, String) =
        sqlx::query_as("select id_hash, data from sessions").fetch_one(readers).await.unwrap();
    assert_eq!(key.len(), 32);
    assert!(!data.contains(value) && !data.contains("login"));
}

#[tokio::test]
async fn a_slow_request_cannot_undo_a_sign_out() {
    use sluicegate::operations::sessions;
    let world = World::peopled().await;
    let cookie = world.sign_in("ada").await;
    let sluicegate::store::Db::Sqlite { readers, .. } = &world.core.db else { panic!() };
    let (key,): (Vec<u8>,) = sqlx::query_as("select id_hash from sessions").fetch_one(readers).await.unwrap();
    let key: [u8; 32] = key.try_into().unwrap();
    world.post("/").cookie(&cookie).form(&[("do", "sign-out")]).await.expect(303);
    // What a request writes that had loaded the session before.
    let now = world.core.clock.now();
    let (db, later) = (&world.core.db, now.plus(HOUR));
    assert!(!sessions::save(db, &key, "{\"revived\":true}", later).await.unwrap());
    assert!(!sessions::see(db, now, &key, "198.51.100.7", later).await.unwrap());
    assert!(!works(&world, &cookie).await);
}

#[tokio::test]
async fn an_idle_session_ends_and_a_used_one_goes_on_for_a_month() {
    let world = World::peopled().await;
    let idle = world.sign_in("ada").await;
    let used = world.sign_in("ada").await;
    world.pass(11 * HOUR);
    assert!(works(&world, &used).await);
    world.pass(2 * HOUR);
    assert!(!works(&world, &idle).await, "13 hours without a request");
    for _ in 0..60 {
        assert!(works(&world, &used).await);
        world.pass(11 * HOUR);
    }
    world.pass(3 * DAY);
    assert!(!works(&world, &used).await, "more than 30 days");
    // The dead cookie is taken away.
    assert!(world.get("/").cookie(&used).await.header("set-cookie").contains("Max-Age=0"));
}

#[tokio::test]
async fn last_seen_is_right_to_a_minute() {
    let world = World::peopled().await;
    let cookie = world.sign_in("ada").await;
    world.pass(30 * MINUTE);
    works(&world, &cookie).await;
    let sluicegate::store::Db::Sqlite { readers, .. } = &world.core.db else { panic!() };
    let (seen, address, device): (i64, String, String) =
        sqlx::query_as("select last_seen_at, address, device from sessions")
            .fetch_one(readers)
            .await
            .unwrap();
    assert_eq!((seen, address.as_str(), device.as_str()), (world.core.clock.now().0, "198.51.100.7", ""));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_look_alike() {
    let world = World::peopled().await;
    let attempt = async |name: &str, password: &str| {
        let form = [("do", "sign-in"), ("name", name), ("password", password)];
        let (status, headers, body) = world.post("/-/sign-in").form(&form).await.comparable();
        (status, headers.len(), body.replace(&format!("value=\"{name}\""), "value=NAME"))
    };
    let wrong = attempt("ada", "not the password").await;
    assert_eq!(wrong, attempt("eve", "not the password").await);
    assert!(matches!(wrong.0, 401 | 422), "{}", wrong.0);
    // Nothing that was typed into a password field comes back.
    assert!(!wrong.2.contains("not the password"));
}

#[tokio::test]
async fn next_leads_only_to_paths_of_this_console() {
    let world = World::peopled().await;
    for (next, location) in [
        ("/ada/lake", "/ada/lake"),
        ("/-/profile/secrets?state=ended", "/-/profile/secrets?state=ended"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/a\r\nset-cookie: x=y", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ] {
        let form = [("do", "sign-in"), ("next", next), ("name", "ada"), ("password", PASSWORD)];
        let answer = world.post("/-/sign-in").form(&form).await.expect(303);
        assert_eq!(answer.header("location"), location, "{next:?}");
    }
    let query = "/-/sign-in?next=%2Fada%2Flake";
    let form = [("do", "sign-in"), ("name", "ada"), ("password", PASSWORD)];
    assert_eq!(world.post(query).form(&form).await.expect(303).header("location"), "/ada/lake");
}

#[tokio::test]
async fn the_first_account_is_made_by_its_link_and_is_signed_in() {
    use sluicegate::operations::accounts::first_account_code;
    let world = World::start().await;
    let code = first_account_code(&world.core).await.unwrap().unwrap();
    let page = world.get(&format!("/-/welcome?code={code}")).await.expect(200);
    assert!(page.text().contains(&code));
    let form =
        |code| [("do", "create-first-account"), ("code", code), ("name", "ada"), ("password", PASSWORD)];
    let wrong = "x".repeat(code.len());
    let refused = world.post("/-/welcome").form(&form(&wrong)).await;
    assert!(refused.status.is_client_error() && refused.session_cookie().is_none());
    let made = world.post("/-/welcome").form(&form(&code)).await.expect(303);
    assert!(works(&world, &made.session_cookie().unwrap()).await);
    // Once.
    assert!(world.post("/-/welcome").form(&form(&code)).await.status.is_client_error());
    assert_eq!(first_account_code(&world.core).await.unwrap(), None);
}

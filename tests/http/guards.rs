//! What stands before the console, and doesn't before the API.

use super::world::{HOST, PASSWORD, World};

const FORM: &str = "application/x-www-form-urlencoded";

fn sign_in_form() -> String {
    format!("do=sign-in&name=ada&password={}", PASSWORD.replace(' ', "+"))
}

#[tokio::test]
async fn a_post_from_elsewhere_is_refused() {
    let world = World::peopled().await;
    let cookie = world.sign_in("ada").await;
    let own = format!("http://{HOST}");
    let cases: &[(&[(&str, &str)], u16)] = &[
        (&[("sec-fetch-site", "same-origin")], 303),
        (&[("sec-fetch-site", "none")], 303),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        // The browser's word counts, whatever else is said.
        (&[("sec-fetch-site", "cross-site"), ("origin", &own)], 403),
        (&[("origin", &own)], 303),
        (&[("origin", "null")], 403),
        (&[("origin", "http://127.0.0.1:3001")], 403),
        (&[("origin", "https://127.0.0.1:3000")], 403),
        (&[("origin", "http://127.0.0.1:3000.evil.example")], 403),
        (&[("referer", "http://127.0.0.1:3000/-/profile/secrets")], 303),
        (&[("referer", "http://127.0.0.1:3000.evil.example/")], 403),
        (&[("referer", "https://evil.example/http://127.0.0.1:3000/")], 403),
        (&[], 403),
    ];
    for (headers, status) in cases {
        let mut ask = world.post("/").cookie(&cookie).body(FORM, "do=set-theme&theme=dark");
        for (name, value) in *headers {
            ask = ask.header(name, value);
        }
        let answer = ask.await;
        assert_eq!(answer.status, *status, "{headers:?}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_form_of_another_type_or_compressed_is_refused() {
    let world = World::peopled().await;
    for content_type in
        ["text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "application/json", ""]
    {
        let ask = world
            .post("/-/sign-in")
            .header("sec-fetch-site", "same-origin")
            .body(content_type, sign_in_form());
        ask.await.expect(415);
    }
    let ask = world.post("/-/sign-in").header("sec-fetch-site", "same-origin").body(FORM, sign_in_form());
    ask.without("content-type").await.expect(415);
    let ask = world.post("/-/sign-in").header("sec-fetch-site", "same-origin").body(FORM, sign_in_form());
    ask.header("content-encoding", "gzip").await.expect(415);
    // A server function takes JSON and nothing else.
    for content_type in ["text/plain", FORM] {
        let ask = world.post("/-/call/issue-secret").header("sec-fetch-site", "same-origin");
        ask.body(content_type, "{}").await.expect(415);
    }
    let large = "x".repeat(300_000);
    world.post("/-/sign-in").form(&[("do", "sign-in"), ("name", &large)]).await.expect(413);
}

#[tokio::test]
async fn only_our_own_host_is_answered() {
    let world = World::start().await;
    for host in [HOST, "localhost:3000", "[::1]:3000"] {
        world.get("/-/sign-in").header("host", host).await.expect(200);
    }
    for host in ["evil.example", "evil.example:3000", "127.0.0.1:3001", "127.0.0.1", "localhost", ""] {
        world.get("/-/sign-in").header("host", host).await.expect(400);
    }
    world.get("/-/sign-in").without("host").await.expect(400);
    // A form counts for the name that it was loaded by, not for another name of this machine.
    let ask = world.post("/").header("host", "localhost:3000").header("origin", "http://127.0.0.1:3000");
    ask.body(FORM, "do=set-theme&theme=dark").await.expect(403);
}

#[tokio::test]
async fn an_https_origin_is_exact() {
    let world = World::with(&[("SLUICEGATE_ORIGIN", "https://gate.example")]).await;
    world.get("/-/sign-in").header("host", "gate.example").await.expect(200);
    for host in ["localhost", "127.0.0.1:3000", "gate.example.evil.example", "gate.example:8443"] {
        world.get("/-/sign-in").header("host", host).await.expect(400);
    }
}

#[tokio::test]
async fn the_console_takes_no_bearer_and_the_api_no_cookie() {
    let world = World::peopled().await;
    let (secret, cookie) = (world.secret("ada").await, world.sign_in("ada").await);
    for path in ["/", "/ada", "/-/sign-in", "/nobody"] {
        world.get(path).bearer(&secret).await.expect(400);
    }
    world.get("/api/v1/whoami").cookie(&cookie).await.expect(401);
    world.get("/api/v1/whoami").bearer(&secret).await.expect(200);
    // Not even together with a cookie does a bad bearer pass.
    world.get("/api/v1/whoami").cookie(&cookie).bearer("sgf_nonsense").await.expect(401);
    // And no origin is asked for there: there is nothing to ride on.
    let ask = world
        .post("/api/v1/organizations/ada/projects")
        .bearer(&secret)
        .header("origin", "https://evil.example");
    ask.json(&serde_json::json!({ "name": "well" })).await.expect(201);
}

#[tokio::test]
async fn other_methods_are_no_pages() {
    let world = World::peopled().await;
    let cookie = world.sign_in("ada").await;
    for method in ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "PROPFIND"] {
        for path in ["/", "/-/profile/secrets", "/-/call/issue-secret", "/api/v1/whoami", "/healthz"] {
            let answer =
                world.ask(method, path).cookie(&cookie).header("sec-fetch-site", "same-origin").await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(!answer.header("allow").is_empty(), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn no_link_acts() {
    let world = World::peopled().await;
    let cookie = world.sign_in("ada").await;
    // No server function is called by GET, and the framework has none that is encoded in a URL.
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        assert_eq!(method, "POST", "{path}");
        assert!(path.starts_with("/-/call/"), "{path}");
        world.get(path).cookie(&cookie).await.expect(405);
    }
    // A form's fields in a link are just a query.
    world.get("/-/profile/secrets?do=issue-secret&kind=private_read").cookie(&cookie).await;
    world.get("/?do=sign-out").cookie(&cookie).await.expect(200);
    let secret = world.secret("ada").await;
    let secrets = world.get("/api/v1/secrets").bearer(&secret).await.expect(200).json();
    assert!(secrets["items"].as_array().unwrap().iter().all(|secret| secret["kind"] == "full"), "{secrets}");
    assert!(world.get("/").cookie(&cookie).await.text().contains("ada"));
}

//! What the log may not hold. A process of its own: what it listens to is the log of the whole process, the
//! database's threads included.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

#[path = "../support/mod.rs"]
mod support;
#[allow(dead_code, reason = "the world of the HTTP tests, of which this needs a part")]
#[path = "../http/world.rs"]
mod world;

use std::io::Write;
use std::sync::{Arc, Mutex};

use support::inbox::Inbox;
use world::{PASSWORD, World};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// All that stays and all that is shown: the database's files, what is counted, both audit logs, pages.
async fn kept(world: &World, token: &str, cookie: &str) -> String {
    let mut all = String::new();
    for path in [
        "/metrics",
        "/api/v1/audit?limit=500",
        "/api/v1/organizations/acme/audit?limit=500",
        "/api/v1/secrets",
    ] {
        let ask = world.get(path);
        all += &if path == "/metrics" { ask } else { ask.bearer(token) }.await.expect(200).text();
    }
    for page in [
        "/",
        "/-/profile/secrets",
        "/-/profile/account",
        "/-/profile/security",
        "/-/profile/activity",
        "/acme/-/members",
        "/acme/-/settings",
    ] {
        all += &world.get(page).cookie(cookie).await.expect(200).text();
    }
    world.core.db.close().await;
    let file = std::path::Path::new(world.database.url.strip_prefix("sqlite:").unwrap());
    let files = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        all += &String::from_utf8_lossy(&std::fs::read(file).unwrap());
    }
    assert!(all.contains("issued_with blob references secrets"), "the database was read");
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_tells_who_did_what_and_nothing_that_opens_a_door() {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(log).unwrap();

    let inbox = Inbox::open();
    let smtp = inbox.url("gate:hunter2@");
    let mail = [("SLUICEGATE_SMTP_URL", smtp.as_str()), ("SLUICEGATE_MAIL_FROM", "gate@example.com")];
    let world = World::with(&mail).await;
    world.people().await;
    let (token, cookie) = (world.secret("ada").await, world.sign_in("ada").await);
    world.get("/-/welcome?code=the-code-of-a-link").await;
    world.get("/api/v1/projects/ada/lake?trace=yes").bearer(&token).await;
    world.get("/api/v1/projects/ada/lake").bearer("sgf_an-old-secret").await.expect(401);
    let id = world.get("/api/v1/whoami").bearer(&token).await.json()["id"].as_str().unwrap().to_owned();
    let form = [("do", "issue-secret"), ("kind", "full"), ("confirm_password", PASSWORD)];
    let issued = world.post("/-/profile/secrets").cookie(&cookie).form(&form).await.expect(200).token("sgf_");

    let acme = serde_json::json!({ "name": "acme" });
    world.post("/api/v1/organizations").bearer(&token).json(&acme).await.expect(201);
    // A server that refuses a letter quotes it.
    inbox.refuse_next(450);
    let invite = serde_json::json!({ "email": "dora@example.com" });
    let invites = "/api/v1/organizations/acme/invites";
    let link = world.post(invites).bearer(&token).json(&invite).await.expect(200).json()["link"].clone();
    let code = link.as_str().unwrap().rsplit_once('/').unwrap().1.to_owned();
    inbox.wait_for_refusal();
    let resent = world.post(invites).bearer(&token).json(&invite).await.expect(200).json()["link"].clone();
    let mailed = inbox.wait(1).remove(0);
    assert!(mailed.text().contains(resent.as_str().unwrap()), "the letter has the link");

    // The line comes after the letter.
    world.core.mail.finish(std::time::Duration::from_secs(20)).await;

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let value = cookie.split_once('=').unwrap().1;
    let kept = kept(&world, &token, &cookie).await;
    for secret in [
        token.as_str(),
        &issued,
        value,
        PASSWORD,
        "the-code-of-a-link",
        "an-old-secret",
        "trace=yes",
        "hunter2",
    ]
    .into_iter()
    .chain([code.as_str(), resent.as_str().unwrap().rsplit_once('/').unwrap().1])
    {
        assert!(!text.contains(secret), "the log holds {secret}");
        assert!(!kept.contains(secret), "it is kept, or shown again: {secret}");
    }
    for told in
        ["a letter could not be sent; it is tried again", "the server answered 450", "a letter was sent"]
    {
        assert!(text.contains(told), "the log tells: {told}");
    }
    let line =
        text.lines().find(|line| line.contains("sluicegate::access") && line.contains("whoami")).unwrap();
    for part in
        ["method=\"GET\"", "route=\"/api/v1/whoami\"", "status=200", "ms=", &format!("actor=user:{id}")]
    {
        assert!(line.contains(part), "{part} in {line}");
    }
}

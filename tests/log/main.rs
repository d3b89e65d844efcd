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

#[tokio::test]
async fn the_log_tells_who_did_what_and_nothing_that_opens_a_door() {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(log).unwrap();

    let world = World::peopled().await;
    let (token, cookie) = (world.secret("ada").await, world.sign_in("ada").await);
    world.get("/-/welcome?code=the-code-of-a-link").await;
    world.get("/api/v1/projects/ada/lake?trace=yes").bearer(&token).await;
    world.get("/api/v1/projects/ada/lake").bearer("sgf_an-old-secret").await.expect(401);
    let id = world.get("/api/v1/whoami").bearer(&token).await.json()["id"].as_str().unwrap().to_owned();
    let form = [("do", "issue-secret"), ("kind", "full"), ("password", PASSWORD)];
    let issued = world.post("/-/profile/secrets").cookie(&cookie).form(&form).await.expect(200).token("sgf_");

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let value = cookie.split_once('=').unwrap().1;
    for secret in
        [token.as_str(), &issued, value, PASSWORD, "the-code-of-a-link", "an-old-secret", "trace=yes"]
    {
        assert!(!text.contains(secret), "the log holds {secret}");
    }
    let line =
        text.lines().find(|line| line.contains("sluicegate::access") && line.contains("whoami")).unwrap();
    for part in
        ["method=\"GET\"", "route=\"/api/v1/whoami\"", "status=200", "ms=", &format!("actor=user:{id}")]
    {
        assert!(line.contains(part), "{part} in {line}");
    }
}

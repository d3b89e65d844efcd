//! A reader that waits: for records of its own node and of others, as long as it may, and no longer.

use std::time::{Duration, Instant};

use crate::http::{EVENTS, Http, full};
use crate::on_both;

/// Runs a call in the background and gives it time to begin to wait.
async fn begun(
    http: &Http,
    token: &str,
    query: &str,
) -> tokio::task::JoinHandle<(crate::http::Answer, Duration)> {
    let call = http.get(&format!("{EVENTS}?{query}")).bearer(token);
    let running = tokio::spawn(async {
        let began = Instant::now();
        let answer = call.await;
        (answer, began.elapsed())
    });
    tokio::time::sleep(Duration::from_millis(150)).await;
    running
}

const TAKE_VIEW: &str =
    "delete from project_grants where user_id = (select id from users where name = 'bob')";
const TAKE_ORGANIZATION_VIEW: &str =
    "delete from organization_grants where user_id = (select id from users where name = 'bob')";
const DISABLE_BOB: &str = "update users set disabled_at = 1 where name = 'bob'";

on_both! {
    async fn records_end_the_wait(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let first = begun(&http, &ada, "wait=20").await;
        let later = begun(&http, &ada, "wait=20&after=1").await;
        http.append(EVENTS, "{}").bearer(&ada).await.expect(200);
        let (answer, took) = first.await.unwrap();
        assert_eq!(answer.expect(200).numbers(), [1]);
        assert!(took < Duration::from_secs(5), "{took:?}");
        assert!(!later.is_finished());
        // By another node over the same database.
        Http::new(world).append(EVENTS, "{}\n{}").bearer(&ada).await.expect(200);
        let (answer, took) = later.await.unwrap();
        assert_eq!(answer.expect(200).numbers(), [2, 3]);
        assert!(took < Duration::from_secs(10), "{took:?}");
        // What is there already is not waited for.
        let began = Instant::now();
        assert_eq!(http.get(&format!("{EVENTS}?wait=20&after=2")).bearer(&ada).await.expect(200).numbers(), [3]);
        assert!(began.elapsed() < Duration::from_secs(5));
    }

    async fn a_wait_ends_in_time(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let began = Instant::now();
        let answer = http.get(&format!("{EVENTS}?wait=1")).bearer(&ada).await.expect(200);
        assert_eq!(answer.text(), "");
        assert!(began.elapsed() >= Duration::from_secs(1));
    }

    async fn losing_access_ends_the_wait(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let issued = http.issue(&ada, "private_read").await;
        let (id, token) = (issued["id"].as_str().unwrap(), issued["token"].as_str().unwrap());
        let waiting = begun(&http, token, "wait=20").await;
        http.call("DELETE", &format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(200);
        let (answer, took) = waiting.await.unwrap();
        answer.expect(401);
        assert!(took < Duration::from_secs(5), "{took:?}");

        let bob = full(world, "bob").await;
        let waiting = begun(&http, &bob, "wait=20").await;
        world.run(TAKE_VIEW, None).await;
        // The organization's view still tells the project's name.
        waiting.await.unwrap().0.expect(403);
        world.run(TAKE_ORGANIZATION_VIEW, None).await;
        http.get(EVENTS).bearer(&bob).await.expect(404);
    }

    async fn a_disabled_reader_waits_no_longer(world: World) {
        let (http, bob) = (Http::new(world), full(world, "bob").await);
        let waiting = begun(&http, &bob, "wait=20").await;
        world.run(DISABLE_BOB, None).await;
        waiting.await.unwrap().0.expect(401);
    }
}

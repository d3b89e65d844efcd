//! The headers that answers have.

use std::sync::Arc;

use access::Time;
use api::Request;
use app::backend::{Answer as BackendAnswer, Backend, Caller};

use super::world::World;
use crate::support::database::TestDatabase;

#[tokio::test]
async fn every_answer_has_an_id_and_says_nosniff() {
    let world = World::peopled().await;
    let mut ids = std::collections::HashSet::new();
    for path in [
        "/",
        "/-/sign-in",
        "/nothing/here",
        "/healthz",
        "/metrics",
        "/api/v1/whoami",
        "/api/nothing",
        "/pkg/x.js",
        "/api/v1/openapi.json",
        "/api/docs",
    ] {
        // A stranger's id isn't taken over.
        let answer = world.get(path).header("x-request-id", "mine").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
        let id: uuid::Uuid = answer.header("x-request-id").parse().unwrap();
        assert_eq!(id.get_version_num(), 7);
        assert!(ids.insert(id));
    }
}

#[tokio::test]
async fn html_has_its_policy_errors_too() {
    let world = World::peopled().await;
    for (path, status) in [("/-/sign-in", 200), ("/nothing/here", 404), ("/api/docs", 200)] {
        let answer = world.get(path).await.expect(status);
        let policy = answer.header("content-security-policy").to_owned();
        for part in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "style-src 'self'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline"));
        for name in ["referrer-policy", "permissions-policy", "x-frame-options", "cross-origin-opener-policy"]
        {
            assert!(!answer.header(name).is_empty(), "{path}: {name}");
        }
    }
    let refused = world.get("/").header("host", "evil.example").await.expect(400);
    assert!(refused.header("content-security-policy").contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn a_pages_scripts_carry_the_nonce_of_its_policy_and_no_other_page_has_it() {
    let world = World::start().await;
    let mut nonces = std::collections::HashSet::new();
    for _ in 0..3 {
        let answer = world.get("/-/sign-in").await.expect(200);
        let policy = answer.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(answer.text().contains(&format!("nonce=\"{nonce}\"")), "{}", answer.text());
        assert_eq!(answer.text().matches("<script").count(), answer.text().matches(&nonce).count());
        assert!(!answer.text().contains("style=\""));
        assert!(nonces.insert(nonce));
    }
}

#[tokio::test]
async fn signed_in_pages_and_issued_secrets_are_kept_nowhere() {
    let world = World::peopled().await;
    let cookie = world.sign_in("ada").await;
    for path in ["/", "/ada", "/-/profile/secrets", "/nobody"] {
        assert_eq!(world.get(path).cookie(&cookie).await.header("cache-control"), "no-store", "{path}");
    }
    let secret = world.secret("ada").await;
    let issued =
        world.post("/api/v1/secrets").bearer(&secret).json(&serde_json::json!({ "kind": "public_read" }));
    assert_eq!(issued.await.expect(201).header("cache-control"), "no-store");
}

#[tokio::test]
async fn an_https_origin_is_strict() {
    let world = World::with(&[("SLUICEGATE_ORIGIN", "https://gate.example")]).await;
    let answer = world.get("/-/sign-in").header("host", "gate.example").await.expect(200);
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let world = World::peopled().await;
    let secret = world.secret("ada").await;
    for path in ["/-/sign-in", "/healthz"] {
        let (get, head) = (world.get(path).await, world.ask("HEAD", path).await);
        assert_eq!(
            (get.status, get.header("content-type")),
            (head.status, head.header("content-type")),
            "{path}"
        );
        assert!(head.body.is_empty(), "{path}");
    }
    let path = "/api/v1/projects/ada/lake";
    let (get, head) = (world.get(path).bearer(&secret).await, world.ask("HEAD", path).bearer(&secret).await);
    assert_eq!((get.status, get.header("etag")), (head.status, head.header("etag")));
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn any_origin_may_call_records_and_questions_and_nothing_else() {
    let world = World::peopled().await;
    let preflight = |path: &str| {
        let ask = world.ask("OPTIONS", path).header("origin", "https://notebook.example");
        ask.header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization")
    };
    for path in ["/api/v1/streams/ada/pond/events/records", "/access/v1/evaluation"] {
        let answer = preflight(path).await.expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
        // A page must be able to read a refusal.
        let refused = world.post(path).header("origin", "https://notebook.example").await.expect(401);
        assert_eq!(refused.header("access-control-allow-origin"), "*", "{path}");
    }
    for path in ["/api/v1/secrets", "/api/v1/organizations/ada/projects", "/-/sign-in"] {
        assert_eq!(preflight(path).await.header("access-control-allow-origin"), "", "{path}");
    }
}

/// A door that panics, and tells the time.
struct Broken;

impl Backend for Broken {
    fn call(&self, _: Caller, _: Request) -> BackendAnswer {
        panic!("a fault of ours")
    }

    fn now(&self) -> Time {
        Time(1_800_000_000_000)
    }
}

#[tokio::test]
async fn a_panic_is_an_answer_like_others() {
    let world = World::over(TestDatabase::sqlite(), &[], |_| Arc::new(Broken)).await;
    let answer = world.get("/api/v1/projects/ada/pond").await.expect(500);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(
        !answer.header("x-request-id").is_empty() && answer.header("x-content-type-options") == "nosniff"
    );
    assert!(!answer.text().contains("a fault of ours"));
    world.get("/healthz").await.expect(200);
}

//! AuthZEN's binding to HTTP: discovery, request ids, what is incomplete.

use serde_json::{Value, json};

use crate::http::{Http, full};
use crate::on_both;
use crate::questions::evaluation;

const DISCOVERY: &str = "/.well-known/authzen-configuration";
const ENDPOINTS: [&str; 5] =
    ["evaluation", "evaluations", "search/subject", "search/resource", "search/action"];

on_both! {
    async fn discovery_names_absolute_addresses_that_answer(world: World) {
        let http = Http::new(world);
        let answer = http.get(DISCOVERY).header("origin", "https://notebook.example").await.expect(200);
        assert!(answer.header("content-type").starts_with("application/json"));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let document = answer.json();
        assert_eq!(document["policy_decision_point"], "http://127.0.0.1:3000");
        let fields = document.as_object().unwrap();
        assert_eq!(fields.len(), 6);
        for (name, address) in fields.iter().filter(|(name, _)| *name != "policy_decision_point") {
            let path = address.as_str().unwrap().strip_prefix("http://127.0.0.1:3000").unwrap();
            assert!(ENDPOINTS.iter().any(|end| path == format!("/access/v1/{end}")), "{name}: {path}");
            http.call("POST", path).json(&json!({})).await.expect(401);
        }
        http.call("POST", DISCOVERY).await.expect(405);
    }

    async fn the_callers_request_id_comes_back(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let asked = evaluation("caller read stream:ada/lake/events");
        for end in ENDPOINTS {
            let path = format!("/access/v1/{end}");
            let call = || http.call("POST", &path).header("x-request-id", "bfe9eb29 / any string").json(&asked);
            assert_eq!(call().bearer(&ada).await.expect(200).header("x-request-id"), "bfe9eb29 / any string");
            assert_eq!(call().await.expect(401).header("x-request-id"), "bfe9eb29 / any string");
            assert_eq!(call().bearer("nonsense").await.expect(401).header("x-request-id"), "bfe9eb29 / any string");
            let fresh = http.call("POST", &path).bearer(&ada).json(&asked).await.expect(200);
            assert_eq!(fresh.header("x-request-id").len(), 36);
        }
        // Elsewhere it is ours.
        let other = http.get("/api/v1/whoami").bearer(&ada).header("x-request-id", "mine").await.expect(200);
        assert_ne!(other.header("x-request-id"), "mine");
    }

    async fn what_is_incomplete_is_a_bad_request(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let post = async |end: &str, body: &Value| {
            http.call("POST", &format!("/access/v1/{end}")).bearer(&ada).json(body).await
        };
        let whole = evaluation("user:ada read stream:ada/lake/events");
        for (end, needed) in [
            ("evaluation", &["subject", "action", "resource", "subject.type", "subject.id", "action.name", "resource.type", "resource.id"][..]),
            ("evaluations", &["subject", "action", "resource", "subject.type", "subject.id", "action.name", "resource.type", "resource.id"]),
            ("search/subject", &["subject", "action", "resource", "subject.type", "action.name", "resource.type", "resource.id"]),
            ("search/resource", &["subject", "action", "resource", "subject.type", "subject.id", "action.name", "resource.type"]),
            ("search/action", &["subject", "resource", "subject.type", "subject.id", "resource.type", "resource.id"]),
        ] {
            post(end, &whole).await.expect(200);
            for member in needed {
                let mut body = whole.clone();
                match member.split_once('.') {
                    None => body.as_object_mut().unwrap().remove(*member),
                    Some((outer, inner)) => body[outer].as_object_mut().unwrap().remove(inner),
                };
                let answer = post(end, &body).await.expect(400);
                assert_eq!(answer.header("content-type"), "application/problem+json", "{end} without {member}");
            }
            for wrong in [json!({ "subject": 7 }), json!({ "subject": null }), json!({ "action": "read" })] {
                let mut body = whole.clone();
                body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
                if end != "search/action" || wrong.get("action").is_none() {
                    post(end, &body).await.expect(400);
                }
            }
            // Members that nobody knows are ignored, types are looked at, duplicates are refused.
            let mut body = whole.clone();
            body["colour"] = json!("red");
            body["subject"]["properties"] = json!({ "department": "sales" });
            body["context"] = json!({ "time": "now" });
            post(end, &body).await.expect(200);
            let call = || http.call("POST", &format!("/access/v1/{end}")).bearer(&ada);
            call().body("text/plain", whole.to_string()).await.expect(415);
            call().body("application/json", "{\"subject\":{},\"subject\":{}}").await.expect(422);
            call().body("application/json", "{").await.expect(400);
            http.get(&format!("/access/v1/{end}")).bearer(&ada).await.expect(405);
        }
    }
}

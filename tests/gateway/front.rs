//! What is asked most is answered by a short way, and by the long one as soon as a request is unusual: the same answer
//! either way, whoever asks. A page's origin makes a request go the long way.

use crate::http::{ARRAY, Answer, Call, EVENTS, Http, LINES, TICKS, full, of_service};
use crate::on_both;

/// What is asked, over and over.
type Ask = Box<dyn Fn(&Http) -> Call>;

/// A question that a program asks, and the same from a page.
async fn both(http: &Http, token: Option<&str>, call: impl Fn(&Http) -> Call) -> [Answer; 2] {
    let with = |call: Call| match token {
        Some(token) => call.bearer(token),
        None => call,
    };
    let program = with(call(http)).await;
    let page = with(call(http)).header("origin", "https://notebook.example").await;
    [program, page]
}

/// As [`Answer::told`], with the request's id if it is the caller's.
fn told(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let (status, mut headers, _) = answer.told();
    // What pages alone are told.
    headers.retain(|(name, _)| !name.starts_with("access-control-"));
    headers.push(("echo".to_owned(), (answer.header("x-request-id") == "mine").to_string()));
    (status, headers, answer.text())
}

on_both! {
    async fn both_ways_give_the_same_answer(world: World) {
        let http = Http::new(world);
        http.append(EVENTS, "{\"n\":1}\n{\"n\":2}").bearer(&full(world, "ada").await).await.expect(200);
        let [ada, bob, cleo] = [full(world, "ada").await, full(world, "bob").await, full(world, "cleo").await];
        let etl = of_service(world).await;
        let tokens = [None, Some(ada.as_str()), Some(&bob), Some(&cleo), Some(&etl), Some("nonsense")];
        let evaluation = |subject: &str, action: &str, stream: &str| {
            format!(
                r#"{{"subject":{{"type":"user","id":"{subject}"}},"action":{{"name":"{action}"}},"resource":{{"type":"stream","id":"{stream}"}}}}"#
            )
        };
        let bodies = [
            evaluation("ada", "read", "ada/lake/events"),
            evaluation("bob", "write", "ada/lake/events"),
            evaluation("cleo", "read", "ada/open/ticks"),
            evaluation("cleo", "dance", "ada/lake/nothing"),
            evaluation("ada", "read", "ada/lake/events").replace("\"action\"", "\"subject\":{},\"action\""),
            "{}".to_owned(),
            "{".to_owned(),
            "[]".to_owned(),
            String::new(),
        ];
        let batch = format!(r#"{{"evaluations":[{},{}]}}"#, bodies[0], bodies[3]);
        let (mut compared, mut seen) = (0, std::collections::BTreeSet::new());
        for token in tokens {
            let mut calls: Vec<Ask> = Vec::new();
            for body in bodies.iter().chain([&batch]) {
                for path in ["/access/v1/evaluation", "/access/v1/evaluations"] {
                    let body = body.clone();
                    calls.push(Box::new(move |http| http.call("POST", path).body(ARRAY, body.clone())));
                }
            }
            let body = &bodies[0];
            for (name, value) in [
                ("x-request-id", "mine"), ("content-encoding", "gzip"), ("content-type", "text/plain"), ("idempotency-key", ""),
                ("idempotency-key", "one"), ("expect", "100-continue"), ("if-none-match", "*"),
            ] {
                let body = body.clone();
                calls.push(Box::new(move |http| {
                    http.call("POST", "/access/v1/evaluation").header(name, value).body(ARRAY, body.clone())
                }));
                calls.push(Box::new(move |http| http.get(EVENTS).header(name, value)));
                calls.push(Box::new(move |http| http.append(EVENTS, "{}").header("idempotency-key", "two").header(name, value)));
            }
            for target in [EVENTS, TICKS, "/api/v1/streams/ada/lake/nothing/records", "/api/v1/streams/../events/records", ""] {
                calls.push(Box::new(move |http| {
                    http.get("/api/v1/forward-auth").header("x-original-method", "POST").header("x-original-uri", target)
                }));
                calls.push(Box::new(move |http| http.get(&format!("/api/v1/forward-auth?via=caddy&resource=stream:{target}"))));
            }
            for path in [
                EVENTS, TICKS, "/api/v1/streams/ada/lake/nothing/records", "/api/v1/streams/ada/lake/Events/records",
                "/api/v1/streams/ada/la-ke/events/records", "/api/v1/streams/ada/lake/events/x/records",
                "/api/v1/streams/ada/lake/events/records/", "/api/v1/streams/ada/%6cake/events/records",
                "/api/v1/streams/ada/lake/events/records?limit=1", "/api/v1/streams/ada/lake/events/records?limit=x",
                "/api/v1/streams//lake/events/records", "/api/v1/streams/records", "/access/v1/evaluation", "/api/v1/forward-auth/x",
            ] {
                for method in ["GET", "HEAD", "PUT", "DELETE", "TRACE"] {
                    calls.push(Box::new(move |http| http.call(method, path)));
                }
                for (kind, lines) in [(LINES, "{\"a\":1}\nnonsense"), (ARRAY, "{}"), ("text/plain", "{}")] {
                    calls.push(Box::new(move |http| http.call("POST", path).body(kind, lines)));
                }
                calls.push(Box::new(move |http| http.append(path, "{\"a\":1}").header("idempotency-key", path)));
            }
            for call in calls {
                let [program, page] = both(&http, token, call).await;
                assert_eq!(told(&program), told(&page));
                seen.insert(program.status);
                compared += 1;
            }
        }
        assert!(compared > 500 && [200, 400, 401, 403, 404, 405, 415, 422].iter().all(|status| seen.contains(status)), "{seen:?}");
    }
}

//! Questions about access: who may ask what, and what an answer tells.

use serde_json::{Value, json};

use crate::http::{Answer, Http, full, of_service};
use crate::on_both;

/// The one reason for what is absent, hidden or not for the asker to know.
pub(crate) const NOTHING: &str = "There is nothing here that you can see.";

/// Words such as `user:bob read stream:ada/lake/events` as an evaluation.
pub(crate) fn evaluation(words: &str) -> Value {
    let [subject, action, resource] = words.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let entity = |words: &str| {
        let (kind, id) = words.split_once(':').unwrap_or((words, ""));
        json!({ "type": kind, "id": id })
    };
    json!({ "subject": entity(subject), "action": { "name": action }, "resource": entity(resource) })
}

async fn ask(http: &Http, token: &str, words: &str) -> Answer {
    http.call("POST", "/access/v1/evaluation").bearer(token).json(&evaluation(words)).await
}

/// The decision; none if it is the answer that tells nothing.
pub(crate) async fn decision(http: &Http, token: &str, words: &str) -> Option<bool> {
    let answer = ask(http, token, words).await.expect(200).json();
    let (decision, reason) =
        (answer["decision"].as_bool().unwrap(), answer["context"]["reason"].as_str().unwrap());
    assert!(!reason.is_empty());
    if reason == NOTHING {
        assert!(!decision);
        return None;
    }
    Some(decision)
}

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

on_both! {
    async fn everybody_may_ask_about_themselves(world: World) {
        let (http, ada, cleo) = (Http::new(world), full(world, "ada").await, full(world, "cleo").await);
        let issued = async |kind| http.issue(&ada, kind).await["token"].as_str().unwrap().to_owned();
        let [private, public] = [issued("private_read").await, issued("public_read").await];
        let etl = of_service(world).await;
        for (token, words, expected) in [
            (&ada, "caller read stream:ada/lake/events", YES),
            (&ada, "caller:whoever write stream:ada/lake/events", YES),
            (&ada, "caller admin organization:ada", YES),
            (&ada, "user:ada create project:ada/lake", YES),
            (&private, "caller read stream:ada/lake/events", YES),
            (&private, "caller write stream:ada/lake/events", NO),
            (&private, "caller view organization:ada", YES),
            (&public, "caller read stream:ada/lake/events", None),
            (&public, "caller read stream:ada/open/ticks", YES),
            // Without the ceiling is another question, and this credential may not ask it.
            (&public, "user:ada read stream:ada/lake/events", None),
            (&private, "user:ada write stream:ada/lake/events", YES),
            (&etl, "caller read stream:ada/lake/events", YES),
            (&etl, "service:ada/etl write stream:ada/lake/events", NO),
            (&etl, "caller read stream:ada/open/ticks", NO),
            (&cleo, "caller read stream:ada/lake/events", None),
            (&cleo, "caller view project:ada/lake", None),
            (&cleo, "caller view organization:ada", NO),
            (&cleo, "user:cleo read stream:ada/open/ticks", YES),
            (&cleo, "caller write stream:ada/open/ticks", NO),
        ] {
            assert_eq!(decision(&http, token, words).await, expected, "{words}");
        }
        assert_eq!(http.call("POST", "/access/v1/evaluation").json(&evaluation("caller read stream:ada/open/ticks")).await.status, 401);
    }

    async fn about_others_who_sees_the_access_list(world: World) {
        let http = Http::new(world);
        let [ada, bob, cleo] = [full(world, "ada").await, full(world, "bob").await, full(world, "cleo").await];
        for (token, words, expected) in [
            (&ada, "user:bob read stream:ada/lake/events", YES),
            (&ada, "user:bob write stream:ada/lake/events", NO),
            (&ada, "user:cleo read stream:ada/lake/events", NO),
            (&ada, "user:cleo read stream:ada/open/ticks", YES),
            (&ada, "user:nobody-here read stream:ada/lake/events", None),
            (&ada, "service:ada/etl read stream:ada/lake/events", YES),
            (&ada, "service:ada/etl write stream:ada/lake/events", NO),
            (&ada, "service:ada/none read stream:ada/lake/events", None),
            (&ada, "service:ada/etl read stream:ada/open/ticks", None),
            (&bob, "user:ada write stream:ada/lake/events", YES),
            (&bob, "user:ada admin organization:ada", YES),
            (&cleo, "user:ada write stream:ada/lake/events", None),
            (&cleo, "user:ada read stream:ada/open/ticks", None),
            (&cleo, "user:ada admin organization:ada", None),
            (&ada, "user:bob read pipeline:ada/flow", None),
        ] {
            assert_eq!(decision(&http, token, words).await, expected, "{words}");
        }
    }

    async fn hidden_absent_and_not_for_you_to_know_answer_alike(world: World) {
        let (http, cleo) = (Http::new(world), full(world, "cleo").await);
        let first = ask(&http, &cleo, "user:ada read stream:ada/lake/events").await.expect(200);
        for words in [
            "user:ada read stream:ada/lake/nothing", "user:nobody-here read stream:ada/lake/events",
            "caller read stream:ada/lake/events", "user:ada read stream:Not/A/Path", "user:Ada read stream:ada/open/ticks",
            "service:ada/etl read stream:ada/lake/events", "caller view organization:none", "caller edit pipeline:ada/flow",
        ] {
            let answer = ask(&http, &cleo, words).await.expect(200);
            assert_eq!(answer.told(), first.told(), "{words}");
        }
    }

    async fn what_is_no_question_is_a_no_with_its_reason(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        for (words, part) in [
            ("robot:r2 read stream:ada/lake/events", "subject"),
            ("caller fly stream:ada/lake/events", "read, write"),
            ("caller read planet:mars", "resource"),
            ("caller view stream:ada/lake/events", "read, write"),
        ] {
            let answer = ask(&http, &ada, words).await.expect(200).json();
            assert_eq!(answer["decision"], false);
            assert!(answer["context"]["reason"].as_str().unwrap().contains(part), "{answer}");
        }
        let post = |body: &'static str| http.call("POST", "/access/v1/evaluation").bearer(&ada).body("application/json", body);
        post("{").await.expect(400);
        post("{\"subject\":{\"type\":\"caller\"}}").await.expect(400);
        // Members that we don't know are for others.
        let mut extended = evaluation("caller read stream:ada/lake/events");
        extended["context"] = json!({ "time": "now" });
        extended["subject"]["properties"] = json!({ "department": "sales" });
        let answer = http.call("POST", "/access/v1/evaluation").bearer(&ada).json(&extended).await.expect(200);
        assert_eq!(answer.json()["decision"], true);
    }

    async fn an_explanation_tells_the_way_or_what_comes_close(world: World) {
        let (http, ada, bob) = (Http::new(world), full(world, "ada").await, full(world, "bob").await);
        let explain = async |token: &str, words: &str| {
            let [actor, action, resource] = words.split(' ').collect::<Vec<_>>().try_into().unwrap();
            let path = format!("/api/v1/access/explain?actor={actor}&action={action}&resource={resource}");
            http.get(&path).bearer(token).await
        };
        let yes = explain(&ada, "user:bob read stream:ada/lake/events").await.expect(200).json();
        assert_eq!(yes["decision"], true);
        assert_eq!(
            yes["paths"],
            json!([["user:bob", "view is granted on project ada/lake.", "read on stream ada/lake/events"]])
        );
        let no = explain(&ada, "user:bob write stream:ada/lake/events").await.expect(200).json();
        assert_eq!((&no["decision"], &no["grantors"]), (&json!(false), &json!(["ada"])));
        let text = no.to_string();
        assert!(text.contains("user:bob holds view on project ada/lake") && !text.contains("You"), "{text}");
        let own = explain(&bob, "caller write stream:ada/lake/events").await.expect(200).json();
        assert!(own.to_string().contains("You hold view on project ada/lake"), "{own}");
        let hidden = explain(&bob, "caller read stream:ada/lake/nothing").await.expect(200).json();
        assert_eq!((&hidden["reason"], &hidden["near_misses"]), (&json!(NOTHING), &json!([])));
        for (words, field) in [("ada read stream:ada/lake/events", "actor"), ("caller fly project:ada/lake", "action"), ("caller read stream:ada", "resource")] {
            let fault = explain(&ada, words).await.expect(422).json();
            assert_eq!(fault["errors"][0]["field"], field);
        }
        assert_eq!(http.get("/api/v1/access/explain?actor=caller&action=view&resource=organization:ada").await.status, 401);
    }
}

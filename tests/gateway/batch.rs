//! Several evaluations in one call.

use serde_json::{Value, json};

use crate::http::{Answer, Http, full, of_service};
use crate::on_both;
use crate::questions::{NOTHING, evaluation};

async fn ask(http: &Http, token: &str, body: &Value) -> Answer {
    http.call("POST", "/access/v1/evaluations").bearer(token).json(body).await
}

fn decisions(answer: &Value) -> Vec<bool> {
    let evaluations = answer["evaluations"].as_array().unwrap_or_else(|| panic!("{answer}"));
    evaluations.iter().map(|answer| answer["decision"].as_bool().unwrap()).collect()
}

on_both! {
    async fn each_is_answered_as_it_would_be_alone(world: World) {
        let http = Http::new(world);
        let etl = of_service(world).await;
        let words = [
            "caller read stream:ada/lake/events",
            "caller write stream:ada/lake/events",
            "user:ada admin organization:ada",
            "user:bob read stream:ada/lake/events",
            "user:bob write stream:ada/lake/events",
            "user:cleo read stream:ada/lake/events",
            "user:nobody-here view project:ada/lake",
            "service:ada/etl read stream:ada/lake/events",
            "service:ada/etl read stream:ada/open/ticks",
            "caller read stream:ada/lake/nothing",
            "caller read stream:Not/A/Path",
            "robot:r2 read stream:ada/lake/events",
            "caller fly stream:ada/lake/events",
            "caller read stream:ada/lake/events",
        ];
        for token in [full(world, "ada").await, full(world, "bob").await, full(world, "cleo").await, etl] {
            let mut alone = Vec::new();
            for words in words {
                let answer = http.call("POST", "/access/v1/evaluation").bearer(&token).json(&evaluation(words)).await;
                alone.push(answer.expect(200).json());
            }
            let body = json!({ "evaluations": words.map(evaluation) });
            assert_eq!(ask(&http, &token, &body).await.expect(200).json(), json!({ "evaluations": alone }));
        }
    }

    async fn hidden_absent_and_not_for_you_to_know_answer_alike(world: World) {
        let (http, cleo) = (Http::new(world), full(world, "cleo").await);
        let with = |words| json!({ "evaluations": [evaluation(words), evaluation("caller read stream:ada/open/ticks")] });
        let first = ask(&http, &cleo, &with("user:ada read stream:ada/lake/events")).await.expect(200);
        for words in [
            "user:ada read stream:ada/lake/nothing", "user:nobody-here read stream:ada/lake/events",
            "caller read stream:ada/lake/events", "user:ada read stream:Not/A/Path", "user:ada read stream:ada/open/ticks",
            "service:ada/etl read stream:ada/lake/events", "caller view organization:none", "caller edit pipeline:ada/flow",
        ] {
            assert_eq!(ask(&http, &cleo, &with(words)).await.told(), first.told(), "{words}");
        }
    }

    async fn what_stands_above_is_for_those_that_dont_say(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let stream = |path: &str| json!({ "resource": { "type": "stream", "id": path } });
        let body = json!({
            "subject": { "type": "user", "id": "bob" }, "action": { "name": "read" }, "resource": {}, "context": { "x": 1 },
            "evaluations": [
                stream("ada/lake/events"),
                { "resource": { "type": "stream", "id": "ada/lake/events" }, "action": { "name": "write" } },
                { "resource": { "type": "stream", "id": "ada/lake/events" }, "subject": { "type": "user", "id": "cleo" } },
            ],
        });
        assert_eq!(decisions(&ask(&http, &ada, &body).await.expect(200).json()), [true, false, false]);
        // Without evaluations it is one.
        let mut alone = evaluation("user:bob read stream:ada/lake/events");
        for evaluations in [None, Some(json!([])), Some(Value::Null)] {
            evaluations.into_iter().for_each(|none| alone["evaluations"] = none);
            let answer = ask(&http, &ada, &alone).await.expect(200).json();
            assert_eq!((&answer["decision"], &answer["evaluations"]), (&json!(true), &Value::Null));
            assert!(answer["context"]["reason"].as_str().unwrap().contains("user:bob may read"));
        }
    }

    async fn it_ends_where_it_is_told_to(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let with = |semantic: Value, actions: &[&str]| json!({
            "subject": { "type": "user", "id": "bob" },
            "resource": { "type": "project", "id": "ada/lake" },
            "evaluations": actions.iter().map(|action| json!({ "action": { "name": action } })).collect::<Vec<_>>(),
            "options": { "evaluations_semantic": semantic, "another_option": 7 },
        });
        for (semantic, actions, expected) in [
            (json!("execute_all"), &["view", "create", "view", "admin"][..], &[true, false, true, false][..]),
            (Value::Null, &["view", "create"], &[true, false]),
            (json!("deny_on_first_deny"), &["view", "view", "create", "view"], &[true, true, false]),
            (json!("deny_on_first_deny"), &["view", "fly", "view"], &[true, false]),
            (json!("permit_on_first_permit"), &["create", "fly", "view", "view"], &[false, false, true]),
            (json!("permit_on_first_permit"), &["create", "admin"], &[false, false]),
        ] {
            let answer = ask(&http, &ada, &with(semantic.clone(), actions)).await.expect(200).json();
            assert_eq!(decisions(&answer), expected, "{semantic} {actions:?}");
        }
        for wrong in [json!("stop_when_bored"), json!(7)] {
            ask(&http, &ada, &with(wrong, &["view"])).await.expect(400);
        }
    }

    async fn one_that_lacks_something_is_a_no_that_says_so(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let body = json!({
            "subject": { "type": "caller" },
            "action": { "name": "read" },
            "evaluations": [
                { "resource": { "type": "stream", "id": "ada/lake/events" } },
                {},
                { "resource": { "type": "stream" } },
                { "resource": { "id": "ada/lake/events" } },
                { "resource": { "type": "stream", "id": "ada/lake/events" }, "action": {} },
                { "resource": { "type": "stream", "id": "ada/lake/events" }, "subject": { "type": "user" } },
                { "resource": { "type": "stream", "id": "ada/open/ticks" } },
            ],
        });
        let answer = ask(&http, &ada, &body).await.expect(200).json();
        assert_eq!(decisions(&answer), [true, false, false, false, false, false, true]);
        for at in 1..6 {
            let context = &answer["evaluations"][at]["context"];
            assert_eq!(context["error"]["status"], 400, "{context}");
            assert!(context["error"]["message"].as_str().unwrap().ends_with("is needed"), "{context}");
        }
        // What is absent is no error but the answer that tells nothing.
        let absent = evaluation("caller read stream:ada/lake/nothing");
        let answer = ask(&http, &ada, &json!({ "evaluations": [absent] })).await.expect(200).json();
        assert_eq!(answer["evaluations"][0], json!({ "decision": false, "context": { "reason": NOTHING } }));
    }

    async fn a_thousand_and_no_more(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let body = |count: usize| {
            let one = evaluation("user:bob read stream:ada/lake/events");
            json!({ "evaluations": vec![one; count] })
        };
        assert_eq!(decisions(&ask(&http, &ada, &body(1000)).await.expect(200).json()), [true; 1000]);
        let fault = ask(&http, &ada, &body(1001)).await.expect(422).json();
        assert_eq!(fault["errors"][0]["field"], "evaluations");
        http.call("POST", "/access/v1/evaluations").json(&body(1)).await.expect(401);
        http.call("POST", "/access/v1/evaluations").json(&body(1001)).await.expect(401);
    }
}

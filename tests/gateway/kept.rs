//! Answers that are kept are those that would be worked out now, whatever happened in between.

use serde_json::json;
use sluicegate::operations::Core;
use uuid::Uuid;

use crate::http::{Call, Http, full, of_service};
use crate::on_both;
use crate::rights::{HISTORY, PIPELINE, TEAMS, VERSION};

const SUBJECTS: [(&str, &str); 5] =
    [("user", "ada"), ("user", "bob"), ("user", "cleo"), ("service", "ada/etl"), ("caller", "")];
const RESOURCES: [(&str, &str); 8] = [
    ("stream", "ada/lake/events"),
    ("stream", "ada/pond/ticks"),
    ("stream", "bob/lake/happenings"),
    ("stream", "ada/sea/ticks"),
    ("project", "ada/lake"),
    ("organization", "ada"),
    ("pipeline", "ada/clean"),
    ("pipeline", "ada/washed"),
];
const ACTIONS: [&str; 4] = ["read", "write", "view", "edit"];

/// Steps of the history, and as many more as it takes until answers changed often enough.
const STEPS: usize = 50;
/// The last of them, in which secrets may die.
const LAST: usize = 5;
/// How often answers change at least.
const CHANGES: usize = 4;

struct Random(u64);

impl Random {
    fn of<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &from[(self.0 >> 33) as usize % from.len()]
    }
}

/// One of the questions that the hot path is for.
#[derive(Debug)]
enum Ask {
    Evaluation(String),
    Evaluations(String),
    Proxy(&'static str, String),
    Resource(String),
}

impl Ask {
    fn any(random: &mut Random) -> Self {
        let mut evaluation = || {
            let ((subject, whom), action, (kind, id)) =
                (random.of(&SUBJECTS), random.of(&ACTIONS), random.of(&RESOURCES));
            json!({ "subject": { "type": subject, "id": whom }, "action": { "name": action },
                "resource": { "type": kind, "id": id } })
        };
        let (one, another) = (evaluation(), evaluation());
        match random.of(&[0, 1, 2, 3]) {
            0 => Self::Evaluation(one.to_string()),
            1 => Self::Evaluations(json!({ "evaluations": [one, another] }).to_string()),
            2 => {
                let (_, stream) = random.of(&RESOURCES[..4]);
                let action = random.of(&ACTIONS[..2]);
                Self::Resource(format!("/api/v1/forward-auth?resource=stream:{stream}&action={action}"))
            }
            _ => {
                let (_, stream) = random.of(&RESOURCES[..4]);
                let method = *random.of(&["GET", "POST"]);
                Self::Proxy(method, format!("/api/v1/streams/{stream}/records"))
            }
        }
    }

    fn call(&self, http: &Http) -> Call {
        let post = |path: &str, body: &String| http.call("POST", path).body("application/json", body.clone());
        match self {
            Self::Evaluation(body) => post("/access/v1/evaluation", body),
            Self::Evaluations(body) => post("/access/v1/evaluations", body),
            Self::Proxy(method, uri) => {
                let call = http.get("/api/v1/forward-auth").header("x-original-method", method);
                call.header("x-original-uri", uri)
            }
            Self::Resource(address) => http.get(address),
        }
    }
}

on_both! {
    /// After every step of a random history: asked twice of a node that is asked all along, and once of a new one.
    async fn kept_answers_are_those_of_the_moment(world: World) {
        let tokens = [full(world, "ada").await, full(world, "bob").await, full(world, "cleo").await, of_service(world).await];
        let seed = getrandom::u64().unwrap() | 1;
        println!("seed {seed}");
        let mut random = Random(seed);
        for text in [TEAMS, PIPELINE, VERSION] {
            world.elsewhere(text, Some(Uuid::now_v7())).await;
        }
        let kept = Http::new(world);
        let questions: Vec<(usize, Ask)> =
            (0..60).map(|_| (*random.of(&[0, 1, 2, 3]), Ask::any(&mut random))).collect();
        let (mut answers, mut changed, mut last) = (Vec::new(), 0, 0);
        for step in 0..10 * STEPS {
            let anew = Http::over(Core::start(world.core.db.clone(), world.core.clock.clone()).unwrap());
            let mut now = Vec::new();
            for (token, ask) in &questions {
                let mut told = Vec::new();
                for http in [&kept, &kept, &anew] {
                    let answer = ask.call(http).bearer(&tokens[*token]).await;
                    let (status, headers, _) = answer.told();
                    told.push((status, headers, answer.text()));
                }
                assert!(told.iter().all(|one| *one == told[0]), "{step}: {token} {ask:?} {told:#?}");
                now.extend(told.pop());
            }
            changed += usize::from(step > 0 && now != answers);
            answers = now;
            last += usize::from(step >= STEPS - LAST && changed >= CHANGES);
            if last > LAST {
                break;
            }
            let text = random.of(HISTORY);
            // With a dead secret nothing more can be asked.
            if text.contains("secrets") && last == 0 {
                continue;
            }
            println!("{step}: {text}");
            world.elsewhere(text, None).await;
            world.core.rights.catch_up(&world.core.db).await.unwrap();
        }
        assert!(changed >= CHANGES, "the history changed hardly anything");
    }
}

//! A pipeline that runs, from the command line.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::world::{Shell, World};

const CONFIG: &str = "source: ada/lake/events\nsink: ada/lake/clean\nservice: etl\n\
    transforms:\n  - filter: record.n > 1\n    fields: {m: 10 / (record.n - 3)}\n";

fn until(ada: &Shell, what: &str, wanted: impl Fn(&Value) -> bool) {
    let over = Instant::now() + Duration::from_secs(20);
    loop {
        let shown = ada.json(&["pipeline", "show", "ada/wash"]);
        if wanted(&shown) {
            return;
        }
        assert!(Instant::now() < over, "not {what}: {shown}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_pipeline_is_run_watched_and_stopped() {
    let world = World::start();
    let ada = world.with(&world.with_stream("ada"));
    ada.run(&["stream", "create", "ada/lake/clean"]).ok();
    ada.run(&["service", "create", "ada/etl"]).ok();
    ada.run(&["service", "update-permissions", "ada/etl", "ada/lake/events", "--read"]).ok();
    ada.run(&["service", "update-permissions", "ada/etl", "ada/lake/clean", "--write"]).ok();
    ada.run_with(&["stream", "write", "ada/lake/events"], "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n")
        .ok();

    // What would become of them, before there is a pipeline.
    let tried = ada.run_with(&["stream", "try", "ada/lake/events", "--config", "-"], CONFIG).ok().out;
    for told in ["passes", "{\"m\":10}", "is kept back", "transforms[0]", "it divides by zero"] {
        assert!(tried.contains(told), "{told} in {tried}");
    }
    let ordered = "transforms: [{fields: {z: record.n, a: record.n, m: record.n}}]";
    let tried = ada.run_with(&["stream", "try", "ada/lake/events", "--config", "-"], ordered).ok().out;
    assert!(tried.contains(r#"{"z":4,"a":4,"m":4}"#), "{tried}");
    let slip = "transforms: [{filter: recrod.n > 1}]";
    ada.run_with(&["stream", "try", "ada/lake/events", "--config", "-"], slip)
        .fails(1, "transforms[0].filter");
    ada.run_with(&["stream", "try", "ada/lake/events", "--config", "-"], "transforms: {").fails(2, "read");
    ada.run(&["stream", "try", "ada/lake/events", "--config", "absent.yaml"]).fails(2, "absent.yaml");

    ada.run_with(&["pipeline", "create", "ada/wash", "--config", "-"], CONFIG).ok();
    ada.run(&["pipeline", "replay", "ada/wash"]).fails(5, "deploy it first");
    assert_eq!(ada.json(&["pipeline", "deploy", "ada/wash"])["deployed_version"], 1);
    until(&ada, "idle", |shown| shown["state"] == "running" && shown["lag"] == 0);
    let sink = ada.run(&["stream", "read", "ada/lake/clean"]).ok().out;
    assert!(sink.lines().count() == 2 && sink.contains("\"record\":{\"m\":-10}"), "{sink}");

    let metrics = ada.json(&["pipeline", "metrics", "ada/wash", "--range", "1d"]);
    assert_eq!(
        (&metrics["records_in"], &metrics["records_out"], &metrics["dead_letters"]),
        (&4.into(), &2.into(), &1.into())
    );
    assert!(ada.run(&["pipeline", "metrics", "ada/wash"]).ok().out.contains("records in"));
    ada.run(&["pipeline", "metrics", "ada/wash", "--range", "2d"]).fails(2, "1w");

    let listed = ada.run(&["pipeline", "dead-letters", "ada/wash"]).ok().out;
    assert!(listed.contains("transforms[0].fields.m: it divides by zero"), "{listed}");
    let letters = ada.json(&["pipeline", "dead-letters", "ada/wash"]);
    let id = letters["items"][0]["id"].as_str().unwrap();
    assert!(ada.run(&["pipeline", "show-dead-letter", "ada/wash", id]).ok().out.contains("{\"n\":3}"));
    ada.run(&["pipeline", "show-dead-letter", "ada/wash", "x"]).fails(2, "");
    let better = CONFIG.replace("record.n - 3", "record.n - 5");
    ada.run_with(&["pipeline", "update", "ada/wash", "--config", "-"], better).ok();
    ada.run(&["pipeline", "deploy", "ada/wash"]).ok();
    assert_eq!(ada.json(&["pipeline", "replay", "ada/wash", id])["replaying"], 1);
    until(&ada, "replayed", |shown| shown["dead_letters"] == 0);
    assert!(ada.run(&["stream", "read", "ada/lake/clean"]).ok().out.contains("\"record\":{\"m\":-5}"));

    ada.run(&["pipeline", "teardown", "ada/wash"]).fails(2, "--yes");
    let stopped = ada.json(&["pipeline", "teardown", "ada/wash", "--yes"]);
    assert_eq!(stopped["state"], "torn_down");
}

//! A pipeline whose server is killed again and again while it works: the sink holds exactly what the expressions say,
//! once each, in order.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::random;
use crate::server::{Client, Server, json};
use crate::support::database::TestDatabase;

const SOURCE: &str = "/api/v1/streams/ada/lake/events/records";
const SINK: &str = "/api/v1/streams/ada/lake/clean/records";
const PIPELINE: &str = "/api/v1/pipelines/ada/tidy";
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn every_record_has_its_effect_once_on_sqlite() {
    run(&TestDatabase::sqlite(), 20, 5_000);
}

/// A killed node's pipelines wait there until its hold ends, hence fewer.
#[test]
fn every_record_has_its_effect_once_on_postgres() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(database) = runtime.block_on(TestDatabase::postgres()) {
        run(&database, 5, 4_000);
    }
}

fn run(database: &TestDatabase, kills: u64, records: u64) {
    let directory = tempfile::tempdir().unwrap();
    let setup = Server::new(directory.path(), &database.url);
    let token = setup.make_account("ada");
    let mut server = setup.start();
    prepare(&server.client(&token));
    let mut killed_at_work = 0;
    for round in 0..kills {
        let client = server.client(&token);
        let lines: String =
            (round * records..(round + 1) * records).map(|n| format!("{{\"n\":{}}}\n", n + 1)).collect();
        let before = lag(&client);
        let (status, body) = client.append(SOURCE, &lines).unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        // At work on them: some are taken in already.
        let over = Instant::now() + PATIENCE;
        while lag(&client) >= before + records {
            assert!(Instant::now() < over, "nothing is taken in: {}", shown(&client));
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(random(0, 60)));
        killed_at_work += u64::from(lag(&client) > 0);
        server.kill();
        server = setup.start();
    }
    let client = server.client(&token);
    let over = Instant::now() + PATIENCE;
    while lag(&client) > 0 {
        assert!(Instant::now() < over, "it doesn't go on: {}", shown(&client));
        std::thread::sleep(Duration::from_millis(50));
    }
    let all = kills * records;
    let wanted = (1..=all).filter(|n| n % 3 != 0).map(|n| json!({ "square": n * n, "n": n }));
    let mut after = 0;
    let mut found = Vec::new();
    loop {
        let (status, body) = client.get(&format!("{SINK}?after={after}&limit=10000")).unwrap();
        assert_eq!(status, 200);
        let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let before = found.len();
        found.extend(lines.map(|line| json(line)["record"].clone()));
        after = found.len();
        if after == before {
            break;
        }
    }
    assert_eq!(found.len() as u64, all - all / 3);
    assert!(found.into_iter().eq(wanted), "the sink holds something else");
    let (_, metrics) = client.get(&format!("{PIPELINE}/metrics")).unwrap();
    let metrics = json(&metrics);
    assert_eq!((&metrics["records_in"], &metrics["records_out"]), (&json!(all), &json!(all - all / 3)));
    assert!(metrics["restarts"].as_u64().unwrap() >= kills, "{metrics}");
    assert!(killed_at_work > 0, "it was never killed at work");
    server.kill();
    setup.verify_audit();
    eprintln!("{kills} kills, {killed_at_work} of them at work: {all} records, once each");
}

fn prepare(client: &Client) {
    let made = |path: &str, body| {
        let (status, body) = client.post(path, &body).unwrap();
        assert!(status < 300, "{path}: {}", String::from_utf8_lossy(&body));
    };
    made("/api/v1/organizations/ada/projects", json!({ "name": "lake" }));
    made("/api/v1/projects/ada/lake/streams", json!({ "name": "events" }));
    made("/api/v1/projects/ada/lake/streams", json!({ "name": "clean" }));
    made("/api/v1/organizations/ada/services", json!({ "name": "etl" }));
    for (stream, flag) in [("events", "read"), ("clean", "write")] {
        let grant = json!({ "stream": format!("ada/lake/{stream}"), flag: true });
        let (status, body) = client.patch("/api/v1/services/ada/etl/permissions", &grant).unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    }
    let config = json!({
        "source": "ada/lake/events", "sink": "ada/lake/clean", "service": "etl",
        "transforms": [{ "filter": "record.n % 3 != 0", "fields": { "square": "record.n * record.n", "n": "record.n" } }]
    });
    made("/api/v1/organizations/ada/pipelines", json!({ "name": "tidy", "config": config }));
    made(&format!("{PIPELINE}/deploy"), json!({}));
}

fn shown(client: &Client) -> String {
    let (status, body) = client.get(PIPELINE).unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    String::from_utf8(body).unwrap()
}

fn lag(client: &Client) -> u64 {
    json(shown(client).as_bytes())["lag"].as_u64().unwrap()
}

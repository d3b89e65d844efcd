//! Quotas: reserved before they are spent, never exceeded, on any number of nodes; and what is counted as used.

use std::sync::Arc;

use access::Month;
use futures_util::future::join_all;
use serde_json::{Value, json};
use sluicegate::store::quota_alerts;

use crate::http::{Answer, EVENTS, Http, TICKS, full, of_service};
use crate::on_both;
use crate::support::World;

const MEGABYTE: usize = 1_000_000;
const SERVICE: &str = "/api/v1/services/ada/etl";

/// A record of so many bytes.
fn record(bytes: usize) -> String {
    format!(r#"{{"a":"{}"}}"#, "x".repeat(bytes - 8))
}

/// Another node over the same database: it knows nothing of what the first one counts and reserves.
fn node(world: &World) -> Http {
    let core = world.core.clone().with(|parts| parts.usage = Arc::default());
    Http::over(core)
}

async fn patch(http: &Http, token: &str, path: &str, change: Value) {
    http.call("PATCH", path).bearer(token).json(&change).await.expect(200);
}

/// The service may read and write, within these quotas; its token and Ada's.
async fn bounded(world: &World, http: &Http, read: Value, write: Value) -> (String, String) {
    let (ada, etl) = (full(world, "ada").await, of_service(world).await);
    let change = json!({ "read_quota_mb": read, "write_quota_mb": write });
    patch(http, &ada, SERVICE, change).await;
    let grant = json!({ "stream": "ada/lake/events", "read": true, "write": true });
    patch(http, &ada, &format!("{SERVICE}/permissions"), grant).await;
    (ada, etl)
}

fn bytes_read(answer: &Answer) -> usize {
    let text = answer.text();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| line["record"].to_string().len()).sum()
}

async fn usage(http: &Http, token: &str, path: &str) -> Value {
    http.get(&format!("{path}/usage")).bearer(token).await.expect(200).json()
}

on_both! {
    async fn parallel_writes_on_three_nodes_use_the_quota_up_and_never_more(world: World) {
        let nodes = [node(world), node(world), node(world)];
        let (ada, etl) = bounded(world, &nodes[0], json!(null), json!(1)).await;
        let body = record(10_000);
        let writes = (0..200).map(|n| {
            let call = nodes[n % 3].append(EVENTS, body.clone()).bearer(&etl);
            async move { call.await.status }
        });
        let statuses = join_all(writes).await;
        let accepted = statuses.iter().filter(|status| **status == 200).count();
        assert!(statuses.iter().all(|status| matches!(status, 200 | 429)), "{statuses:?}");
        assert_eq!(accepted, 100, "10 kB each of 1 MB");
        for node in &nodes {
            node.gateway.write_last_uses().await;
        }
        let used = usage(&nodes[0], &ada, SERVICE).await;
        assert_eq!((used["write_bytes"].as_u64(), used["write_records"].as_u64()), (Some(1_000_000), Some(100)));
        assert_eq!((used["write_requests"].as_u64(), used["write_quota_mb"].as_u64()), (Some(100), Some(1)));
    }

    async fn what_another_node_counted_and_had_not_written_is_gone_of_a_new_quota(world: World) {
        let nodes = [node(world), node(world)];
        let (ada, etl) = bounded(world, &nodes[0], json!(null), json!(null)).await;
        nodes[1].append(EVENTS, record(600_000)).bearer(&etl).await.expect(200);
        patch(&nodes[0], &ada, SERVICE, json!({ "write_quota_mb": 1 })).await;
        nodes[0].append(EVENTS, record(100_000)).bearer(&etl).await.expect(200);
        nodes[1].gateway.write_uses().await;
        nodes[0].append(EVENTS, record(300_000)).bearer(&etl).await.expect(200);
        nodes[0].append(EVENTS, record(1_000)).bearer(&etl).await.expect(429);
        nodes[1].append(EVENTS, record(1_000)).bearer(&etl).await.expect(429);
    }

    async fn what_was_used_before_a_quota_is_set_counts_for_proxies_at_once(world: World) {
        let http = Http::new(world);
        let (ada, etl) = bounded(world, &http, json!(null), json!(null)).await;
        let lines = vec![record(400_000); 3].join("\n");
        http.append(EVENTS, lines).bearer(&ada).await.expect(200);
        http.get(EVENTS).bearer(&etl).await.expect(200);
        let ask = "/api/v1/forward-auth?resource=stream:ada/lake/events&action=read";
        http.get(ask).bearer(&etl).await.expect(200);
        patch(&http, &ada, SERVICE, json!({ "read_quota_mb": 1 })).await;
        http.get(ask).bearer(&etl).await.expect(403);
        http.get(EVENTS).bearer(&etl).await.expect(429);
        patch(&http, &ada, SERVICE, json!({ "read_quota_mb": 2 })).await;
        http.get(ask).bearer(&etl).await.expect(200);
    }

    async fn a_quota_is_first_met_while_another_node_writes_what_it_counted(world: World) {
        let nodes = [node(world), node(world)];
        let (ada, etl) = bounded(world, &nodes[0], json!(null), json!(null)).await;
        for round in 0..20 {
            patch(&nodes[0], &ada, SERVICE, json!({ "write_quota_mb": "none" })).await;
            nodes[1].append(EVENTS, record(600_000)).bearer(&etl).await.expect(200);
            patch(&nodes[0], &ada, SERVICE, json!({ "write_quota_mb": 1 })).await;
            let first = nodes[0].append(EVENTS, record(100_000)).bearer(&etl);
            let (_first, ()) = tokio::join!(async { first.await.expect(200) }, nodes[1].gateway.write_uses());
            let month = Month::of(world.core.clock.now());
            let held = world.core.db.read(async |tx| quota_alerts::all_held(tx, month).await).await.unwrap();
            let taken: Vec<u64> = held.iter().map(|held| held.used.1).collect();
            assert_eq!(taken, [700_000], "round {round}");
            world.pass(month.next().start().0 - world.core.clock.now().0);
        }
    }

    async fn parallel_reads_on_three_nodes_use_nine_tenths_and_never_more(world: World) {
        let nodes = [node(world), node(world), node(world)];
        let (ada, etl) = bounded(world, &nodes[0], json!(1), json!(null)).await;
        let lines = vec![record(5_000); 20].join("\n");
        nodes[0].append(EVENTS, lines).bearer(&ada).await.expect(200);
        let reader = |n: usize| {
            let (http, etl) = (nodes[n % 3].clone(), etl.clone());
            async move {
                let mut read = 0;
                loop {
                    let answer = http.get(&format!("{EVENTS}?limit=3")).bearer(&etl).await;
                    match answer.status {
                        200 => read += bytes_read(&answer),
                        429 => return read,
                        status => panic!("{status}: {}", answer.text()),
                    }
                    assert!(read <= MEGABYTE);
                }
            }
        };
        let read: usize = join_all((0..6).map(reader)).await.into_iter().sum();
        assert!((MEGABYTE * 9 / 10..=MEGABYTE).contains(&read), "{read} bytes were read");
        for node in &nodes {
            node.gateway.write_last_uses().await;
        }
        let used = usage(&nodes[0], &ada, SERVICE).await;
        assert_eq!(used["read_bytes"].as_u64(), Some(read as u64));
    }

    async fn a_read_stops_before_the_record_that_no_longer_fits(world: World) {
        let http = Http::new(world);
        let (ada, etl) = bounded(world, &http, json!(1), json!(null)).await;
        let lines = vec![record(400_000); 4].join("\n");
        http.append(EVENTS, lines).bearer(&ada).await.expect(200);
        let first = http.get(EVENTS).bearer(&etl).await.expect(200);
        assert_eq!(first.numbers(), [1, 2]);
        let refused = http.get(&format!("{EVENTS}?after=2")).bearer(&etl).await.expect(429);
        let problem = refused.json();
        assert_eq!(problem["code"], "over_quota");
        let detail = problem["detail"].as_str().unwrap();
        let reset = Month::of(world.core.clock.now()).next().start();
        assert!(detail.contains("service ada/etl, 1 MB") && detail.contains(&api::time::to_rfc3339(reset)), "{detail}");
        assert!(refused.header("retry-after").parse::<i64>().unwrap() > 0);
        http.append(EVENTS, "{}").bearer(&etl).await.expect(200);
        // The month's turn is a new quota.
        world.pass(reset.0 - world.core.clock.now().0);
        assert_eq!(http.get(EVENTS).bearer(&etl).await.expect(200).numbers(), [1, 2]);
    }

    async fn nought_blocks_and_none_is_unlimited(world: World) {
        let http = Http::new(world);
        let (ada, etl) = bounded(world, &http, json!(0), json!(0)).await;
        http.append(EVENTS, "{}").bearer(&ada).await.expect(200);
        http.get(EVENTS).bearer(&etl).await.expect(429);
        http.append(EVENTS, "{}").bearer(&etl).await.expect(429);
        patch(&http, &ada, SERVICE, json!({ "read_quota_mb": "none", "write_quota_mb": null })).await;
        assert_eq!(http.get(EVENTS).bearer(&etl).await.expect(200).numbers(), [1]);
        http.append(EVENTS, "{}").bearer(&etl).await.expect(200);
    }

    async fn the_organization_that_pays_bounds_everybody_it_pays_for(world: World) {
        let http = Http::new(world);
        let (ada, etl) = bounded(world, &http, json!(null), json!(null)).await;
        http.append(EVENTS, record(600_000)).bearer(&etl).await.expect(200);
        // What was used while there was no quota counts, too.
        patch(&http, &ada, "/api/v1/organizations/ada/quota", json!({ "write_quota_mb": 1 })).await;
        http.append(EVENTS, record(300_000)).bearer(&ada).await.expect(200);
        let refused = http.append(EVENTS, record(200_000)).bearer(&etl).await.expect(429).json();
        assert!(refused["detail"].as_str().unwrap().contains("organization ada"), "{refused}");
        http.append(EVENTS, record(100_000)).bearer(&ada).await.expect(200);
        // Whom another organization pays for is bounded there.
        http.get(TICKS).bearer(&full(world, "cleo").await).await.expect(200);
        let used = usage(&http, &ada, "/api/v1/organizations/ada").await;
        assert_eq!(used["write_bytes"].as_u64(), Some(1_000_000));
        let of = http.get("/api/v1/organizations/ada/usage?of=services").bearer(&ada).await.expect(200).json();
        assert_eq!((&of["rows"][0]["name"], &of["rows"][0]["write_bytes"]), (&json!("etl"), &json!(600_000)));
    }

    async fn anonymous_reads_are_charged_to_nobody(world: World) {
        let http = Http::new(world);
        let ada = full(world, "ada").await;
        http.append(TICKS, record(1000)).bearer(&ada).await.expect(200);
        assert_eq!(http.get(TICKS).await.expect(200).numbers(), [1]);
        let used = usage(&http, &ada, "/api/v1/streams/ada/open/ticks").await;
        assert_eq!((used["read_bytes"].as_u64(), used["write_bytes"].as_u64()), (Some(0), Some(1000)));
        http.get(TICKS).bearer(&ada).await.expect(200);
        let used = usage(&http, &ada, "/api/v1/streams/ada/open/ticks").await;
        assert_eq!((used["read_bytes"].as_u64(), used["read_requests"].as_u64()), (Some(1000), Some(1)));
        http.get("/api/v1/streams/ada/open/ticks/usage").await.expect(401);
        http.get("/api/v1/streams/ada/open/ticks/usage").bearer(&full(world, "cleo").await).await.expect(403);
    }

    async fn a_refused_or_repeated_write_takes_nothing(world: World) {
        let http = Http::new(world);
        let (ada, etl) = bounded(world, &http, json!(null), json!(1)).await;
        http.append(EVENTS, record(900_000)).bearer(&etl).await.expect(200);
        http.append(EVENTS, record(200_000)).bearer(&etl).await.expect(429);
        let once = || http.append(EVENTS, record(60_000)).bearer(&etl).header("idempotency-key", "one");
        let first = once().await.expect(200).json();
        assert_eq!(once().await.expect(200).json(), first);
        http.append(EVENTS, record(40_000)).bearer(&etl).await.expect(200);
        http.append(EVENTS, "{}").bearer(&etl).await.expect(429);
        assert_eq!(usage(&http, &ada, SERVICE).await["write_bytes"].as_u64(), Some(1_000_000));
    }

    async fn a_registered_gateway_reports_what_was_used_behind_it(world: World) {
        let http = Http::new(world);
        let (ada, etl) = bounded(world, &http, json!(null), json!(null)).await;
        patch(&http, &ada, "/api/v1/organizations/ada/quota", json!({ "read_quota_mb": 1 })).await;
        let report = json!({ "actor": "user:ada", "stream": "ada/lake/events", "read_bytes": 700_000 });
        let send = |token: &str| http.call("POST", "/api/v1/usage").bearer(token).json(&report);
        send(&etl).await.expect(403);
        send(&ada).await.expect(403);
        http.call("POST", "/api/v1/usage").json(&report).await.expect(401);
        world.run("update services set gateway_since = 1 where name = 'etl'", None).await;
        let told = send(&etl).await.expect(200).json();
        assert_eq!((&told["may_read"], &told["may_write"]), (&json!(true), &json!(true)));
        assert_eq!(send(&etl).await.expect(200).json()["may_read"], json!(false));
        assert_eq!(usage(&http, &ada, "/api/v1/organizations/ada").await["read_bytes"], json!(1_400_000));
        http.append(EVENTS, "{}").bearer(&ada).await.expect(200);
        http.get(EVENTS).bearer(&ada).await.expect(429);
        let negative = json!({ "actor": "user:ada", "read_bytes": -1 });
        http.call("POST", "/api/v1/usage").bearer(&etl).json(&negative).await.expect(422);
        let huge = json!({ "actor": "user:ada", "read_bytes": 1_000_000_000_001_u64 });
        http.call("POST", "/api/v1/usage").bearer(&etl).json(&huge).await.expect(422);
    }

    async fn a_proxy_lets_nobody_through_who_is_over_quota(world: World) {
        let http = Http::new(world);
        let (ada, etl) = bounded(world, &http, json!(1), json!(0)).await;
        let ask = |method: &str| {
            let call = http.get("/api/v1/forward-auth").header("x-original-method", method);
            call.header("x-original-uri", EVENTS).bearer(&etl)
        };
        ask("GET").await.expect(200);
        let refused = ask("POST").await.expect(403);
        assert!(refused.header("x-sluicegate-reason").contains("write quota"), "{refused:?}");
        http.append(EVENTS, vec![record(500_000); 2].join("\n")).bearer(&ada).await.expect(200);
        http.get(EVENTS).bearer(&etl).await.expect(200);
        let refused = ask("GET").await.expect(403);
        assert!(refused.header("x-sluicegate-reason").contains("read quota of service ada/etl"), "{refused:?}");
    }

    async fn what_a_node_reserved_and_did_not_spend_is_given_back(world: World) {
        let http = node(world);
        let (ada, etl) = bounded(world, &http, json!(10), json!(null)).await;
        http.append(EVENTS, record(1000)).bearer(&ada).await.expect(200);
        http.get(EVENTS).bearer(&etl).await.expect(200);
        const TAKEN: &str = "select 1 from quota_use where read_bytes = 1000";
        assert_eq!(world.rows(TAKEN).await, 0, "it reserved ahead");
        http.gateway.write_last_uses().await;
        assert_eq!(world.rows(TAKEN).await, 1);
    }
}

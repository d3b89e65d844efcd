//! Several nodes over one database: each pipeline runs on one of them, and another takes over when that one dies.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::on_both;
use crate::yard::{Ticking, Yard, node};

on_both! {
    async fn another_node_takes_over_within_ten_seconds(world: World) {
        let _ticking = Ticking::start(world);
        let yard = Yard::new(world, json!([{ "fields": { "n": "record.n" } }])).await;
        let mut nodes = vec![node(world), node(world), node(world)];
        yard.deploy().await;
        let mut next = 1;
        while let Some(died) = nodes.pop() {
            yard.append(&died, "events", next..next + 3000).await;
            next += 3000;
            if nodes.is_empty() {
                yard.until_idle().await;
                died.runner.finish(Duration::from_secs(5)).await;
                break;
            }
            tokio::time::sleep(Duration::from_millis(150)).await;
            drop(died);
            let since = Instant::now();
            yard.until_idle().await;
            assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
        }
        assert_eq!(yard.numbers("clean").await, (1..next).collect::<Vec<_>>());
        assert_eq!(world.rows("select 1 from pipeline_runs where node_id is not null").await, 0, "it was given back");
    }

    async fn two_nodes_that_both_believe_to_hold_it_do_nothing_twice(world: World) {
        let yard = Yard::new(world, json!([{ "fields": { "n": "record.n" } }])).await;
        let nodes = [node(world), node(world), node(world)];
        yard.deploy().await;
        let mut next = 1;
        let moved = "select 1 from pipeline_minutes where restarts > 0";
        let (enough, over) = (Instant::now() + Duration::from_secs(6), Instant::now() + Duration::from_secs(60));
        while Instant::now() < enough || (world.rows(moved).await == 0 && Instant::now() < over) {
            yard.append(&nodes[0], "events", next..next + 400).await;
            next += 400;
            // Every hold ends, again and again, while its node works on.
            world.pass(20_000);
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        yard.until_idle().await;
        assert_eq!(yard.numbers("clean").await, (1..next).collect::<Vec<_>>());
        assert!(world.rows(moved).await > 0, "no node took it from another");
    }
}

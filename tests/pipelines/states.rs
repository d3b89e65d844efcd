//! Quotas and grants that end, and come back: the pipeline says why it stands, and goes on by itself.

use api::pipelines::PipelineState;
use api::services::UpdateService;
use serde_json::{Value, json};

use crate::on_both;
use crate::yard::{Yard, node};

async fn quotas(yard: &Yard, read: Value, write: Value) {
    let input: UpdateService = serde_json::from_value(json!({
        "organization": "ada", "service": "etl", "read_quota_mb": read, "write_quota_mb": write
    }))
    .unwrap();
    yard.ada.call(input).await.unwrap();
}

/// Records of 1,000 bytes each.
fn lines(count: usize) -> String {
    (1..=count)
        .map(|n| format!("{{\"n\":{n:04},\"x\":\"{}\"}}\n", "x".repeat(982)))
        .collect::<String>()
        .replace("\"n\":0", "\"n\":10")
}

on_both! {
    async fn over_quota_it_waits_and_goes_on_where_it_was(world: World) {
        let yard = Yard::new(world, json!([])).await;
        let node = node(world);
        quotas(&yard, Value::Null, json!(1)).await;
        yard.append_lines(&node, "events", lines(1500)).await;
        let source = yard.records("events").await;
        assert!(source.iter().all(|record| (990..=1010).contains(&record.len())));
        yard.deploy().await;
        let waits = yard.until("degraded", |pipeline| pipeline.state == PipelineState::Degraded).await;
        let reason = waits.reason.unwrap();
        assert!(reason.contains("write quota of service ada/etl, 1 MB"), "{reason}");
        let there = yard.records("clean").await;
        assert!(there.len() > 900, "nine tenths of it are used: {}", there.len());
        assert_eq!(there[..], source[..there.len()]);
        quotas(&yard, Value::Null, Value::Null).await;
        let idle = yard.until_idle().await;
        assert_eq!((idle.reason, idle.dead_letters), (None, 0));
        assert_eq!(yard.records("clean").await, source);
    }

    async fn a_read_quota_holds_it_up_too(world: World) {
        let yard = Yard::new(world, json!([{ "fields": { "n": "record.n" } }])).await;
        let node = node(world);
        quotas(&yard, json!(1), Value::Null).await;
        yard.append_lines(&node, "events", lines(1500)).await;
        yard.deploy().await;
        let waits = yard.until("degraded", |pipeline| pipeline.state == PipelineState::Degraded).await;
        assert!(waits.reason.unwrap().contains("read quota of service ada/etl"));
        assert!(yard.records("clean").await.len() > 900);
        quotas(&yard, json!(3), Value::Null).await;
        yard.until_idle().await;
        assert_eq!(yard.records("clean").await.len(), 1500);
    }

    async fn without_a_grant_it_says_what_is_missing(world: World) {
        let yard = Yard::new(world, json!([])).await;
        let node = node(world);
        yard.append(&node, "events", 1..=3).await;
        yard.deploy().await;
        yard.until_idle().await;
        for (stream, flag) in [("clean", "write"), ("events", "read")] {
            yard.grant(stream, false, false).await;
            yard.append(&node, "events", [4]).await;
            let crashed = yard.until("crashed", |pipeline| pipeline.state == PipelineState::Crashed).await;
            let reason = crashed.reason.unwrap();
            let command = format!("service update-permissions ada/etl ada/lake/{stream} --{flag}");
            assert!(reason.contains(&command), "{reason}");
            yard.grant(stream, flag == "read", flag == "write").await;
            yard.until_idle().await;
        }
        assert_eq!(yard.numbers("clean").await, [1, 2, 3, 4, 4]);
        yard.ada.call(serde_json::from_value::<api::streams::DeleteStream>(json!({
            "organization": "ada", "project": "lake", "stream": "clean"
        })).unwrap()).await.unwrap();
        let crashed = yard.until("crashed", |pipeline| pipeline.state == PipelineState::Crashed).await;
        assert!(crashed.reason.unwrap().contains("sink was deleted"));
    }
}

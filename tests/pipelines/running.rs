//! What arrives in the sink, and what is counted.

use api::pipelines::{MetricsRange, PipelineState, ShowPipelineMetrics};
use serde_json::json;

use crate::on_both;
use crate::support::world::named;
use crate::yard::{Yard, node};

on_both! {
    async fn the_sink_holds_what_the_expressions_say_in_order(world: World) {
        let yard = Yard::new(world, json!([])).await;
        // As text, in which fields have an order.
        let config = json!("source: ada/lake/events\nsink: ada/lake/clean\nservice: etl\ntransforms:\n\
            - filter: record.n % 2 == 0\n- fields: {twice: record.n * 2, n: record.n}\n");
        yard.save(serde_json::from_value(config).unwrap()).await;
        let node = node(world);
        yard.append(&node, "events", 1..=2500).await;
        assert_eq!(yard.show().await.state, PipelineState::Draft);
        let deployed = yard.deploy().await;
        assert_eq!((deployed.state, deployed.deployed_version, deployed.edited), (PipelineState::Deploying, Some(2), false));
        assert_eq!(deployed.deployed_by, Some(named("ada")));
        let idle = yard.until_idle().await;
        assert_eq!((idle.reason, idle.dead_letters), (None, 0));
        assert_eq!(idle.newest_record_at, Some(world.core.clock.now()));
        let records = yard.records("clean").await;
        let wanted: Vec<String> = (1..=1250).map(|n| format!("{{\"twice\":{},\"n\":{}}}", 4 * n, 2 * n)).collect();
        assert_eq!(records, wanted);
        // New ones are taken in as they come.
        yard.append(&node, "events", [2501, 2502]).await;
        yard.until_idle().await;
        assert_eq!(yard.records("clean").await.len(), 1251);
        let (organization, pipeline) = (named("ada"), named("tidy"));
        for (range, points, seconds) in
            [(MetricsRange::Hour, 60, 60), (MetricsRange::Day, 96, 900), (MetricsRange::Week, 84, 7200)]
        {
            let (organization, pipeline) = (organization.clone(), pipeline.clone());
            let input = ShowPipelineMetrics { organization, pipeline, range: Some(range) };
            let metrics = yard.ada.call(input).await.unwrap();
            let counted = (metrics.records_in, metrics.records_out, metrics.dead_letters, metrics.restarts, metrics.lag);
            assert_eq!(counted, (2502, 1251, 0, 0, 0));
            assert_eq!((metrics.points.len(), metrics.step_seconds), (points, seconds));
            assert!(metrics.p50_us.unwrap() >= 1 && metrics.p50_us <= metrics.p90_us && metrics.p90_us <= metrics.p99_us);
            let last = metrics.points.last().unwrap();
            assert_eq!((last.records_in, last.freshness_ms), (2502, Some(0)));
            assert!(last.at <= world.core.clock.now() && metrics.points.is_sorted_by_key(|point| point.at));
        }
    }

    async fn figures_are_told_by_path(world: World) {
        let yard = Yard::new(world, json!([{ "filter": "record.n / (record.n - 3) >= 0" }])).await;
        let node = node(world);
        let figures = async || sluicegate::pipelines::figures(&world.core.db, &node.metrics).await.unwrap();
        assert!(!figures().await.contains("ada"), "never deployed");
        yard.append(&node, "events", 1..=9).await;
        yard.deploy().await;
        yard.until_idle().await;
        let text = figures().await;
        for line in [
            "sluicegate_pipeline_records_in_total{pipeline=\"ada/tidy\"} 9",
            "sluicegate_pipeline_records_out_total{pipeline=\"ada/tidy\"} 7",
            "sluicegate_pipeline_dead_letters_total{pipeline=\"ada/tidy\"} 1",
            "sluicegate_pipeline_dead_letters{pipeline=\"ada/tidy\"} 1",
            "sluicegate_pipeline_lag_records{pipeline=\"ada/tidy\"} 0",
            "sluicegate_pipeline_state{pipeline=\"ada/tidy\",state=\"running\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }

    async fn records_pass_byte_for_byte_without_fields(world: World) {
        let yard = Yard::new(world, json!([])).await;
        let node = node(world);
        let odd = r#"{"z": 1.10, "a":1e400,"n":123456789012345678901234567890}"#;
        yard.append_lines(&node, "events", odd.into()).await;
        let kept = yard.records("events").await;
        yard.deploy().await;
        yard.until_idle().await;
        assert_eq!(yard.records("clean").await, kept);
    }

    async fn a_pipeline_reads_and_writes_at_its_services_expense(world: World) {
        let yard = Yard::new(world, json!([{ "filter": "record.n > 5" }])).await;
        let node = node(world);
        yard.append(&node, "events", 1..=9).await;
        yard.deploy().await;
        yard.until_idle().await;
        node.gateway.write_last_uses().await;
        let usage = yard.ada.call(api::usage::ShowServiceUsage {
            organization: named("ada"),
            service: named("etl"),
            by: None,
            secret: None,
        }).await.unwrap();
        let usage = serde_json::to_value(usage).unwrap();
        let counted = ["read_bytes", "write_bytes", "read_records", "write_records"].map(|key| usage[key].as_u64());
        assert_eq!(counted, [9 * 7, 4 * 7, 9, 4].map(Some));
    }

    async fn a_pipeline_may_feed_another_one(world: World) {
        let yard = Yard::new(world, json!([{ "filter": "record.n > 5" }])).await;
        world.stream("lake", "last").await;
        yard.grant("clean", true, true).await;
        yard.grant("last", false, true).await;
        let config = crate::yard::config("clean", "last", json!([{ "fields": { "n": "record.n + 1" } }]));
        let (organization, name) = (named("ada"), named("second"));
        yard.ada.call(api::pipelines::CreatePipeline { organization, name, config, description: None }).await.unwrap();
        let node = node(world);
        yard.append(&node, "events", 1..=9).await;
        yard.deploy().await;
        let (organization, pipeline) = (named("ada"), named("second"));
        yard.ada.call(api::pipelines::DeployPipeline { organization, pipeline }).await.unwrap();
        let over = std::time::Instant::now() + crate::yard::PATIENCE;
        while yard.numbers("last").await != [7, 8, 9, 10] {
            assert!(std::time::Instant::now() < over);
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        }
    }

    async fn what_the_source_keeps_no_longer_is_skipped(world: World) {
        let yard = Yard::new(world, json!([])).await;
        let node = node(world);
        yard.append(&node, "events", 1..=10).await;
        world.run("delete from records where seq < 4 or seq in (6, 9, 10)", None).await;
        yard.deploy().await;
        yard.until_idle().await;
        assert_eq!(yard.numbers("clean").await, [4, 5, 7, 8]);
        yard.append(&node, "events", [11]).await;
        yard.until_idle().await;
        assert_eq!(yard.numbers("clean").await, [4, 5, 7, 8, 11]);
    }
}

//! Deploying, redeploying and tearing down while records come: none is lost, none has its effect twice.

use api::audit::{AuditEntry, ListOrganizationAudit};
use api::pipelines::PipelineState;
use serde_json::json;

use crate::on_both;
use crate::support::world::named;
use crate::yard::{Yard, config, node};

async fn audited(yard: &Yard) -> Vec<String> {
    let input = ListOrganizationAudit { organization: named("ada"), limit: None, after: None };
    let page = yard.ada.call(input).await.unwrap();
    let told = |entry: AuditEntry| entry.operation;
    page.items
        .into_iter()
        .map(told)
        .filter(|operation| operation.ends_with("loyPipeline") || operation == "TeardownPipeline")
        .collect()
}

on_both! {
    async fn deploy_and_teardown_are_done_once(world: World) {
        let yard = Yard::new(world, json!([])).await;
        assert_eq!(yard.tear_down().await.state, PipelineState::Draft);
        let first = yard.deploy().await;
        world.pass(1000);
        let second = yard.deploy().await;
        assert_eq!(first.deployed_at, second.deployed_at);
        assert_eq!(yard.tear_down().await.state, PipelineState::TornDown);
        assert_eq!(yard.tear_down().await.state, PipelineState::TornDown);
        assert_eq!(audited(&yard).await, ["TeardownPipeline", "DeployPipeline"]);
    }

    async fn versions_are_swapped_and_the_place_survives_teardown(world: World) {
        let version = |v: u32| json!([{ "fields": { "n": "record.n", "v": v.to_string() } }]);
        let yard = Yard::new(world, version(1)).await;
        let node = node(world);
        yard.deploy().await;
        let mut next = 1;
        for v in 2..=6 {
            yard.append(&node, "events", next..next + 1500).await;
            next += 1500;
            if v % 2 == 0 {
                yard.tear_down().await;
                let there = yard.records("clean").await;
                tokio::time::sleep(std::time::Duration::from_millis(700)).await;
                assert_eq!(yard.records("clean").await, there, "nothing is appended after the answer");
            }
            assert!(yard.save(config("events", "clean", version(v))).await.edited);
            let deployed = yard.deploy().await;
            assert_eq!((deployed.deployed_version, deployed.edited), (Some(v), false));
        }
        yard.until_idle().await;
        assert_eq!(yard.numbers("clean").await, (1..next).collect::<Vec<_>>());
    }

    async fn a_new_source_starts_anew(world: World) {
        let yard = Yard::new(world, json!([])).await;
        let node = node(world);
        yard.append(&node, "events", 1..=5).await;
        yard.deploy().await;
        yard.until_idle().await;
        world.stream("lake", "others").await;
        yard.grant("others", true, false).await;
        yard.append(&node, "others", 101..=103).await;
        yard.save(config("others", "clean", json!([]))).await;
        yard.append(&node, "events", [6]).await;
        yard.until_idle().await;
        yard.deploy().await;
        yard.until("deployed", |pipeline| pipeline.lag == 0 && pipeline.state == PipelineState::Running).await;
        assert_eq!(yard.numbers("clean").await, [1, 2, 3, 4, 5, 6, 101, 102, 103]);
        // Back to the first one: anew, too.
        yard.save(config("events", "clean", json!([]))).await;
        yard.deploy().await;
        yard.until("deployed", |pipeline| pipeline.lag == 0 && pipeline.state == PipelineState::Running).await;
        assert_eq!(yard.numbers("clean").await, [1, 2, 3, 4, 5, 6, 101, 102, 103, 1, 2, 3, 4, 5, 6]);
    }
}

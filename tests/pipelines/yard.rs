//! A pipeline of Ada's from `ada/lake/events` to `ada/lake/clean`, run by `ada/etl`, which may do both.

use std::sync::Arc;
use std::time::{Duration, Instant};

use api::names::StreamPath;
use api::pipelines::{
    ConfigInput, CreatePipeline, DeadLetter, DeployPipeline, ListDeadLetters, Pipeline, PipelineState,
    ShowPipeline, TeardownPipeline, UpdatePipeline,
};
use api::services::UpdateServicePermissions;
use api::streams::ShowNewestRecords;
use axum::body::Body;
use axum::http::HeaderMap;
use serde_json::{Value, json};
use sluicegate::gateway::Gateway;
use sluicegate::metrics::Metrics;
use sluicegate::pipelines::Runner;

use crate::support::World;
use crate::support::client::Client;
use crate::support::world::named;

/// How long anything may take that happens by itself.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// One node: its gateway, and the pipelines that it runs. Dropped, it is gone as if killed.
pub(crate) struct Node {
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) runner: Runner,
}

pub(crate) fn node(world: &World) -> Node {
    let core = world.core.clone().with(|parts| parts.usage = Arc::default());
    let metrics = Arc::new(Metrics::default());
    let gateway = Arc::new(Gateway::new(core.clone(), Arc::clone(&metrics)));
    let runner = Runner::start(core, Arc::clone(&gateway));
    Node { gateway, metrics, runner }
}

/// Lets the world's clock run as fast as the real one, until it is dropped.
pub(crate) struct Ticking(tokio::task::JoinHandle<()>);

impl Ticking {
    pub(crate) fn start(world: &World) -> Self {
        let time = world.ticker();
        Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(50)).await;
                time(50);
            }
        }))
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(crate) struct Yard {
    pub(crate) ada: Client,
}

/// A config over these streams with these transforms.
pub(crate) fn config(source: &str, sink: &str, transforms: Value) -> ConfigInput {
    let config = json!({
        "source": format!("ada/lake/{source}"),
        "sink": format!("ada/lake/{sink}"),
        "service": "etl",
        "transforms": transforms,
    });
    serde_json::from_value(config).unwrap()
}

impl Yard {
    /// With the pipeline `ada/tidy` of these transforms, not deployed.
    pub(crate) async fn new(world: &World, transforms: Value) -> Self {
        world.stream("lake", "clean").await;
        let yard = Self { ada: world.ada().await };
        yard.grant("events", true, false).await;
        yard.grant("clean", false, true).await;
        let (organization, name) = (named("ada"), named("tidy"));
        let config = config("events", "clean", transforms);
        yard.ada.call(CreatePipeline { organization, name, config, description: None }).await.unwrap();
        yard
    }

    pub(crate) async fn grant(&self, stream: &str, read: bool, write: bool) {
        let stream = format!("ada/lake/{stream}").parse().unwrap();
        let (organization, service) = (named("ada"), named("etl"));
        let input =
            UpdateServicePermissions { organization, service, stream, read: Some(read), write: Some(write) };
        self.ada.call(input).await.unwrap();
    }

    pub(crate) async fn deploy(&self) -> Pipeline {
        self.ada.call(DeployPipeline { organization: named("ada"), pipeline: named("tidy") }).await.unwrap()
    }

    pub(crate) async fn tear_down(&self) -> Pipeline {
        self.ada.call(TeardownPipeline { organization: named("ada"), pipeline: named("tidy") }).await.unwrap()
    }

    pub(crate) async fn save(&self, config: ConfigInput) -> Pipeline {
        let (organization, pipeline) = (named("ada"), named("tidy"));
        let input =
            UpdatePipeline { organization, pipeline, name: None, description: None, config: Some(config) };
        self.ada.call(input).await.unwrap()
    }

    pub(crate) async fn show(&self) -> Pipeline {
        self.ada.call(ShowPipeline { organization: named("ada"), pipeline: named("tidy") }).await.unwrap()
    }

    pub(crate) async fn letters(&self) -> Vec<DeadLetter> {
        let (organization, pipeline) = (named("ada"), named("tidy"));
        let input = ListDeadLetters { organization, pipeline, limit: Some(500), after: None };
        let mut letters = self.ada.call(input).await.unwrap().items;
        letters.sort_by_key(|letter| letter.seq);
        letters
    }

    /// Waits until the pipeline is as `wanted` says.
    pub(crate) async fn until(&self, what: &str, wanted: impl Fn(&Pipeline) -> bool) -> Pipeline {
        let over = Instant::now() + PATIENCE;
        loop {
            let pipeline = self.show().await;
            if wanted(&pipeline) {
                return pipeline;
            }
            assert!(Instant::now() < over, "not {what}: {pipeline:?}");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Waits until every record is taken in.
    pub(crate) async fn until_idle(&self) -> Pipeline {
        self.until("idle", |pipeline| pipeline.state == PipelineState::Running && pipeline.lag == 0).await
    }

    /// Appends records of these numbers as Ada.
    pub(crate) async fn append(&self, node: &Node, stream: &str, numbers: impl IntoIterator<Item = u64>) {
        let lines: Vec<String> = numbers.into_iter().map(|n| format!("{{\"n\":{n}}}")).collect();
        for lines in lines.chunks(5000) {
            self.append_lines(node, stream, lines.join("\n")).await;
        }
    }

    pub(crate) async fn append_lines(&self, node: &Node, stream: &str, lines: String) {
        let path: StreamPath = format!("ada/lake/{stream}").parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/x-ndjson".parse().unwrap());
        let appended =
            node.gateway.append(self.ada.who.clone(), path, None, &headers, Body::from(lines)).await;
        appended.unwrap();
    }

    /// The records of a stream, in order, by the texts that are kept.
    pub(crate) async fn records(&self, stream: &str) -> Vec<String> {
        let mut records = Vec::new();
        let mut before = None;
        loop {
            let (organization, project, stream) = (named("ada"), named("lake"), named(stream));
            let input = ShowNewestRecords { organization, project, stream, before };
            let page = self.ada.call(input).await.unwrap();
            before = page.records.last().map(|record| record.seq);
            records.extend(page.records.into_iter().map(|record| record.record));
            if !page.more {
                records.reverse();
                return records;
            }
        }
    }

    /// The numbers in a stream's records, in order.
    pub(crate) async fn numbers(&self, stream: &str) -> Vec<u64> {
        let number = |record: &String| serde_json::from_str::<Value>(record).unwrap()["n"].as_u64().unwrap();
        self.records(stream).await.iter().map(number).collect()
    }
}

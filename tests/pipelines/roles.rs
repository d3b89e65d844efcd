//! The cells of the matrix that are about running: who may deploy, tear down, look, and try again.

use api::pipelines::{
    DeployPipeline, ListDeadLetters, ReplayDeadLetters, SharePipeline, ShowPipelineMetrics, TeardownPipeline,
};
use serde_json::json;

use crate::on_both;
use crate::support::client::Client;
use crate::support::world::named;
use crate::yard::Yard;

/// The answers to deploy, replay, teardown, metrics and the list of dead letters.
async fn cells(client: &Client) -> [u16; 5] {
    let names = || (named("ada"), named("tidy"));
    let (organization, pipeline) = names();
    let deploy = client.status(DeployPipeline { organization, pipeline }).await;
    let (organization, pipeline) = names();
    let replay = client.status(ReplayDeadLetters { organization, pipeline, ids: None }).await;
    let (organization, pipeline) = names();
    let teardown = client.status(TeardownPipeline { organization, pipeline }).await;
    let (organization, pipeline) = names();
    let metrics = client.status(ShowPipelineMetrics { organization, pipeline, range: None }).await;
    let (organization, pipeline) = names();
    let letters = client.status(ListDeadLetters { organization, pipeline, limit: None, after: None }).await;
    [deploy, replay, teardown, metrics, letters]
}

on_both! {
    async fn deploy_and_teardown_need_edit_alone(world: World) {
        let yard = Yard::new(world, json!([])).await;
        let (bob, cleo) = (world.bob().await, world.cleo().await);
        // Admin of the organization or not: without a role it isn't there.
        assert_eq!(cells(&cleo).await, [404; 5]);
        assert_eq!(cells(&bob).await, [404; 5]);
        assert_eq!(cells(&world.anonymous()).await, [401; 5]);
        assert_eq!(cells(&world.etl()).await, [404; 5]);
        let share = async |role: &str| {
            let role = serde_json::from_value(json!(role)).unwrap();
            let (organization, pipeline) = (named("ada"), named("tidy"));
            let input = SharePipeline { organization, pipeline, user: Some(named("cleo")), team: None, role: Some(role) };
            yard.ada.call(input).await.unwrap();
        };
        for (role, may) in [("reader", false), ("editor", true), ("owner", true)] {
            share(role).await;
            let changes = if may { 200 } else { 403 };
            // Cleo sees neither the project nor the service: `edit` is enough.
            assert_eq!(cells(&cleo).await, [changes, changes, changes, 200, 200], "{role}");
        }
        assert_eq!(cells(&yard.ada).await, [200; 5]);
        assert_eq!(cells(&world.ada_by(access::UserCredential::PrivateRead)).await, [403, 403, 403, 200, 200]);
        assert_eq!(cells(&world.ada_by(access::UserCredential::PublicRead)).await, [404; 5]);
    }
}

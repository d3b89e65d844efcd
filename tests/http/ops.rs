//! What operators ask.

use super::world::World;

#[tokio::test]
async fn alive_ready_and_counted() {
    let world = World::with(&[("SLUICEGATE_METRICS_TOKEN", "a-token-of-some-length-0123456789")]).await;
    assert_eq!(world.get("/healthz").await.expect(200).text(), "ok\n");
    world.get("/readyz").await.expect(200);
    // A wrong character is found without a query.
    let bad = "sgf_0000000000000000000000000000000000000000000000000";
    world.get("/api/v1/whoami").bearer(bad).await.expect(401);
    let metrics = world.get("/metrics").await.expect(200);
    assert!(metrics.header("content-type").starts_with("text/plain"));
    let text = metrics.text();
    assert!(text.contains("sluicegate_secrets_malformed_total 1\n"), "{text}");
    assert!(text.contains("sluicegate_secret_lookups_total 0\n"), "{text}");
    assert!(text.contains("route=\"/api/v1/whoami\",status=\"401\"} 1\n"), "{text}");
    // Pipelines have names: only for who has the token.
    assert!(!text.contains("sluicegate_pipeline_"), "{text}");
    let told = world.get("/metrics").bearer("a-token-of-some-length-0123456789").await.expect(200).text();
    assert!(told.contains("# TYPE sluicegate_pipeline_state gauge\n"), "{told}");
    world.get("/metrics").bearer("another").await.expect(401);
}

#[tokio::test]
async fn no_database_is_not_ready_but_alive() {
    let world = World::peopled().await;
    let cookie = world.sign_in("ada").await;
    world.core.db.close().await;
    world.get("/healthz").await.expect(200);
    world.get("/readyz").await.expect(503);
    let secret = "sgf_nonsense";
    world.get("/api/v1/whoami").bearer(secret).await.expect(401);
    world.get("/api/v1/projects/ada/pond").await.expect(503);
    let page = world.get("/").cookie(&cookie).await.expect(503);
    assert!(page.header("content-type").starts_with("text/html"));
}

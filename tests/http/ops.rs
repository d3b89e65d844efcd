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
    assert!(told.contains("# TYPE sluicegate_quota_used_bytes gauge\n"), "{told}");
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

#[tokio::test]
async fn quotas_are_told_by_whose_they_are() {
    const TOKEN: &str = "a-token-of-some-length-0123456789";
    let world = World::with(&[("SLUICEGATE_METRICS_TOKEN", TOKEN)]).await;
    world.people().await;
    let ada = world.secret("ada").await;
    let quota = serde_json::json!({ "write_quota_mb": 2 });
    world.ask("PATCH", "/api/v1/organizations/ada/quota").bearer(&ada).json(&quota).await.expect(200);
    let line = "{\"n\":1}";
    world
        .post("/api/v1/streams/ada/lake/events/records")
        .bearer(&ada)
        .body("application/x-ndjson", line)
        .await
        .expect(200);
    let told = world.get("/metrics").bearer(TOKEN).await.expect(200).text();
    let labels = "{organization=\"ada\",holder=\"ada\",direction=\"write\"}";
    assert!(told.contains(&format!("sluicegate_quota_used_bytes{labels} {}\n", line.len())), "{told}");
    assert!(told.contains(&format!("sluicegate_quota_limit_bytes{labels} 2000000\n")), "{told}");
    assert!(!told.contains("direction=\"read\""), "nothing bounds reading: {told}");
    assert!(!world.get("/metrics").await.expect(200).text().contains("sluicegate_quota_used"));
}

//! Services from the command line, on both databases: the seeds' commands verbatim, and what their secrets may do.

use crate::support::database::TestDatabase;
use crate::world::{World, numbered};

#[test]
fn services_on_sqlite() {
    services(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn services_on_postgres() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let url = database.url.clone();
    let journey = move || services(&World::over(tempfile::tempdir().unwrap(), url));
    tokio::task::spawn_blocking(journey).await.unwrap();
}

fn services(world: &World) {
    let ada = world.with(&world.with_stream("ada"));
    ada.run(&["stream", "create", "ada/lake/other"]).ok();
    ada.run(&["project", "create", "--public", "ada/open"]).ok();
    ada.run(&["stream", "create", "ada/open/ticks"]).ok();

    // The seed's own words.
    ada.run(&["service", "create", "ada/new_service", "--read-quota-mb", "100", "--write-quota-mb", "100"])
        .ok();
    ada.run(&["service", "update-permissions", "ada/new-service", "ada/lake/events", "--read", "--write"])
        .ok();
    let issue = ["service", "issue-secret", "ada/new-service", "--description", "YOUR SECRET DESCRIPTION"];
    let issued = ada.run(&issue).ok();
    assert!(issued.out.starts_with("sgs_") && issued.out.lines().count() == 1, "{}", issued.out);
    assert!(issued.err.contains("Think before sharing it"), "{}", issued.err);
    assert!(issued.err.contains("It can write to 1 stream. Never share it"), "{}", issued.err);
    assert!(!issued.err.contains("quota"), "{}", issued.err);

    let service = world.with(issued.out.trim());
    assert!(service.run(&["auth", "whoami"]).ok().out.contains("ada/new-service"));
    service.run_with(&["stream", "write", "ada/lake/events"], numbered(1, 10)).ok();
    assert_eq!(service.run(&["stream", "read", "ada/lake/events"]).ok().out.lines().count(), 10);
    service.run(&["stream", "read", "ada/lake/other"]).fails(4, "");
    service.run(&["stream", "read", "ada/open/ticks"]).fails(3, "");
    service.run_with(&["stream", "write", "ada/open/ticks"], "{}\n").fails(3, "");
    service.run(&["service", "issue-secret", "ada/new-service"]).fails(3, "");
    service.run(&["service", "usage", "ada/new-service"]).ok();

    // Over quota.
    ada.run(&["service", "update", "ada/new-service", "--write-quota-mb", "0"]).ok();
    service.run_with(&["stream", "write", "ada/lake/events"], "{}\n").fails(6, "write quota");
    ada.run(&["service", "update", "ada/new-service", "--write-quota-mb", "none", "--read-quota-mb", "0"])
        .ok();
    service.run_with(&["stream", "write", "ada/lake/events"], "{}\n").ok();
    service.run(&["stream", "read", "ada/lake/events"]).fails(6, "read quota");
    ada.run(&["service", "update", "ada/new-service"]).fails(2, "");
    world.operator().run(&["admin", "set-quota", "ada", "--write-quota-mb", "0"]).ok();
    service.run_with(&["stream", "write", "ada/lake/events"], "{}\n").fails(6, "organization ada");
    world.operator().run(&["admin", "set-quota", "ada", "--write-quota-mb", "none"]).ok();
    world.operator().run(&["admin", "set-quota", "nobody", "--write-quota-mb", "none"]).fails(4, "nobody");

    // What is seen of it.
    let shown = ada.json(&["service", "show", "ada/new-service"]);
    assert_eq!(
        (&shown["streams"], &shown["secrets"], &shown["path"]),
        (&1.into(), &1.into(), &"ada/new-service".into())
    );
    assert!(ada.run(&["service", "list", "ada"]).ok().out.contains("ada/new-service"));
    let rows = ada.json(&["service", "list-permissions", "ada/new-service"]);
    assert_eq!(rows["items"][0]["stream"], "ada/lake/events");
    assert_eq!((&rows["items"][0]["read"], &rows["items"][0]["write"]), (&true.into(), &true.into()));
    let usage = ada.json(&["service", "usage", "ada/new-service"]);
    assert_eq!((&usage["write_records"], &usage["read_quota_mb"]), (&11.into(), &0.into()));
    assert!(ada.run(&["service", "usage", "ada/new-service", "--by", "day"]).ok().out.lines().count() > 30);
    assert!(ada.run(&["organization", "usage", "ada", "--of", "services"]).ok().out.contains("new-service"));
    ada.run(&["organization", "usage", "ada", "--user", "ada"]).ok();
    assert_eq!(ada.json(&["auth", "usage"])["write_records"], 0);
    assert_eq!(ada.run(&["auth", "usage", "--by", "hour"]).ok().out.lines().count(), 49);
    service.run(&["auth", "usage"]).fails(3, "");
    let activity = ada.json(&["service", "show-activity", "ada/new-service"]);
    assert_eq!((&activity["streams"][0], &activity["secrets"]), (&"ada/lake/events".into(), &1.into()));
    assert!(
        ada.run(&["service", "show-activity", "ada/new-service"]).ok().out.contains("requests in 30 days")
    );
    assert_eq!(ada.json(&["stream", "usage", "ada/lake/events"])["write_records"], 11);
    ada.run(&["service", "report-usage", "user:ada", "--read-bytes", "1"]).fails(3, "");

    // Roll and revoke.
    let old = ada.json(&["service", "list-secrets", "ada/new-service"])["items"][0]["id"].clone();
    let old = old.as_str().unwrap();
    ada.run(&["service", "show-adoption", old]).fails(5, "not rolled");
    assert_eq!(ada.json(&["service", "usage", "ada/new-service", "--secret", old])["write_records"], 11);
    let own = ada.json(&["auth", "whoami"])["credential"]["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.run(&["auth", "usage", "--secret", &own, "--by", "day"]).ok().out.lines().count(), 31);
    ada.run(&["service", "usage", "ada/new-service", "--secret", &own]).fails(4, "");
    ada.run(&["auth", "usage", "--secret", old]).fails(4, "");
    let new = ada.run(&["service", "roll-secret", old, "--overlap-hours", "1", "--quiet"]).ok();
    assert!(ada.run(&["service", "show-adoption", old]).ok().out.contains("safe to finish"));
    assert_eq!(ada.json(&["secret", "show-adoption", old])["old"]["id"], old);
    world.with(new.out.trim()).run(&["auth", "whoami"]).ok();
    ada.run(&["secret", "roll", old]).fails(5, "rolled");
    ada.run(&["service", "roll-secret", old, "--overlap-hours", "721"]).fails(2, "");
    ada.run(&["service", "revoke-secret", old]).fails(2, "--yes");
    ada.run(&["service", "revoke-secret", old, "--yes"]).ok();
    service.run(&["auth", "whoami"]).fails(3, "");
    let new = world.with(new.out.trim());
    new.run(&["auth", "whoami"]).ok();

    // What has no quota is told to be looked after, but for who wants no explanations.
    let unbounded = ada.run(&["service", "issue-secret", "ada/new-service"]).ok();
    assert!(unbounded.err.contains("It has no write quota"), "{}", unbounded.err);
    assert_eq!(ada.run(&["service", "issue-secret", "ada/new-service", "--quiet"]).ok().err, "");

    // Ends.
    ada.run(&["service", "update-permissions", "ada/new-service", "ada/lake/events", "--write", "no"]).ok();
    new.run_with(&["stream", "write", "ada/lake/events"], "{}\n").fails(3, "");
    ada.run(&["service", "update", "ada/new-service", "--name", "night-service"]).ok();
    ada.run(&["service", "show", "ada/new-service"]).fails(4, "");
    ada.run(&["service", "delete", "ada/night-service"]).fails(2, "--yes");
    ada.run(&["service", "delete", "ada/night-service", "--yes"]).ok();
    new.run(&["auth", "whoami"]).fails(3, "");
}

//! The main job, as somebody does it who has only the command line: make things, write, read, hand out secrets, revoke.

use serde_json::Value;

use crate::support::database::TestDatabase;
use crate::world::{World, numbered};

#[test]
fn first_light_on_sqlite() {
    first_light(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn first_light_on_postgres() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let url = database.url.clone();
    let journey = move || first_light(&World::over(tempfile::tempdir().unwrap(), url));
    tokio::task::spawn_blocking(journey).await.unwrap();
}

fn first_light(world: &World) {
    let token = world.with_stream("ada");
    assert!(token.starts_with("sgf_"), "{token}");
    let full = world.with(&token);
    assert!(full.run(&["auth", "whoami"]).ok().out.contains("ada"));

    let sent = numbered(1, 1000);
    let said = full.run_with(&["stream", "write", "ada/lake/events"], &sent).ok();
    assert_eq!(said.out, "1000 records written, from 1 to 1000\n");
    let read = full.run(&["stream", "read", "ada/lake/events"]).ok().out;
    assert_eq!(records(&read), sent.lines().collect::<Vec<_>>());

    // A full secret issues read secrets, and no full ones.
    full.run(&["secret", "issue", "--kind", "full"]).fails(3, "");
    let private = full.run(&["secret", "issue", "--kind", "private-read", "--quiet"]).ok();
    assert_eq!(private.err, "");
    let private = world.with(private.out.trim());
    assert_eq!(private.run(&["stream", "read", "ada/lake/events"]).ok().out, read);
    private.run_with(&["stream", "write", "ada/lake/events"], "{}\n").fails(3, "");
    for kind in ["full", "private-read", "public-read"] {
        private.run(&["secret", "issue", "--kind", kind]).fails(3, "");
    }

    // A public read secret sees the project only once it is public.
    let issued = full.json(&["secret", "issue", "--kind", "public-read", "--description", "for the school"]);
    let public = world.with(issued["token"].as_str().unwrap());
    public.run(&["stream", "read", "ada/lake/events"]).fails(4, "");
    full.run(&["project", "update", "ada/lake", "--public", "--yes"]).ok();
    assert_eq!(public.run(&["stream", "read", "ada/lake/events"]).ok().out, read);
    world.anybody().run(&["stream", "read", "ada/lake/events", "--limit", "1"]).ok();

    // Revoked, it is refused at once, also where nobody needs a secret.
    full.run(&["secret", "revoke", issued["id"].as_str().unwrap(), "--yes"]).ok();
    public.run(&["stream", "read", "ada/lake/events"]).fails(3, "SLUICEGATE_SECRET");
    let listed = full.json(&["secret", "list", "--state", "ended"]);
    assert_eq!(listed["items"][0]["state"], "revoked");
    assert_eq!(listed["items"][0]["description"], "for the school");

    let done = full.run(&["audit", "list"]).ok().out;
    assert!(done.contains("RevokeSecret") && done.contains("denied"), "{done}");
    full.run(&["audit", "verify"]).fails(3, "");
    world.operator().run(&["admin", "verify-audit"]).ok();
}

/// The records' own texts.
fn records(read: &str) -> Vec<&str> {
    let records = read.lines().map(|line| {
        let value: Value = serde_json::from_str(line).unwrap();
        assert!(value["seq"].is_u64() && value["at"].is_string(), "{line}");
        line.split_once("\"record\":").unwrap().1.strip_suffix('}').unwrap().trim()
    });
    records.collect()
}

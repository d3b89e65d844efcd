//! Teams, what people hold on projects, and what a stream's records must be, from the command line; on both databases.

use crate::support::database::TestDatabase;
use crate::world::World;

#[test]
fn sharing_on_sqlite() {
    sharing(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_on_postgres() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let url = database.url.clone();
    let journey = move || sharing(&World::over(tempfile::tempdir().unwrap(), url));
    tokio::task::spawn_blocking(journey).await.unwrap();
}

fn sharing(world: &World) {
    let ada = world.with(&world.with_stream("ada"));
    let bob = world.with(&world.person("bob"));

    // The seed's own words.
    bob.run(&["project", "show", "ada/lake"]).fails(4, "");
    let words = ["project", "update-permissions", "ada/lake", "bob", "--view", "true", "--create", "true"];
    ada.run(&[&words[..], &["--admin", "true"]].concat()).ok();
    assert_eq!(bob.json(&["auth", "whoami"])["billing_organization"], "bob", "a grant never touches billing");
    assert_eq!(bob.json(&["project", "show", "ada/lake"])["admin"], true);
    assert!(bob.run(&["project", "show-members", "ada/lake"]).ok().out.contains("view create admin"));
    bob.run(&["project", "update-permissions", "ada/lake", "ada", "--admin", "no"]).ok();
    bob.run(&["project", "update-permissions", "ada/lake", "bob", "--admin", "no"]).fails(5, "ada/lake");
    bob.run(&["project", "update-permissions", "ada/lake", "bob"]).fails(2, "");
    ada.run(&["project", "claim", "ada/lake"]).fails(3, "");
    bob.run(&["project", "update-permissions", "ada/lake", "ada", "--admin"]).ok();

    // Teams.
    ada.run(&["team", "create", "ada/crew", "--description", "Loads"]).ok();
    ada.run(&["team", "add-member", "ada/crew", "bob"]).fails(1, "user");
    ada.run(&["team", "add-member", "ada/crew", "ada"]).ok();
    assert!(ada.run(&["team", "show-members", "ada/crew"]).ok().out.contains("ada"));
    bob.run(&["team", "show", "ada/crew"]).fails(4, "");
    ada.run(&["team", "update", "ada/crew", "--discoverable", "--name", "night-crew"]).ok();
    assert_eq!(bob.json(&["team", "list", "ada"])["items"][0]["members"], 1);
    ada.run(&["team", "set-home", "ada/night-crew", "ada"]).ok();
    ada.run(&["team", "remove-member", "ada/night-crew", "ada"]).fails(2, "--yes");
    ada.run(&["team", "remove-member", "ada/night-crew", "ada", "--yes"]).ok();
    ada.run(&["team", "delete", "ada/night-crew", "--yes"]).ok();

    // A schema and an end of records.
    let file = world.directory.path().join("schema.json");
    std::fs::write(&file, r#"{"required": ["id"]}"#).unwrap();
    let file = file.to_str().unwrap();
    bob.run(&["stream", "create", "ada/lake/typed", "--schema", file, "--retention-days", "30"]).ok();
    bob.run_with(&["stream", "write", "ada/lake/typed"], "{\"id\":1}\n{}\n").fails(1, "line 2");
    bob.run_with(&["stream", "write", "ada/lake/typed"], "{\"id\":1}\n").ok();
    let bare = ["stream", "update", "ada/lake/typed", "--schema", "none", "--retention-days", "none"];
    assert_eq!(bob.json(&bare)["schema"], serde_json::Value::Null);
    bob.run_with(&["stream", "write", "ada/lake/typed"], "{}\n").ok();
    ada.run(&["stream", "update", "ada/lake/typed", "--retention-days", "0"]).fails(1, "retention_days");
    assert!(
        ada.run(&["stream", "show-access", "ada/lake/typed"]).ok().out.contains("create on ada/lake > write")
    );
    bob.run(&["stream", "delete", "ada/lake/typed", "--yes"]).ok();

    // Ends.
    ada.run(&["project", "list-services", "ada/lake"]).ok();
    ada.run(&["project", "confirm-service", "ada/lake", "ada/none"]).fails(4, "");
    ada.run(&["project", "end-service", "ada/lake", "ada/none"]).fails(4, "");
    bob.run(&["project", "transfer", "ada/lake", "bob"]).fails(2, "--yes");
    bob.run(&["project", "transfer", "ada/lake", "bob", "--yes"]).ok();
    ada.run(&["stream", "show", "ada/lake/events"]).fails(4, "");
    ada.run(&["stream", "show", "bob/lake/events"]).ok();
    bob.run(&["project", "delete", "bob/lake"]).fails(2, "--yes");
    bob.run(&["project", "delete", "bob/lake", "--yes"]).ok();
    ada.run(&["stream", "show", "bob/lake/events"]).fails(4, "");
}

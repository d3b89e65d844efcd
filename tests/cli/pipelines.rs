//! Pipelines from the command line, on both databases.

use crate::support::database::TestDatabase;
use crate::world::World;

#[test]
fn pipelines_on_sqlite() {
    pipelines(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn pipelines_on_postgres() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let url = database.url.clone();
    let journey = move || pipelines(&World::over(tempfile::tempdir().unwrap(), url));
    tokio::task::spawn_blocking(journey).await.unwrap();
}

const YAML: &str = "source: ada/lake/events\nsink: ada/lake/clean\nservice: etl\n\
    transforms:\n  - filter: record.n > 1\n";
const JSON: &str = r#"{"source": "ada/lake/events", "sink": "ada/lake/clean", "service": "etl"}"#;

fn pipelines(world: &World) {
    let ada = world.with(&world.with_stream("ada"));
    let (bob, cleo) = (world.with(&world.person("bob")), world.with(&world.person("cleo")));
    ada.run(&["stream", "create", "ada/lake/clean"]).ok();
    ada.run(&["service", "create", "ada/etl"]).ok();

    // The config is a file or stdin, YAML or JSON.
    std::fs::write(world.directory.path().join("wash.yaml"), YAML).unwrap();
    ada.run(&["pipeline", "create", "ada/wash", "--config", "wash.yaml", "--description", "Washes"]).ok();
    ada.run(&["pipeline", "create", "ada/wash", "--config", "wash.yaml"]).fails(5, "name");
    ada.run(&["pipeline", "create", "ada/dry", "--config", "nowhere.yaml"]).fails(2, "nowhere.yaml");
    ada.run(&["pipeline", "create", "ada/dry"]).fails(2, "--config");
    ada.run_with(&["pipeline", "create", "ada/dry", "--config", "-"], "colour: red\n").fails(1, "colour");
    ada.run_with(&["pipeline", "create", "ada/dry", "--config", "-"], JSON).ok();
    let shown = ada.json(&["pipeline", "show", "ada/wash"]);
    assert_eq!((&shown["description"], &shown["state"]), (&"Washes".into(), &"draft".into()));
    let text = ada.run(&["pipeline", "show", "ada/wash"]).ok().out;
    assert!(text.contains("service update-permissions ada/etl ada/lake/events --read"), "{text}");
    assert_eq!(ada.run(&["pipeline", "list"]).ok().out.lines().count(), 3);
    assert!(ada.run(&["pipeline", "list", "ada", "--search", "wash"]).ok().out.contains("ada/wash"));
    for (flag, path, rows) in [
        ("--stream", "ada/lake/clean", 2),
        ("--stream", "ada/lake/none", 0),
        ("--service", "ada/etl", 2),
        ("--team", "ada/none", 0),
    ] {
        let listed = ada.json(&["pipeline", "list", flag, path]);
        assert_eq!(listed["items"].as_array().unwrap().len(), rows, "{flag} {path}");
    }
    ada.run(&["pipeline", "list", "--stream", "ada/lake"]).fails(2, "--stream");

    // Versions.
    ada.run_with(&["pipeline", "update", "ada/wash", "--config", "-"], JSON).ok();
    ada.run(&["pipeline", "update", "ada/wash"]).fails(2, "");
    let versions = ada.run(&["pipeline", "versions", "ada/wash"]).ok().out;
    assert!(versions.contains("transforms[0].filter: record.n > 1 -> nothing"), "{versions}");
    ada.run(&["pipeline", "restore", "ada/wash", "1"]).ok();
    ada.run(&["pipeline", "restore", "ada/wash", "9"]).fails(4, "version");
    assert_eq!(ada.json(&["pipeline", "show", "ada/wash"])["version"], 3);

    // Sharing.
    bob.run(&["pipeline", "show", "ada/wash"]).fails(4, "");
    ada.run(&["pipeline", "share", "ada/wash", "--user", "bob"]).fails(2, "--role");
    ada.run(&["pipeline", "share", "ada/wash", "--user", "bob", "--role", "boss"]).fails(2, "owner");
    ada.run(&["pipeline", "share", "ada/wash", "--user", "bob", "--role", "editor"]).ok();
    bob.run(&["pipeline", "update", "ada/wash", "--description", "Washes well"]).ok();
    bob.run(&["pipeline", "share", "ada/wash", "--user", "cleo", "--role", "reader"]).fails(3, "manage");
    ada.run(&["team", "create", "ada/crew", "--discoverable"]).ok();
    ada.run(&["team", "add-member", "ada/crew", "ada"]).ok();
    ada.run(&["pipeline", "share", "ada/wash", "--team", "ada/crew"]).ok();
    ada.run(&["pipeline", "share", "ada/wash", "--team", "ada/none"]).fails(4, "team");
    ada.run(&["pipeline", "share", "ada/wash", "--team", "ada/crew", "--role", "reader"]).fails(2, "");
    let access = ada.run(&["pipeline", "show-access", "ada/wash"]).ok().out;
    assert!(access.contains("team ada/crew") && access.contains("editor"), "{access}");
    let people = ada.run(&["pipeline", "people", "ada/wash"]).ok().out;
    assert!(people.contains("owner, team ada/crew"), "{people}");
    assert_eq!(ada.json(&["pipeline", "people", "ada/wash"])["total"], 2);
    bob.run(&["access", "check", "caller", "edit", "pipeline:ada/wash"]).ok();
    assert_eq!(bob.run(&["access", "check", "caller", "manage", "pipeline:ada/wash"]).code, 3);
    assert!(ada.run(&["access", "who-can", "read", "pipeline:ada/wash"]).ok().out.contains("bob"));
    assert!(bob.run(&["access", "list", "caller"]).ok().out.contains("ada/wash"));
    ada.run(&["pipeline", "unshare", "ada/wash", "--team", "ada/crew"]).ok();
    ada.run(&["pipeline", "unshare", "ada/wash", "--user", "cleo"]).fails(4, "");

    // Handing over, leaving, deleting: these ask.
    ada.run(&["pipeline", "leave", "ada/wash", "--yes"]).fails(5, "owner");
    ada.run(&["pipeline", "transfer", "ada/wash", "bob"]).fails(2, "--yes");
    ada.run(&["pipeline", "transfer", "ada/wash", "bob", "--yes"]).ok();
    ada.run(&["pipeline", "delete", "ada/wash", "--yes"]).fails(3, "manage");
    ada.run(&["pipeline", "leave", "ada/wash"]).fails(2, "--yes");
    ada.run(&["pipeline", "leave", "ada/wash", "--yes"]).ok();
    ada.run(&["pipeline", "claim", "ada/wash"]).fails(4, "");
    world.operator().run(&["admin", "disable-user", "bob"]).ok();
    cleo.run(&["pipeline", "claim", "ada/wash"]).fails(4, "");
    assert!(ada.run(&["pipeline", "list-orphaned", "ada"]).ok().out.contains("ada/wash"));
    ada.run(&["pipeline", "claim", "ada/wash"]).ok();
    ada.run(&["pipeline", "update", "ada/wash", "--name", "rinse"]).ok();
    ada.run(&["pipeline", "show", "ada/wash"]).fails(4, "");
    ada.run(&["pipeline", "delete", "ada/rinse"]).fails(2, "--yes");
    ada.run(&["pipeline", "delete", "ada/rinse", "--yes"]).ok();
}

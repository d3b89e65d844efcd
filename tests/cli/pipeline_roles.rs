//! What each role on a pipeline permits, cell by cell, by the command line, on both databases.

use crate::support::database::TestDatabase;
use crate::world::{Shell, World};

const CONFIG: &str = "source: ada/lake/events\nsink: ada/lake/clean\nservice: etl\n";
const TAGGED: &str = "source: ada/lake/events\nsink: ada/lake/clean\nservice: etl\ntags: [seen]\n";

/// The codes of view, change, deploy, tear down, share, transfer, delete: done, forbidden, or as if there were none.
const OWNER: [i32; 7] = [0; 7];
const EDITOR: [i32; 7] = [0, 0, 0, 0, 3, 3, 3];
const READER: [i32; 7] = [0, 3, 3, 3, 3, 3, 3];
const NONE: [i32; 7] = [4; 7];

#[test]
fn the_matrix_on_sqlite() {
    matrix(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_matrix_on_postgres() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let url = database.url.clone();
    let journey = move || matrix(&World::over(tempfile::tempdir().unwrap(), url));
    tokio::task::spawn_blocking(journey).await.unwrap();
}

/// The codes of one person's commands; another pipeline of the same roles is deleted.
fn cells(shell: &Shell, path: &str, other: &str) -> [i32; 7] {
    [
        shell.run(&["pipeline", "show", path]).code,
        shell.run_with(&["pipeline", "update", path, "--config", "-"], TAGGED).code,
        shell.run(&["pipeline", "deploy", path]).code,
        shell.run(&["pipeline", "teardown", path, "--yes"]).code,
        shell.run(&["pipeline", "share", path, "--user", "cleo", "--role", "reader"]).code,
        shell.run(&["pipeline", "transfer", path, "cleo", "--yes"]).code,
        shell.run(&["pipeline", "delete", other, "--yes"]).code,
    ]
}

fn matrix(world: &World) {
    let ada = world.with(&world.with_stream("ada"));
    let bob = world.with(&world.person("bob"));
    world.person("cleo");
    for setting in [
        &["stream", "create", "ada/lake/clean"][..],
        &["service", "create", "ada/etl"],
        &["organization", "update-permissions", "ada", "bob", "--view"],
        &["team", "create", "ada/crew"],
        &["team", "add-member", "ada/crew", "bob"],
    ] {
        ada.run(setting).ok();
    }
    for (number, (role, viewer, wanted)) in [
        (Some("owner"), false, OWNER),
        (Some("editor"), false, EDITOR),
        (Some("reader"), false, READER),
        (None, true, READER),
        (Some("owner"), true, OWNER),
        (Some("editor"), true, EDITOR),
        (Some("reader"), true, READER),
        (None, false, NONE),
    ]
    .into_iter()
    .enumerate()
    {
        let [path, other] = ["one", "other"].map(|name| format!("ada/{name}-{number}"));
        for path in [&path, &other] {
            ada.run_with(&["pipeline", "create", path, "--config", "-"], CONFIG).ok();
            if let Some(role) = role {
                ada.run(&["pipeline", "share", path, "--user", "bob", "--role", role]).ok();
            }
            if viewer {
                ada.run(&["pipeline", "share", path, "--team", "ada/crew"]).ok();
            }
        }
        assert_eq!(cells(&bob, &path, &other), wanted, "{role:?}, viewer {viewer}");
    }
}

//! Backups made while the server runs, and restored into the same database and into one of the other kind.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use crate::support::database::TestDatabase;
use crate::world::{Shell, World, numbered};

/// An empty database, if there is one of this kind here.
async fn databases(kind: &str) -> Option<TestDatabase> {
    match kind {
        "sqlite" => Some(TestDatabase::sqlite()),
        _ => TestDatabase::postgres().await,
    }
}

async fn back_and_forth(from: &str, to: &str) {
    let (Some(database), Some(other)) = (databases(from).await, databases(to).await) else { return };
    let world = World::over(tempfile::tempdir().unwrap(), database.url.clone());
    let directory = Arc::clone(&world.directory);
    let (ada, bob) = (world.with_stream("ada"), world.person("bob"));
    let shell = world.with(&ada);
    shell.run_with(&["stream", "write", "ada/lake/events"], numbered(1, 1200)).ok();
    shell.run(&["organization", "create", "acme"]).ok();
    shell.run(&["organization", "update-permissions", "acme", "bob", "--view", "--create"]).ok();
    shell.run(&["service", "create", "ada/etl", "--read-quota-mb", "100"]).ok();
    shell.run(&["service", "update-permissions", "ada/etl", "ada/lake/events", "--read"]).ok();
    let etl = shell.run(&["service", "issue-secret", "ada/etl", "--quiet"]).ok().out;
    let lost = shell
        .run(&["secret", "issue", "--kind", "private-read", "--description", "lost", "--quiet"])
        .ok()
        .out;
    let read =
        |world: &World, secret: &str| world.with(secret.trim()).run(&["stream", "read", "ada/lake/events"]);
    let records = read(&world, &etl).ok().out;

    let file = world.directory.path().join("backup");
    let file = file.to_str().unwrap();
    world.operator().run(&["admin", "backup", file]).ok();
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    world.operator().run(&["admin", "backup", file]).fails(5, "exists");
    let beside = || std::fs::read_dir(directory.path()).unwrap().count();
    let files = beside();

    // What is done since: one secret and one person end, and a stream comes.
    let listed = shell.json(&["secret", "list"]);
    let id =
        listed["items"].as_array().unwrap().iter().find(|row| row["description"] == "lost").unwrap()["id"]
            .clone();
    shell.run(&["secret", "revoke", id.as_str().unwrap(), "--yes"]).ok();
    world.operator().run(&["admin", "disable-user", "bob"]).ok();
    shell.run(&["stream", "create", "ada/lake/later"]).ok();

    let restore = ["admin", "restore", file, "--yes"];
    world.operator().run(&restore[..3]).fails(2, "--yes");
    world.operator().run(&restore).fails(5, "stop it");
    assert_eq!(beside(), files, "nothing is left lying about");

    // Broken in every part, and not a backup at all: refused, and all is as it was.
    drop(world);
    let operator = Shell::nowhere(directory.path()).with("SLUICEGATE_DATABASE", &database.url);
    let whole = std::fs::read(file).unwrap();
    let broken = directory.path().join("broken");
    for part in [0, 25, 60, 200, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[part] ^= 1;
        std::fs::write(&broken, &bytes).unwrap();
        operator
            .run(&["admin", "restore", broken.to_str().unwrap(), "--yes"])
            .fails(1, "nothing was changed");
    }
    std::fs::write(&broken, &whole[..whole.len() - 4096]).unwrap();
    operator.run(&["admin", "restore", broken.to_str().unwrap(), "--yes"]).fails(1, "nothing was changed");
    std::fs::write(&broken, "no backup").unwrap();
    operator.run(&["admin", "restore", broken.to_str().unwrap(), "--yes"]).fails(1, "is no backup");
    operator.run(&["admin", "restore", "nowhere", "--yes"]).fails(1, "nowhere");

    let world = World::over(Arc::clone(&directory), database.url.clone());
    world.with(&ada).run(&["stream", "show", "ada/lake/later"]).ok();
    drop(world);

    // Into the same database: what had ended since ends again, and is told.
    let said = operator.json(&restore);
    assert_eq!(said["revoked"].as_array().unwrap().len(), 1, "{said}");
    assert_eq!(said["revoked"][0]["description"], "lost");
    assert_eq!(said["revoked"][0]["owner"], "ada");
    assert_eq!(said["disabled"], serde_json::json!(["bob"]));
    let world = World::over(Arc::clone(&directory), database.url.clone());
    assert_eq!(read(&world, &etl).ok().out, records);
    read(&world, &lost).fails(3, "");
    world.with(&bob).run(&["auth", "whoami"]).fails(3, "");
    world.with(&ada).run(&["stream", "show", "ada/lake/later"]).fails(4, "");
    world.operator().run(&["admin", "verify-audit"]).ok();
    drop(world);

    // Into an empty one of the other kind: as it was when the backup was made.
    let elsewhere = Shell::nowhere(directory.path()).with("SLUICEGATE_DATABASE", &other.url);
    let said = elsewhere.json(&restore);
    assert_eq!((&said["known"], said["revoked"].as_array().unwrap().len()), (&true.into(), 0), "{said}");
    let world = World::over(Arc::clone(&directory), other.url.clone());
    assert_eq!(read(&world, &etl).ok().out, records);
    read(&world, &lost).ok();
    world.with(&bob).run(&["organization", "show", "acme"]).ok();
    world.operator().run(&["admin", "verify-audit"]).ok();
    // What goes on from there goes on as ever.
    world.with(&ada).run_with(&["stream", "write", "ada/lake/events"], numbered(1201, 1300)).ok();
    assert_eq!(read(&world, &ada).ok().out.lines().count(), 1300);
    let service = world.with(&ada).json(&["service", "show", "ada/etl"]);
    assert_eq!(service["read_quota_mb"], 100, "{service}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_sqlite_to_postgres() {
    back_and_forth("sqlite", "postgres").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_postgres_to_sqlite() {
    back_and_forth("postgres", "sqlite").await;
}

//! A server that can't start says why in one line.

use std::net::TcpListener;

use crate::world::{PASSWORD, Shell};

#[test]
fn a_port_in_use() {
    let directory = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = Shell::nowhere(directory.path()).run(&["serve", "--listen", &address]);
    said.fails(1, &format!("another program listens on {address}"));
}

#[test]
fn a_database_of_a_newer_version() {
    let directory = tempfile::tempdir().unwrap();
    let shell = Shell::nowhere(directory.path());
    shell.run_with(&["admin", "create-user", "ada"], PASSWORD).ok();
    let file = directory.path().join("data/sluicegate.db");
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut db =
            <sqlx::SqliteConnection as sqlx::Connection>::connect(file.to_str().unwrap()).await.unwrap();
        let newer = "insert into _sqlx_migrations \
            select 9999, 'later', installed_on, 1, x'00', 0 from _sqlx_migrations limit 1";
        sqlx::query(newer).execute(&mut db).await.unwrap();
    });
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["admin", "verify-audit"]] {
        shell.run(arguments).fails(1, "newer version");
    }
}

#[test]
fn no_database_there() {
    let directory = tempfile::tempdir().unwrap();
    let shell = Shell::nowhere(directory.path());
    let nobody = "postgres://gate:hunter2@127.0.0.1:1/gate";
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["admin", "verify-audit"]] {
        let said = shell.run(&[arguments, &["--database", nobody]].concat()).fails(7, "127.0.0.1:1");
        assert!(!said.err.contains("hunter2"), "{said:?}");
    }
    std::fs::write(directory.path().join("text"), "no database, but a text of some length\n".repeat(100))
        .unwrap();
    shell.run(&["admin", "verify-audit", "--database", "sqlite:text"]).fails(1, "text");
    std::fs::write(directory.path().join("file"), "x").unwrap();
    shell.run(&["admin", "verify-audit", "--database", "sqlite:file/x.db"]).fails(1, "file");
}

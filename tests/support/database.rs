//! One database for each test, gone when the test ends.

use std::sync::atomic::{AtomicU32, Ordering};

use sluicegate::store::Db;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use tempfile::TempDir;

use super::postgres;

/// A fresh database.
pub(crate) struct TestDatabase {
    /// Its URL, as settings have it.
    pub(crate) url: String,
    _place: Place,
}

enum Place {
    File(#[allow(dead_code)] TempDir),
    Server(String),
}

impl TestDatabase {
    /// A file in a directory of its own.
    pub(crate) fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("test.db").display());
        Self { url, _place: Place::File(directory) }
    }

    /// An empty database on the shared server; none where there is no PostgreSQL.
    pub(crate) async fn postgres() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        postgres::directory()?;
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        statement(&format!("drop database if exists {name} with (force)")).await;
        statement(&format!("create database {name}")).await;
        Some(Self { url: url(&name), _place: Place::Server(name) })
    }

    /// Drops the database that the URL names, where a test changed it.
    pub(crate) async fn drop_by_url(&self) {
        let name = self.url.split(['/', '?']).nth(3).unwrap();
        statement(&format!("drop database if exists {name} with (force)")).await;
    }

    /// Opens it.
    pub(crate) async fn open(&self) -> Db {
        Db::open(&self.url).await.unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Self::Server(name) = self else { return };
        let text = format!("drop database if exists {name} with (force)");
        // The test's own runtime may be ending: a short one of its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(statement(&text));
        });
        let _left_behind = dropping.join();
    }
}

/// The URL of a database on the shared server.
fn url(name: &str) -> String {
    let directory = postgres::directory().unwrap().display();
    format!("postgres://postgres@localhost/{name}?host={directory}")
}

/// Runs one statement on the server's own database.
async fn statement(text: &str) {
    let options: PgConnectOptions = url("postgres").parse().unwrap();
    let mut connection: PgConnection = options.connect().await.unwrap();
    connection.execute(AssertSqlSafe(text.to_owned())).await.unwrap();
}

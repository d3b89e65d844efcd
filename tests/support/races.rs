//! Races: the same two calls at the same instant, many times. `RACE_ROUNDS` says how often (50 unless set); `cargo xtask
//! bench races` sets it and reads the lines that [`Tally::report`] prints.

use std::collections::BTreeMap;
use std::future::Future;

use sluicegate::operations::Core;
use sluicegate::store::Db;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::World;

/// How many rounds.
pub(crate) fn rounds() -> usize {
    std::env::var("RACE_ROUNDS").map_or(50, |rounds| rounds.parse().unwrap())
}

/// How often each outcome came about.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<&'static str, usize>);

impl Tally {
    /// Counts an outcome.
    pub(crate) fn add(&mut self, outcome: &'static str) {
        *self.0.entry(outcome).or_default() += 1;
    }

    /// Prints one line: the race, the database, the rounds, the outcomes.
    pub(crate) fn report(&self, race: &str, core: &Core) {
        let database = if matches!(core.db, Db::Sqlite { .. }) { "sqlite" } else { "postgres" };
        let outcomes: Vec<String> =
            self.0.iter().map(|(outcome, count)| format!("{outcome} {count}")).collect();
        println!("race|{race}|{database}|{}|{}", self.0.values().sum::<usize>(), outcomes.join(", "));
    }
}

/// A server over the world's database whose changes are neither kept apart nor checked for what they leave ownerless. On
/// SQLite they have a connection each: over the only one they would wait for each other.
pub(crate) async fn unprotected(world: &World) -> Core {
    let db = match (&world.core.db, world.database.url.strip_prefix("sqlite:")) {
        (Db::Sqlite { readers, .. }, Some(file)) => {
            let options = SqliteConnectOptions::new().filename(file).foreign_keys(true);
            let writer = SqlitePoolOptions::new().max_connections(4).connect_with(options).await.unwrap();
            Db::Sqlite { writer, readers: readers.clone() }
        }
        (db, _) => db.clone(),
    };
    world.core.clone().with(|parts| (parts.db, parts.protected) = (db, false))
}

/// Lets two futures begin at the same instant, each in a task of its own, and gives what came of both.
pub(crate) async fn both<A, B>(
    one: impl Future<Output = A> + Send + 'static,
    other: impl Future<Output = B> + Send + 'static,
) -> (A, B)
where
    A: Send + 'static,
    B: Send + 'static,
{
    let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(2));
    let started = barrier.clone();
    let one = tokio::spawn(async move {
        started.wait().await;
        one.await
    });
    let other = tokio::spawn(async move {
        barrier.wait().await;
        other.await
    });
    (one.await.unwrap(), other.await.unwrap())
}

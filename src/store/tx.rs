//! Transactions: one change is one of them, whole or not at all.

use std::time::Duration;

use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use super::sql::On;
use super::{Db, StoreError};

/// How often a change is tried when others come between.
const ATTEMPTS: u32 = 12;

/// A transaction on either database. Dropped without an end, it is rolled back.
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// An error that knows whether the same change may succeed when tried again.
pub trait MayRace {
    /// Whether another transaction came between.
    fn raced(&self) -> bool;
}

impl MayRace for StoreError {
    fn raced(&self) -> bool {
        matches!(self, Self::Raced(_))
    }
}

/// What a transaction needs of its database.
#[derive(Clone, Copy)]
enum Mode {
    /// One state throughout; changes nothing.
    Read,
    /// As if alone.
    Write,
    /// As [`Mode::Write`], but on PostgreSQL waiting for row locks instead of racing for them.
    Append,
    /// Not alone at all.
    Unprotected,
}

impl Tx {
    async fn begin(db: &Db, mode: Mode) -> Result<Self, StoreError> {
        Ok(match (db, mode) {
            (Db::Sqlite { readers, .. }, Mode::Read) => Self::Sqlite(readers.begin().await?),
            // A plain `begin` that reads and then writes fails at once when somebody else writes.
            (Db::Sqlite { writer, .. }, Mode::Write | Mode::Append) => {
                Self::Sqlite(writer.begin_with("begin immediate").await?)
            }
            (Db::Postgres(pool), Mode::Read) => {
                Self::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
            // Weaker levels let two admins demote each other.
            (Db::Postgres(pool), Mode::Write) => {
                Self::Postgres(pool.begin_with("begin isolation level serializable").await?)
            }
            (Db::Postgres(pool), Mode::Append | Mode::Unprotected) => Self::Postgres(pool.begin().await?),
            // No transaction of SQLite's lets two changes overlap: each statement is one of its own.
            (Db::Sqlite { writer, .. }, Mode::Unprotected) => {
                let mut tx = writer.begin().await?;
                sqlx::query("commit").execute(&mut *tx).await?;
                Self::Sqlite(tx)
            }
        })
    }

    async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
        .map_err(StoreError::of_commit)
    }

    async fn roll_back(self) {
        let ended = match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgres(tx) => tx.rollback().await,
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a rollback failed; the database does it itself");
        }
    }

    pub(super) fn on(&mut self) -> On<&mut SqliteConnection, &mut PgConnection> {
        match self {
            Self::Sqlite(tx) => On::Sqlite(tx),
            Self::Postgres(tx) => On::Postgres(tx),
        }
    }
}

impl Db {
    /// Runs `work` in a transaction that sees one state throughout and changes nothing.
    ///
    /// # Errors
    /// Those of `work`, and the store's.
    pub async fn read<T, E: From<StoreError>>(
        &self,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tx = Tx::begin(self, Mode::Read).await?;
        let ended = work(&mut tx).await;
        tx.roll_back().await;
        ended
    }

    /// Runs `change` in a transaction, as if nobody else were there, and commits it unless it fails. It is called
    /// again when another transaction came between, so it must do nothing outside the database. (A clone of it is:
    /// the future of an `AsyncFn` that is called twice is not known to be `Send`.)
    ///
    /// # Errors
    /// Those of `change`, and the store's.
    pub async fn write<T, E: From<StoreError> + MayRace>(
        &self,
        change: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Clone,
    ) -> Result<T, E> {
        self.change(Mode::Write, change).await
    }

    /// As [`Db::write`], but callers that want the same row wait for each other instead of racing. Only for
    /// changes whose outcome hangs on nothing but rows that they update first, such as appending to a stream.
    ///
    /// # Errors
    /// Those of `change`, and the store's.
    pub async fn append<T, E: From<StoreError> + MayRace>(
        &self,
        change: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Clone,
    ) -> Result<T, E> {
        self.change(Mode::Append, change).await
    }

    /// As [`Db::write`], but changes come between each other, as far as the database lets them. Tests of races run with it
    /// to know that they would see one.
    ///
    /// # Errors
    /// Those of `change`, and the store's.
    #[doc(hidden)]
    pub async fn write_unprotected<T, E: From<StoreError> + MayRace>(
        &self,
        change: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Clone,
    ) -> Result<T, E> {
        self.change(Mode::Unprotected, change).await
    }

    async fn change<T, E: From<StoreError> + MayRace>(
        &self,
        mode: Mode,
        change: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Clone,
    ) -> Result<T, E> {
        let mut attempt = 1;
        loop {
            let mut tx = Tx::begin(self, mode).await?;
            let changed = change.clone()(&mut tx).await;
            if let (Mode::Unprotected, Tx::Sqlite(tx)) = (mode, &mut tx) {
                // For what ends it now.
                sqlx::query("begin").execute(&mut **tx).await.map_err(StoreError::from)?;
            }
            let ended = match changed {
                Ok(value) => tx.commit().await.map(|()| value).map_err(E::from),
                Err(error) => {
                    tx.roll_back().await;
                    Err(error)
                }
            };
            match ended {
                Err(error) if error.raced() && attempt < ATTEMPTS => {
                    tokio::time::sleep(pause(attempt)).await;
                    attempt += 1;
                }
                ended => return ended,
            }
        }
    }
}

/// A random pause that grows with each attempt, up to 250 ms, so that racers spread out.
fn pause(attempt: u32) -> Duration {
    let most = 250.min(4_u64 << attempt.min(6));
    let random = getrandom::u32().unwrap_or(attempt);
    Duration::from_millis(1 + u64::from(random) % most)
}

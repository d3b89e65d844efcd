//! The store: the only code that knows SQL. Operations call it; it knows nothing of HTTP, pages or passwords.
//!
//! Loading facts is free. A function that shows or changes something takes the proof that the actor at hand may,
//! and no id beside it: what it works on stands in the proof. Proofs of changes are taken by value, so each is
//! used once.

pub mod backup;
mod columns;
mod error;
mod open;
pub mod search;
mod sql;
mod tx;
mod warrant;

pub use error::{StoreError, Unique};
pub use open::OpenError;
pub use sql::Bulk;
use sql::On;
use sqlx::{PgPool, SqlitePool};
pub use tx::{MayRace, Tx};
pub use warrant::{Operator, Warrant};

/// The nouns of the store: one module each, with its SQL texts.
macro_rules! nouns {
    ($($noun:ident),+ $(,)?) => {
        $(pub mod $noun;)+

        /// Every SQL text by noun and name, for the test that prepares each on both databases.
        #[must_use]
        pub fn texts() -> Vec<(String, &'static str)> {
            [$((stringify!($noun), $noun::TEXTS)),+]
                .into_iter()
                .flat_map(|(noun, texts)| texts.iter().map(move |(name, text)| (format!("{noun}::{name}"), *text)))
                .collect()
        }
    };
}

nouns! {
    account_ends, alert_messages, audit, challenges, dead_letters, finds, gateways, idempotency, invites, logins,
    member_lists, members, names, one_time_codes, organizations, passkeys, pipeline_minutes, pipeline_roles, pipeline_runs, pipeline_versions,
    pipelines, places, previews, profiles, project_members, project_previews, project_services, projects, quota_alerts,
    quota_use, quotas,
    records, recovery_codes, removals, rights, searches, secret_notices, secrets, service_grants, services, sessions,
    sign_in_failures, stream_access, streams, team_members, teams, totp, usage, users,
}

/// An open, migrated database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// One file: one connection writes, several read.
    Sqlite {
        /// Of one connection.
        writer: SqlitePool,
        /// They refuse to write.
        readers: SqlitePool,
    },
    /// PostgreSQL, or an engine that speaks its protocol.
    Postgres(PgPool),
}

impl Db {
    /// For single reads outside any transaction.
    fn on(&self) -> On<&SqlitePool, &PgPool> {
        match self {
            Self::Sqlite { readers, .. } => On::Sqlite(readers),
            Self::Postgres(pool) => On::Postgres(pool),
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// If it doesn't.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sql::query!(self, (i32,), fetch_one, "select 1")?;
        Ok(())
    }

    /// Waits for what is under way, then closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

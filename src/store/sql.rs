//! The same typed code on either database. Every SQL text stands once, in a `texts!` block of its noun, in lower
//! case, with `$1` placeholders and nothing that only one database knows: no `now()`, arrays, `ilike` or JSON
//! operators. Times are parameters.

use serde::Serialize;
use uuid::Uuid;

/// The connection of either database, borrowed for one statement.
pub(super) enum On<S, P> {
    /// SQLite.
    Sqlite(S),
    /// PostgreSQL.
    Postgres(P),
}

/// A text for each database: for many rows in one statement, which is what they don't share.
#[derive(Debug)]
pub struct Bulk {
    /// SQLite's, which is given rows as a JSON array.
    pub sqlite: &'static str,
    /// PostgreSQL's, which is given arrays.
    pub postgres: &'static str,
}

/// Rows as SQLite is given them; ids stand in them as [`hex`] writes them.
pub(super) fn array(rows: impl IntoIterator<Item = impl Serialize>) -> String {
    let rows: Vec<_> = rows.into_iter().collect();
    serde_json::to_string(&rows).unwrap_or_default()
}

/// An id as SQLite reads it out of JSON, by `unhex`.
pub(super) fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

/// Declares the SQL texts of a noun, and lists them for the test that prepares each on both databases.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* const $name: &str = $text;)+
        /// Every text of this noun.
        pub(in crate::store) const TEXTS: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

/// Runs a text on a [`Tx`](super::Tx) or a [`Db`](super::Db) (then outside any transaction, for reading only) and
/// reads the rows as `$row`. `$fetch` is one of `fetch_one`, `fetch_optional`, `fetch_all`.
macro_rules! query {
    ($on:expr, $row:ty, $fetch:ident, $text:expr $(, $bind:expr)* $(,)?) => {
        match $on.on() {
            $crate::store::sql::On::Sqlite(connection) => {
                sqlx::query_as::<_, $row>($text)$(.bind($bind))*.$fetch(connection).await
            }
            $crate::store::sql::On::Postgres(connection) => {
                sqlx::query_as::<_, $row>($text)$(.bind($bind))*.$fetch(connection).await
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}

/// Runs a text that changes something on a [`Tx`](super::Tx), and says how many rows it touched.
macro_rules! execute {
    ($tx:expr, $text:expr $(, $bind:expr)* $(,)?) => {
        match $tx.on() {
            $crate::store::sql::On::Sqlite(connection) => {
                sqlx::query($text)$(.bind($bind))*.execute(connection).await.map(|done| done.rows_affected())
            }
            $crate::store::sql::On::Postgres(connection) => {
                sqlx::query($text)$(.bind($bind))*.execute(connection).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}

pub(super) use {execute, query, texts};

//! The same typed code on either database. Every SQL text stands once, in a `texts!` block of its noun, in lower
//! case, with `$1` placeholders and nothing that only one database knows: no `now()`, arrays, `ilike` or JSON
//! operators. Times are parameters.

/// The connection of either database, borrowed for one statement.
pub(super) enum On<S, P> {
    /// SQLite.
    Sqlite(S),
    /// PostgreSQL.
    Postgres(P),
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

//! The tables of a backup, as its own SQLite database describes them: both databases have the same, by the same names.

use sqlx::{AssertSqlSafe, SqliteConnection};

/// What ends with a restore or can be made anew; left out of backups.
pub(super) const LEFT_OUT: [&str; 8] = [
    "sessions",
    "logins",
    "right_changes",
    "idempotency_keys",
    "sign_in_failures",
    "one_time_codes",
    "challenges",
    "alert_messages",
];

/// A table with its columns.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
}

/// A column, and what it holds.
#[derive(Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// What SQLite's `strict` tables hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Text,
    Blob,
}

/// The tables that a backup holds, those that others refer to first.
pub(super) async fn tables(database: &mut SqliteConnection) -> sqlx::Result<Vec<Table>> {
    const NAMES: &str = "select name from sqlite_master where type = 'table' and name not like 'sqlite%' \
        and name <> '_sqlx_migrations' order by rowid";
    let names: Vec<String> = sqlx::query_scalar(NAMES).fetch_all(&mut *database).await?;
    let mut tables = Vec::new();
    for name in names.into_iter().filter(|name| !LEFT_OUT.contains(&name.as_str())) {
        let described = format!("select name, lower(type) from pragma_table_info('{name}') order by cid");
        let columns: Vec<(String, String)> =
            sqlx::query_as(AssertSqlSafe(described)).fetch_all(&mut *database).await?;
        let columns = columns.into_iter().map(|(name, declared)| {
            let kind = match declared.as_str() {
                "integer" => Kind::Integer,
                "blob" => Kind::Blob,
                _ => Kind::Text,
            };
            Column { name, kind }
        });
        tables.push(Table { name, columns: columns.collect() });
    }
    Ok(tables)
}

impl Table {
    /// The columns' names, each as `shown` writes it.
    pub(super) fn columns(&self, shown: impl Fn(&Column) -> String) -> String {
        self.columns.iter().map(shown).collect::<Vec<_>>().join(", ")
    }

    /// All rows.
    pub(super) fn select(&self) -> String {
        format!("select {} from {}", self.columns(Column::quoted), self.name)
    }
}

impl Column {
    /// The name, though it may be a word of the language.
    pub(super) fn quoted(&self) -> String {
        format!("\"{}\"", self.name)
    }
}

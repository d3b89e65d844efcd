//! PostgreSQL's side of backups: rows go from and to a SQLite database, column by column.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use access::Time;
use futures_util::TryStreamExt;
use sqlx::postgres::{PgPool, PgRow, Postgres};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection, PgConnection, QueryBuilder, Row, SqliteConnection};
use uuid::Uuid;

use super::since::{self, Known, Since};
use super::table::{Column, Kind, LEFT_OUT, Table, tables};
use super::{BackupError, sqlite};
use crate::store::open;

/// Rows of one statement.
const ROWS: usize = 500;
/// Bytes of one statement, about.
const BYTES: usize = 4 << 20;

/// A column's type, as far as it differs from what SQLite holds in its place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Uuid,
    Boolean,
    Other,
}

type Types = HashMap<(String, String), Type>;

/// The types of all columns, by table and column.
async fn types(database: &mut PgConnection) -> sqlx::Result<Types> {
    const TYPES: &str = "select table_name::text, column_name::text, data_type::text \
        from information_schema.columns where table_schema = current_schema()";
    let columns: Vec<(String, String, String)> = sqlx::query_as(TYPES).fetch_all(database).await?;
    let kind = |name: &str| match name {
        "uuid" => Type::Uuid,
        "boolean" => Type::Boolean,
        _ => Type::Other,
    };
    Ok(columns.into_iter().map(|(table, column, name)| ((table, column), kind(&name))).collect())
}

fn type_of(types: &Types, table: &Table, column: &Column) -> Type {
    types.get(&(table.name.clone(), column.name.clone())).copied().unwrap_or(Type::Other)
}

/// Copies what the database holds at this moment to the empty file `to`.
pub(super) async fn copy(pool: &PgPool, to: &Path) -> Result<(), BackupError> {
    let mut copy = sqlite::connect(to).await?;
    open::migrate_copy(&mut copy).await.map_err(BackupError::Newer)?;
    sqlx::query("pragma secure_delete = on").execute(&mut copy).await?;
    // Rows come in no order that references would demand; they are whole where they come from.
    sqlx::query("pragma foreign_keys = off").execute(&mut copy).await?;
    let mut from = pool.begin_with("begin isolation level repeatable read read only").await?;
    let types = types(&mut from).await?;
    let mut into = copy.begin().await?;
    for table in tables(&mut into).await? {
        let columns = table.columns(|column| match type_of(&types, &table, column) {
            Type::Uuid => format!("uuid_send({})", column.quoted()),
            Type::Boolean => format!("{}::int::bigint", column.quoted()),
            Type::Other => column.quoted(),
        });
        let insert = format!(
            "insert into {} ({}) values ({})",
            table.name,
            table.columns(Column::quoted),
            (1..=table.columns.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
        );
        let select = format!("select {columns} from {}", table.name);
        let mut rows = sqlx::query(AssertSqlSafe(select)).fetch(&mut *from);
        while let Some(row) = rows.try_next().await? {
            let mut insert = sqlx::query(AssertSqlSafe(insert.as_str()));
            for (place, column) in table.columns.iter().enumerate() {
                insert = match column.kind {
                    Kind::Integer => insert.bind(cell::<Option<i64>>(&row, place)?),
                    Kind::Text => insert.bind(cell::<Option<String>>(&row, place)?),
                    Kind::Blob => insert.bind(cell::<Option<Vec<u8>>>(&row, place)?),
                };
            }
            insert.execute(&mut *into).await?;
        }
    }
    // What the triggers noted.
    sqlx::query("delete from right_changes").execute(&mut *into).await?;
    into.commit().await?;
    from.rollback().await?;
    copy.close().await?;
    Ok(())
}

fn cell<'r, T: sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>>(
    row: &'r PgRow,
    place: usize,
) -> sqlx::Result<T> {
    row.try_get(place)
}

/// Replaces what the database holds by what the checked file `fresh` holds, in one transaction.
pub(super) async fn restore(url: &str, fresh: &Path, at: Time, now: Time) -> Result<Since, BackupError> {
    let pool = open::for_restoring(url).await.map_err(BackupError::Newer)?;
    let mut tx = pool.begin().await?;
    unserved(&mut tx).await?;
    let before = known(&mut tx).await;
    let since = since::apply(fresh, at, now, before).await?;
    let mut from = sqlite::connect(fresh).await?;
    let types = types(&mut tx).await?;
    let tables = tables(&mut from).await?;
    let references = defer(&mut tx).await?;
    // The log refuses to be emptied, and every row would be noted as a change: not now.
    for table in &tables {
        run(&mut tx, format!("alter table {} disable trigger user", table.name)).await?;
    }
    let names = tables.iter().map(|table| table.name.as_str()).chain(LEFT_OUT);
    run(&mut tx, format!("truncate {}", names.collect::<Vec<_>>().join(", "))).await?;
    for table in &tables {
        fill(&mut from, &mut tx, table, &types).await?;
    }
    run(&mut tx, "set constraints all immediate".into()).await?;
    for table in &tables {
        run(&mut tx, format!("alter table {} enable trigger user", table.name)).await?;
    }
    for (table, name) in references {
        run(&mut tx, format!("alter table {table} alter constraint {name} not deferrable")).await?;
    }
    tx.commit().await?;
    from.close().await?;
    pool.close().await;
    Ok(since)
}

/// That no server runs on the database. A connection that was closed just now may be listed for a moment.
async fn unserved(database: &mut PgConnection) -> Result<(), BackupError> {
    const SERVERS: &str = "select count(*) from pg_stat_activity \
        where datname = current_database() and application_name = $1";
    for pause in [100, 200, 400, 800, 0] {
        let servers: i64 =
            sqlx::query_scalar(SERVERS).bind(open::APPLICATION).fetch_one(&mut *database).await?;
        if servers == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    Err(BackupError::Served)
}

async fn run(database: &mut PgConnection, text: String) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(text)).execute(database).await.map(drop)
}

/// What the database knows before it is replaced.
async fn known(database: &mut PgConnection) -> Result<Option<Known>, BackupError> {
    let secrets = sqlx::query_as(Known::SECRETS).fetch_all(&mut *database).await?;
    Ok(Known::of(secrets, sqlx::query_as(Known::PEOPLE).fetch_all(database).await?))
}

/// Lets references be looked at when all rows are there; those that couldn't wait before.
async fn defer(database: &mut PgConnection) -> sqlx::Result<Vec<(String, String)>> {
    const EAGER: &str = "select conrelid::regclass::text, conname::text from pg_constraint \
        where contype = 'f' and not condeferrable and connamespace = current_schema()::regnamespace";
    let eager: Vec<(String, String)> = sqlx::query_as(EAGER).fetch_all(&mut *database).await?;
    for (table, name) in &eager {
        run(database, format!("alter table {table} alter constraint {name} deferrable")).await?;
    }
    run(database, "set constraints all deferred".into()).await?;
    Ok(eager)
}

/// Copies all rows of a table.
async fn fill(
    from: &mut SqliteConnection,
    to: &mut PgConnection,
    table: &Table,
    types: &Types,
) -> Result<(), BackupError> {
    let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(from);
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.try_next().await? {
        bytes += size(&row, table)?;
        batch.push(row);
        if batch.len() >= ROWS || bytes >= BYTES {
            insert(to, table, types, &batch).await?;
            batch.clear();
            bytes = 0;
        }
    }
    insert(to, table, types, &batch).await
}

fn size(row: &SqliteRow, table: &Table) -> sqlx::Result<usize> {
    let mut size = 0;
    for (place, _) in table.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Text) {
        size += row.try_get::<Option<&str>, _>(place)?.map_or(0, str::len);
    }
    Ok(size)
}

async fn insert(
    to: &mut PgConnection,
    table: &Table,
    types: &Types,
    rows: &[SqliteRow],
) -> Result<(), BackupError> {
    if rows.is_empty() {
        return Ok(());
    }
    let head = format!("insert into {} ({}) values ", table.name, table.columns(Column::quoted));
    let mut insert: QueryBuilder<Postgres> = QueryBuilder::new(head);
    for (number, row) in rows.iter().enumerate() {
        insert.push(if number == 0 { "(" } else { ", (" });
        for (place, column) in table.columns.iter().enumerate() {
            if place > 0 {
                insert.push(", ");
            }
            match (type_of(types, table, column), column.kind) {
                (Type::Uuid, _) => insert.push_bind(row.try_get::<Option<Uuid>, _>(place)?),
                (Type::Boolean, _) => insert.push_bind(row.try_get::<Option<bool>, _>(place)?),
                (Type::Other, Kind::Integer) => insert.push_bind(row.try_get::<Option<i64>, _>(place)?),
                (Type::Other, Kind::Text) => insert.push_bind(row.try_get::<Option<String>, _>(place)?),
                (Type::Other, Kind::Blob) => insert.push_bind(row.try_get::<Option<Vec<u8>>, _>(place)?),
            };
        }
        insert.push(")");
    }
    insert.build().persistent(false).execute(to).await?;
    Ok(())
}

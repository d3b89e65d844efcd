//! Opening a database: created when missing, migrated to this program's version, or a reason that says what to do.

mod error;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{MigrateDatabase, MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, SqliteConnection};

use super::Db;
pub use error::OpenError;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a caller waits for a connection before it is told that the database is not available.
const PATIENCE: Duration = Duration::from_secs(5);
/// Prepared statements kept for each connection: more than there are texts.
const STATEMENTS: usize = 400;
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// As what PostgreSQL knows the connections of servers and of the operator's commands.
pub(super) const APPLICATION: &str = "sluicegate";

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…`, making and migrating it when needed.
    ///
    /// # Errors
    /// Why it can't be used, and what to do.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        match url.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => sqlite(Path::new(path)).await,
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => postgres(url).await,
            _ => Err(OpenError::Url(without_password(url))),
        }
    }
}

/// Brings a database that nobody else uses to this program's version.
pub(super) async fn migrate_copy(database: &mut SqliteConnection) -> Result<(), OpenError> {
    SQLITE.run(database).await.map_err(|error| migration_fault(&SQLITE, &error))
}

/// One migrated connection that isn't known as a server's.
pub(super) async fn for_restoring(url: &str) -> Result<PgPool, OpenError> {
    let Db::Postgres(pool) = postgres(url).await? else { return Err(OpenError::Url(without_password(url))) };
    pool.close().await;
    let options = pool.connect_options().as_ref().clone().application_name("sluicegate restore");
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_with(options).await;
    pool.map_err(|error| postgres_fault("the server", error))
}

async fn sqlite(path: &Path) -> Result<Db, OpenError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(STATEMENTS);
    let fault = |error: sqlx::Error| sqlite_fault(path, &error);
    let writer = SqlitePoolOptions::new().max_connections(1).min_connections(1);
    let writer = writer
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await
        .map_err(fault)?;
    SQLITE.run(&writer).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) if busy(&error) => {
            fault(error)
        }
        error => migration_fault(&SQLITE, &error),
    })?;
    let readers = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "on"))
        .await
        .map_err(fault)?;
    Ok(Db::Sqlite { writer, readers })
}

fn busy(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), Some(5 | 6))
}

/// SQLite's result code without its extension.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<i32>().ok().map(|code| code & 0xff)
}

fn sqlite_fault(path: &Path, error: &sqlx::Error) -> OpenError {
    let path = path.to_owned();
    match primary_code(error) {
        Some(5 | 6) => OpenError::Locked { path },
        // Nothing else holds up opening a file.
        None if matches!(error, sqlx::Error::PoolTimedOut) => OpenError::Locked { path },
        Some(26 | 11) => OpenError::NotADatabase { path },
        _ => OpenError::File { path, cause: error.to_string() },
    }
}

async fn postgres(url: &str) -> Result<Db, OpenError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| OpenError::Url(format!("{} ({error})", without_password(url))))?;
    let server = match options.get_socket() {
        Some(directory) => directory.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let options = options.application_name(APPLICATION).statement_cache_capacity(STATEMENTS);
    let fault = |error: sqlx::Error| postgres_fault(&server, error);
    // One connection first: a pool tries on and then only says that it took too long.
    let connect = async || match tokio::time::timeout(PATIENCE, options.connect()).await {
        Ok(connected) => connected,
        Err(_) => Err(sqlx::Error::PoolTimedOut),
    };
    let first = match connect().await {
        // 3D000: no such database.
        Err(error) if code(&error).as_deref() == Some("3D000") => {
            sqlx::Postgres::create_database(url).await.map_err(fault)?;
            connect().await
        }
        first => first,
    };
    first.map_err(fault)?.close().await.map_err(fault)?;
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .connect_with(options.clone())
        .await
        .map_err(fault)?;
    POSTGRES.run(&pool).await.map_err(|error| migration_fault(&POSTGRES, &error))?;
    Ok(Db::Postgres(pool))
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(|code| code.into_owned())
}

fn postgres_fault(server: &str, error: sqlx::Error) -> OpenError {
    let server = server.to_owned();
    match error {
        sqlx::Error::Database(cause) => OpenError::Refused { server, cause: cause.message().to_owned() },
        sqlx::Error::PoolTimedOut => OpenError::Unreachable { server, cause: "no answer in time".into() },
        sqlx::Error::Io(cause) => OpenError::Unreachable { server, cause: cause.to_string() },
        cause => OpenError::Refused { server, cause: cause.to_string() },
    }
}

fn migration_fault(known: &Migrator, error: &MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMissing(found) => OpenError::NewerSchema {
            found: *found,
            known: known.iter().map(|migration| migration.version).max().unwrap_or_default(),
        },
        error => OpenError::Migration(error.to_string()),
    }
}

/// The URL as it may be shown.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((user, rest)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = user.split_once(':').map_or(user, |(name, _)| name);
    format!("{scheme}://{user}@{rest}")
}

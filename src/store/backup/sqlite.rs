//! SQLite's side of backups.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

use super::since::Known;
use super::table::LEFT_OUT;
use super::{BackupError, Scratch};
use crate::store::open;

/// Held as long as a server runs on a file, so that no restore pulls it away from under it.
#[derive(Debug)]
pub struct Served(#[allow(dead_code, reason = "the lock goes with the file")] File);

impl Served {
    /// Says that a server runs on the file at `path`; any number may.
    ///
    /// # Errors
    /// If a restore is under way, or the lock can't be made.
    pub fn of(path: &Path) -> Result<Self, BackupError> {
        let (file, place) = lock_file(path)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(BackupError::Restoring),
            Err(TryLockError::Error(error)) => Err(BackupError::File(place, error)),
        }
    }
}

/// The lock of whoever replaces the file at `path`.
pub(super) fn alone(path: &Path) -> Result<Served, BackupError> {
    let (file, place) = lock_file(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Served(file)),
        Err(TryLockError::WouldBlock) => Err(BackupError::Served),
        Err(TryLockError::Error(error)) => Err(BackupError::File(place, error)),
    }
}

/// Beside the database, since the database itself is replaced.
fn lock_file(path: &Path) -> Result<(File, PathBuf), BackupError> {
    let place = with_suffix(path, ".lock");
    let opened = File::options().create(true).truncate(false).write(true).open(&place);
    opened.map(|file| (file, place.clone())).map_err(|error| BackupError::File(place, error))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// A connection to a file that nobody else uses.
pub(super) async fn connect(path: &Path) -> Result<SqliteConnection, BackupError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Delete)
        .synchronous(SqliteSynchronous::Full);
    Ok(options.connect().await?)
}

/// Copies the database of `readers`, as it is at this moment, to the empty file `to`.
pub(super) async fn copy(readers: &SqlitePool, to: &Path) -> Result<(), BackupError> {
    // A connection of its own: the readers may not write, and the writer must not wait.
    let options = SqliteConnectOptions::new().filename(readers.connect_options().get_filename());
    let mut database = options.connect().await?;
    sqlx::query("vacuum into $1").bind(to.display().to_string()).execute(&mut database).await?;
    database.close().await?;
    let mut copy = connect(to).await?;
    // What is left out leaves no traces either.
    sqlx::query("pragma secure_delete = on").execute(&mut copy).await?;
    for table in LEFT_OUT {
        sqlx::query(AssertSqlSafe(format!("delete from {table}"))).execute(&mut copy).await?;
    }
    copy.close().await?;
    Ok(())
}

/// Checks the unpacked database, and brings it to this program's version.
pub(super) async fn prepare(path: &Path) -> Result<(), BackupError> {
    let broken = |why| BackupError::Broken(path.to_owned(), why);
    let mut database = connect(path).await?;
    let check: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut database).await?;
    if check != "ok" {
        return Err(broken("holds a damaged database"));
    }
    open::migrate_copy(&mut database).await.map_err(BackupError::Newer)?;
    database.close().await?;
    Ok(())
}

/// What the file at `path` knows, before it is replaced.
pub(super) async fn known(path: &Path) -> Result<Option<Known>, BackupError> {
    if !path.exists() {
        return Ok(None);
    }
    let mut database = SqliteConnectOptions::new().filename(path).connect().await?;
    let secrets = sqlx::query_as(Known::SECRETS).fetch_all(&mut database).await?;
    let people = sqlx::query_as(Known::PEOPLE).fetch_all(&mut database).await?;
    database.close().await?;
    Ok(Known::of(secrets, people))
}

/// Puts `fresh` in the place of the file at `path`.
pub(super) async fn replace(path: &Path, fresh: Scratch) -> Result<(), BackupError> {
    let failed = |error| BackupError::File(path.to_owned(), error);
    // What waits in the old log must not be played into the new file. (Whoever closed the old one last, as [`known`] did,
    // has written it back, so nothing is lost if the machine ends here.)
    for suffix in ["-wal", "-shm"] {
        match fs::remove_file(with_suffix(path, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
    }
    fs::rename(fresh.path(), path).map_err(failed)?;
    if let Some(directory) = path.parent() {
        let directory = if directory == Path::new("") { Path::new(".") } else { directory };
        File::open(directory).and_then(|directory| directory.sync_all()).map_err(failed)?;
    }
    Ok(())
}

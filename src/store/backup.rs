//! Backups: one file of one kind, whichever database it is of, so that one made of SQLite can be restored into PostgreSQL
//! and the other way round. It is a SQLite database behind a line that tells a whole file from a broken one.
//!
//! Only `sluicegate admin` calls this. It is the one place that writes texts while it runs, from the tables' own names:
//! what a table holds is copied, never what somebody sent.

mod error;
mod file;
mod postgres;
mod since;
mod sqlite;
mod table;

use std::path::Path;

use access::Time;

pub use error::BackupError;
pub use file::Scratch;
pub use since::{Returned, Since};
pub use sqlite::Served;

use super::Db;

/// A backup that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// How large the file is.
    pub bytes: u64,
}

/// Writes what `db` holds now to a new file of mode 0600, while servers go on. Sessions, one-time codes and the like
/// stay out.
///
/// # Errors
/// If the file exists or can't be written, and the store's.
pub async fn make(db: &Db, file: &Path, now: Time) -> Result<Made, BackupError> {
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    let copy = Scratch::beside(file, "copy")?;
    match db {
        Db::Sqlite { readers, .. } => sqlite::copy(readers, copy.path()).await?,
        Db::Postgres(pool) => postgres::copy(pool, copy.path()).await?,
    }
    let bytes = file::pack(copy.path(), now, file)?;
    Ok(Made { bytes })
}

/// Puts the backup `file` in the place of what the database `url` holds; nothing of it changes if anything is wrong.
/// What was revoked and who was disabled since the backup stays so, and is told.
///
/// # Errors
/// If the file is broken or of a newer version, if a server runs on the database, and the store's.
pub async fn restore(url: &str, file: &Path, now: Time) -> Result<Since, BackupError> {
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let path = Path::new(path);
            let _alone = sqlite::alone(path)?;
            // Beside the database, so that it can take its place by being renamed.
            let fresh = Scratch::beside(path, "restoring")?;
            let at = file::unpack(file, fresh.path())?;
            sqlite::prepare(fresh.path()).await?;
            let before = sqlite::known(path).await;
            let since = since::apply(fresh.path(), at, now, before).await?;
            sqlite::replace(path, fresh).await?;
            Ok(since)
        }
        None => {
            let fresh = Scratch::beside(file, "restoring")?;
            let at = file::unpack(file, fresh.path())?;
            sqlite::prepare(fresh.path()).await?;
            postgres::restore(url, fresh.path(), at, now).await
        }
    }
}

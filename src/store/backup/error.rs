//! Why a backup can't be made or restored, in words that say what to do.

use std::fmt;
use std::path::PathBuf;

use crate::store::{OpenError, StoreError};

/// Why a backup can't be made or restored. Each text says what to do.
#[derive(Debug)]
pub enum BackupError {
    /// Something is there where the backup should go.
    Exists(PathBuf),
    /// The file isn't a backup, or not as it was made.
    Broken(PathBuf, &'static str),
    /// A server runs on the database.
    Served,
    /// A restore of the database is under way.
    Restoring,
    /// A file can't be read or written.
    File(PathBuf, std::io::Error),
    /// A newer program made it.
    Newer(OpenError),
    /// The database.
    Store(StoreError),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(path) => {
                write!(f, "{} exists: name a file that doesn't, or remove it first", path.display())
            }
            Self::Broken(path, why) => {
                write!(f, "{} {why}: nothing was changed; take another backup", path.display())
            }
            Self::Served => {
                f.write_str("a server runs on this database: stop it (all nodes), then restore again")
            }
            Self::Restoring => f.write_str("a backup is being restored into this database: wait for it"),
            Self::File(path, cause) => write!(f, "{}: {cause}", path.display()),
            Self::Newer(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BackupError {}

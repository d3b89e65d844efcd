//! Why a database can't be used, in words that say what to do.

use std::fmt;
use std::path::PathBuf;

/// Why a database can't be used. Each text says what to do.
#[derive(Debug)]
pub enum OpenError {
    /// Neither `sqlite:PATH` nor `postgres://…`.
    Url(String),
    /// A newer program migrated it.
    NewerSchema {
        /// The version of the database that this program doesn't know.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Nothing answers there.
    Unreachable {
        /// `host:port`, or the socket's directory.
        server: String,
        /// What the system says.
        cause: String,
    },
    /// PostgreSQL answers, and refuses.
    Refused {
        /// `host:port`, or the socket's directory.
        server: String,
        /// What it says.
        cause: String,
    },
    /// The file can't be made or opened.
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// Another program holds the file.
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// A migration failed or was changed after it ran.
    Migration(String),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => {
                write!(f, "the database “{url}” is neither sqlite:PATH nor postgres://USER@HOST/NAME")
            }
            Self::NewerSchema { found, known } => write!(
                f,
                "the database is of a newer version ({found}; this program knows {known}): run the newer program, \
                 or restore a backup of this version"
            ),
            Self::Unreachable { server, cause } => write!(
                f,
                "no PostgreSQL answers at {server} ({cause}): start it, or correct SLUICEGATE_DATABASE"
            ),
            Self::Refused { server, cause } => {
                write!(
                    f,
                    "PostgreSQL at {server} refuses: {cause}; correct SLUICEGATE_DATABASE or its rights"
                )
            }
            Self::File { path, cause } => write!(
                f,
                "the database file {} can't be opened or made ({cause}): make its directory, or correct its rights",
                path.display()
            ),
            Self::Locked { path } => write!(
                f,
                "another program holds the database file {}: end it first, or wait until it is done",
                path.display()
            ),
            Self::NotADatabase { path } => {
                write!(f, "the file {} is no SQLite database: name another file", path.display())
            }
            Self::Migration(cause) => write!(f, "the database can't be migrated: {cause}"),
        }
    }
}

impl std::error::Error for OpenError {}

//! What can go wrong in the store, as far as its callers tell cases apart. Causes go to the log, never to clients.

use sqlx::error::{DatabaseError, ErrorKind};

/// A value that exists already, by the unique index that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unique {
    /// A user's name.
    UserName,
    /// An organization's name, which users share.
    OrganizationName,
    /// A project's name in its organization.
    ProjectName,
    /// A stream's name in its project.
    StreamName,
    /// A service's name in its organization.
    ServiceName,
    /// A team's name in its organization.
    TeamName,
    /// A pipeline's name in its organization.
    PipelineName,
    /// Any other: a fault of ours, such as a repeated id.
    Other,
}

/// Why a statement or a transaction failed.
#[derive(Debug)]
pub enum StoreError {
    /// Another transaction came between; the transaction is tried again.
    Raced(sqlx::Error),
    /// A value that must be unique exists.
    Exists(Unique),
    /// The database does not answer, or not in time; at a commit, whether it happened is not known.
    Unavailable(sqlx::Error),
    /// A fault of ours.
    Broken(sqlx::Error),
}

impl StoreError {
    /// A commit that failed without the database's word for it may have happened or not.
    pub(super) fn of_commit(error: sqlx::Error) -> Self {
        match Self::from(error) {
            Self::Broken(error) if !matches!(error, sqlx::Error::Database(_)) => Self::Unavailable(error),
            other => other,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(cause) if raced(cause.as_ref()) => Self::Raced(error),
            sqlx::Error::Database(cause) if cause.kind() == ErrorKind::UniqueViolation => {
                Self::Exists(unique(cause.as_ref()))
            }
            sqlx::Error::Database(cause) if unavailable(cause.as_ref()) => Self::Unavailable(error),
            // A wire that broke in the middle of a message is told as a breach of the protocol.
            sqlx::Error::Io(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Broken(error),
        }
    }
}

/// PostgreSQL: 40001 could not serialize, 40P01 deadlock; and rows of which there is one, made by two at once: tried
/// again, the second finds the first's. (SQLite lets only one write at a time.)
fn raced(cause: &dyn DatabaseError) -> bool {
    matches!(cause.code().as_deref(), Some("40001" | "40P01"))
        || matches!(
            cause.constraint(),
            Some("idempotency_keys_pkey" | "audit_seq" | "invites_pending_user" | "invites_pending_email")
        )
}

/// SQLite: 5 busy, 6 locked, 10 input or output, 13 full, 14 can't open; PostgreSQL: class 08 connection,
/// 53 resources, 57 an operator's intervention, 25006 a standby that only reads.
fn unavailable(cause: &dyn DatabaseError) -> bool {
    let code = cause.code().unwrap_or_default();
    if cause.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
        return ["08", "53", "57"].iter().any(|class| code.starts_with(class)) || code == "25006";
    }
    // Extended codes carry the primary one in their low byte.
    code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13 | 14))
}

/// PostgreSQL names the index, SQLite the columns.
fn unique(cause: &dyn DatabaseError) -> Unique {
    let named = match cause.constraint() {
        Some(index) => index,
        None => cause.message().rsplit_once(": ").map_or("", |(_, columns)| columns),
    };
    match named {
        "users_name" | "users.name" => Unique::UserName,
        "organizations_name" | "organizations.name" => Unique::OrganizationName,
        "projects_name" | "projects.organization_id, projects.name" => Unique::ProjectName,
        "streams_name" | "streams.project_id, streams.name" => Unique::StreamName,
        "services_name" | "services.organization_id, services.name" => Unique::ServiceName,
        "teams_name" | "teams.organization_id, teams.name" => Unique::TeamName,
        "pipelines_name" | "pipelines.organization_id, pipelines.name" => Unique::PipelineName,
        _ => Unique::Other,
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Raced(cause) => write!(f, "another transaction came between: {cause}"),
            Self::Exists(what) => write!(f, "exists already: {what:?}"),
            Self::Unavailable(cause) => write!(f, "the database is not available: {cause}"),
            Self::Broken(cause) => write!(f, "a statement failed: {cause}"),
        }
    }
}

impl std::error::Error for StoreError {}

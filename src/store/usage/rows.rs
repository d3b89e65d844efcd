//! Usage as it is read and written.

use access::{OrganizationId, StreamId, Time};
use api::usage::{Counts, UsageOf};
use uuid::Uuid;

/// What counts are kept by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Who paid at that moment.
    pub organization: OrganizationId,
    /// When the hour began.
    pub hour: Time,
    /// Who did it: a user or a service.
    pub identity: Uuid,
    /// With which secret; nil for none.
    pub secret: Uuid,
    /// Where; nil for nowhere in particular.
    pub stream: Uuid,
}

/// Whose use is wanted.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// All that an organization paid for.
    Organization(OrganizationId),
    /// What its member or service used.
    Holder(OrganizationId, Uuid),
    /// What was read from and written to a stream, whoever paid.
    Stream(StreamId),
}

/// What an organization's use is broken down by.
pub type Of = UsageOf;

/// One share of an organization's use.
#[derive(Debug)]
pub struct Named {
    /// The name as it is stored: a user's or a service's name, a stream's path, what a secret is known by. None for what
    /// is deleted, or not for the asker to know.
    pub name: Option<String>,
    /// The quotas set for it, in megabytes.
    pub quotas_mb: (Option<u64>, Option<u64>),
    /// What it used.
    pub counts: Counts,
}

#[derive(sqlx::FromRow)]
pub(super) struct Sums {
    read_bytes: i64,
    read_records: i64,
    read_requests: i64,
    write_bytes: i64,
    write_records: i64,
    write_requests: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct PointRow {
    pub(super) at: i64,
    #[sqlx(flatten)]
    pub(super) sums: Sums,
}

#[derive(sqlx::FromRow)]
pub(super) struct NamedRow {
    name: Option<String>,
    read_quota_mb: Option<i64>,
    write_quota_mb: Option<i64>,
    #[sqlx(flatten)]
    sums: Sums,
}

impl From<Sums> for Counts {
    fn from(sums: Sums) -> Self {
        Self {
            read_bytes: sums.read_bytes.unsigned_abs(),
            read_records: sums.read_records.unsigned_abs(),
            read_requests: sums.read_requests.unsigned_abs(),
            write_bytes: sums.write_bytes.unsigned_abs(),
            write_records: sums.write_records.unsigned_abs(),
            write_requests: sums.write_requests.unsigned_abs(),
        }
    }
}

impl From<NamedRow> for Named {
    fn from(row: NamedRow) -> Self {
        Self {
            name: row.name,
            quotas_mb: (row.read_quota_mb.map(i64::unsigned_abs), row.write_quota_mb.map(i64::unsigned_abs)),
            counts: row.sums.into(),
        }
    }
}

//! Services as they are read and written.

use access::{OrganizationId, ServiceFacts, ServiceId, Time};
use api::names::{Name, ServicePath};
use uuid::Uuid;

use crate::store::columns::OrganizationColumns;

/// What a service is called, and whose it is.
#[derive(Debug)]
pub struct ServiceName {
    /// Its id.
    pub id: ServiceId,
    /// The organization that it belongs to, and that pays.
    pub organization_id: OrganizationId,
    /// Its path.
    pub path: ServicePath,
}

impl From<(Uuid, Uuid, String, String)> for ServiceName {
    fn from((id, organization_id, organization, name): (Uuid, Uuid, String, String)) -> Self {
        let (organization, service) = (Name::from_stored(organization), Name::from_stored(name));
        Self {
            id: id.into(),
            organization_id: organization_id.into(),
            path: ServicePath { organization, service },
        }
    }
}

/// A service, seen from an actor.
#[derive(Clone, Debug)]
pub struct ServiceRow {
    /// The facts, for the rules.
    pub facts: ServiceFacts,
    /// Its path.
    pub path: ServicePath,
    /// What it does.
    pub description: String,
    /// Where its code is kept.
    pub source_url: String,
    /// What it may read in a month, in megabytes.
    pub read_quota_mb: Option<u64>,
    /// What it may write in a month, in megabytes.
    pub write_quota_mb: Option<u64>,
    /// Who created it.
    pub creator: Option<Name>,
    /// When it was created.
    pub created_at: Time,
    /// When it was last changed; grows with each change.
    pub updated_at: Time,
    /// How many streams it is granted.
    pub streams: u32,
    /// On how many of them it may write.
    pub writes: u32,
    /// How many of its secrets work.
    pub secrets: u32,
    /// When one of its secrets was last used.
    pub last_used_at: Option<Time>,
}

/// A service to be made.
#[derive(Debug)]
pub struct NewService<'a> {
    /// A fresh id.
    pub id: ServiceId,
    /// Its name.
    pub name: &'a Name,
    /// What it does.
    pub description: &'a str,
    /// Where its code is kept.
    pub source_url: &'a str,
    /// What it may read in a month, in megabytes.
    pub read_quota_mb: Option<i64>,
    /// What it may write in a month, in megabytes.
    pub write_quota_mb: Option<i64>,
}

/// What a service is to be.
#[derive(Debug)]
pub struct ServiceChange<'a> {
    /// Its name.
    pub name: &'a Name,
    /// What it does.
    pub description: &'a str,
    /// Where its code is kept.
    pub source_url: &'a str,
    /// What it may read in a month, in megabytes.
    pub read_quota_mb: Option<i64>,
    /// What it may write in a month, in megabytes.
    pub write_quota_mb: Option<i64>,
    /// When; later than the change before.
    pub updated_at: Time,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    #[sqlx(flatten)]
    organization: OrganizationColumns,
    service_id: Uuid,
    service_name: String,
    description: String,
    source_url: String,
    read_quota_mb: Option<i64>,
    write_quota_mb: Option<i64>,
    gateway: bool,
    created_by: Option<Uuid>,
    creator: Option<String>,
    created_at: i64,
    updated_at: i64,
    streams: i64,
    writes: i64,
    secrets: i64,
    last_used_at: Option<i64>,
}

impl From<Row> for ServiceRow {
    fn from(row: Row) -> Self {
        let (organization, service) = (row.organization.name(), Name::from_stored(row.service_name));
        let path = ServicePath { organization, service };
        let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            facts: ServiceFacts {
                id: row.service_id.into(),
                path: path.to_string(),
                organization: row.organization.facts(),
                created_by: row.created_by.map(Into::into),
                gateway: row.gateway,
            },
            path,
            description: row.description,
            source_url: row.source_url,
            read_quota_mb: row.read_quota_mb.map(i64::unsigned_abs),
            write_quota_mb: row.write_quota_mb.map(i64::unsigned_abs),
            creator: row.creator.map(Name::from_stored),
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            streams: count(row.streams),
            writes: count(row.writes),
            secrets: count(row.secrets),
            last_used_at: row.last_used_at.map(Time),
        }
    }
}

//! Usage as it is read and written.

use access::{OrganizationId, SecretId, SecretKind, StreamId, Time, UserId};
use api::names::Name;
use api::usage::{Counts, UsageOf};
use uuid::Uuid;

use crate::store::StoreError;
use crate::store::secrets::{Owner, kind_and_owner};

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
    /// What they used with one of their secrets.
    Secret(OrganizationId, Uuid, SecretId),
    /// What was read from and written to a stream, whoever paid.
    Stream(StreamId),
}

/// What an organization's use is broken down by.
pub type Of = UsageOf;

/// One share of an organization's use.
#[derive(Debug)]
pub struct Named {
    /// The name as it is stored: a user's or a service's name, a stream's path. None for secrets, for what is deleted, or not
    /// for the asker to know.
    pub name: Option<String>,
    /// The secret, if it is one's that there still is.
    pub secret: Option<UsedSecret>,
    /// The quotas set for it, in megabytes.
    pub quotas_mb: (Option<u64>, Option<u64>),
    /// What it used.
    pub counts: Counts,
}

/// A secret that something was used with: what it is known by, and what the rules need to say who may know it.
#[derive(Debug)]
pub struct UsedSecret {
    /// Its id.
    pub id: SecretId,
    /// Its kind.
    pub kind: SecretKind,
    /// Whose it is.
    pub owner: Owner,
    /// Their name.
    pub owner_name: Name,
    /// Who created the service whose it is.
    pub created_by: Option<UserId>,
    /// Whether that service is a registered gateway.
    pub gateway: bool,
    /// How to recognise the token.
    pub hint: String,
    /// What it is for.
    pub description: String,
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
            secret: None,
            quotas_mb: (row.read_quota_mb.map(i64::unsigned_abs), row.write_quota_mb.map(i64::unsigned_abs)),
            counts: row.sums.into(),
        }
    }
}

/// All of it but `gateway` and the sums is null where there is no such secret, and then so is `id`.
#[derive(sqlx::FromRow)]
pub(super) struct UsedSecretRow {
    id: Option<Uuid>,
    kind: Option<String>,
    user_id: Option<Uuid>,
    service_id: Option<Uuid>,
    hint: Option<String>,
    description: Option<String>,
    owner_name: Option<String>,
    created_by: Option<Uuid>,
    gateway: bool,
    #[sqlx(flatten)]
    sums: Sums,
}

impl TryFrom<UsedSecretRow> for Named {
    type Error = StoreError;

    fn try_from(row: UsedSecretRow) -> Result<Self, StoreError> {
        let secret = match row.id {
            Some(id) => {
                let kind = row.kind.unwrap_or_default();
                let (kind, owner) = kind_and_owner(&kind, row.user_id, row.service_id)?;
                Some(UsedSecret {
                    id: id.into(),
                    kind,
                    owner,
                    owner_name: Name::from_stored(row.owner_name.unwrap_or_default()),
                    created_by: row.created_by.map(Into::into),
                    gateway: row.gateway,
                    hint: row.hint.unwrap_or_default(),
                    description: row.description.unwrap_or_default(),
                })
            }
            None => None,
        };
        Ok(Self { name: None, secret, quotas_mb: (None, None), counts: row.sums.into() })
    }
}

//! What is read and written, and at whose expense: what goes in and comes out.

use access::{SecretId, Time};
use serde::{Deserialize, Serialize};

use crate::fields::Description;
use crate::names::{Name, StreamPath};

/// Shows what an organization pays for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowOrganizationUsage {
    /// The organization.
    pub organization: Name,
    /// Only what this member used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Name>,
    /// By the hour for two days, or by the day for 30; the latter if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Step>,
    /// What the rows are; members if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<UsageOf>,
}

/// Shows what a service uses.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowServiceUsage {
    /// Its organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
    /// By the hour for two days, or by the day for 30; the latter if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Step>,
    /// Only what was used with this secret of the service. No quota is told then: the service's bounds all that it uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub secret: Option<SecretId>,
}

/// Shows what is read from and written to a stream, by anybody.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowStreamUsage {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The stream.
    pub stream: Name,
    /// By the hour for two days, or by the day for 30; the latter if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Step>,
}

/// Shows what the caller uses at the expense of whoever pays for them now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowOwnUsage {
    /// By the hour for two days, or by the day for 30; the latter if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Step>,
    /// Only what was used with this secret of the caller. No quota is told then: theirs bounds all that they use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub secret: Option<SecretId>,
}

/// The time that one point of a series covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Step {
    /// An hour.
    Hour,
    /// A day, UTC.
    #[default]
    Day,
}

/// What an organization's use is broken down by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum UsageOf {
    /// By person.
    #[default]
    Members,
    /// By service, and in one row without a name all that is deleted, accounts included: of what is gone nobody can tell which
    /// it was.
    Services,
    /// By stream.
    Streams,
    /// By secret, and in one row without a name all use without a secret, or with one that is deleted.
    Secrets,
}

/// What was read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Bytes of the records read.
    pub read_bytes: u64,
    /// Records read.
    pub read_records: u64,
    /// Requests that read.
    pub read_requests: u64,
    /// Bytes of the records written.
    pub write_bytes: u64,
    /// Records written.
    pub write_records: u64,
    /// Requests that wrote.
    pub write_requests: u64,
}

/// What was used in this calendar month (UTC), what of it is bounded, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Usage {
    /// This month so far. Bytes reserved but not spent yet are not among them.
    #[serde(flatten)]
    pub month: Counts,
    /// What may be read in the month, in megabytes; null for no bound.
    pub read_quota_mb: Option<u64>,
    /// What may be written in the month, in megabytes; null for no bound.
    pub write_quota_mb: Option<u64>,
    /// When the month ends.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub resets_at: Time,
    /// When the read quota will be gone, if reading goes on as in the last seven days; null if not this month.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub read_quota_ends_at: Option<Time>,
    /// When the write quota will be gone, if writing goes on as in the last seven days; null if not this month.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub write_quota_ends_at: Option<Time>,
    /// What one point of the series covers.
    pub by: Step,
    /// The series, oldest first, without gaps.
    pub points: Vec<UsagePoint>,
    /// What the rows are.
    pub of: UsageOf,
    /// Who or what used most this month, at most 100, by bytes.
    pub rows: Vec<UsageRow>,
}

/// One point of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsagePoint {
    /// When it begins.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Time,
    /// What was used then.
    #[serde(flatten)]
    pub counts: Counts,
}

/// What one of several used this month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageRow {
    /// A username, a service's name, a stream's path, or whose secret it is and how to recognise it: `etl sgs_3hT…Zz8c`. Null
    /// for what is deleted, not for the caller to see, or used without a secret.
    pub name: Option<String>,
    /// The id of a service's secret, or of the caller's own; null for all else.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub secret: Option<SecretId>,
    /// What the secret is for; null for who may not see it, and for all else.
    pub description: Option<Description>,
    /// What it used.
    #[serde(flatten)]
    pub counts: Counts,
    /// What it may read in the month, in megabytes; null for no bound.
    pub read_quota_mb: Option<u64>,
    /// What it may write in the month, in megabytes; null for no bound.
    pub write_quota_mb: Option<u64>,
}

/// Reports what was read and written behind a gateway by somebody whom it let in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportUsage {
    /// Who: `user:NAME` or `service:ORG/SERVICE`.
    pub actor: String,
    /// Where, if it was a stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<StreamPath>,
    /// Bytes read, from 0 to 10^12.
    #[serde(default)]
    pub read_bytes: u64,
    /// Bytes written, from 0 to 10^12.
    #[serde(default)]
    pub write_bytes: u64,
}

/// What a report left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageReported {
    /// Bytes read that were counted.
    pub read_bytes: u64,
    /// Bytes written that were counted.
    pub write_bytes: u64,
    /// Whether whoever it was has quota left to read.
    pub may_read: bool,
    /// Whether whoever it was has quota left to write.
    pub may_write: bool,
}

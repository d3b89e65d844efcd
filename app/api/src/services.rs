//! Services: what goes in and comes out. Their secrets are in [`crate::secrets`], what they use in [`crate::usage`].

mod words;

use access::{ServiceFacts, ServiceId, StreamFacts, StreamFlags, Time};
use serde::{Deserialize, Serialize};

use crate::fields::{Description, Limit, SourceUrl};
use crate::names::{Name, ServicePath, StreamPath};
use crate::secrets::Secret;

/// Creates a service. It may read and write nothing until it is granted streams.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateService {
    /// The organization that it belongs to, and that pays.
    pub organization: Name,
    /// Its name.
    pub name: Name,
    /// What it does.
    #[serde(default)]
    pub description: Description,
    /// Where its code is kept: an `https` address, or empty.
    #[serde(default)]
    pub source_url: SourceUrl,
    /// Megabytes (10^6 bytes) that it may read in a calendar month; null, `none` or left out for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_quota_mb: Option<Limit>,
    /// Megabytes that it may write in a calendar month; null, `none` or left out for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_quota_mb: Option<Limit>,
}

/// Lists an organization's services by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListServices {
    /// The organization.
    pub organization: Name,
    /// Only those whose name holds this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Shows a service.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowService {
    /// Its organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
}

/// Changes a service; a field left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateService {
    /// Its organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
    /// Its new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// Where its code is kept; an empty text for nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_url: Option<SourceUrl>,
    /// Megabytes (10^6 bytes) that it may read in a calendar month; null or `none` for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub read_quota_mb: Option<Limit>,
    /// Megabytes that it may write in a calendar month; null or `none` for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub write_quota_mb: Option<Limit>,
}

/// Deletes a service with its grants and secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeleteService {
    /// Its organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
}

/// Asks what deleting a service would stop.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowServiceActivity {
    /// Its organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
}

/// Lists what a service is granted, by stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListServicePermissions {
    /// Its organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Sets what a service may do on one stream; a flag left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateServicePermissions {
    /// Its organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
    /// The stream.
    pub stream: StreamPath,
    /// Whether it may read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<bool>,
    /// Whether it may write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write: Option<bool>,
}

/// Shows a service's grants as a grid: the streams that it is granted, or those that it could be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowServiceGrid {
    /// Its organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
    /// Which streams.
    pub rows: GridRows,
    /// Only streams whose path holds this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Which streams a grid shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum GridRows {
    /// Those that the service is granted.
    Granted,
    /// Those that it isn't granted and the caller sees.
    Others,
}

/// Sets what a service may do on several streams at once: all of it or nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateServiceGrid {
    /// Its organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
    /// What is to be granted where, at most 500 streams.
    pub changes: Vec<GridChange>,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// What a service may do on one stream afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GridChange {
    /// The stream.
    pub stream: StreamPath,
    /// Whether it may read.
    pub read: bool,
    /// Whether it may write.
    pub write: bool,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: ServiceId,
    /// Its name.
    pub name: Name,
    /// Its path.
    pub path: ServicePath,
    /// What it does.
    pub description: Description,
    /// Where its code is kept; empty if nobody said.
    pub source_url: SourceUrl,
    /// What it may read in a month, in megabytes; null for no bound.
    pub read_quota_mb: Option<u64>,
    /// What it may write in a month, in megabytes; null for no bound.
    pub write_quota_mb: Option<u64>,
    /// Whether the operator registered it as a gateway.
    pub gateway: bool,
    /// Who created it, if that account still exists.
    pub created_by: Option<Name>,
    /// When it was created.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// When it was last changed.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub updated_at: Time,
    /// How many streams it is granted.
    pub streams: u32,
    /// On how many of them it may write.
    pub writes: u32,
    /// How many of its secrets work; null for who doesn't manage it.
    pub secrets: Option<u32>,
    /// When one of its secrets was last used, to within a minute.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub last_used_at: Option<Time>,
    /// Whether the caller may change it, with this credential.
    pub manage: bool,
}

/// What a service was granted on a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServicePermission {
    /// The stream.
    pub stream: StreamPath,
    /// Whether it was granted `read`.
    pub read: bool,
    /// Whether it was granted `write`.
    pub write: bool,
    /// Whether the stream is another organization's.
    pub foreign: bool,
    /// Whether an admin of its project confirmed it; matters only if it is foreign.
    pub confirmed: bool,
    /// Whether all of it has its effect now. A foreign `read` waits for the project to be public or for its admins to
    /// confirm it, a foreign `write` for the latter.
    pub counts: bool,
    /// Who granted it, if it is known.
    pub granted_by: Option<Name>,
    /// When; null where nothing is granted any more.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub granted_at: Option<Time>,
}

/// A page of a service's grid, with what the rules need to say why about each tick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceGrid {
    /// The service, seen from the caller.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub service: ServiceFacts,
    /// The streams by path. Of granted ones that the caller can't see there are none here.
    pub items: Vec<GridRow>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
    /// How many granted streams the caller can't see.
    pub hidden: u32,
    /// How many of its secrets work: those that gain what is granted. None for who doesn't manage it.
    pub live_secrets: u32,
    /// The newest of them, at most twenty.
    pub secrets: Vec<Secret>,
}

/// One stream of a service's grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GridRow {
    /// The stream.
    pub stream: StreamPath,
    /// What it is, seen from the caller.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub facts: StreamFacts,
    /// What the service is granted there, as stored.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub held: StreamFlags,
    /// Whether an admin of its project confirmed a foreign service's grant.
    pub confirmed: bool,
    /// Who granted it, if it is known.
    pub granted_by: Option<Name>,
    /// When; null where nothing is granted.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub granted_at: Option<Time>,
}

/// What changing a grid did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceGridChanged {
    /// The streams whose grants changed, as they are now.
    pub items: Vec<ServicePermission>,
}

/// What a service did in the last 30 days, and so what deleting it would stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceActivity {
    /// How often one of its secrets was presented.
    pub requests: u64,
    /// Bytes of records that it read.
    pub read_bytes: u64,
    /// Bytes of records that it wrote.
    pub write_bytes: u64,
    /// Streams that it read or wrote, as far as the caller may see them.
    pub streams: Vec<StreamPath>,
    /// How many more there are.
    pub hidden: u32,
    /// How many of its secrets were used.
    pub secrets: u32,
    /// When it was last used, to within a minute.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub last_used_at: Option<Time>,
}

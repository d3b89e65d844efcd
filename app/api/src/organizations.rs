//! Organizations: what goes in and comes out.

use access::{Flags, OrganizationId, Time};
use serde::{Deserialize, Serialize};

use crate::fields::{Description, Limit};
use crate::names::Name;

/// Lists the caller's organizations by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListOrganizations {
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Shows an organization.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowOrganization {
    /// Its name.
    pub organization: Name,
}

/// Creates an organization; whoever creates it gets all three flags on it, and nobody’s billing moves.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateOrganization {
    /// Its name.
    pub name: Name,
    /// What it is for.
    #[serde(default)]
    pub description: Description,
}

/// Changes an organization’s name, description or settings; a field left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateOrganization {
    /// Its organization.
    pub organization: Name,
    /// Its new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// The longest lifetime of new secrets of its services and members, in days; null or `none` for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub longest_secret_days: Option<Limit>,
}

/// Bounds what is spent at the organization’s expense; a field left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateOrganizationQuota {
    /// Its organization.
    pub organization: Name,
    /// Megabytes (10^6 bytes) that may be read in a calendar month; null or `none` for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub read_quota_mb: Option<Limit>,
    /// Megabytes that may be written in a calendar month; null or `none` for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub write_quota_mb: Option<Limit>,
}

/// Deletes an organization. Refused while it pays for others or holds projects, services or pipelines.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeleteOrganization {
    /// Its organization.
    pub organization: Name,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Tells what keeps an organization from being deleted: whom else it pays for, and what it holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowOrganizationContents {
    /// Its organization.
    pub organization: Name,
}

/// What keeps an organization from being deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationContents {
    /// Others than the caller whom it pays for, by name.
    pub people: SomeOf,
    /// Its projects, by path.
    pub projects: SomeOf,
    /// Its services, by path.
    pub services: SomeOf,
    /// Its pipelines, by path.
    pub pipelines: SomeOf,
}

/// The first few of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SomeOf {
    /// These.
    pub named: Vec<String>,
    /// Whether there are others.
    pub more: bool,
}

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organization {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: OrganizationId,
    /// Its name.
    pub name: Name,
    /// Its path, which is its name.
    pub path: String,
    /// What it says of itself.
    pub description: Description,
    /// Whether it is somebody's personal organization.
    pub personal: bool,
    /// When it was created.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// What the caller may do here now, with this credential.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::organizations::FlagFields"))]
    pub flags: Flags,
    /// Whether it pays for the caller.
    pub pays_for_you: bool,
    /// The longest lifetime of new secrets of its services and members, in days; null for no bound, or for callers without `view`.
    pub longest_secret_days: Option<u32>,
    /// What may be read at its expense in a month, in megabytes; null for no bound, or for callers without `view`.
    pub read_quota_mb: Option<u64>,
    /// What may be written at its expense in a month, in megabytes; null for no bound, or for callers without `view`.
    pub write_quota_mb: Option<u64>,
}

/// The three flags as they stand in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlagFields {
    /// May look.
    pub view: bool,
    /// May make things.
    pub create: bool,
    /// May decide who else may.
    pub admin: bool,
}

/// What was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deleted {
    /// The path that it had.
    pub path: String,
}

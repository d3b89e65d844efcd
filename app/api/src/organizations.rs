//! Organizations: what goes in and comes out.

use access::{Flags, OrganizationId, Time};
use serde::{Deserialize, Serialize};

use crate::fields::Description;
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

//! Secrets of people and of services: what goes in and comes out.

use access::{SecretId, SecretKind, Time};
use serde::{Deserialize, Serialize};

use crate::fields::{Description, Token};
use crate::names::Name;

/// The longest lifetime that may be asked for, in days.
pub const MAX_LIFETIME_DAYS: u16 = 3650;

/// Issues a secret. Without a lifetime and an end, it has no end.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssueSecret {
    /// `full`, `private_read` or `public_read`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub kind: SecretKind,
    /// What it is for.
    #[serde(default)]
    pub description: Description,
    /// How many days it lives, from 1 to 3650; not beside `expires_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_days: Option<u16>,
    /// When it ends; not beside `lifetime_days`.
    #[serde(default, with = "crate::time::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub expires_at: Option<Time>,
}

/// Lists the caller's secrets.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListSecrets {
    /// Only those that work now, or only those that don't.
    #[serde(default)]
    pub state: Option<ListedState>,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Which secrets a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ListedState {
    /// Those that work now.
    Active,
    /// Those that were revoked or have expired.
    Ended,
}

/// Issues a secret for a service. Without a lifetime and an end, it has no end.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssueServiceSecret {
    /// The service's organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
    /// What it is for.
    #[serde(default)]
    pub description: Description,
    /// How many days it lives, from 1 to 3650; not beside `expires_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_days: Option<u16>,
    /// When it ends; not beside `lifetime_days`.
    #[serde(default, with = "crate::time::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub expires_at: Option<Time>,
}

/// Lists a service's secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListServiceSecrets {
    /// The service's organization.
    pub organization: Name,
    /// The service.
    pub service: Name,
    /// Only those that work now, or only those that don't.
    #[serde(default)]
    pub state: Option<ListedState>,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// The longest overlap of a roll, in hours.
pub const MAX_OVERLAP_HOURS: u16 = 30 * 24;
/// The overlap of a roll that doesn't say another, in hours.
pub const OVERLAP_HOURS: u16 = 24;

/// Rolls a secret: another of the same kind, description and lifetime takes its place, and the old one ends after an
/// overlap.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RollSecret {
    /// The old secret's id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: SecretId,
    /// Hours for which the old one goes on, from 0 to 720; 24 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_hours: Option<u16>,
}

/// Asks how far a rolled secret's successor has taken its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowAdoption {
    /// The old secret's id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: SecretId,
}

/// How far a new secret has taken the place of the old one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Adoption {
    /// The old secret.
    pub old: Box<Secret>,
    /// The new one.
    pub new: Box<Secret>,
    /// When the first hour of the two series began.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: Time,
    /// Requests with the old secret, hour by hour, the present one last.
    pub old_requests: Vec<u64>,
    /// Requests with the new secret, hour by hour, the present one last.
    pub new_requests: Vec<u64>,
    /// Whether the new one is in use and the old one wasn't for an hour: ending it now would refuse nobody seen lately.
    pub safe_to_finish: bool,
}

/// Shows a secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowSecret {
    /// The secret's id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: SecretId,
}

/// Revokes a secret; one that is revoked already stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevokeSecret {
    /// The secret's id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: SecretId,
}

/// A secret, without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Secret {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: SecretId,
    /// Its kind.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub kind: SecretKind,
    /// What it is for.
    pub description: Description,
    /// How to recognise the token: `sgp_3hT…Zz8c`.
    pub hint: String,
    /// Whether it works now.
    pub state: SecretState,
    /// When it was issued.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// When it ends by itself, if ever.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub expires_at: Option<Time>,
    /// When it was revoked, if it was.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub revoked_at: Option<Time>,
    /// When it was last used, to within a minute.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub last_used_at: Option<Time>,
    /// From which address it was last used.
    pub last_used_from: Option<String>,
    /// Who issued it: a username; null for the operator.
    pub issued_by: Option<Name>,
    /// The secret that issued it, if one did.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub issued_with: Option<SecretId>,
    /// The secret whose place it takes, if it was made by a roll.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub rolled_from: Option<SecretId>,
    /// The secret that takes its place, if it was rolled.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub rolled_to: Option<SecretId>,
}

/// Whether a secret works, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SecretState {
    /// It works.
    Active,
    /// Its time is over.
    Expired,
    /// Somebody ended it.
    Revoked,
}

/// A secret just issued: the only answer that holds its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssuedSecret {
    /// The secret.
    #[serde(flatten)]
    pub secret: Secret,
    /// Its value, shown this once.
    pub token: Token,
}

/// Asks what the account reaches now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowReach {}

/// What the account holds, as the rules' own facts: the browser computes from it what a secret of each kind
/// would reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reach {
    /// The first 200 organizations by name in which the account holds something or is billed.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub organizations: Vec<access::OrganizationFacts>,
    /// The first 200 projects by path on which the account holds something, each with how many streams it has.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub projects: Vec<(access::ProjectFacts, u32)>,
    /// The first 200 pipelines by path that the account can read.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub pipelines: Vec<access::PipelineFacts>,
    /// Whether there are more than are listed.
    pub more: bool,
}

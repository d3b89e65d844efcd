//! The audit log: what goes in and comes out.

use access::Time;
use serde::{Deserialize, Serialize};

use crate::accounts::Credential;
use crate::names::Name;

/// Lists the audit log of the caller's own account, newest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListAudit {
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Lists what others lately did to the caller's access.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListAccessChanges {}

/// What others lately did to somebody's access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessChanges {
    /// At most ten, the newest first.
    pub items: Vec<AccessChange>,
}

/// One thing that somebody else did to somebody's access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessChange {
    /// When.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Time,
    /// Who: a username, a service's path, or `operator`.
    pub actor: String,
    /// The kind of thing that it is about: `organization`, `project`, `team` or `pipeline`.
    pub kind: String,
    /// The path that it had at that time.
    pub path: String,
    /// What changed.
    pub altered: Altered,
}

/// What of somebody's access changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Altered {
    /// Flags, by name.
    Flags {
        /// Those that were set.
        gained: Vec<String>,
        /// Those that were taken.
        lost: Vec<String>,
    },
    /// A role on a pipeline.
    Role {
        /// The one before, if there was one.
        from: Option<String>,
        /// The one after, if there is one.
        to: Option<String>,
    },
    /// Whether they are in a team.
    Team {
        /// After the change.
        member: bool,
    },
    /// Everything inside an organization ended.
    Removed,
    /// What they may spend.
    Quota,
}

/// Lists the audit log of an organization, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListOrganizationAudit {
    /// Whose.
    pub organization: Name,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Verifies the log's hash chain.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifyAudit {}

/// One thing that was done or refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    /// The entry's id.
    pub id: String,
    /// When.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Time,
    /// Who, as `user:ada`, `service:acme/etl`, `operator` or `anonymous`: the name at that time.
    pub actor: String,
    /// With which credential.
    pub credential: Credential,
    /// The operation's name.
    pub operation: String,
    /// On what, as `project:acme/lake`: the path at that time.
    pub resource: String,
    /// Whether it was done or refused.
    pub outcome: Outcome,
    /// What it was before, as JSON text, where something changed.
    pub before: Option<String>,
    /// What it is after, as JSON text, where something changed.
    pub after: Option<String>,
    /// The request it came with.
    pub request_id: String,
    /// The address it came from, if any.
    pub address: Option<String>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Denied,
}

/// What verifying the chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verification {
    /// Sealed entries whose hash is right.
    pub sealed: u64,
    /// Entries of the last moments that aren't sealed yet.
    pub unsealed: u64,
    /// The hash of the newest sealed entry, in hexadecimal: note it elsewhere to prove that nothing was cut off.
    pub head: Option<String>,
    /// The first entry that isn't as it was sealed, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<Broken>,
}

/// An entry of the chain that isn't as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Broken {
    /// Its number in the chain.
    pub seq: u64,
    /// Its id.
    pub id: String,
    /// What is wrong.
    pub reason: String,
}

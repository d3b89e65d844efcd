//! Secrets of people and of services: what goes in and comes out.

use access::{SecretId, SecretKind, Time};
use serde::{Deserialize, Serialize};

use crate::fields::{Description, Token};
use crate::names::{Name, ServicePath};

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
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = MAX_LIFETIME_DAYS)))]
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
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = MAX_LIFETIME_DAYS)))]
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
    /// Ids of secrets that it issued, directly or by way of what it issued, which are revoked with it; with commas between
    /// them.
    #[serde(default, skip_serializing_if = "SecretIds::is_empty")]
    pub also: SecretIds,
}

impl RevokeSecret {
    /// The secret alone.
    #[must_use]
    pub fn only(id: SecretId) -> Self {
        Self { id, also: SecretIds::default() }
    }
}

/// The most secrets that are revoked at once beside the one that issued them.
pub const MAX_ALSO: usize = 500;

/// Ids of secrets: a list in JSON, words with commas between them in a query or a form; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawIds", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct SecretIds(Vec<SecretId>);

#[derive(Deserialize)]
#[serde(untagged)]
enum RawIds {
    List(Vec<String>),
    Text(String),
}

impl SecretIds {
    /// The ids, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = SecretId> {
        self.0.iter().copied()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<SecretId> for SecretIds {
    fn from_iter<I: IntoIterator<Item = SecretId>>(ids: I) -> Self {
        Self(ids.into_iter().collect())
    }
}

impl TryFrom<RawIds> for SecretIds {
    type Error = String;

    fn try_from(raw: RawIds) -> Result<Self, String> {
        let parse =
            |id: &str| id.trim().parse::<SecretId>().map_err(|_| "these are ids of secrets".to_owned());
        let ids: Vec<SecretId> = match &raw {
            RawIds::List(ids) => ids.iter().map(|id| parse(id)).collect::<Result<_, _>>()?,
            RawIds::Text(ids) => {
                ids.split(',').filter(|id| !id.trim().is_empty()).map(parse).collect::<Result<_, _>>()?
            }
        };
        match ids.len() {
            many if many > MAX_ALSO => Err(format!("at most {MAX_ALSO} at once; these are {many}")),
            _ => Ok(Self(ids)),
        }
    }
}

impl From<SecretIds> for String {
    fn from(ids: SecretIds) -> Self {
        ids.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }
}

/// Lists what a secret issued.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListIssuedSecrets {
    /// The id of the secret that issued them.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: SecretId,
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Reports a secret that was found where it doesn't belong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportLeakedSecret {
    /// The secret's value.
    pub token: Token,
}

/// What a report is always answered with, whatever was reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeakReported {
    /// Thanks, in words.
    pub message: String,
}

/// Asks for what is to be said of the caller's secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListSecretNotices {}

/// A secret of which something is to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticedSecret {
    /// The secret.
    pub secret: Secret,
    /// Whose it is, if not the caller's own.
    pub service: Option<ServicePath>,
}

/// What is to be said of the caller's secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecretNotices {
    /// Those that end within 14 days and weren't rolled to one that lives on; the next first. At most 100.
    pub ending: Vec<NoticedSecret>,
    /// Those that were reported as leaked in the last 30 days, and whose notice the caller hasn't taken away; the newest
    /// first. At most 100.
    pub leaked: Vec<NoticedSecret>,
}

/// Takes the notice of a leaked secret away.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DismissLeak {
    /// The secret's id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: SecretId,
}

/// A notice is taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dismissed {}

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
    /// How many secrets it issued itself.
    pub issued: u32,
    /// When it was reported as leaked, and revoked for that.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub leaked_at: Option<Time>,
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

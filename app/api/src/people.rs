//! Finding people: what goes in and comes out.

use access::UserId;
use serde::{Deserialize, Serialize};

use crate::names::Name;

/// Finds people by how their name begins, at most ten.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindPeople {
    /// How the name begins; at least two characters.
    pub search: String,
    /// Tell, of each, how they stand to this organization, if the caller may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<Name>,
}

/// How somebody stands to an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Standing {
    /// It pays for them.
    Member,
    /// They hold a flag there and pay elsewhere.
    Collaborator,
    /// Neither.
    Outside,
}

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    /// The person’s id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: UserId,
    /// The username.
    pub name: Name,
    /// How they stand to the organization that was named; null if none was, or it isn’t for the caller to know.
    pub standing: Option<Standing>,
}

/// People that were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct People {
    /// By name.
    pub people: Vec<Person>,
}

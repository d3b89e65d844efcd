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
}

/// People that were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct People {
    /// By name.
    pub people: Vec<Person>,
}

//! Searches: who may, on what, and what.

use serde::{Deserialize, Serialize};

use super::{ActionName, Entity};

/// Asks who may do something: subjects of one kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchSubjects {
    /// Which kind: `user`, `service` or `caller`.
    pub subject: Kind,
    /// What they may.
    pub action: ActionName,
    /// On what.
    pub resource: Entity,
    /// Which part of the answer.
    pub page: Option<SearchPage>,
}

/// Asks on what somebody may do something: resources of one kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchResources {
    /// Who.
    pub subject: Entity,
    /// What they may.
    pub action: ActionName,
    /// Which kind: `organization`, `project`, `stream` or `pipeline`.
    pub resource: Kind,
    /// Which part of the answer.
    pub page: Option<SearchPage>,
}

/// Asks what somebody may do on something.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchActions {
    /// Who.
    pub subject: Entity,
    /// On what.
    pub resource: Entity,
    /// Which part of the answer.
    pub page: Option<SearchPage>,
}

/// A kind of subject or resource; an id beside it is ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Kind {
    /// The kind.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Which part of a search's answer is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchPage {
    /// The `next_token` of the part before; the question must be the same.
    pub token: Option<String>,
    /// The most results: 1 to 500, 50 unless said.
    pub limit: Option<i64>,
}

/// A part of a search's answer. It may hold fewer results than wanted, even none, and still not be the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchResults<T> {
    /// Where it goes on.
    pub page: SearchNext,
    /// What was found.
    pub results: Vec<T>,
}

/// Where a search's answer goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchNext {
    /// To be sent as `page.token` for the next part; empty at the end.
    pub next_token: String,
    /// How many results this part has.
    pub count: u32,
}

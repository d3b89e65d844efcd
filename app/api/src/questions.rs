//! Questions about access: may this subject do this, and why; several at once; and searches.

mod batch;
mod search;

pub use batch::*;
pub use search::*;
use serde::{Deserialize, Serialize};

/// One evaluation of the AuthZEN Authorization API 1.0.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckAccess {
    /// Who: `user`, `service` or `caller`; of `caller` the id is ignored.
    pub subject: Entity,
    /// What: a flag or a permission.
    pub action: ActionName,
    /// On what: `organization`, `project`, `stream` or `pipeline`, by path.
    pub resource: Entity,
}

/// A subject or a resource of AuthZEN; other members are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// The kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name or path.
    #[serde(default)]
    pub id: String,
}

/// An action of AuthZEN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActionName {
    /// `view`, `create`, `admin`, `read`, `write`, `edit` or `manage`.
    pub name: String,
}

/// The answer of an evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decision {
    /// Yes or no.
    pub decision: bool,
    /// Why.
    pub context: DecisionContext,
}

/// Why a decision is as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionContext {
    /// One sentence.
    pub reason: String,
    /// Of an evaluation among several: why it could not be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<EvaluationError>,
}

/// What was wrong with one evaluation among several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EvaluationError {
    /// The HTTP status that it would have had alone.
    pub status: u16,
    /// What is wrong.
    pub message: String,
}

/// The same question for people, as three words: `user:ada`, `read`, `stream:acme/lake/events`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExplainAccess {
    /// `user:NAME`, `service:ORG/SERVICE` or `caller`.
    pub actor: String,
    /// A flag or a permission.
    pub action: String,
    /// `organization:ORG`, `project:ORG/PROJECT`, `stream:ORG/PROJECT/STREAM` or `pipeline:ORG/PIPELINE`.
    pub resource: String,
}

/// The one reason for what is absent, hidden or not for the asker to know.
pub const NOTHING_KNOWN: &str = "There is nothing here that you can see.";

/// A decision with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// Yes or no.
    pub decision: bool,
    /// One sentence.
    pub reason: String,
    /// Of a yes: each way it comes about, from the subject to the permission.
    pub paths: Vec<Vec<String>>,
    /// Of a no: what comes close, and why it is not enough.
    pub near_misses: Vec<NearMiss>,
    /// Of a no: who could grant it, where the asker may see members.
    pub grantors: Vec<String>,
}

impl Explanation {
    /// Whether it says nothing: what it is about is absent, hidden or not for the asker to know.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        !self.decision && self.reason == NOTHING_KNOWN
    }
}

/// Something that comes close to a permission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearMiss {
    /// What is held.
    pub held: String,
    /// Why it is not enough.
    pub because: String,
}

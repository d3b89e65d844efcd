//! Several evaluations in one call.

use serde::{Deserialize, Serialize};

use super::{ActionName, Decision, DecisionContext, Entity};

/// Several evaluations at once, in the order in which they are answered. What stands above them is for those that don't
/// say it themselves. Without any it is one evaluation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckAccessBatch {
    /// Who, unless an evaluation says.
    pub subject: Option<PartialEntity>,
    /// What, unless an evaluation says.
    pub action: Option<PartialAction>,
    /// On what, unless an evaluation says.
    pub resource: Option<PartialEntity>,
    /// The evaluations; at most 1,000.
    pub evaluations: Option<Vec<PartialEvaluation>>,
    /// How they are carried out.
    pub options: Option<BatchOptions>,
}

/// One evaluation among several.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartialEvaluation {
    /// Who, if not the one above.
    pub subject: Option<PartialEntity>,
    /// What, if not the one above.
    pub action: Option<PartialAction>,
    /// On what, if not the one above.
    pub resource: Option<PartialEntity>,
}

/// A subject or a resource of which a part may be missing: then that evaluation is a no that says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartialEntity {
    /// The kind.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The name or path.
    pub id: Option<String>,
}

/// An action whose name may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartialAction {
    /// `view`, `create`, `admin`, `read`, `write`, `edit` or `manage`.
    pub name: Option<String>,
}

/// How several evaluations are carried out; other options are ignored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchOptions {
    /// After which of them it ends.
    pub evaluations_semantic: Option<Semantic>,
}

/// After which of several evaluations it ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Semantic {
    /// After all.
    #[default]
    ExecuteAll,
    /// After the first no.
    DenyOnFirstDeny,
    /// After the first yes.
    PermitOnFirstPermit,
}

impl From<Entity> for PartialEntity {
    fn from(entity: Entity) -> Self {
        Self { kind: Some(entity.kind), id: Some(entity.id).filter(|id| !id.is_empty()) }
    }
}

impl From<ActionName> for PartialAction {
    fn from(action: ActionName) -> Self {
        Self { name: Some(action.name) }
    }
}

/// The answers to several evaluations, or to the one that there was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decisions {
    /// Of one evaluation: yes or no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<bool>,
    /// Of one evaluation: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<DecisionContext>,
    /// Of several: each answer, in their order, up to the one after which it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluations: Option<Vec<Decision>>,
}

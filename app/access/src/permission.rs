//! The permissions that people speak of, and questions about them: AuthZEN, `access check`, previews.

use crate::ask::Ask;
use crate::facts::{Listed, OrganizationPermission, PipelinePermission, ProjectPermission, StreamPermission};
use crate::{Actor, Explanation, Outcome, ResourceKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A flag or permission by its public name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// On organizations and projects.
    View,
    /// On organizations and projects.
    Create,
    /// On organizations and projects.
    Admin,
    /// On streams and pipelines.
    Read,
    /// On streams.
    Write,
    /// On pipelines.
    Edit,
    /// On pipelines.
    Manage,
}

impl Permission {
    /// Those that exist on a kind of thing; none on what has no access list of its own.
    #[must_use]
    pub const fn of(kind: ResourceKind) -> &'static [Self] {
        match kind {
            ResourceKind::Organization | ResourceKind::Project => &[Self::View, Self::Create, Self::Admin],
            ResourceKind::Stream => &[Self::Read, Self::Write],
            ResourceKind::Pipeline => &[Self::Read, Self::Edit, Self::Manage],
            ResourceKind::Console | ResourceKind::Account | ResourceKind::Service | ResourceKind::Team => &[],
        }
    }

    /// The permission of that name on that kind of thing.
    #[must_use]
    pub fn parse(kind: ResourceKind, name: &str) -> Option<Self> {
        Self::of(kind).iter().copied().find(|permission| permission.name() == name)
    }

    /// Its name, as in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Create => "create",
            Self::Admin => "admin",
            Self::Read => "read",
            Self::Write => "write",
            Self::Edit => "edit",
            Self::Manage => "manage",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether the actor has the permission. One that doesn't exist on the thing is had by nobody.
#[must_use]
pub fn has(actor: &Actor, permission: Permission, on: &Listed) -> bool {
    decide(&mut Ask::quick(actor), permission, on) == Outcome::Allowed
}

/// The same with its reasons.
#[must_use]
pub fn explain_permission(actor: &Actor, permission: Permission, on: &Listed) -> Explanation {
    let mut ask = Ask::explaining(actor);
    let outcome = decide(&mut ask, permission, on);
    ask.explanation(outcome)
}

fn decide(ask: &mut Ask<'_>, permission: Permission, on: &Listed) -> Outcome {
    use Permission as P;
    match (on, permission) {
        (Listed::Organization(on), P::View) => ask.decide(on, OrganizationPermission::View, false),
        (Listed::Organization(on), P::Create) => ask.decide(on, OrganizationPermission::Create, false),
        (Listed::Organization(on), P::Admin) => ask.decide(on, OrganizationPermission::Admin, false),
        (Listed::Project(on), P::View) => ask.decide(on, ProjectPermission::See, false),
        (Listed::Project(on), P::Create) => ask.decide(on, ProjectPermission::Create, false),
        (Listed::Project(on), P::Admin) => ask.decide(on, ProjectPermission::Admin, false),
        (Listed::Stream(on), P::Read) => ask.decide(on, StreamPermission::Read, false),
        (Listed::Stream(on), P::Write) => ask.decide(on, StreamPermission::Write, false),
        (Listed::Pipeline(on), P::Read) => ask.decide(on, PipelinePermission::Read, false),
        (Listed::Pipeline(on), P::Edit) => ask.decide(on, PipelinePermission::Edit, false),
        (Listed::Pipeline(on), P::Manage) => ask.decide(on, PipelinePermission::Manage, false),
        _ => Outcome::Hidden,
    }
}

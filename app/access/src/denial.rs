//! A no, and everything that may be said about it.
//!
//! Here 401, 403 and 404 are told apart, once for every door. Only a 403 carries particulars: a 401 and a 404 say
//! nothing that depends on whether the thing exists.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Which of the three refusals it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DenialKind {
    /// 401: nobody was presented, and the thing isn't public.
    Unauthenticated,
    /// 404: the asker may not know that it exists.
    Hidden,
    /// 403: known to the asker, but not allowed.
    Forbidden,
}

/// What kind of thing a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// The console itself.
    Console,
    /// A person's own account.
    Account,
    /// An organization.
    Organization,
    /// A project.
    Project,
    /// A stream.
    Stream,
    /// A service.
    Service,
    /// A team.
    Team,
    /// A pipeline.
    Pipeline,
}

/// A thing by kind and path, as the asker knows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResourceRef {
    /// What it is.
    pub kind: ResourceKind,
    /// Its path; empty for the console.
    pub path: String,
}

impl ResourceRef {
    /// A reference of this kind to this path.
    #[must_use]
    pub fn new(kind: ResourceKind, path: &str) -> Self {
        Self { kind, path: path.to_owned() }
    }
}

/// Something the asker does have, and why it isn't enough. Tells only what the asker may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearMiss {
    /// What they have: "You hold view on project acme/lake".
    pub have: String,
    /// Why that doesn't do: "view does not allow creating".
    pub but: String,
}

impl NearMiss {
    pub(crate) fn new(have: impl Into<String>, but: impl Into<String>) -> Self {
        Self { have: have.into(), but: but.into() }
    }
}

/// A refused action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Denial {
    /// 401, 403 or 404.
    pub kind: DenialKind,
    /// The action asked for, for the log and the audit.
    pub action: &'static str,
    /// The missing permission; `view` unless the denial is a 403.
    pub permission: &'static str,
    /// Where it is missing; only on a 403.
    pub resource: Option<ResourceRef>,
    /// What the asker has that isn't enough; only on a 403.
    pub near_misses: Vec<NearMiss>,
    /// Whether the asker may see who could grant the permission; only on a 403.
    pub may_see_grantors: bool,
}

impl Denial {
    /// The HTTP status that every door gives it.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self.kind {
            DenialKind::Unauthenticated => 401,
            DenialKind::Forbidden => 403,
            DenialKind::Hidden => 404,
        }
    }
}

impl fmt::Display for ResourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Console => "console",
            Self::Account => "account",
            Self::Organization => "organization",
            Self::Project => "project",
            Self::Stream => "stream",
            Self::Service => "service",
            Self::Team => "team",
            Self::Pipeline => "pipeline",
        })
    }
}

impl fmt::Display for ResourceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.path.as_str()) {
            (ResourceKind::Console, _) => f.write_str("this console"),
            (kind, path) => write!(f, "{kind} {path}"),
        }
    }
}

impl fmt::Display for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, but {}.", self.have, self.but)
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, &self.resource) {
            (DenialKind::Unauthenticated, _) => f.write_str("Sign in or present a secret."),
            (DenialKind::Hidden, _) => f.write_str("There is nothing here, or nothing that you may see."),
            (DenialKind::Forbidden, Some(resource)) => f.write_str(&needs(self.permission, resource)),
            (DenialKind::Forbidden, None) => f.write_str("You may not do this."),
        }
    }
}

fn needs(permission: &str, resource: &ResourceRef) -> String {
    match (resource.kind, permission) {
        (ResourceKind::Account, "view") => {
            "This needs a browser session, a full secret or a private read secret of the account's user."
                .into()
        }
        (ResourceKind::Account, "manage") => {
            "This needs a browser session or a full secret of the account's user.".into()
        }
        (ResourceKind::Account, _) => {
            "This needs a browser session of the account's user: no secret may do it.".into()
        }
        (ResourceKind::Console, "operator") => "Only the operator may do this, on the machine itself.".into(),
        (ResourceKind::Console, "gateway") => "This is for gateways that the operator registered.".into(),
        (ResourceKind::Console, "sign_in") => "Sign in or present a secret.".into(),
        (ResourceKind::Console, _) => "This needs a person, with a browser session or a full secret.".into(),
        (ResourceKind::Service, "issue") => {
            format!("This needs every right that {resource} holds: nobody hands on more than they hold.")
        }
        (_, "claim") => format!("{resource} can't be claimed by you now."),
        (_, "leave") => {
            format!("There is nothing of yours to give up on {resource}, or not with this credential.")
        }
        (_, permission) => format!("This needs {permission} on {resource}."),
    }
}

impl std::error::Error for Denial {}

//! What a secret of some kind could reach at this moment. Runs in the browser, for the list that is live while somebody
//! chooses what to issue.

use crate::facts::{Listed, OrganizationFacts, PipelineFacts, ProjectFacts, StreamFacts};
use crate::{Actor, Permission, ResourceKind, ResourceRef, SecretKind, ServiceId, UserId, has};
use serde::{Deserialize, Serialize};

/// Who the secret would be for, and what they hold, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldFacts {
    /// A person.
    User {
        /// Who.
        user: UserId,
        /// Organizations that they hold a flag on.
        organizations: Vec<OrganizationFacts>,
        /// Projects that they hold a flag on.
        projects: Vec<ProjectFacts>,
        /// Pipelines that they have a role on, their own or a team's.
        pipelines: Vec<PipelineFacts>,
    },
    /// A service.
    Service {
        /// Which.
        service: ServiceId,
        /// Streams that it is granted, as far as the grants count now.
        streams: Vec<StreamFacts>,
    },
}

/// What a secret could reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// Whether it reads everything that is public, too.
    pub public: bool,
    /// What it could do where; kinds of doing with nothing in them are left out.
    pub sections: Vec<ReachSection>,
    /// What it could never do, whatever its owner's rights become.
    pub never: &'static [&'static str],
}

/// One kind of doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReachSection {
    /// In a few words: "Read", "Write and change".
    pub title: &'static str,
    /// Where, and by which permission.
    pub rows: Vec<ReachRow>,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReachRow {
    /// Where.
    pub resource: ResourceRef,
    /// The permission that it would have there.
    pub permission: Permission,
}

/// What a secret of `kind` could reach for whoever holds `held`. A kind that its owner can't have reaches nothing.
#[must_use]
pub fn reach(kind: SecretKind, held: &HeldFacts) -> Reach {
    let actor = match (held, kind.credential()) {
        (HeldFacts::User { user, .. }, Some(credential)) => Some(Actor::User { id: *user, credential }),
        (HeldFacts::Service { service, .. }, None) => Some(Actor::Service { id: *service }),
        _ => None,
    };
    let places = actor.as_ref().map_or_else(Vec::new, |_| places(held));
    let sections = SECTIONS
        .iter()
        .map(|(title, permissions)| ReachSection { title, rows: rows(actor.as_ref(), &places, permissions) })
        .filter(|section| !section.rows.is_empty())
        .collect();
    Reach { public: actor.is_some() && kind != SecretKind::Service, sections, never: never(kind) }
}

const SECTIONS: [(&str, &[Permission]); 3] = [
    ("Read", &[Permission::View, Permission::Read]),
    ("Write and change", &[Permission::Create, Permission::Write, Permission::Edit]),
    ("Decide who may", &[Permission::Admin, Permission::Manage]),
];

const fn never(kind: SecretKind) -> &'static [&'static str] {
    match kind {
        SecretKind::Full => &["issue or roll a full secret", "change how you sign in"],
        SecretKind::PrivateRead => {
            &["write records, or change anything", "see secrets, sessions, invites or audit logs"]
        }
        SecretKind::PublicRead => &[
            "see anything private, your own included",
            "see your account, or the members of an organization",
            "write records, or change anything",
        ],
        SecretKind::Service => &[
            "read a stream that the service wasn't granted, public ones included",
            "see members, or change anything but by writing records",
        ],
    }
}

fn places(held: &HeldFacts) -> Vec<(ResourceRef, Listed)> {
    match held {
        HeldFacts::User { organizations, projects, pipelines, .. } => {
            let organizations = organizations.iter().cloned().map(Listed::Organization);
            let projects = projects.iter().cloned().map(Listed::Project);
            let pipelines = pipelines.iter().cloned().map(Listed::Pipeline);
            organizations.chain(projects).chain(pipelines).map(named).collect()
        }
        HeldFacts::Service { streams, .. } => {
            streams.iter().cloned().map(Listed::Stream).map(named).collect()
        }
    }
}

fn named(listed: Listed) -> (ResourceRef, Listed) {
    (listed.resource(), listed)
}

fn rows(actor: Option<&Actor>, places: &[(ResourceRef, Listed)], wanted: &[Permission]) -> Vec<ReachRow> {
    let Some(actor) = actor else { return Vec::new() };
    let mut rows = Vec::new();
    for (resource, listed) in places {
        let here: &[Permission] = Permission::of(resource.kind);
        for permission in here.iter().copied().filter(|permission| wanted.contains(permission)) {
            // What is public is said once for all, not row by row.
            let granted = resource.kind != ResourceKind::Project || !only_public(listed);
            if granted && has(actor, permission, listed) {
                rows.push(ReachRow { resource: resource.clone(), permission });
            }
        }
    }
    rows
}

fn only_public(listed: &Listed) -> bool {
    matches!(listed, Listed::Project(project) if project.public && !project.held.any())
}

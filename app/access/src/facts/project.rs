//! Projects. Flags on the organization give nothing here, but with `view` there the project's name is known.

use crate::ask::{Ask, Weight};
use crate::facts::{Facts, OrganizationFacts};
use crate::{Flags, NearMiss, Path, ProjectId, ResourceKind, ResourceRef};
use serde::{Deserialize, Serialize};

/// A project, seen from the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectFacts {
    /// The project.
    pub id: ProjectId,
    /// Its path, as shown.
    pub path: String,
    /// Whose it is.
    pub organization: OrganizationFacts,
    /// Whether everybody sees it.
    pub public: bool,
    /// What the actor's user holds here, as stored.
    pub held: Flags,
}

/// What may be wanted of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectPermission {
    /// The project, its streams and their records: a granted `view`, or a public project.
    See,
    /// Members, access lists and who-can: a granted `view`, public or not.
    View,
    /// Create, change and delete streams; write records.
    Create,
    /// Flags, public or private, settings, transfer, delete; every service grant on its streams.
    Admin,
}

impl ProjectFacts {
    /// What the actor may use of what its user holds here.
    pub(crate) fn flags(&self, ask: &Ask<'_>) -> Flags {
        ask.flags(self.held)
    }

    /// Whether the actor may see what is in it.
    pub(crate) fn sees(&self, ask: &Ask<'_>) -> bool {
        self.flags(ask).view || (self.public && ask.profits_from_public())
    }

    /// Whether the actor may know that it exists.
    pub(crate) fn known(&self, ask: &Ask<'_>) -> bool {
        self.public || self.flags(ask).view || self.organization.flags(ask).view
    }

    pub(crate) fn resource(&self) -> ResourceRef {
        ResourceRef::new(ResourceKind::Project, &self.path)
    }
}

impl Facts for ProjectFacts {
    type Permission = ProjectPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: ProjectPermission) -> Weight {
        let usable = self.flags(ask);
        let sees = self.sees(ask);
        let (missing, allowed) = match need {
            ProjectPermission::See => ("view", sees),
            ProjectPermission::View => ("view", usable.view),
            ProjectPermission::Create => ("create", usable.create),
            ProjectPermission::Admin => ("admin", usable.admin),
        };
        // Who can't see into the project is told of `view` alone, whatever was wanted: "so is every path in it",
        // and a path that isn't there must get the same words.
        let missing = if sees || ask.actor().service().is_some() { missing } else { "view" };
        let public = self.public && ask.profits_from_public();
        ask.way(public && matches!(need, ProjectPermission::See), || Path::Public {
            resource: self.resource(),
        });
        flag_reasons(ask, self.held, missing, allowed, || self.resource());
        ask.miss(!allowed && public, || {
            NearMiss::new(
                format!("{} is public", self.resource()),
                "that lets everybody see its streams and records, and no more",
            )
        });
        let above = self.organization.flags(ask);
        ask.miss(!allowed && above.any(), || {
            NearMiss::new(
                format!("You hold {} on {}", strongest(above), self.organization.resource()),
                "flags on an organization give nothing on its projects",
            )
        });
        ask.end(allowed, self.known(ask), missing, (ResourceKind::Project, &self.path), usable.view)
    }
}

/// The reasons that flags give, the same on organizations and projects.
pub(super) fn flag_reasons(
    ask: &mut Ask<'_>,
    stored: Flags,
    flag: &'static str,
    allowed: bool,
    resource: impl Fn() -> ResourceRef,
) {
    let has = |flags: Flags, flag| match flag {
        "view" => flags.view,
        "create" => flags.create,
        _ => flags.admin,
    };
    if ask.actor().user().is_none() {
        return;
    }
    let usable = has(ask.flags(stored), flag);
    ask.way(allowed && usable && has(stored, flag), || Path::Grant {
        resource: resource(),
        flag: flag.into(),
    });
    for by in ["create", "admin"] {
        ask.way(allowed && usable && flag == "view" && has(stored, by), || Path::Implied {
            resource: resource(),
            by_flag: by.into(),
            flag: flag.into(),
        });
    }
    if allowed {
        return;
    }
    let lacks_flag = !has(stored.effective(), flag);
    if let (false, Some(credential)) = (lacks_flag, ask.actor().credential()) {
        ask.miss(true, || {
            NearMiss::new(
                format!("You hold {flag} on {}", resource()),
                format!("your {} leaves it out", credential.words()),
            )
        });
        return;
    }
    for other in ["view", "create", "admin"] {
        ask.miss(has(ask.flags(stored), other) && has(stored, other), || {
            let but = match (other, flag) {
                ("admin", "create") => {
                    "admin does not include create; an admin may grant it to themselves".into()
                }
                _ => format!("{other} does not include {flag}"),
            };
            NearMiss::new(format!("You hold {other} on {}", resource()), but)
        });
    }
}

fn strongest(flags: Flags) -> &'static str {
    match flags {
        Flags { admin: true, .. } => "admin",
        Flags { create: true, .. } => "create",
        _ => "view",
    }
}

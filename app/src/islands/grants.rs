//! What the rules say about each tick of a service's grid, in words: why it may be set, why not, and whether it will
//! count. Written from the facts in the row, alike on the server and in the browser.

use access::{
    Actor, Path, ResourceKind, ResourceRef, ServiceFacts, ServiceGrantFacts, StreamFlags, UserCredential,
    UserId, actions, authorize, counting_grant, explain,
};
use api::services::GridRow;

/// `read` or `write`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Its records.
    Read,
    /// Appending to it.
    Write,
}

impl Right {
    /// Both, in the order of the columns.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// Whether it is among `flags`.
    #[must_use]
    pub const fn of(self, flags: StreamFlags) -> bool {
        match self {
            Self::Read => flags.read,
            Self::Write => flags.write,
        }
    }

    const fn alone(self) -> StreamFlags {
        match self {
            Self::Read => StreamFlags { read: true, write: false },
            Self::Write => StreamFlags { read: false, write: true },
        }
    }
}

/// Whether `viewer` may give the service this right on the row's stream, and why.
///
/// # Errors
/// Why not: "write needs create on northwind/weather".
pub fn may_give(
    viewer: UserId,
    service: &ServiceFacts,
    row: &GridRow,
    right: Right,
) -> Result<String, String> {
    let actor = Actor::User { id: viewer, credential: UserCredential::Session };
    let on = ServiceGrantFacts { service: service.clone(), stream: row.facts.clone(), adds: right.alone() };
    if let Err(denial) = authorize::<actions::UpdateServicePermissions>(&actor, &on) {
        let place = denial.resource.map_or_else(String::new, |resource| format!(" on {}", resource.path));
        return Err(format!("{} needs {}{place}", right.word(), denial.permission));
    }
    let paths = explain::<actions::UpdateServicePermissions>(&actor, &on).paths;
    Ok(paths.iter().find_map(held).unwrap_or_else(|| "you may give it".to_owned()))
}

/// The viewer's own right on the stream's project, from which they give.
fn held(path: &Path) -> Option<String> {
    let on_project = |resource: &ResourceRef| resource.kind == ResourceKind::Project;
    match path {
        Path::Public { resource } if on_project(resource) => {
            Some(format!("you may: {} is public", resource.path))
        }
        Path::Grant { resource, flag } if on_project(resource) => {
            Some(format!("you may: {flag} on {}", resource.path))
        }
        Path::Implied { resource, by_flag, .. } if on_project(resource) => {
            Some(format!("you may: {by_flag} on {}", resource.path))
        }
        _ => None,
    }
}

/// What a grant of `flags` on the row's stream would wait for; none if all of it counts at once.
#[must_use]
pub fn waits(service: &ServiceFacts, row: &GridRow, flags: StreamFlags) -> Option<String> {
    let project = &row.facts.project;
    let own = project.organization.id == service.organization.id;
    let confirmed = row.confirmed && !flags.without(row.held).any();
    let counts = counting_grant(flags, own, project.public, confirmed);
    let missing = flags.without(counts);
    let word = match (missing.read, missing.write) {
        (false, false) => return None,
        (true, true) => "read and write wait",
        (true, false) => "read waits",
        (false, true) => "write waits",
    };
    Some(format!("{word} until an admin of {} confirms the service", project.path))
}

#[cfg(test)]
mod tests {
    use access::{Flags, OrganizationFacts, ProjectFacts, StreamFacts};

    use super::*;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(number: u8) -> T {
        format!("00000000-0000-7000-8000-0000000000{number:02x}").parse().unwrap()
    }

    fn organization(number: u8, path: &str, admin: bool) -> OrganizationFacts {
        let held = Flags { admin, ..Flags::NONE };
        OrganizationFacts { id: id(number), path: path.into(), personal_of: None, held, billed_here: false }
    }

    fn service() -> ServiceFacts {
        let organization = organization(1, "acme", true);
        ServiceFacts { id: id(9), path: "acme/loader".into(), organization, created_by: None, gateway: false }
    }

    fn row(organization: OrganizationFacts, public: bool, held: Flags) -> GridRow {
        let path = format!("{}/lake", organization.path);
        let project = ProjectFacts { id: id(3), path: path.clone(), organization, public, held };
        let path = format!("{path}/orders");
        GridRow {
            stream: path.parse().unwrap(),
            facts: StreamFacts { id: id(4), path, project, granted: StreamFlags::default() },
            held: StreamFlags::default(),
            confirmed: false,
            granted_by: None,
            granted_at: None,
        }
    }

    #[test]
    fn a_tick_says_why() {
        let view = row(organization(1, "acme", true), false, Flags { view: true, ..Flags::NONE });
        let me = id(7);
        assert_eq!(may_give(me, &service(), &view, Right::Read), Ok("you may: view on acme/lake".into()));
        assert_eq!(
            may_give(me, &service(), &view, Right::Write),
            Err("write needs create on acme/lake".into())
        );
        let public = row(organization(2, "northwind", false), true, Flags::NONE);
        assert_eq!(
            may_give(me, &service(), &public, Right::Read),
            Ok("you may: northwind/lake is public".into())
        );
    }

    #[test]
    fn what_is_foreign_waits() {
        let both = StreamFlags { read: true, write: true };
        let own = row(organization(1, "acme", true), false, Flags::ALL);
        assert_eq!(waits(&service(), &own, both), None);
        let public = row(organization(2, "northwind", false), true, Flags::ALL);
        let words = waits(&service(), &public, both).unwrap();
        assert_eq!(words, "write waits until an admin of northwind/lake confirms the service");
        let confirmed = GridRow { confirmed: true, held: both, ..public };
        assert_eq!(waits(&service(), &confirmed, both), None);
    }
}

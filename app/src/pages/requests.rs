//! What is missing: a request for it, on the refused page and below an answer that says no; and where the viewer gives it
//! themselves.

use api::names::ServicePath;
use api::projects::Project;
use api::services::ShowService;

use crate::backend::{ask, site, viewer};
use crate::islands::Wanted;
use crate::shell::bar::encoded;

/// What to ask for where `permission` is missing on `resource` (as `project:acme/lake`), and where it is given; none
/// where nobody gives it. It is for whoever looks unless `who` names somebody else, and `to` says what for.
pub(super) fn wanted(permission: &str, resource: &str, who: Option<&str>, to: String) -> Option<Wanted> {
    let viewer = viewer()?.name.to_string();
    let origin = site().origin;
    let name = encoded(who.unwrap_or(&viewer));
    let (kind, path) = resource.split_once(':')?;
    let mut parts = path.split('/');
    let (organization, inside) = (parts.next()?, parts.next());
    // People reach streams by their project.
    let (on, at, what) = match (kind, inside) {
        ("organization", _) => {
            (organization.to_owned(), format!("/{organization}/-/members?edit={name}"), flags(permission)?)
        }
        ("project" | "stream", Some(project)) => {
            let project = format!("{organization}/{project}");
            let at = format!("/{project}?tab=members&edit={name}");
            (project, at, flags(permission)?)
        }
        ("pipeline", Some(pipeline)) => {
            let at = format!("/{organization}/-/pipelines/{pipeline}?tab=sharing&share=people");
            (path.to_owned(), at, roles(permission)?)
        }
        _ => return None,
    };
    let who = who.filter(|who| *who != viewer).map(str::to_owned);
    let what = what.iter().map(|what| format!("{what} on {on}")).collect();
    Some(Wanted { who, what, to, at: format!("{origin}{at}") })
}

/// What to ask for where a service lacks `permission` on the stream at `stream`: it is given on the service's page.
pub(super) fn wanted_by_service(permission: &str, stream: &str, service: &str) -> Option<Wanted> {
    let path: ServicePath = service.parse().ok()?;
    let at = format!("{}/{}/-/services/{}", site().origin, path.organization, path.service);
    let what = vec![format!("{permission} on {stream}")];
    viewer().map(|_| Wanted { who: Some(path.to_string()), what, to: String::new(), at })
}

/// Where the viewer gives what is missing, if they can: people reach streams by the project, and a service is granted them
/// on its own page, by those who manage it and hold as much themselves.
pub(super) async fn gives(who: &str, action: &str, project: &Project) -> Option<String> {
    if !who.contains('/') {
        let members = || format!("/{}?tab=members&edit={}", project.path, encoded(who));
        return project.flags.admin.then(members);
    }
    let path: ServicePath = who.parse().ok()?;
    let holds = if action == "write" { project.flags.create } else { project.flags.view || project.public };
    let href = format!("/{}/-/services/{}", path.organization, path.service);
    let shown = ask(ShowService { organization: path.organization, service: path.service }).await.ok()?;
    (shown.manage && holds).then_some(href)
}

/// The flags that are enough, the smallest first.
fn flags(permission: &str) -> Option<&'static [&'static str]> {
    match permission {
        "view" | "read" => Some(&["view", "create", "admin"]),
        "create" | "write" => Some(&["create"]),
        "admin" => Some(&["admin"]),
        _ => None,
    }
}

/// The roles that are enough.
fn roles(permission: &str) -> Option<&'static [&'static str]> {
    match permission {
        "read" => Some(&["the role reader", "the role editor", "the role owner"]),
        "edit" => Some(&["the role editor", "the role owner"]),
        "manage" => Some(&["the role owner"]),
        _ => None,
    }
}

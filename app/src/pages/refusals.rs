//! What stands where a page would be: refused, not there, failed, or signed out.

use api::{Fault, FaultKind};
use leptos::prelude::*;

use super::{Made, frame};
use crate::backend::{reply, site, viewer};
use crate::parts::{Failed, Grantor, Missing, Refused};
use crate::shell::bar::encoded;
use crate::shell::{Crumb, Frame, Layout};

/// The page for an address that is nothing's.
pub(super) async fn missing() -> Made {
    Err(Fault::not_found())
}

/// The page of a fault, with its status. Hidden, absent and "sign in first" are one page, so that an anonymous
/// visitor learns nothing from which it was (contract 2.8).
pub(super) async fn page(fault: Fault) -> (Frame, AnyView) {
    let anonymous = viewer().is_none();
    let hidden = fault.kind == FaultKind::NotFound || (fault.kind == FaultKind::Unauthenticated && anonymous);
    reply().set_status(if hidden { 404 } else { fault.status() });
    let (title, body) = if hidden {
        let sign_in = anonymous.then(|| format!("/-/sign-in?next={}", encoded(&site().path)));
        ("Not found", view! { <Missing sign_in=sign_in /> }.into_any())
    } else if fault.kind == FaultKind::Forbidden {
        ("Not allowed", forbidden(&fault).into_any())
    } else {
        let details = vec![("Status", fault.status().to_string()), ("Code", format!("{:?}", fault.kind))];
        let failed = view! { <Failed title=fault.kind.title() line=fault.detail details=details /> };
        ("That did not work", failed.into_any())
    };
    let frame = Frame { layout: Layout::Narrow, crumbs: vec![Crumb::here(title)], ..frame(title) };
    (frame, body)
}

/// What a refused page says: what is missing, and who can give it.
pub(super) fn forbidden(fault: &Fault) -> impl IntoView + use<> {
    let permission = fault.permission.clone().unwrap_or_default();
    let resource = fault.resource.clone().unwrap_or_default();
    let path = resource.split_once(':').map_or(resource.as_str(), |(_, path)| path).to_owned();
    let line = format!("can give {permission} on {path}");
    let grantors = fault.grantors.clone().unwrap_or_default().into_iter();
    let grantors = grantors.map(|name| Grantor { name, line: line.clone() }).collect::<Vec<_>>();
    let request = request(&permission, &resource);
    let details =
        vec![("Status", "403".to_owned()), ("Permission", permission.clone()), ("Resource", resource)];
    view! {
        <Refused
            title=format!("You know of {path}, but may not do this")
            doing="This page"
            permission=permission
            resource=path
            grantors=grantors
            request=request
            back="/"
            details=details
        />
    }
}

/// What to write to whoever can give a flag, with the address where they do it; none where it isn't a flag that is missing.
fn request(permission: &str, resource: &str) -> Option<String> {
    let (viewer, site) = (viewer()?.name, site());
    let flag = ["view", "create", "admin"].contains(&permission);
    let (kind, path) = resource.split_once(':').filter(|_| flag)?;
    let mut parts = path.split('/');
    let (organization, project) = (parts.next()?, parts.next());
    let (on, at) = match (kind, project) {
        ("organization", _) => (organization.to_owned(), format!("/{organization}/-/members?edit={viewer}")),
        ("project" | "stream", Some(project)) => {
            let project = format!("{organization}/{project}");
            let at = format!("/{project}?tab=members&edit={viewer}");
            (project, at)
        }
        _ => return None,
    };
    let origin = &site.origin;
    Some(format!(
        "I need {permission} on {on} to open {origin}{}. You can give it to me at {origin}{at}",
        site.path
    ))
}

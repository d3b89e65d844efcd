//! What stands where a page would be: refused, not there, failed, or signed out.

mod doing;

use access::Flags;
use api::names::Name;
use api::organizations::{Organization, ShowOrganization};
use api::projects::ShowProject;
use api::questions::{ActionName, CheckAccess, Entity};
use api::{Fault, FaultKind};
use leptos::prelude::*;

use super::requests::wanted;
use super::{Made, frame, organization_frame};
use crate::backend::{ask, reply, site, viewer};
use crate::islands::RequestAccess;
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
        return (forbidden_frame(&fault).await, forbidden(&fault).await);
    } else {
        let details = vec![("Status", fault.status().to_string()), ("Code", format!("{:?}", fault.kind))];
        let failed = view! { <Failed title=fault.kind.title() line=fault.detail details=details /> };
        ("That did not work", failed.into_any())
    };
    let frame = Frame { layout: Layout::Narrow, crumbs: vec![Crumb::here(title)], ..frame(title) };
    (frame, body)
}

/// The frame of a refused page: inside the organization of what was refused, if it is inside one.
pub(super) async fn forbidden_frame(fault: &Fault) -> Frame {
    const TITLE: &str = "Not allowed";
    let path = fault.resource.as_deref().and_then(|resource| resource.split_once(':')).map(|(_, path)| path);
    let organization = path.and_then(|path| path.split('/').next()).filter(|name| !name.is_empty());
    let Some(organization) = organization else {
        return Frame { layout: Layout::Narrow, crumbs: vec![Crumb::here(TITLE)], ..frame(TITLE) };
    };
    let crumbs = vec![Crumb::to(organization, format!("/{organization}")), Crumb::here(TITLE)];
    Frame { layout: Layout::Narrow, crumbs, ..organization_frame(TITLE, organization).await }
}

/// What a refused page says: what was being done, what is missing for it, what is held there, who can give the rest.
pub(super) async fn forbidden(fault: &Fault) -> AnyView {
    let resource = fault.resource.clone().unwrap_or_default();
    let (kind, path) = resource.split_once(':').unwrap_or_default();
    let permission = fault.permission.clone().filter(|_| !path.is_empty()).unwrap_or_default();
    let standing = standing(kind, path).await;
    let site = site();
    let doing = doing::of(&site.path);
    let title = match (standing.seen, path) {
        (_, "") => "You may not do this".to_owned(),
        (true, path) => format!("You can see {path}, but can’t {}", doing.verb),
        (false, path) => format!("You know of {path}, but can’t {}", doing.verb),
    };
    // Nobody can be given what its user alone has.
    let own = standing.personal && permission == "admin";
    let note = if own { "It is a personal organization: nobody but its user is its admin." } else { "" };
    let givers = fault.grantors.clone().filter(|_| !own).unwrap_or_default();
    let names = givers.iter().cloned();
    let grantors = names.map(|name| Grantor { line: format!("@{name}"), name }).collect::<Vec<_>>();
    let grantors_are = match kind {
        "pipeline" => format!("owners of {path}"),
        _ => format!("admins of {path}"),
    };
    let mut details = vec![("Status", "403".to_owned())];
    if !permission.is_empty() {
        details.push(("Permission", permission.clone()));
        details.push(("Resource", resource.clone()));
    }
    let back = match (standing.seen, path.split('/').next().filter(|_| !kind.is_empty())) {
        (true, _) => (format!("/{path}"), format!("Back to {path}")),
        (false, Some(organization)) if !organization.is_empty() => {
            (format!("/{organization}"), format!("Back to {organization}"))
        }
        _ => ("/".to_owned(), "Go to Home".to_owned()),
    };
    let request = wanted(&permission, &resource, None, format!("to open {}{}", site.origin, site.path));
    let request = request
        .filter(|_| !own)
        .map(|wanted| view! { <RequestAccess wanted givers back=Some(back.clone()) /> }.into_any());
    view! {
        <Refused
            title=title
            doing=doing.act
            permission=permission
            resource=path.to_owned()
            held=standing.held
            note=note
            line=fault.detail.clone()
            grantors=grantors
            grantors_are=grantors_are
            request=request
            back=back
            details=details
        />
    }
    .into_any()
}

/// How the viewer stands to what refused them, as far as it can be told.
#[derive(Default)]
struct Standing {
    /// They see its page.
    seen: bool,
    /// What they hold on it; none if that isn't known.
    held: Option<Vec<String>>,
    /// It is somebody's own organization.
    personal: bool,
}

async fn standing(kind: &str, path: &str) -> Standing {
    let mut names = path.split('/').map(str::parse::<Name>);
    let (first, second) = (names.next().and_then(Result::ok), names.next().and_then(Result::ok));
    let known = |flags: Flags| Standing {
        seen: true,
        held: Some(flags.names().map(str::to_owned).collect()),
        personal: false,
    };
    match (kind, first, second) {
        ("organization", Some(organization), None) => {
            // Everybody sees its name and description.
            let shown = ask(ShowOrganization { organization }).await;
            let stands = |shown: Organization| {
                let (seen, personal) = (shown.flags.any(), shown.personal);
                Standing { seen, personal, ..known(shown.flags) }
            };
            shown.map(stands).unwrap_or_default()
        }
        // Asked first whether it can be seen: showing it would be refused again, and noted in the audit log.
        ("project", Some(organization), Some(project)) => match may_view(path).await {
            Some(true) => {
                let shown = ask(ShowProject { organization, project }).await;
                shown.map(|shown| known(shown.flags)).unwrap_or_default()
            }
            // Whoever holds any flag on a project may view it.
            Some(false) => Standing { held: Some(Vec::new()), ..Standing::default() },
            None => Standing::default(),
        },
        _ => Standing::default(),
    }
}

/// Whether the viewer may view a project; none if that can't be told.
async fn may_view(project: &str) -> Option<bool> {
    let question = CheckAccess {
        subject: Entity { kind: "caller".to_owned(), id: String::new() },
        action: ActionName { name: "view".to_owned() },
        resource: Entity { kind: "project".to_owned(), id: project.to_owned() },
    };
    ask(question).await.ok().map(|answer| answer.decision)
}

//! The dialogs on a project's people: adding somebody, and what they hold.

use access::Flags;
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use api::projects::{Project, ProjectMember};
use api::{Fault, Page};
use leptos::prelude::*;

use super::super::super::{
    at, closing, hidden, opening, part_fields, posted, previewing, query, refused, same_part, whole,
};
use super::{FORM, here, row_menu};
use crate::backend::{ask, viewer};
use crate::forms::Fields;
use crate::islands::{Editing, FindPerson, LivePreview};
use crate::parts::{ButtonKind, Choice, Dialog, DialogSize, ErrorSummary, SubmitButton, TickCards};

/// The first step of adding somebody: who. The second is the dialog that changes what they hold.
pub(super) fn add(project: &Project, error: Option<(String, String)>) -> AnyView {
    let (path, organization) = (project.path.to_string(), project.path.organization.clone());
    let (value, error) = error.unzip();
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Choose flags…"</SubmitButton> };
    view! {
        <Dialog
            title="Add person"
            line=format!(
                "To {path}. Anybody with an account can be given access; who pays for them stays as it is.",
            )
            action=format!("/{path}")
            close=same_part(&here(&path))
            command=format!("sluicegate project update-permissions {path} USER --view")
            confirm=confirm.into_any()
            step=true
        >
            {hidden("tab", "members")}
            {part_fields()}
            <FindPerson
                name="edit".into()
                label="Username".into()
                value=value.unwrap_or_default()
                hint="As the person signs in. They need not belong to the organization.".into()
                error=error
                organization=organization
                several=false
            />
        </Dialog>
    }
    .into_any()
}

/// What somebody holds, to be changed, with what the change would do.
pub(super) async fn edit(
    project: &Project,
    user: &str,
    members: &Page<ProjectMember>,
) -> Result<AnyView, Fault> {
    let missing = |why: &str| Ok(add(project, Some((user.to_owned(), why.to_owned()))));
    let Ok(name) = user.parse::<Name>() else { return missing("there is nobody of this name") };
    let facts = ask(ShowPreviewFacts {
        of: PreviewOf::ProjectMembers {
            organization: project.path.organization.clone(),
            project: project.name.clone(),
            users: vec![name.clone()],
        },
    });
    let facts = match facts.await {
        Ok(facts) => facts,
        Err(fault) if fault.at("user").is_some() || fault.kind == api::FaultKind::NotFound => {
            return missing("there is nobody of this name");
        }
        Err(fault) => return Err(fault),
    };
    let (Some(id), Some(viewer), Some(whom)) = (facts.project, viewer(), facts.users.first().copied()) else {
        return missing("there is nobody of this name");
    };
    let held = facts.world.projects.get(&id).and_then(|project| project.flags.get(&whom).copied());
    let held = held.unwrap_or_default();
    let only = is_only_admin(&facts, whom);
    let new = held == Flags::NONE && !members.items.iter().any(|member| member.user == name);
    let (fault, fields) = refused(FORM);
    let start = start(held, only, new, &fields);
    let set = |flag: &&str| start.iter().any(|(field, value)| field == flag && value == "true");
    let chosen: Vec<&'static str> = ["view", "create", "admin"].into_iter().filter(set).collect();
    let path = project.path.to_string();
    let (editing, confirming) = (Editing::ProjectFlags(id, whom), posted(FORM));
    let command = format!("sluicegate project update-permissions {path} {name}");
    let line = format!("{command}{}", editing.arguments(&facts, &start));
    let preview = view! { <LivePreview facts viewer=viewer.id editing start command act="Save flags".into() confirming /> };
    let confirm = previewing(ButtonKind::Filled, confirming, "Save flags");
    let (organization, project_name) = (project.path.organization.clone(), project.name.clone());
    let title = if new { format!("Add {name}") } else { format!("Flags of {name}") };
    Ok(view! {
        <Dialog
            title=title
            line=format!("On {path}. Each flag is set by itself; who pays for {name} stays as it is.")
            action=same_part(&here(&path))
            close=closing(&here(&path), &row_menu(user))
            size=DialogSize::Wide
            command=line
            confirm=confirm
            preview=preview.into_any()
        >
            {hidden("do", FORM)}
            {hidden("organization", organization)}
            {hidden("project", project_name)}
            {hidden("user", &name)}
            {hidden("flags", "all")}
            {whole(&fault).or_else(|| at(&fault, "user")).map(|title| view! { <ErrorSummary title=title /> })}
            <TickCards legend="May" choices=choices(only, &name) chosen=chosen autofocus=true />
            {only.then(|| way_out(&path))}
        </Dialog>
    }
    .into_any())
}

/// Whether nobody else who can sign in decides about the project.
fn is_only_admin(facts: &PreviewFacts, whom: access::UserId) -> bool {
    let project = facts.project.and_then(|id| facts.world.projects.get(&id));
    let admins = project
        .into_iter()
        .flat_map(|project| &project.flags)
        .filter(|(user, flags)| flags.admin && facts.world.users.get(user).is_some_and(|user| user.enabled));
    admins.map(|(user, _)| *user).eq([whom])
}

/// The form as it stands: as it was posted, else what is held; somebody new begins with `view`.
fn start(held: Flags, only: bool, new: bool, posted: &Fields) -> Fields {
    if !posted.is_empty() {
        return posted.clone();
    }
    let none = query("none").is_some();
    let flags = [
        ("view", (held.view || new) && !none),
        ("create", held.create && !none),
        ("admin", held.admin && (!none || only)),
    ];
    flags.into_iter().filter(|(_, set)| *set).map(|(flag, _)| (flag.to_owned(), "true".to_owned())).collect()
}

fn choices(only: bool, name: &Name) -> Vec<Choice> {
    let reason = only.then(|| format!("{name} is the only admin who can sign in, and a project keeps one."));
    vec![
        Choice::new("view", "View", "The project, its streams and their records, its members.")
            .implied_by(&["admin", "create"]),
        Choice::new("create", "Create", "Create, change and delete streams; write records. Lets view, too."),
        Choice::new(
            "admin",
            "Admin",
            "Decide who may what, public or private, transfer, delete. Lets view, but not create.",
        )
        .refused(reason),
    ]
}

fn way_out(path: &str) -> impl IntoView + use<> {
    let (add, delete) =
        (opening(&here(path), "add", "person"), format!("/{path}?tab=settings&delete=project"));
    view! {
        <p class="caption">
            <a href=add>"Make somebody else admin"</a>
            " first, or "
            <a href=delete>"delete the project"</a>
            "."
        </p>
    }
}

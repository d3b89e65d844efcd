//! The dialogs on people: their flags, quotas and removal, one by one or several at once.

mod flags;
mod quota;
mod remove;
mod team;

use access::Flags;
use api::Fault;
use api::names::Name;
use api::organizations::Organization;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::super::{about, part_fields, posted, query, refused, same_part, typed};
use super::{here, invite, row_menu};
use crate::backend::ask;
use crate::forms::Fields;
use crate::islands::FindPerson;
use crate::parts::{ButtonKind, Choice, Dialog, SubmitButton};

pub(super) use remove::{issued_secrets, revoke_tick};

const FLAGS: &str = "update-organization-permissions";

/// Whether the page's address asks for a dialog, all of which are for admins.
pub(super) fn asked() -> bool {
    const ASKING: [&str; 9] = ["edit", "quota", "remove", "bulk", "add", "invite", "new", "resend", "revoke"];
    ASKING.into_iter().any(|name| query(name).is_some())
}

/// The dialog that the page's address or the form that was posted to it asks for.
pub(super) async fn open(name: &Name, organization: &Organization) -> Result<Option<AnyView>, Fault> {
    if let Some(user) = about("edit", FLAGS, "user") {
        return flags::edit(name, &user).await.map(Some);
    }
    if let Some(user) = about("quota", "update-member-quota", "user") {
        return quota::quota(name, &user).await.map(Some);
    }
    if let Some(user) = about("remove", "remove-member", "user") {
        return remove::remove(name, vec![user], "remove-member").await.map(Some);
    }
    if posted("update-members") || query("bulk").as_deref() == Some("flags") {
        return flags::bulk(name, selected("update-members")).await.map(Some);
    }
    if posted("add-team-members") || query("bulk").as_deref() == Some("team") {
        return team::add(name, selected("add-team-members")).await.map(Some);
    }
    if posted("remove-members") || query("bulk").as_deref() == Some("remove") {
        return remove::remove(name, selected("remove-members"), "remove-members").await.map(Some);
    }
    if query("add").is_some() {
        return Ok(Some(add(name, None)));
    }
    invite::open(name, organization).await
}

/// Whom several rows are about: the page's query, or the form that was posted.
fn selected(form: &str) -> Vec<String> {
    if posted(form) {
        let fields = refused(form).1;
        let users = typed(&fields, "users", "");
        return users.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    }
    use_query_map().read_untracked().get_all("users").unwrap_or_default()
}

fn names(users: &[String]) -> Result<Vec<Name>, Fault> {
    users.iter().map(|user| user.parse().map_err(|_| Fault::not_found())).collect()
}

pub(super) async fn facts(organization: &Name, users: Vec<Name>) -> Result<PreviewFacts, Fault> {
    ask(ShowPreviewFacts { of: PreviewOf::Members { organization: organization.clone(), users } }).await
}

/// The names of those whom a dialog is about, the first of them.
fn named(users: &[String]) -> String {
    const SHOWN: usize = 20;
    let shown = users.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match users.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The first step of adding somebody: who. The second is the dialog on their flags.
fn add(organization: &Name, error: Option<(String, String)>) -> AnyView {
    let organization = organization.clone();
    let (value, error) = error.unzip();
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Choose flags…"</SubmitButton> };
    view! {
        <Dialog
            title="Add collaborator"
            line="Adding gives flags at once, and who pays for them stays as it is. Inviting makes them a member, paid for here once they accept."
            action=same_part(&here(&organization))
            close=same_part(&here(&organization))
            command=format!("sluicegate organization update-permissions {organization} USER --view")
            confirm=confirm.into_any()
            step=true
        >
            {part_fields()}
            <FindPerson
                name="edit".into()
                label="Username".into()
                value=value.unwrap_or_default()
                hint="As the person signs in. Anybody with an account can be added.".into()
                error=error
                organization=organization.clone()
                several=false
            />
        </Dialog>
    }
    .into_any()
}

pub(super) fn choices(locked: Option<String>) -> Vec<Choice> {
    vec![
        Choice::new("view", "View", "Members, teams, services, usage, project names.")
            .implied_by(&["admin", "create"]),
        Choice::new("create", "Create", "Create projects, services and pipelines here. Lets view, too."),
        Choice::new(
            "admin",
            "Admin",
            "Invites, flags, teams, quotas, settings, delete. Lets view, but not create.",
        )
        .refused(locked),
    ]
}

/// The flags of a form: as posted, else as held.
pub(super) fn start(held: Flags, posted: &Fields) -> Fields {
    if !posted.is_empty() {
        return posted.clone();
    }
    let flags = [("view", held.view), ("create", held.create), ("admin", held.admin)];
    flags.into_iter().filter(|(_, set)| *set).map(|(flag, _)| (flag.to_owned(), "true".to_owned())).collect()
}

pub(super) fn chosen(start: &Fields) -> Vec<&'static str> {
    let set = |flag: &&str| start.iter().any(|(field, value)| field == flag && value == "true");
    ["view", "create", "admin"].into_iter().filter(set).collect()
}

//! Flags: of one person, and the same for several.

use access::{Flags, UserId};
use api::Fault;
use api::names::Name;
use api::previews::PreviewFacts;
use leptos::prelude::*;

use super::super::super::{at, closing, hidden, opening, posted, previewing, refused, same_part, whole};
use super::{FLAGS, add, choices, chosen, facts, here, named, names, row_menu, start};
use crate::backend::viewer;
use crate::islands::{Editing, LivePreview};
use crate::parts::{ButtonKind, Dialog, DialogSize, ErrorSummary, TickCards};

/// Whether nobody else who can sign in decides about the organization.
fn is_only_admin(facts: &PreviewFacts, whom: UserId) -> bool {
    let organization = facts.world.organizations.get(&facts.organization);
    let admins = organization
        .into_iter()
        .flat_map(|one| &one.flags)
        .filter(|(user, flags)| flags.admin && facts.world.users.get(user).is_some_and(|user| user.enabled));
    admins.map(|(user, _)| *user).eq([whom])
}

/// The flags of one person, who may be somebody new.
pub(super) async fn edit(organization: &Name, user: &str) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let missing =
        || Ok(add(&organization, Some((user.to_owned(), "there is nobody of this name".to_owned()))));
    let Ok(name) = user.parse::<Name>() else { return missing() };
    let Ok(facts) = facts(&organization, vec![name.clone()]).await else { return missing() };
    let (Some(viewer), Some(whom)) = (viewer(), facts.users.first().copied()) else { return missing() };
    let id = facts.organization;
    let held = facts.world.organizations.get(&id).and_then(|one| one.flags.get(&whom).copied());
    let only = is_only_admin(&facts, whom);
    let (fault, fields) = refused(FLAGS);
    let start = start(held.unwrap_or(Flags { view: true, ..Flags::NONE }), &fields);
    let chosen = chosen(&start);
    let (editing, confirming) = (Editing::OrganizationFlags(id, vec![whom]), posted(FLAGS));
    let command = format!("sluicegate organization update-permissions {organization} {name}");
    let line = format!("{command}{}", editing.arguments(&facts, &start));
    let preview = view! { <LivePreview facts viewer=viewer.id editing start command act="Save flags".into() confirming /> };
    let locked =
        only.then(|| format!("{name} is the only admin who can sign in, and an organization keeps one."));
    let title = if held.is_some() { format!("Flags of {name}") } else { format!("Add {name}") };
    let confirm = previewing(ButtonKind::Filled, confirming, "Save flags");
    Ok(view! {
        <Dialog
            title=title
            line=format!("On {organization}. Each flag is set by itself; who pays for {name} stays as it is.")
            action=same_part(&here(&organization))
            close=closing(&here(&organization), &row_menu(&name))
            size=DialogSize::Wide
            command=line
            confirm=confirm
            preview=preview.into_any()
        >
            {hidden("do", FLAGS)}
            {hidden("organization", &organization)}
            {hidden("user", &name)}
            {hidden("flags", "all")}
            {whole(&fault).or_else(|| at(&fault, "user")).map(|title| view! { <ErrorSummary title=title /> })}
            <TickCards legend="May" choices=choices(locked) chosen=chosen autofocus=true />
            {only.then(|| way_out(&organization))}
        </Dialog>
    }
    .into_any())
}

/// What the only admin can do to be that no longer.
fn way_out(organization: &Name) -> impl IntoView + use<> {
    let (add, delete) =
        (opening(&here(organization), "add", "person"), format!("/{organization}/-/settings"));
    view! {
        <p class="caption">
            <a href=add>"Make somebody else admin"</a>
            " first, or "
            <a href=delete>"delete the organization"</a>
            "."
        </p>
    }
}

/// The same flags for several people.
pub(super) async fn bulk(organization: &Name, users: Vec<String>) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let facts = facts(&organization, names(&users)?).await?;
    let Some(viewer) = viewer() else { return Err(Fault::not_found()) };
    let (fault, fields) = refused("update-members");
    let start = start(Flags { view: true, ..Flags::NONE }, &fields);
    let chosen = chosen(&start);
    let editing = Editing::OrganizationFlags(facts.organization, facts.users.clone());
    let confirming = posted("update-members");
    let act = format!("Set flags of {}", users.len());
    let confirm = previewing(ButtonKind::Filled, confirming, &act);
    let command = String::new();
    let preview = view! { <LivePreview facts viewer=viewer.id editing start command act confirming /> };
    Ok(view! {
        <Dialog
            title=format!("Flags of {} people", users.len())
            line="All of them get exactly these flags, or, if one of them can’t, none does."
            action=same_part(&here(&organization))
            close=same_part(&here(&organization))
            size=DialogSize::Wide
            confirm=confirm
            preview=preview.into_any()
        >
            {hidden("do", "update-members")}
            {hidden("organization", &organization)}
            {hidden("users", users.join(","))}
            {hidden("flags", "all")}
            {whole(&fault)
                .or_else(|| at(&fault, "users"))
                .map(|title| view! { <ErrorSummary title=title /> })}
            <p>{named(&users)}</p>
            <TickCards legend="May" choices=choices(None) chosen=chosen autofocus=true />
        </Dialog>
    }
    .into_any())
}

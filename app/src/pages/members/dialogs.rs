//! The dialogs on people: their flags, quotas and removal, one by one or several at once.

use access::{Flags, UserId};
use api::Fault;
use api::members::{ListMembers, MemberHoldings, ShowMemberHoldings};
use api::names::Name;
use api::organizations::Organization;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::super::{about, at, hidden, posted, query, refused, typed, whole};
use super::{here, invite};
use crate::backend::{ask, viewer};
use crate::forms::Fields;
use crate::islands::changes::Told;
use crate::islands::{Editing, LivePreview};
use crate::parts::{
    self, ButtonKind, Choice, Dialog, DialogSize, ErrorSummary, InputKind, Notice, Preview, PreviewLine,
    PreviewSection, SubmitButton, TextField, TickCards, Tone,
};

const FLAGS: &str = "update-organization-permissions";

/// The dialog that the page's address or the form that was posted to it asks for.
pub(super) async fn open(name: &Name, organization: &Organization) -> Result<Option<AnyView>, Fault> {
    if let Some(user) = about("edit", FLAGS, "user") {
        return edit(name, &user).await.map(Some);
    }
    if let Some(user) = about("quota", "update-member-quota", "user") {
        return quota(name, &user).await.map(Some);
    }
    if let Some(user) = about("remove", "remove-member", "user") {
        return remove(name, vec![user], "remove-member").await.map(Some);
    }
    if posted("update-members") || query("bulk").as_deref() == Some("flags") {
        return bulk_flags(name, selected("update-members")).await.map(Some);
    }
    if posted("remove-members") || query("bulk").as_deref() == Some("remove") {
        return remove(name, selected("remove-members"), "remove-members").await.map(Some);
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

/// The first step of adding somebody: who. The second is the dialog on their flags.
fn add(organization: &Name, error: Option<(String, String)>) -> AnyView {
    let (value, error) = error.unzip();
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Choose flags…"</SubmitButton> };
    view! {
        <Dialog
            title="Add collaborator"
            line="Adding gives flags at once, and who pays for them stays as it is. Inviting makes them a member, paid for here once they accept."
            action=here(organization)
            close=here(organization)
            command=format!("sluicegate organization update-permissions {organization} USER --view")
            confirm=confirm.into_any()
            step=true
        >
            <TextField
                name="edit"
                label="Username"
                kind=InputKind::Name
                value=value.unwrap_or_default()
                hint="The whole name, as the person signs in."
                error=error
                autofocus=true
            />
        </Dialog>
    }
    .into_any()
}

/// Whether nobody else who can sign in decides about the organization.
fn is_only_admin(facts: &PreviewFacts, whom: UserId) -> bool {
    let organization = facts.world.organizations.get(&facts.organization);
    let admins = organization
        .into_iter()
        .flat_map(|one| &one.flags)
        .filter(|(user, flags)| flags.admin && facts.world.users.get(user).is_some_and(|user| user.enabled));
    admins.map(|(user, _)| *user).eq([whom])
}

pub(super) fn choices(locked: Option<String>) -> Vec<Choice> {
    vec![
        Choice::new("view", "View", "Members, teams, services, usage, project names.").aside("view"),
        Choice::new("create", "Create", "Create projects, services and pipelines here. Lets view, too.")
            .aside("create"),
        Choice::new(
            "admin",
            "Admin",
            "Invites, flags, teams, quotas, settings, delete. Lets view, but not create.",
        )
        .aside("admin")
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

async fn edit(organization: &Name, user: &str) -> Result<AnyView, Fault> {
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
    let preview = view! {
        <LivePreview
            facts=facts
            viewer=viewer.id
            editing=Editing::OrganizationFlags(id, vec![whom])
            start=start
            confirming=posted(FLAGS)
        />
    };
    let locked =
        only.then(|| format!("{name} is the only admin who can sign in, and an organization keeps one."));
    let title = if held.is_some() { format!("Flags of {name}") } else { format!("Add {name}") };
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Save flags"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=title
            line=format!("On {organization}. Each flag is set by itself; who pays for {name} stays as it is.")
            action=here(&organization)
            close=here(&organization)
            size=DialogSize::Wide
            command=format!("sluicegate organization update-permissions {organization} {name}")
            confirm=confirm.into_any()
            preview=preview.into_any()
        >
            {hidden("do", FLAGS)}
            {hidden("organization", &organization)}
            {hidden("user", &name)}
            {hidden("flags", "all")}
            {whole(&fault).or_else(|| at(&fault, "user")).map(|title| view! { <ErrorSummary title=title /> })}
            <TickCards legend="May" choices=choices(locked) chosen=chosen />
        </Dialog>
    }
    .into_any())
}

async fn bulk_flags(organization: &Name, users: Vec<String>) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let facts = facts(&organization, names(&users)?).await?;
    let Some(viewer) = viewer() else { return Err(Fault::not_found()) };
    let (fault, fields) = refused("update-members");
    let start = start(Flags { view: true, ..Flags::NONE }, &fields);
    let chosen = chosen(&start);
    let editing = Editing::OrganizationFlags(facts.organization, facts.users.clone());
    let confirming = posted("update-members");
    let preview = view! { <LivePreview facts viewer=viewer.id editing start confirming /> };
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>{format!("Set flags of {}", users.len())}</SubmitButton> };
    Ok(view! {
        <Dialog
            title=format!("Flags of {} people", users.len())
            line="All of them get exactly these flags, or, if one of them can’t, none does."
            action=here(&organization)
            close=here(&organization)
            size=DialogSize::Wide
            confirm=confirm.into_any()
            preview=preview.into_any()
        >
            {hidden("do", "update-members")}
            {hidden("organization", &organization)}
            {hidden("users", users.join(","))}
            {hidden("flags", "all")}
            {whole(&fault)
                .or_else(|| at(&fault, "users"))
                .map(|title| view! { <ErrorSummary title=title /> })}
            <p>{users.join(", ")}</p>
            <TickCards legend="May" choices=choices(None) chosen=chosen />
        </Dialog>
    }
    .into_any())
}

async fn quota(organization: &Name, user: &str) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let Ok(name) = user.parse::<Name>() else { return Err(Fault::not_found()) };
    let list = ListMembers {
        organization: organization.clone(),
        search: Some(name.to_string()),
        filter: None,
        order: None,
        limit: Some(500),
        after: None,
    };
    let member = ask(list).await?.items.into_iter().find(|member| member.user.as_ref() == Some(&name));
    let Some(member) = member else { return Err(Fault::not_found()) };
    let (fault, fields) = refused("update-member-quota");
    let shown = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Save quotas"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=format!("Quotas of {name}")
            line=format!(
                "What {name} may use at the expense of {organization} in a calendar month. Empty is unlimited, 0 is blocked.",
            )
            action=here(&organization)
            close=here(&organization)
            command=format!("sluicegate organization update-member-quota {organization} {name}")
            confirm=confirm.into_any()
        >
            {hidden("do", "update-member-quota")}
            {hidden("organization", &organization)}
            {hidden("user", &name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <TextField
                name="read_quota_mb"
                label="Read, MB a month"
                value=typed(&fields, "read_quota_mb", &shown(member.read_quota_mb))
                error=at(&fault, "read_quota_mb")
                optional=true
            />
            <TextField
                name="write_quota_mb"
                label="Write, MB a month"
                value=typed(&fields, "write_quota_mb", &shown(member.write_quota_mb))
                error=at(&fault, "write_quota_mb")
                optional=true
            />
        </Dialog>
    }
    .into_any())
}

/// What somebody loses, beside the list of what the rules say.
pub(super) fn preview(told: Told) -> AnyView {
    let mark = told.mark.clone();
    view! {
        <div class="live-preview">
            {hidden("seen", mark)} <Preview title="What this changes" live=false>
                {told.sections(true)}
                <PreviewSection title="Good to know">
                    <PreviewLine change=parts::Change::Equal>
                        "Their own organization and secrets stay; inside, those are refused from the next request on."
                    </PreviewLine>
                </PreviewSection>
            </Preview>
        </div>
    }
    .into_any()
}

/// Everything that ends for one person, as a list.
pub(super) fn holdings(of: &MemberHoldings) -> AnyView {
    let lines = of.holdings.iter().map(|one| {
        let only = one.only_keeper.then_some(", and nobody else decides about it");
        view! {
            <li>
                <code>{one.resource.clone()}</code>
                ": "
                {one.holds.clone()}
                {only}
            </li>
        }
    });
    let lines = lines.collect_view();
    let more = (of.hidden > 0).then(|| view! { <li>{format!("{} more that you can’t see", of.hidden)}</li> });
    let invites = (of.invites > 0)
        .then(|| view! { <li>{format!("{} pending invites that they sent", of.invites)}</li> });
    let secrets = of.secrets.iter().map(|secret| {
        view! {
            <li>
                <code>{secret.hint.clone()}</code>
                " of "
                {secret.service.clone()}
                " "
                {secret.description.clone()}
            </li>
        }
    });
    let secrets = (!of.secrets.is_empty()).then(|| {
        view! {
            <p>"Service secrets that they issued, which go on working unless you revoke them:"</p>
            <ul>{secrets.collect_view()}</ul>
        }
    });
    view! {
        <ul>{lines} {more} {invites}</ul>
        {secrets}
    }
    .into_any()
}

/// A tick for the service secrets that somebody issued.
pub(super) fn revoke_tick() -> AnyView {
    let choice =
        Choice::new("revoke_secrets", "Revoke their service secrets", "What uses them stops at once.");
    view! { <TickCards legend="Service secrets" choices=vec![choice] chosen=vec![] /> }.into_any()
}

async fn remove(organization: &Name, users: Vec<String>, form: &'static str) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let people = names(&users)?;
    let facts = facts(&organization, people.clone()).await?;
    let Some(viewer) = viewer() else { return Err(Fault::not_found()) };
    let (fault, fields) = refused(form);
    let take_over = query("take_over").is_some() || typed(&fields, "take_over", "") == "true";
    let taker = (take_over && people.iter().all(|name| *name != viewer.name)).then_some(viewer.id);
    let told = Told::of(&facts, viewer.id, &facts.remove(taker));
    let kept = told.ownerless.clone();
    let mut lost = Vec::new();
    let mut secrets = false;
    for name in &people {
        let held = ask(ShowMemberHoldings { organization: organization.clone(), user: name.clone() }).await?;
        secrets |= !held.secrets.is_empty();
        let pays = held.billed_here.then(|| format!(" {organization} pays for {name} no longer."));
        let flags = format!("Every flag on {organization}.");
        lost.push(view! {
            <Notice tone=Tone::Danger title=format!("What {name} loses")>
                <p>{flags} {pays}</p>
                {holdings(&held)}
            </Notice>
        });
    }
    let asked = if form == "remove-member" {
        format!("remove={}", users.join(""))
    } else {
        let users: Vec<String> = users.iter().map(|user| format!("users={user}")).collect();
        format!("bulk=remove&{}", users.join("&"))
    };
    let blocked = (!kept.is_empty()).then(|| {
        let take = (!take_over).then(|| {
            let href = format!("{}?{asked}&take_over=true", here(&organization));
            view! {
                <a class="button small" href=href>
                    "Take over what nobody else decides about…"
                </a>
            }
        });
        view! {
            <Notice tone=Tone::Warning title="Somebody has to decide about these">
                <p>{kept.join(", ")}</p>
                {take}
            </Notice>
        }
    });
    let off = blocked.is_some();
    let who = if users.len() == 1 { users.join("") } else { format!("{} people", users.len()) };
    let (field, value) =
        if form == "remove-member" { ("user", users.join("")) } else { ("users", users.join(",")) };
    let confirm = view! {
        <SubmitButton kind=ButtonKind::DangerFilled disabled=off>
            {format!("Remove {who}")}
        </SubmitButton>
    };
    Ok(view! {
        <Dialog
            title=format!("Remove {who}")
            line=format!("Everything that they hold inside {organization} ends, from the next request on.")
            action=here(&organization)
            close=here(&organization)
            size=DialogSize::Wide
            command=format!("sluicegate organization remove-member {organization} {}", users.join(" "))
            confirm=confirm.into_any()
            preview=preview(told)
        >
            {hidden("do", form)}
            {hidden("organization", &organization)}
            {hidden(field, value)}
            {take_over.then(|| hidden("take_over", "true"))}
            {whole(&fault).or_else(|| at(&fault, field)).map(|title| view! { <ErrorSummary title=title /> })}
            {blocked}
            {lost}
            {secrets.then(revoke_tick)}
        </Dialog>
    }
    .into_any())
}

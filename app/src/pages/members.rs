//! Who is in an organization: members, collaborators and pending invites in one list, and the dialogs over it.

mod dialogs;
mod invite;
mod leave;
mod rows;

use api::members::{CountMembers, ListMembers, MemberCounts, MemberFilter};
use api::names::Name;
use api::organizations::{Organization, ShowOrganization};
use leptos::prelude::*;

pub(super) use leave::page as leave_page;

use super::teams::search_box;
use super::{Made, organization_frame, outcome, param, query};
use crate::backend::{ask, now, viewer};
use crate::forms::Outcome;
use crate::parts::{
    BarePanel, ButtonKind, ButtonSize, Empty, Glyph, Head, LinkButton, Pager, Subject, SubmitButton, Table,
    Title,
};
use crate::shell::bar::encoded;
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// The page.
pub(super) async fn page() -> Made {
    let name = param("organization")?;
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    let search = query("search");
    let filter = query("filter").and_then(|word| filter_of(&word));
    let members = ListMembers {
        organization: name.clone(),
        search: search.clone(),
        filter,
        order: None,
        limit: None,
        after: query("after"),
    };
    let members = ask(members).await?;
    let counts = ask(CountMembers { organization: name.clone(), search: search.clone() }).await?;
    let dialog = if organization.flags.admin { dialogs::open(&name, &organization).await? } else { None };
    let link = match outcome() {
        Some(Outcome::Invited(sent)) => Some(invite::link(&name, sent)),
        _ => None,
    };
    let (now, me, admin) = (now(), viewer().map(|viewer| viewer.name), organization.flags.admin);
    let here = here(&name);
    let list = if members.items.is_empty() {
        let clear = view! { <LinkButton href=here.clone()>"Clear filters"</LinkButton> };
        view! {
            <Empty
                glyph=Glyph::Search
                title="Nobody here fits"
                line="Look for a username, or a part of one."
                actions=clear.into_any()
            />
        }
        .into_any()
    } else {
        let only_admin = counts.admins == 1 && search.is_none();
        let rows = members.items.into_iter().enumerate().map(|(index, member)| {
            let mine = me.is_some() && me == member.user;
            let locked = only_admin && member.flags.admin;
            rows::row(&name, index, member, rows::Seen { now, mine, admin, locked })
        });
        let rows = rows.collect_view();
        let heads = vec![
            Head::Text("Person"),
            Head::Text("Source"),
            Head::Text("View"),
            Head::Text("Create"),
            Head::Text("Admin"),
            Head::Text("Who pays"),
            Head::Text("Last activity"),
            Head::Hidden("Actions"),
        ];
        view! {
            <Table label="Members" heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    let next = members.next.map(|next| {
        let mut href = format!("{here}?after={}", encoded(&next));
        if let Some(text) = &search {
            href.push_str(&format!("&search={}", encoded(text)));
        }
        if let Some(filter) = filter {
            href.push_str(&format!("&filter={}", word_of(filter)));
        }
        href
    });
    let foot = view! {
        <div class="panel-foot">
            <div class="legend-line">
                {rows::legend()} <a class="caption" href=format!("{here}/export")>
                    "Export as CSV"
                </a>
            </div>
            {next.map(|next| view! { <Pager range="By name" next=Some(next) /> })}
        </div>
    };
    let tools = view! {
        {search_box(&here, search.as_deref(), "Name or handle", None)}
        {chips(&here, &counts, filter, search.as_deref())}
    };
    let bulk = admin.then(|| bulk_bar(&here));
    let body = view! {
        {head(&organization)}
        {link}
        <div class="selecting">
            <BarePanel label="People">
                <div class="people-tools">{tools}</div>
                {list}
                {foot}
            </BarePanel>
            {bulk}
        </div>
        {dialog}
    };
    let path = organization.path.clone();
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Members),
        crumbs: vec![Crumb::to(path.clone(), format!("/{path}")), Crumb::here("Members")],
        ..organization_frame(format!("Members of {path}"), &path).await
    };
    Ok((frame, body.into_any()))
}

/// The page of an organization's people.
fn here(organization: &Name) -> String {
    format!("/{organization}/-/members")
}

const FILTERS: [(MemberFilter, &str); 4] = [
    (MemberFilter::Members, "members"),
    (MemberFilter::Collaborators, "collaborators"),
    (MemberFilter::Invites, "invites"),
    (MemberFilter::Admins, "admins"),
];

fn filter_of(word: &str) -> Option<MemberFilter> {
    FILTERS.into_iter().find(|(_, name)| *name == word).map(|(filter, _)| filter)
}

fn word_of(filter: MemberFilter) -> &'static str {
    FILTERS.into_iter().find(|(one, _)| *one == filter).map_or("", |(_, word)| word)
}

fn chips(here: &str, counts: &MemberCounts, chosen: Option<MemberFilter>, search: Option<&str>) -> AnyView {
    let kept = search.map(|text| format!("&search={}", encoded(text))).unwrap_or_default();
    let chip = |label: &'static str, filter: Option<MemberFilter>, count: u64| {
        let href = match filter {
            Some(filter) => format!("{here}?filter={}{kept}", word_of(filter)),
            None => format!("{here}?{}", kept.trim_start_matches('&')),
        };
        view! {
            <a class="chip" href=href aria-current=(filter == chosen).then_some("true")>
                {label}
                <span>{count}</span>
            </a>
        }
    };
    view! {
        <nav class="chips" aria-label="Filters">
            {chip("All", None, counts.all)}
            {chip("Members", Some(MemberFilter::Members), counts.members)}
            {chip("Collaborators", Some(MemberFilter::Collaborators), counts.collaborators)}
            {chip("Invites", Some(MemberFilter::Invites), counts.invites)}
            {chip("Admins", Some(MemberFilter::Admins), counts.admins)}
        </nav>
    }
    .into_any()
}

fn head(organization: &Organization) -> impl IntoView + use<> {
    let path = organization.path.clone();
    let here = here(&organization.name);
    let personal = organization.personal;
    let actions = organization.flags.admin.then(|| {
        view! {
            <LinkButton href=format!("{here}?add=person") glyph=Glyph::Plus>
                "Add"
            </LinkButton>
            {(!personal)
                .then(|| {
                    view! {
                        <LinkButton
                            href=format!("{here}?new=invite")
                            kind=ButtonKind::Filled
                            glyph=Glyph::Mail
                        >
                            "Invite"
                        </LinkButton>
                    }
                })}
        }
        .into_any()
    });
    let lede = view! {
        <strong>"Invite"</strong>
        ": "
        {path}
        " pays for them once they accept. "
        <strong>"Add"</strong>
        ": a collaborator, who keeps paying for themselves."
    };
    view! { <Title subject=Subject::Page("Members".into()) actions=actions lede=lede.into_any() /> }
}

/// What can be done with everybody who is ticked; shown while somebody is.
fn bulk_bar(here: &str) -> impl IntoView + use<> {
    view! {
        <form id="bulk" class="bulk-bar" method="get" action=here.to_owned() aria-label="Selected people">
            <span class="bulk-count"></span>
            <SubmitButton size=ButtonSize::Small choice=("bulk", "flags".to_owned())>
                "Set flags…"
            </SubmitButton>
            <SubmitButton kind=ButtonKind::Danger size=ButtonSize::Small choice=("bulk", "remove".to_owned())>
                "Remove…"
            </SubmitButton>
            <button type="reset" class="button ghost small">
                "Clear"
            </button>
        </form>
    }
}

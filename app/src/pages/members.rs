//! Who is in an organization: members, collaborators and pending invites in one list, and the dialogs over it.

mod dialogs;
mod invite;
mod leave;
mod rows;
mod tools;

use api::Page;
use api::members::{CountMembers, Member, MemberSource};
use api::names::Name;
use api::organizations::{Organization, ShowOrganization};
use leptos::prelude::*;

pub(super) use leave::page as leave_page;

use super::{Made, lacking, opening, organization_frame, outcome, param, refused, typed};
use crate::backend::{ask, now, viewer};
use crate::forms::Outcome;
use crate::islands::{FlagEdits, FlagsOn};
use crate::parts::{
    BarePanel, ButtonKind, Empty, ErrorSummary, Glyph, Head, LinkButton, Subject, Table, TickLegend, Title,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};
use tools::{Selected, Shown};

/// The page.
pub(super) async fn page() -> Made {
    let name = param("organization")?;
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    if !organization.flags.admin && dialogs::asked() {
        return Err(lacking("admin", &name).await);
    }
    let shown = Shown::asked(&name);
    let members = ask(shown.list(None, shown.after.clone())).await?;
    let counts = shown.counts(&members).await?;
    let admins = if shown.search.is_some() && members.items.iter().any(|row| row.flags.admin) {
        // However few of them the search finds.
        ask(CountMembers { organization: name.clone(), search: None }).await?.admins
    } else {
        counts.admins
    };
    let admin = organization.flags.admin;
    let selected = if admin { Selected::asked(&shown, &members.items).await? } else { Selected::default() };
    let dialog = if admin { dialogs::open(&name, &organization).await? } else { None };
    let link = match outcome() {
        Some(Outcome::Invited(sent)) => Some(invite::link(&name, sent)),
        _ => None,
    };
    let tools = view! {
        {tools::search(&shown)}
        {tools::chips(&shown, &counts)}
        {tools::order(&shown)}
    };
    let bulk = admin.then(|| tools::bulk_bar(&shown, &selected, &counts));
    let edits = admin.then(|| edits(&name, &shown, &members.items));
    let pager = shown.pager(&members, &counts);
    let foot = view! {
        <div class="panel-foot">
            <div class="legend-line">
                <TickLegend editable=admin />
                <a class="caption" href=format!("{}/export", here(&name))>
                    "Export as CSV"
                </a>
            </div>
            {pager}
        </div>
    };
    let fault = refused("update-flags").0;
    let fault = fault.map(|fault| view! { <ErrorSummary title=fault.detail /> });
    let list = list(&organization, members, admins == 1, &selected);
    let body = view! {
        {head(&organization)}
        {link}
        {fault}
        <div class="selecting">
            <BarePanel label="People">
                <div class="people-tools">{tools}</div>
                {list}
                {foot}
            </BarePanel>
            {edits}
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

fn list(
    organization: &Organization,
    members: Page<Member>,
    only_admin: bool,
    selected: &Selected,
) -> AnyView {
    if members.items.is_empty() {
        let clear = view! { <LinkButton href=here(&organization.name)>"Clear filters"</LinkButton> };
        return view! {
            <Empty
                glyph=Glyph::Search
                title="Nobody here fits"
                line="Look for a username, or a part of one."
                actions=clear.into_any()
            />
        }
        .into_any();
    }
    let me = viewer().map(|viewer| viewer.name);
    let rows = members.items.into_iter().enumerate().map(|(index, member)| {
        let seen = rows::Seen {
            now: now(),
            mine: me.is_some() && me == member.user,
            admin: organization.flags.admin,
            locked: only_admin && member.flags.admin && !member.disabled,
            personal: organization.personal,
            selected: selected.holds(&member),
        };
        rows::row(&organization.name, index, member, seen)
    });
    let rows = rows.collect_view();
    let heads = vec![
        if organization.flags.admin { Head::Select("Person", "bulk") } else { Head::Text("Person") },
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
}

/// The bar with what was changed in the list and isn't saved.
fn edits(organization: &Name, shown: &Shown, members: &[Member]) -> Option<AnyView> {
    let viewer = viewer()?.id;
    let people = members.iter().filter(|member| member.source != MemberSource::Invite);
    let people = people.filter_map(|member| Some((member.user.clone()?, member.flags))).collect::<Vec<_>>();
    let fields = refused("update-flags").1;
    let edits = view! {
        <FlagEdits
            on=FlagsOn {
                organization: organization.clone(),
                project: None,
            }
            people=people
            viewer=viewer
            action=shown.here_again()
            again=typed(&fields, "changes", "")
        />
    };
    Some(edits.into_any())
}

/// The id of the menu in the row about this person or invite.
fn row_menu(about: impl std::fmt::Display) -> String {
    format!("member-{about}")
}

/// The page of an organization's people.
fn here(organization: &Name) -> String {
    format!("/{organization}/-/members")
}

fn head(organization: &Organization) -> impl IntoView + use<> {
    let path = organization.path.clone();
    let here = here(&organization.name);
    let personal = organization.personal;
    let actions = organization.flags.admin.then(|| {
        view! {
            <LinkButton href=opening(&here, "add", "person") glyph=Glyph::Plus>
                "Add"
            </LinkButton>
            {(!personal)
                .then(|| {
                    view! {
                        <LinkButton
                            href=opening(&here, "new", "invite")
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
        "Who holds what on "
        {path.clone()}
        ", and who pays for them. Its admins invite people and change flags."
    };
    let of_admins = view! {
        <strong>"Invite"</strong>
        ": "
        {path}
        " pays for them once they accept. "
        <strong>"Add"</strong>
        ": a collaborator, who keeps paying for themselves."
    };
    let lede = if organization.flags.admin { of_admins.into_any() } else { lede.into_any() };
    view! { <Title subject=Subject::Page("Members".into()) actions=actions lede=lede /> }
}

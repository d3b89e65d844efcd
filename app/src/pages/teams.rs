//! An organization's teams.

pub(super) mod team;

use api::names::Name;
use api::organizations::ShowOrganization;
use api::teams::{ListTeams, Team};
use api::{Fault, Page};
use leptos::prelude::*;

use super::{
    Made, NAME_HINT, at, hidden, name_and_description, opening, organization_frame, param, posted, query,
    refused, same_part, typed, whole,
};
use crate::backend::ask;
use crate::forms::Fields;
use crate::parts::{
    Badge, ButtonKind, Cell, Choice, Dialog, Empty, ErrorSummary, Glyph, Head, LinkButton, MainCell, Pager,
    Panel, RadioCards, Row, SearchField, Subject, SubmitButton, Table, Title, Tone,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// What a team is for.
const LINE: &str = "A team is a name for people of an organization, so that what they need together can be shared \
    with them at once.";

/// The page.
pub(super) async fn page() -> Made {
    let name = param("organization")?;
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    let search = query("search");
    let teams =
        ListTeams { organization: name.clone(), search: search.clone(), after: query("after"), limit: None };
    let teams = ask(teams).await?;
    let admin = organization.flags.admin;
    let path = format!("/{name}/-/teams");
    let dialog = (admin && (query("new").is_some() || posted("create-team"))).then(|| new_dialog(&name));
    let button = || {
        let href = opening(&path, "new", "team");
        view! {
            <LinkButton href=href kind=ButtonKind::Filled glyph=Glyph::Plus>
                "New team…"
            </LinkButton>
        }
        .into_any()
    };
    let none = teams.items.is_empty();
    let list = match (none, search.is_some()) {
        (true, true) => {
            let clear = view! { <LinkButton href=path.clone()>"Clear the search"</LinkButton> };
            view! {
                <Empty
                    glyph=Glyph::Search
                    title="No team has this in its name"
                    line="Teams that you can’t see aren’t searched."
                    actions=clear.into_any()
                />
            }
            .into_any()
        }
        (true, false) => {
            let command = if admin { format!("sluicegate team create {name}/data") } else { String::new() };
            view! {
                <Empty
                    glyph=Glyph::Team
                    title="No teams yet"
                    line=LINE
                    actions=admin.then(button)
                    command=command
                />
            }
            .into_any()
        }
        (false, _) => table(&path, teams, search.as_deref()).into_any(),
    };
    let lede = (!none).then(|| LINE.into_any());
    let body = view! {
        <Title subject=Subject::Page("Teams".into()) actions=(admin && !none).then(button) lede=lede />
        {list}
        {dialog}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Teams),
        crumbs: vec![Crumb::to(name.to_string(), format!("/{name}")), Crumb::here("Teams")],
        ..organization_frame(format!("Teams of {name}"), &name.to_string()).await
    };
    Ok((frame, body.into_any()))
}

fn table(path: &str, teams: Page<Team>, search: Option<&str>) -> impl IntoView + use<> {
    let rows = teams.items.into_iter().map(|team| {
        let href = format!("{path}/{}", team.name);
        let seen = if team.discoverable { "everybody with an account" } else { "this organization" };
        view! {
            <Row>
                <MainCell second=team.description.to_string() prose=true>
                    <a href=href>{team.name.to_string()}</a>
                    {team.member.then(|| view! { <Badge tone=Tone::Accent text="you are in it" /> })}
                </MainCell>
                <Cell label="People" end=true>
                    {team.members}
                </Cell>
                <Cell label="Can be named by">{seen}</Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let heads = vec![Head::Text("Team"), Head::End("People"), Head::Text("Can be named by")];
    let kept = search.map(|text| format!("&search={}", crate::shell::bar::encoded(text))).unwrap_or_default();
    let next = teams.next.map(|next| format!("{path}?after={next}{kept}"));
    let foot = next.map(|next| view! { <Pager range="By name" next=Some(next) /> }.into_any());
    view! {
        <Panel
            title="All teams"
            flush=true
            aside=search_box(path, search, "Search teams", None).into_any()
            foot=foot
        >
            <Table label="Teams" heads=heads>
                {rows}
            </Table>
        </Panel>
    }
}

/// A search in a panel's head: a plain GET form, which keeps one more part of the address.
pub(super) fn search_box(
    path: &str,
    search: Option<&str>,
    label: &'static str,
    kept: Option<(&'static str, &'static str)>,
) -> impl IntoView + use<> {
    let (path, search) = (path.to_owned(), search.unwrap_or_default().to_owned());
    view! {
        <form class="search" method="get" action=path role="search">
            {kept.map(|(name, value)| hidden(name, value))}
            <SearchField value=search label />
        </form>
    }
}

/// Who may name a team, as the form asks it.
fn discoverable(chosen: String, error: Option<String>) -> impl IntoView {
    let choices = vec![
        Choice::new(
            "false",
            "This organization",
            "Only people who may view the organization, and its own members, know that it exists.",
        ),
        Choice::new(
            "true",
            "Everybody with an account",
            "Others find its name and how many are in it, so that they can share with it. Who is in it stays here.",
        ),
    ];
    view! {
        <RadioCards name="discoverable" legend="Who can find it" choices=choices chosen=chosen error=error />
    }
}

fn new_dialog(organization: &Name) -> impl IntoView + use<> {
    let organization = organization.clone();
    let (fault, fields): (Option<Fault>, Fields) = refused("create-team");
    let path = format!("/{organization}/-/teams");
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Create team"</SubmitButton> };
    view! {
        <Dialog
            title="New team"
            line=format!("In {organization}. It is empty at first, and reaches nothing.")
            action=path.clone()
            close=same_part(&path)
            command=format!("sluicegate team create {organization}/NAME")
            confirm=confirm.into_any()
        >
            {hidden("do", "create-team")}
            {hidden("organization", &organization)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            {name_and_description(NAME_HINT, &fault, &fields)}
            {discoverable(typed(&fields, "discoverable", "false"), at(&fault, "discoverable"))}
        </Dialog>
    }
}

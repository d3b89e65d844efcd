//! A team's page: who is in it, and its settings.

mod dialogs;

use access::Time;
use api::organizations::ShowOrganization;
use api::pipelines::ListPipelines;
use api::teams::{ListTeamMembers, ShowTeam, Team, TeamMember};
use api::{FaultKind, Page};
use leptos::prelude::*;

use super::super::pipelines::pipeline_table;
use super::super::{
    Made, about, at, description, hidden, opening, organization_frame, param, posted, query, refused,
    sentence, typed, whole,
};
use super::{discoverable, search_box};
use crate::backend::{ask, now, viewer};
use crate::parts::{
    Avatar, Badge, ButtonKind, Cell, Empty, ErrorSummary, Glyph, Head, InputKind, LinkButton, MainCell,
    MenuCell, MenuLink, Pager, Panel, Row, RowMenu, Subject, SubmitButton, Tab, Table, Tabs, TextField,
    Timestamp, Title, Tone,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// The page; its settings are a face of it, for the admins of the organization.
pub(in crate::pages) async fn page() -> Made {
    let (organization, name) = (param("organization")?, param("team")?);
    let team = ask(ShowTeam { organization: organization.clone(), team: name.clone() }).await?;
    let admin = ask(ShowOrganization { organization: organization.clone() }).await?.flags.admin;
    let path = format!("/{organization}/-/teams/{}", team.name);
    let deleting = query("delete").is_some() || posted("delete-team");
    let settings =
        admin && (query("tab").as_deref() == Some("settings") || posted("update-team") || deleting);
    let content = if settings {
        settings_panels(&organization.to_string(), &team, &path).into_any()
    } else {
        let search = query("search");
        let members = ListTeamMembers {
            organization: organization.clone(),
            team: name,
            search: search.clone(),
            after: query("after"),
            limit: None,
        };
        match ask(members).await {
            Ok(members) => {
                members_panel(&organization.to_string(), &team, &path, members, search.as_deref(), admin)
                    .into_any()
            }
            Err(fault) if matches!(fault.kind, FaultKind::Forbidden | FaultKind::NotFound) => {
                counted(&team).into_any()
            }
            Err(fault) => return Err(fault),
        }
    };
    let tabs = admin.then(|| {
        let tabs = vec![
            Tab::new("Members", path.clone(), !settings).counted(team.members),
            Tab::new("Settings", format!("{path}?tab=settings"), settings),
        ];
        view! { <Tabs label="Team" tabs=tabs /> }
    });
    let reach = if settings { None } else { reach(&team).await };
    let add = (admin && !settings && team.members > 0).then(|| add_button(&path));
    let dialog = if deleting && admin {
        Some(dialogs::delete(&organization, &team, &path).await?)
    } else if admin && (query("add").is_some() || posted("add-team-member")) {
        Some(dialogs::add(&organization, &team, &path).await?)
    } else {
        match about("remove", "remove-team-member", "user") {
            Some(user) => Some(dialogs::remove(&organization, &team, &path, &user).await?),
            None => None,
        }
    };
    let badges = view! {
        {team.member.then(|| view! { <Badge tone=Tone::Accent text="you are in it" /> })}
        {team
            .discoverable
            .then(|| view! { <Badge tone=Tone::Outline glyph=Glyph::Globe text="discoverable" /> })}
    };
    let lede = view! {
        {sentence(team.description.as_str())}
        "A team reaches nothing by itself: it sees the pipelines that are shared with it."
    };
    let body = view! {
        <Title
            subject=Subject::Thing(Glyph::Team, team.path.clone())
            badges=badges.into_any()
            actions=add
            lede=lede.into_any()
        />
        {tabs}
        <div class="stack">{content} {reach}</div>
        {dialog}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Teams),
        crumbs: vec![
            Crumb::to(organization.to_string(), format!("/{organization}")),
            Crumb::to("Teams", format!("/{organization}/-/teams")),
            Crumb::here(team.name.to_string()),
        ],
        ..organization_frame(team.path.clone(), &organization.to_string()).await
    };
    Ok((frame, body.into_any()))
}

/// What the team lets its members see: the pipelines that are shared with it, told to those who are in it.
async fn reach(team: &Team) -> Option<AnyView> {
    if !team.member {
        return None;
    }
    let path = team.path.parse().ok()?;
    let shared = ListPipelines { team: Some(path), limit: Some(500), ..ListPipelines::default() };
    let pipelines = ask(shared).await.map(|page| page.items).unwrap_or_default();
    let content = if pipelines.is_empty() {
        view! {
            <Empty
                glyph=Glyph::Pipeline
                title="Nothing is shared with it"
                line="A pipeline’s owner shares it with a team, and every member sees its config, versions, state and metrics."
            />
        }
        .into_any()
    } else {
        pipeline_table(pipelines, true)
    };
    Some(
        view! {
            <Panel title="What the team can reach" flush=true>
                {content}
            </Panel>
        }
        .into_any(),
    )
}

/// The id of the menu in somebody's row.
fn row_menu(name: &str) -> String {
    format!("member-{name}")
}

fn add_button(path: &str) -> AnyView {
    let href = opening(path, "add", "person");
    view! {
        <LinkButton href=href kind=ButtonKind::Filled glyph=Glyph::Plus>
            "Add person…"
        </LinkButton>
    }
    .into_any()
}

/// What somebody outside the organization sees: a number.
fn counted(team: &Team) -> impl IntoView + use<> {
    let people = match team.members {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    };
    view! {
        <Panel title="Members">
            <p>
                <strong>{people}</strong>
                ". Who they are is shown to people who may view the organization."
            </p>
        </Panel>
    }
}

fn members_panel(
    organization: &str,
    team: &Team,
    path: &str,
    members: Page<TeamMember>,
    search: Option<&str>,
    admin: bool,
) -> impl IntoView + use<> {
    let list = if members.items.is_empty() && search.is_none() {
        let command =
            if admin { format!("sluicegate team add-member {} USER", team.path) } else { String::new() };
        view! {
            <Empty
                glyph=Glyph::Team
                title="Nobody is in it yet"
                line="A team takes members of the organization and people who hold a flag in it."
                actions=admin.then(|| add_button(path))
                command=command
            />
        }
        .into_any()
    } else if members.items.is_empty() {
        let clear = view! { <LinkButton href=path.to_owned()>"Clear the search"</LinkButton> };
        view! {
            <Empty
                glyph=Glyph::Search
                title="Nobody in it has this in their name"
                line="Look for a username, or a part of one."
                actions=clear.into_any()
            />
        }
        .into_any()
    } else {
        let (now, me) = (now(), viewer().map(|viewer| viewer.name.to_string()));
        let rows = members.items.into_iter().map(|member| {
            let mine = me.as_deref() == Some(member.user.to_string().as_str());
            row(organization, &team.name.to_string(), path, member, now, mine, admin)
        });
        let rows = rows.collect_view();
        let heads = vec![
            Head::Text("Person"),
            Head::Text("Joined"),
            Head::Text("Home team"),
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
        let kept = search.map(|text| format!("&search={}", crate::shell::bar::encoded(text)));
        format!("{path}?after={next}{}", kept.unwrap_or_default())
    });
    let foot = view! {
        <p class="caption">
            "A pipeline that somebody creates here is shared with their home team at once. The first team joined is home, until another is chosen."
        </p>
        {next.map(|next| view! { <Pager range="By name" next=Some(next) /> })}
    };
    let aside = (team.members > 0).then(|| search_box(path, search, "Search people", None).into_any());
    view! {
        <Panel title="Members" flush=true aside=aside foot=foot.into_any()>
            {list}
        </Panel>
    }
}

fn row(
    organization: &str,
    team: &str,
    path: &str,
    member: TeamMember,
    now: Time,
    mine: bool,
    admin: bool,
) -> impl IntoView + use<> {
    let name = member.user.to_string();
    let may = admin || mine;
    let home = if member.home {
        "this one".into_any()
    } else if may {
        view! {
            <form method="post" action=path.to_owned()>
                {hidden("do", "set-home-team")}
                {hidden("organization", organization)}
                {hidden("team", team)}
                {hidden("user", &name)}
                <button type="submit" class="link-button">
                    {if mine { "Make it my home team" } else { "Make it their home team" }}
                </button>
            </form>
        }
        .into_any()
    } else {
        view! { <span class="muted">"another"</span> }.into_any()
    };
    let remove = opening(path, "remove", &name);
    let menu = may.then(|| {
        view! {
            <RowMenu id=row_menu(&name) label=format!("Actions for {name}")>
                <MenuLink href=remove glyph=Glyph::Minus danger=true>
                    {if mine { "Leave the team…" } else { "Take out of the team…" }}
                </MenuLink>
            </RowMenu>
        }
    });
    let by = member.added_by.map(|by| format!("added by {by}"));
    view! {
        <Row>
            <MainCell>
                <Avatar name=name.clone() />
                {name}
                {mine.then(|| view! { <Badge tone=Tone::Accent text="you" /> })}
                {member.disabled.then(|| view! { <Badge text="disabled" /> })}
            </MainCell>
            <Cell label="Joined" second=by>
                <Timestamp at=member.joined_at now />
            </Cell>
            <Cell label="Home team">{home}</Cell>
            <MenuCell>{menu}</MenuCell>
        </Row>
    }
}

fn settings_panels(organization: &str, team: &Team, path: &str) -> impl IntoView + use<> {
    let (organization, team, path) = (organization.to_owned(), team.clone(), path.to_owned());
    let (fault, fields) = refused("update-team");
    let found = if team.discoverable { "true" } else { "false" };
    let delete = format!("{path}?delete=team");
    view! {
        <div class="stack">
            <Panel title="Settings">
                <form class="form measured" method="post" action=format!("{path}?tab=settings")>
                    {hidden("do", "update-team")}
                    {hidden("organization", &organization)}
                    {hidden("team", &team.name)}
                    {hidden("shows", "description")}
                    {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                    <TextField
                        name="name"
                        label="Name"
                        kind=InputKind::Name
                        value=typed(&fields, "name", &team.name.to_string())
                        hint="After a rename the old path answers 404."
                        error=at(&fault, "name")
                    />
                    {description(&fault, &fields, team.description.as_str())}
                    {discoverable(typed(&fields, "discoverable", found), at(&fault, "discoverable"))}
                    <div class="actions">
                        <SubmitButton kind=ButtonKind::Filled>"Save settings"</SubmitButton>
                    </div>
                </form>
            </Panel>
            <Panel title="Delete">
                <p>
                    "The people stay in the organization; what was shared with the team is shared with nobody in its place."
                </p>
                <LinkButton href=delete kind=ButtonKind::Danger>
                    "Delete team…"
                </LinkButton>
            </Panel>
        </div>
    }
}

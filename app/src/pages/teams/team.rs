//! A team's page: who is in it, and its settings.

use access::Time;
use access::world::Change;
use api::names::Name;
use api::organizations::ShowOrganization;
use api::pipelines::ListPipelines;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use api::teams::{ListTeamMembers, ShowTeam, Team, TeamMember};
use api::{Fault, FaultKind, Page};
use leptos::prelude::*;

use super::super::pipelines::pipeline_table;
use super::super::project::settled;
use super::super::{
    Made, about, at, confirm_name, description, hidden, organization_frame, param, posted, query, refused,
    typed, whole,
};
use super::{discoverable, search_box};
use crate::backend::{ask, now, viewer};
use crate::forms::Fields;
use crate::islands::FindPerson;
use crate::islands::changes::Told;
use crate::parts::{
    Avatar, Badge, ButtonKind, Cell, Dialog, DialogSize, Empty, ErrorSummary, Glyph, Head, InputKind,
    LinkButton, MainCell, MenuCell, MenuLink, Notice, Pager, Panel, Row, RowMenu, Subject, SubmitButton, Tab,
    Table, Tabs, TextField, Timestamp, Title, Tone,
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
        Some(delete_dialog(&organization, &team, &path).await?)
    } else if admin && (query("add").is_some() || posted("add-team-member")) {
        Some(add_dialog(&organization, &team, &path).into_any())
    } else {
        match about("remove", "remove-team-member", "user") {
            Some(user) => Some(remove_dialog(&organization, &team, &path, &user).await?),
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
        {(!team.description.as_str().is_empty()).then(|| format!("{} ", team.description))}
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

fn add_button(path: &str) -> AnyView {
    let href = format!("{path}?add=person");
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
        view! { <Badge text="home team" /> }.into_any()
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
    let remove = format!("{path}?remove={name}");
    let menu = may.then(|| {
        view! {
            <RowMenu id=format!("member-{}", member.id) label=format!("Actions for {name}")>
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

fn add_dialog(organization: &Name, team: &Team, path: &str) -> impl IntoView + use<> {
    let (organization, team, path) = (organization.clone(), team.clone(), path.to_owned());
    let (fault, fields): (Option<Fault>, Fields) = refused("add-team-member");
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Add to the team"</SubmitButton> };
    view! {
        <Dialog
            title="Add person"
            line=format!("To {}. They see what is shared with the team from then on.", team.path)
            action=path.clone()
            close=path
            command=format!("sluicegate team add-member {} USER", team.path)
            confirm=confirm.into_any()
        >
            {hidden("do", "add-team-member")}
            {hidden("organization", &organization)}
            {hidden("team", &team.name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <FindPerson
                name="user".into()
                label="Username".into()
                value=typed(&fields, "user", "")
                hint=format!("Somebody who is a member of {organization} or holds a flag there.")
                error=at(&fault, "user")
                organization=organization.clone()
                several=false
            />
        </Dialog>
    }
}

/// What deleting the team, or taking somebody out of it, changes.
async fn facts(organization: &Name, team: &Team, user: Option<Name>) -> Result<PreviewFacts, Fault> {
    let of = PreviewOf::Team { organization: organization.clone(), team: team.name.clone(), user };
    ask(ShowPreviewFacts { of }).await
}

async fn remove_dialog(organization: &Name, team: &Team, path: &str, user: &str) -> Result<AnyView, Fault> {
    let (organization, team, path) = (organization.clone(), team.clone(), path.to_owned());
    let user: Name = user.parse().map_err(|_| Fault::not_found())?;
    let facts = facts(&organization, &team, Some(user.clone())).await?;
    let Some(viewer) = viewer() else { return Err(Fault::not_found()) };
    let told = Told::of(&facts, viewer.id, &facts.set_membership(false));
    let (fault, _) = refused("remove-team-member");
    let (title, label, line) = if viewer.name == user {
        (
            format!("Leave {}", team.path),
            "Leave team",
            "You no longer see what is shared with the team. What you were given yourself stays.",
        )
    } else {
        (
            format!("Take {user} out of {}", team.path),
            "Take out of team",
            "They no longer see what is shared with the team. What they were given themselves stays.",
        )
    };
    let remarks = vec!["If it is the home team, the team joined next takes its place.".to_owned()];
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>{label}</SubmitButton> };
    Ok(view! {
        <Dialog
            title=title
            line=line
            action=path.clone()
            close=path
            size=DialogSize::Wide
            command=format!("sluicegate team remove-member {} {user}", team.path)
            confirm=confirm.into_any()
            preview=settled(told, remarks)
        >
            {hidden("do", "remove-team-member")}
            {hidden("organization", &organization)}
            {hidden("team", &team.name)}
            {hidden("user", &user)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
        </Dialog>
    }
    .into_any())
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

async fn delete_dialog(organization: &Name, team: &Team, path: &str) -> Result<AnyView, Fault> {
    let (organization, team, path) = (organization.clone(), team.clone(), path.to_owned());
    let facts = facts(&organization, &team, None).await?;
    let (Some(id), Some(viewer)) = (facts.team, viewer()) else { return Err(Fault::not_found()) };
    let told = Told::of(&facts, viewer.id, &[Change::DeleteTeam { team: id }]);
    let (fault, fields) = refused("delete-team");
    let people = match team.members {
        0 => "Nobody is in it.".to_owned(),
        1 => "1 person no longer sees what is shared with it.".to_owned(),
        count => format!("{count} people no longer see what is shared with it."),
    };
    let stay = if team.members == 0 { "Only its name goes." } else { "They stay in the organization." };
    let remarks = vec!["A team made anew under this name gets nothing of it.".to_owned()];
    let settings = format!("{path}?tab=settings");
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Delete team"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=format!("Delete {}", team.path)
            line="This can’t be undone."
            action=settings.clone()
            close=settings
            size=DialogSize::Wide
            command=format!("sluicegate team delete {}", team.path)
            confirm=confirm.into_any()
            preview=settled(told, remarks)
        >
            {hidden("do", "delete-team")}
            {hidden("organization", &organization)}
            {hidden("team", &team.name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <Notice tone=Tone::Warning title=people>
                <p>{stay}</p>
            </Notice>
            {confirm_name(&team.name, true, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

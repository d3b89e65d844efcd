//! Who has access to a pipeline: what was granted at the left, at the right what it comes to for each person. Owners change
//! it; everybody else reads the same as text.

use access::Role;
use api::Fault;
use api::names::{Name, TeamPath};
use api::pipelines::{
    ListPipelineAccess, ListPipelinePeople, Pipeline, PipelineAccess, PipelinePeople, PipelinePerson,
    PipelineRole,
};
use api::previews::{PreviewOf, ShowPreviewFacts};
use leptos::prelude::*;

use super::super::{hidden, opening, outcome, refused};
use super::config::names;
use super::dialogs::told as would;
use super::pipeline::Face;
use crate::backend::{ask, viewer};
use crate::forms::Outcome;
use crate::forms::pipelines::page;
use crate::forms::pipelines::sharing::{Done, NONE, changes};
use crate::islands::AccessBar;
use crate::parts::{
    Avatar, Badge, Because, ButtonKind, ButtonSize, Cell, CopyButton, ErrorSummary, Glyph, Head, LinkButton,
    MainCell, MenuCell, MenuLink, Panel, RIGHTS, RightLegend, RightPaths, RightTick, Row, RowMenu,
    SubmitButton, Table, Tile, TileTone, Toast, Tone, counted, date,
};

/// As many rows are shown: as many as a preview is computed for.
const ROWS: u32 = 500;
/// The form of the list.
pub(super) const FORM: &str = "update-pipeline-access";
/// The field by which a form of that name is told to take the last change back.
pub(super) const UNDO: &str = "undo";

/// The tab.
pub(super) async fn sharing(pipeline: &Pipeline) -> Result<AnyView, Fault> {
    let (organization, name) = (pipeline.path.organization.clone(), pipeline.name.clone());
    let granted = ListPipelineAccess {
        organization: organization.clone(),
        pipeline: name.clone(),
        limit: Some(ROWS),
        after: None,
    };
    let granted = ask(granted).await?.items;
    let people =
        ask(ListPipelinePeople { organization, pipeline: name, limit: Some(ROWS), after: None }).await?;
    let told = told(pipeline).await?;
    Ok(view! {
        <div class="sharing">{granted_panel(pipeline, granted).await?} {people_panel(pipeline, people)}</div>
        {told}
    }
    .into_any())
}

/// What was just done, once, with the way back: the same form as any other change, with the mark of what it would do now.
async fn told(pipeline: &Pipeline) -> Result<Option<AnyView>, Fault> {
    let path = pipeline.path.to_string();
    let done = match outcome() {
        Some(Outcome::Done { form, fields }) if form == FORM => Done::read(&fields, &path),
        _ => None,
    };
    let Some(Done { line, undo }) = done else { return Ok(None) };
    let here = Face::Sharing.href(&page(&pipeline.path));
    let back = changes(&undo).unwrap_or_default();
    let would =
        if back.is_empty() || !pipeline.rights.manage { None } else { would(pipeline, &back).await.ok() };
    let undo = would.filter(|would| would.ownerless.is_empty()).map(|would| {
        let changes = undo.into_iter().map(|(_, change)| hidden("change", change)).collect_view();
        view! {
            <form method="post" action=here.clone()>
                {hidden("do", FORM)}
                {hidden("organization", &pipeline.path.organization)}
                {hidden("pipeline", &pipeline.name)}
                {hidden(UNDO, "last")}
                {hidden("seen", would.mark)}
                {changes}
                <SubmitButton size=ButtonSize::Small>"Undo"</SubmitButton>
            </form>
        }
        .into_any()
    });
    Ok(Some(view! { <Toast text=line dismiss=here undo=undo /> }.into_any()))
}

/// Who looks at the list.
struct Seen {
    here: String,
    me: Option<Name>,
    manage: bool,
    /// Whether one enabled person alone owns it.
    one_owner: bool,
}

async fn granted_panel(pipeline: &Pipeline, granted: Vec<PipelineAccess>) -> Result<AnyView, Fault> {
    let here = Face::Sharing.href(&page(&pipeline.path));
    let owners = granted.iter().filter(|row| row.role == PipelineRole::Owner && row.enabled).count();
    let manage = pipeline.rights.manage;
    let me = viewer().map(|viewer| viewer.name);
    let seen = Seen { here: here.clone(), me, manage, one_owner: owners < 2 };
    let share = manage.then(|| {
        view! {
            <LinkButton
                href=format!("{here}&share=people")
                kind=ButtonKind::Filled
                size=ButtonSize::Small
                glyph=Glyph::Share
            >
                "Share…"
            </LinkButton>
        }
        .into_any()
    });
    let posted = posted_roles();
    let rows = granted.iter().map(|row| line(&seen, row, &posted)).collect_view();
    let heads = vec![Head::Text("Who"), Head::Text("Role"), Head::Text("Granted"), Head::Hidden("Actions")];
    let table = view! {
        <Table label="Granted" heads=heads>
            {rows}
        </Table>
    };
    let list =
        if manage { edited(pipeline, &here, &granted, table.into_any()).await? } else { table.into_any() };
    let whole = format!("{}{}", crate::backend::site().origin, page(&pipeline.path));
    let foot = if manage {
        "Nobody else, organization admins included. An owner can share with anyone.".to_owned()
    } else {
        format!("Nobody else, organization admins included. Its owners can change it: {}.", names(pipeline))
    };
    let foot = view! {
        <p>{foot}</p>
        <CopyButton text=whole label="Copy the link to this pipeline" />
    };
    // A dialog that stands over the list says itself what is wrong.
    let (fault, fields) = refused(FORM);
    let in_list = fields.iter().any(|(name, _)| name == "row");
    let fault = fault.filter(|_| in_list).map(|fault| view! { <ErrorSummary title=fault.detail /> });
    Ok(view! {
        <div>
            {fault} <Panel title="Granted" flush=true aside=share foot=foot.into_any()>
                {list}
            </Panel>
        </div>
    }
    .into_any())
}

/// The roles of the list as they were posted, by name.
fn posted_roles() -> Vec<(String, String)> {
    let roles = refused(FORM).1.into_iter();
    roles.filter_map(|(name, value)| Some((name.strip_prefix("role:")?.to_owned(), value))).collect()
}

/// The list as a form, with the bar that says what saving changes.
async fn edited(
    pipeline: &Pipeline,
    here: &str,
    granted: &[PipelineAccess],
    table: AnyView,
) -> Result<AnyView, Fault> {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let users: Vec<Name> = granted.iter().filter_map(|row| row.user.clone()).collect();
    let teams: Vec<TeamPath> = granted.iter().filter_map(|row| row.team_path.clone()).collect();
    let (organization, name) = (pipeline.path.organization.clone(), pipeline.name.clone());
    let of = PreviewOf::Pipeline { organization: organization.clone(), pipeline: name.clone(), users, teams };
    let facts = ask(ShowPreviewFacts { of }).await?;
    let fields = refused(FORM).1;
    let in_list = fields.iter().any(|(field, _)| field == "row");
    let start = if in_list { renewed(&fields, granted) } else { Vec::new() };
    let previewed = matches!(outcome(), Some(Outcome::Previewed { form, .. }) if form == FORM);
    let confirming = in_list && (previewed || changes(&start).is_ok_and(|changes| !changes.is_empty()));
    Ok(view! {
        <form class="access-edits" method="post" action=here.to_owned()>
            {hidden("do", FORM)}
            {hidden("organization", organization)}
            {hidden("pipeline", name)}
            {table}
            <AccessBar page=here.to_owned() facts=facts viewer=viewer.id start=start confirming=confirming />
        </form>
    }
    .into_any())
}

/// What was chosen over what is held now, not when the form was drawn.
fn renewed(fields: &crate::forms::Fields, granted: &[PipelineAccess]) -> crate::forms::Fields {
    let chosen = fields.iter().filter(|(name, _)| name.starts_with("role:")).cloned();
    granted.iter().filter_map(|row| Some(("row".to_owned(), held(row)?))).chain(chosen).collect()
}

/// What a person's row sends of itself.
fn held(row: &PipelineAccess) -> Option<String> {
    row.user.as_ref().map(|user| format!("{user} {}", row.role.word()))
}

fn label(word: &str) -> &'static str {
    match word {
        "owner" => "Owner",
        "editor" => "Editor",
        "reader" => "Reader",
        NONE => "No role",
        _ => "Viewer",
    }
}

fn line(seen: &Seen, row: &PipelineAccess, posted: &[(String, String)]) -> AnyView {
    let now = row.role.word();
    let (who, name, second, lead) = match (&row.user, &row.team_path) {
        (Some(user), _) => {
            let lead = view! { <Avatar name=user.to_string() /> }.into_any();
            (user.to_string(), user.to_string(), format!("@{user}"), lead)
        }
        (None, Some(team)) => {
            let lead = view! { <Tile glyph=Glyph::Team tone=TileTone::Quiet /> }.into_any();
            let members = row.members.map(|count| {
                let people = if count == 1 { "person" } else { "people" };
                format!(", {count} {people}")
            });
            let second = format!("{team}{}", members.unwrap_or_default());
            (team.to_string(), format!("Team {}", team.team), second, lead)
        }
        (None, None) => return ().into_any(),
    };
    let mine = row.user.is_some() && row.user == seen.me;
    let locked = seen.one_owner && row.role == PipelineRole::Owner && row.enabled;
    let chosen = posted.iter().find(|(user, _)| *user == who).map_or(now, |(_, role)| label_word(role));
    let reason = locked.then(|| "Its only owner: it keeps one.".to_owned()).filter(|_| seen.manage);
    let role = if seen.manage && row.user.is_some() {
        select(&who, now, chosen, locked, mine)
    } else {
        label(now).into_any()
    };
    let (how, when) = (granted_how(row), date(row.granted_at));
    let (enabled, menu) = (row.enabled, menu(seen, &who, mine, locked));
    view! {
        <Row>
            <td role="cell" class="main">
                <div class="person">
                    {lead} <div>
                        <div class="name">
                            {name} {mine.then(|| view! { <Badge tone=Tone::Accent text="you" /> })}
                            {(!enabled).then(|| view! { <Badge text="disabled" /> })}
                        </div>
                        <span class="second">{second}</span>
                    </div>
                </div>
            </td>
            <Cell label="Role" second=reason>
                {role}
            </Cell>
            <Cell label="Granted" second=when>
                <span class="muted">{how}</span>
            </Cell>
            <MenuCell>{menu}</MenuCell>
        </Row>
    }
    .into_any()
}

/// A role's word as it was posted, if it is one.
fn label_word(posted: &str) -> &'static str {
    ["owner", "editor", "reader"].into_iter().find(|word| *word == posted).unwrap_or(NONE)
}

fn select(who: &str, now: &'static str, chosen: &'static str, locked: bool, mine: bool) -> AnyView {
    let words = ["owner", "editor", "reader", NONE].into_iter();
    // One's own role is given up by leaving.
    let words = words.filter(|word| !(mine && *word == NONE));
    let options = words.map(|word| {
        view! {
            <option value=word selected=word == chosen>
                {label(word)}
            </option>
        }
    });
    view! {
        <input type="hidden" name="row" value=format!("{who} {now}") />
        <select
            class="input"
            name=format!("role:{who}")
            aria-label=format!("Role of {who}")
            disabled=locked
            data-changed=(now != chosen).then_some("")
        >
            {options.collect_view()}
        </select>
    }
    .into_any()
}

/// How it came about, without the day.
fn granted_how(row: &PipelineAccess) -> String {
    match (&row.granted_by, row.role) {
        (Some(by), _) => format!("by {by}"),
        (None, PipelineRole::TeamViewer) => "as home team".to_owned(),
        (None, PipelineRole::Owner) => "as creator".to_owned(),
        (None, _) => "by an account that is gone".to_owned(),
    }
}

/// The id of the menu in the row of somebody or a team.
pub(super) fn row_menu(who: &str) -> String {
    format!("granted-{who}")
}

fn menu(seen: &Seen, who: &str, mine: bool, locked: bool) -> Option<AnyView> {
    let here = &seen.here;
    let person = !who.contains('/');
    let hand_over = (seen.manage && person && !mine).then(|| {
        view! {
            <MenuLink href=opening(here, "transfer", who) glyph=Glyph::Arrow>
                "Hand over to them…"
            </MenuLink>
        }
    });
    let end = if locked && (seen.manage || mine) {
        let reason = if mine {
            "You are its only owner: make somebody else owner before you go."
        } else {
            "The only owner can’t be taken away."
        };
        view! { <p class="menu-head second">{reason}</p> }.into_any()
    } else if mine {
        view! {
            <MenuLink href=opening(here, "leave", "pipeline") glyph=Glyph::SignOut danger=true>
                "Leave…"
            </MenuLink>
        }
        .into_any()
    } else if seen.manage {
        view! {
            <MenuLink href=opening(here, "take", who) glyph=Glyph::Minus danger=true>
                "Take away…"
            </MenuLink>
        }
        .into_any()
    } else {
        return None;
    };
    Some(
        view! {
            <RowMenu id=row_menu(who) label=format!("Actions for {who}")>
                {hand_over}
                {end}
            </RowMenu>
        }
        .into_any(),
    )
}

fn people_panel(pipeline: &Pipeline, people: PipelinePeople) -> AnyView {
    let total = match people.total {
        1 => "1 person".to_owned(),
        count => format!("{} people", crate::parts::grouped(count.into())),
    };
    let shown = people.items.len() as u64;
    let rows = people.items.into_iter().enumerate().map(|(index, one)| person(pipeline, index, one));
    let rows = rows.collect_view();
    let heads = vec![
        Head::Text("Person"),
        Head::Text("Read"),
        Head::Text("Edit"),
        Head::Text("Manage"),
        Head::Text("Because"),
    ];
    let closed = (!people.closed_teams.is_empty()).then(|| {
        let teams: Vec<String> = people.closed_teams.iter().map(ToString::to_string).collect();
        let line =
            format!("And the members of {}, whom you may not see: they can read it.", teams.join(", "));
        view! { <p class="caption">{line}</p> }
    });
    let more = u64::from(people.total).saturating_sub(shown);
    let more = (more > 0).then(|| {
        let line = format!("And {} more.", counted(more, "person").replace("persons", "people"));
        view! { <p class="caption">{line}</p> }
    });
    let foot = view! {
        <div>
            <RightLegend />
            {closed}
            {more}
        </div>
    };
    let aside = view! { <span class="caption">{total}</span> };
    view! {
        <Panel title="Who can do what" flush=true aside=aside.into_any() foot=foot.into_any()>
            <Table label="Who can do what" heads=heads>
                {rows}
            </Table>
        </Panel>
    }
    .into_any()
}

fn person(pipeline: &Pipeline, index: usize, person: PipelinePerson) -> AnyView {
    let who = person.user.to_string();
    let granted = match (&person.granted_by, person.granted_at) {
        (Some(by), Some(at)) => format!("granted by {by}, {}", date(at)),
        (None, Some(at)) if person.role == Some(Role::Owner) => format!("as creator, {}", date(at)),
        (None, Some(at)) => date(at),
        _ => String::new(),
    };
    // Within its own organization a team is known by its name.
    let team = |team: TeamPath| {
        if team.organization == pipeline.path.organization { team.team.to_string() } else { team.to_string() }
    };
    let because = Because {
        person: who.clone(),
        on: pipeline.name.to_string(),
        role: person.role,
        granted,
        teams: person.teams.into_iter().map(team).collect(),
    };
    let popover = format!("rights-{index}");
    let ticks = RIGHTS.into_iter().zip(["Read", "Edit", "Manage"]).map(|(right, label)| {
        view! {
            <td role="cell" class="right-cell" data-label=label>
                <RightTick right=right because=because.clone() popover=popover.clone() />
            </td>
        }
    });
    let (ticks, words) = (ticks.collect_view(), because.words());
    view! {
        <Row>
            <MainCell>
                <Avatar name=who.clone() />
                {who}
            </MainCell>
            {ticks}
            <Cell label="Because">
                <span class="muted">{words}</span>
                <RightPaths because=because id=popover />
            </Cell>
        </Row>
    }
    .into_any()
}

//! Who holds what on a project.

use access::{Flags, Time};
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use api::projects::{ListProjectMembers, Project, ProjectMember};
use api::{Fault, Page};
use leptos::prelude::*;

use super::super::teams::search_box;
use super::super::{about, at, hidden, posted, query, refused, whole};
use crate::backend::{ask, now, viewer};
use crate::forms::Fields;
use crate::islands::{Editing, LivePreview};
use crate::parts::{
    Avatar, Badge, ButtonKind, Cell, Choice, Dialog, DialogSize, Empty, ErrorSummary, Glyph, Head, Held,
    HeldLegend, HeldMark, InputKind, LinkButton, MainCell, MenuCell, MenuLink, Pager, Panel, Row, RowMenu,
    SubmitButton, Table, TextField, TickCards, Timestamp, Tone,
};
use crate::shell::bar::encoded;

const FORM: &str = "update-project-permissions";

/// The list, and the dialog over it.
pub(super) async fn members(project: &Project) -> Result<AnyView, Fault> {
    let search = query("search");
    let members = ask(ListProjectMembers {
        organization: project.path.organization.clone(),
        project: project.name.clone(),
        search: search.clone(),
        limit: None,
        after: query("after"),
    });
    let members = members.await?;
    let dialog = match about("edit", FORM, "user") {
        Some(user) if project.flags.admin => Some(edit(project, &user, &members).await?),
        _ if project.flags.admin && query("add").is_some() => Some(add(project, None)),
        _ => None,
    };
    Ok(view! {
        {panel(project, members, search.as_deref())}
        {dialog}
    }
    .into_any())
}

/// Opens the dialog that adds somebody.
pub(super) fn add_button(path: &str) -> AnyView {
    let href = format!("/{path}?tab=members&add=person");
    view! {
        <LinkButton href=href kind=ButtonKind::Filled glyph=Glyph::Plus>
            "Add person…"
        </LinkButton>
    }
    .into_any()
}

fn panel(project: &Project, members: Page<ProjectMember>, search: Option<&str>) -> impl IntoView + use<> {
    let path = project.path.to_string();
    let here = format!("/{path}?tab=members");
    let list = if members.items.is_empty() && search.is_some() {
        let clear = view! { <LinkButton href=here.clone()>"Clear the search"</LinkButton> };
        view! {
            <Empty
                glyph=Glyph::Search
                title="Nobody here has this in their name"
                line="Look for a username, or a part of one."
                actions=clear.into_any()
            />
        }
        .into_any()
    } else if members.items.is_empty() {
        view! {
            <Empty
                glyph=Glyph::Users
                title="Nobody holds anything here"
                line="Nobody decides about this project: an admin of its organization can claim it."
            />
        }
        .into_any()
    } else {
        let (now, me, admin) = (now(), viewer().map(|viewer| viewer.name), project.flags.admin);
        let rows = members.items.into_iter().map(|member| {
            let mine = me.as_ref() == Some(&member.user);
            row(&path, member, now, mine, admin)
        });
        let rows = rows.collect_view();
        let heads = vec![
            Head::Text("Person"),
            Head::Text("View"),
            Head::Text("Create"),
            Head::Text("Admin"),
            Head::Text("Granted"),
            Head::Hidden("Actions"),
        ];
        view! {
            <Table label="Project members" heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    let kept = search.map(|text| format!("&search={}", encoded(text))).unwrap_or_default();
    let next = members.next.map(|next| format!("{here}&after={next}{kept}"));
    let foot = view! {
        <div class="legend-line">
            <HeldLegend />
            <p class="caption">"Organization rights do not reach into projects."</p>
        </div>
        {next.map(|next| view! { <Pager range="By name" next=Some(next) /> })}
    };
    let aside = tab_search(&path, search);
    view! {
        <Panel title="People" flush=true aside=aside.into_any() foot=foot.into_any()>
            {list}
        </Panel>
    }
}

/// The search, staying on this tab.
fn tab_search(path: &str, search: Option<&str>) -> impl IntoView + use<> {
    search_box(&format!("/{path}"), search, "Search people", Some("members"))
}

fn row(path: &str, member: ProjectMember, now: Time, mine: bool, admin: bool) -> impl IntoView + use<> {
    let name = member.user.to_string();
    let [view, create, admins] = Held::of(member.flags);
    let mark = |held, flag: &str| {
        let name = format!("{name}, {flag}");
        view! { <HeldMark held=held name=name /> }.into_any()
    };
    let [view, create, admins] = [mark(view, "view"), mark(create, "create"), mark(admins, "admin")];
    let menu = admin.then(|| {
        let edit = format!("/{path}?tab=members&edit={name}");
        let away = format!("{edit}&none=true");
        view! {
            <RowMenu id=format!("member-{}", member.id) label=format!("Actions for {name}")>
                <MenuLink href=edit glyph=Glyph::Gear>
                    "Change flags…"
                </MenuLink>
                <MenuLink href=away glyph=Glyph::Minus danger=true>
                    "Take everything away…"
                </MenuLink>
            </RowMenu>
        }
    });
    let by = member.granted_by.clone().map(|by| format!("by {by}"));
    view! {
        <Row>
            <MainCell>
                <Avatar name=name.clone() />
                {name.clone()}
                {mine.then(|| view! { <Badge tone=Tone::Accent text="you" /> })}
                {member.disabled.then(|| view! { <Badge text="disabled" /> })}
            </MainCell>
            <Cell label="View">{view}</Cell>
            <Cell label="Create">{create}</Cell>
            <Cell label="Admin">{admins}</Cell>
            <Cell label="Granted" second=by>
                <Timestamp at=member.granted_at now />
            </Cell>
            <MenuCell>{menu}</MenuCell>
        </Row>
    }
}

/// The first step of adding somebody: who. The second is the dialog that changes what they hold.
fn add(project: &Project, error: Option<(String, String)>) -> AnyView {
    let path = project.path.to_string();
    let (value, error) = error.unzip();
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Choose flags…"</SubmitButton> };
    view! {
        <Dialog
            title="Add person"
            line=format!(
                "To {path}. Anybody with an account can be given access; who pays for them stays as it is.",
            )
            action=format!("/{path}")
            close=format!("/{path}?tab=members")
            command=format!("sluicegate project update-permissions {path} USER --view")
            confirm=confirm.into_any()
            step=true
        >
            {hidden("tab", "members")}
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

/// What somebody holds, to be changed, with what the change would do.
async fn edit(project: &Project, user: &str, members: &Page<ProjectMember>) -> Result<AnyView, Fault> {
    let missing = |why: &str| Ok(add(project, Some((user.to_owned(), why.to_owned()))));
    let Ok(name) = user.parse::<Name>() else { return missing("there is nobody of this name") };
    let facts = ask(ShowPreviewFacts {
        of: PreviewOf::ProjectMember {
            organization: project.path.organization.clone(),
            project: project.name.clone(),
            user: name.clone(),
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
    let preview = view! {
        <LivePreview
            facts=facts
            viewer=viewer.id
            editing=Editing::ProjectFlags(id, whom)
            start=start.clone()
            confirming=posted(FORM)
        />
    };
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Save flags"</SubmitButton> };
    let path = project.path.to_string();
    let (organization, project_name) = (project.path.organization.clone(), project.name.clone());
    let title = if new { format!("Add {name}") } else { format!("Flags of {name}") };
    Ok(view! {
        <Dialog
            title=title
            line=format!("On {path}. Each flag is set by itself; who pays for {name} stays as it is.")
            action=format!("/{path}?tab=members")
            close=format!("/{path}?tab=members")
            size=DialogSize::Wide
            command=format!("sluicegate project update-permissions {path} {name}")
            confirm=confirm.into_any()
            preview=preview.into_any()
        >
            {hidden("do", FORM)}
            {hidden("organization", organization)}
            {hidden("project", project_name)}
            {hidden("user", &name)}
            {hidden("flags", "all")}
            {whole(&fault).or_else(|| at(&fault, "user")).map(|title| view! { <ErrorSummary title=title /> })}
            <TickCards legend="May" choices=choices(only, &name) chosen=chosen />
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
        Choice::new("view", "View", "The project, its streams and their records, its members.").aside("view"),
        Choice::new("create", "Create", "Create, change and delete streams; write records. Lets view, too.")
            .aside("create"),
        Choice::new(
            "admin",
            "Admin",
            "Decide who may what, public or private, transfer, delete. Lets view, but not create.",
        )
        .aside("admin")
        .refused(reason),
    ]
}

fn way_out(path: &str) -> impl IntoView + use<> {
    let (add, delete) =
        (format!("/{path}?tab=members&add=person"), format!("/{path}?tab=settings&delete=project"));
    view! {
        <p class="caption">
            <a href=add>"Make somebody else admin"</a>
            " first, or "
            <a href=delete>"delete the project"</a>
            "."
        </p>
    }
}

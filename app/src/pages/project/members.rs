//! Who holds what on a project.

mod edit;

use access::{Flags, Time};
use api::names::Name;
use api::projects::{ListProjectMembers, Project, ProjectMember};
use api::{Fault, Page};
use leptos::prelude::*;

use super::super::teams::search_box;
use super::super::{about, opening, query, refused, same_part, typed};
use crate::backend::{ask, now, viewer};
use crate::islands::{FlagEdits, FlagsOn};
use crate::parts::{
    Avatar, Badge, ButtonKind, Cell, Edit, Empty, ErrorSummary, Glyph, Head, Held, LinkButton, MainCell,
    MenuCell, MenuLink, Pager, Panel, PathTick, Row, RowMenu, Table, TickLegend, Timestamp, Tone, date,
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
        Some(user) if project.flags.admin => Some(edit::edit(project, &user, &members).await?),
        _ if project.flags.admin && query("add").is_some() => Some(edit::add(project, None)),
        _ => None,
    };
    Ok(view! {
        {panel(project, members, search.as_deref())}
        {dialog}
    }
    .into_any())
}

/// The tab of the project at `path`.
fn here(path: &str) -> String {
    format!("/{path}?tab=members")
}

/// The id of the menu in somebody's row.
fn row_menu(name: &str) -> String {
    format!("member-{name}")
}

/// Opens the dialog that adds somebody.
pub(super) fn add_button(path: &str) -> AnyView {
    let href = opening(&here(path), "add", "person");
    view! {
        <LinkButton href=href kind=ButtonKind::Filled glyph=Glyph::Plus>
            "Add person…"
        </LinkButton>
    }
    .into_any()
}

fn panel(project: &Project, members: Page<ProjectMember>, search: Option<&str>) -> impl IntoView + use<> {
    let path = project.path.to_string();
    let here = here(&path);
    let people: Vec<(Name, Flags)> =
        members.items.iter().map(|member| (member.user.clone(), member.flags)).collect();
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
        let only = only_admin(&members, search);
        let only = only.as_ref();
        let (now, me, admin) = (now(), viewer().map(|viewer| viewer.name), project.flags.admin);
        let rows = members.items.into_iter().map(|member| {
            let mine = me.as_ref() == Some(&member.user);
            let locked = only == Some(&member.user);
            row(&path, member, Seen { now, mine, admin, locked })
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
    let fault = refused("update-flags").0;
    let fault = fault.map(|fault| view! { <ErrorSummary title=fault.detail /> });
    let edits = project.flags.admin.then(|| edits(project, &people));
    let kept = search.map(|text| format!("&search={}", encoded(text))).unwrap_or_default();
    let next = members.next.map(|next| format!("{here}&after={next}{kept}"));
    let foot = view! {
        <div class="legend-line">
            <TickLegend editable=project.flags.admin />
            <p class="caption">"Organization rights do not reach into projects."</p>
        </div>
        {next.map(|next| view! { <Pager range="By name" next=Some(next) /> })}
    };
    let aside = tab_search(&path, search);
    view! {
        {fault}
        <div class="selecting">
            <Panel title="People" flush=true aside=aside.into_any() foot=foot.into_any()>
                {list}
            </Panel>
            {edits}
        </div>
    }
}

/// The search, staying on this tab.
fn tab_search(path: &str, search: Option<&str>) -> impl IntoView + use<> {
    search_box(&format!("/{path}"), search, "Search people", Some(("tab", "members")))
}

/// The one admin of a list that is shown whole.
fn only_admin(members: &Page<ProjectMember>, search: Option<&str>) -> Option<Name> {
    let whole = members.next.is_none() && search.is_none() && query("after").is_none();
    let mut admins = members.items.iter().filter(|member| member.flags.admin && !member.disabled);
    let first = admins.next().filter(|_| whole)?;
    admins.next().is_none().then(|| first.user.clone())
}

/// The bar with what was changed in the list and isn't saved.
fn edits(project: &Project, people: &[(Name, Flags)]) -> Option<AnyView> {
    let viewer = viewer()?.id;
    let fields = refused("update-flags").1;
    let on = FlagsOn { organization: project.path.organization.clone(), project: Some(project.name.clone()) };
    let edits = view! {
        <FlagEdits
            on=on
            people=people.to_vec()
            viewer=viewer
            action=same_part(&here(&project.path.to_string()))
            again=typed(&fields, "changes", "")
        />
    };
    Some(edits.into_any())
}

/// How a row is looked at.
#[derive(Clone, Copy)]
struct Seen {
    now: Time,
    mine: bool,
    admin: bool,
    /// The row is the only admin's.
    locked: bool,
}

fn row(path: &str, member: ProjectMember, seen: Seen) -> impl IntoView + use<> {
    let name = member.user.to_string();
    let href = opening(&here(path), "edit", &name);
    let standing = format!("holds flags since {}", date(member.granted_at));
    let granted = match &member.granted_by {
        Some(by) => format!("set by {by}, {}", date(member.granted_at)),
        None => format!("set {}", date(member.granted_at)),
    };
    let [view, create, admin] = Held::of(member.flags);
    let tick = |flag: &'static str, held: Held| {
        let edit = if !seen.admin {
            Edit::No
        } else if flag == "admin" && seen.locked {
            Edit::Fixed(format!("{name} is the only admin: make somebody else admin first."))
        } else {
            Edit::Here(href.clone())
        };
        view! {
            <PathTick
                person=name.clone()
                flag
                on=path.to_owned()
                flags=member.flags
                held
                standing=standing.clone()
                granted=granted.clone()
                edit
                id=format!("path-{}-{flag}", member.id)
            />
        }
    };
    let [view, create, admin] = [tick("view", view), tick("create", create), tick("admin", admin)];
    let menu = seen.admin.then(|| {
        let away = format!("{href}&none=true");
        view! {
            <RowMenu id=row_menu(&name) label=format!("Actions for {name}")>
                <MenuLink href=href.clone() glyph=Glyph::Gear>
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
                {seen.mine.then(|| view! { <Badge tone=Tone::Accent text="you" /> })}
                {member.disabled.then(|| view! { <Badge text="disabled" /> })}
            </MainCell>
            <Cell label="View">{view}</Cell>
            <Cell label="Create">{create}</Cell>
            <Cell label="Admin">{admin}</Cell>
            <Cell label="Granted" second=by>
                <Timestamp at=member.granted_at now=seen.now />
            </Cell>
            <MenuCell>{menu}</MenuCell>
        </Row>
    }
}

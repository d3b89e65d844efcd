//! Home: what needs me, and where I can go.

use api::organizations::ListOrganizations;
use api::projects::{ListProjects, Project};
use api::secrets::{ListSecrets, ListedState, Secret};
use leptos::prelude::*;

use super::{Made, flag_words, frame, organization_line};
use crate::backend::{ask, now, reply, viewer};
use crate::parts::{
    AttentionCard, Avatar, AvatarOf, ButtonKind, Cell, Empty, Glyph, Head, LinkButton, LinkRow, MainCell,
    Panel, Path, Row, Rows, Subject, Table, Title, Tone, VisibilityBadge, relative, soon,
};
use crate::shell::{Crumb, Frame, Section};

/// The page. Somebody who isn't signed in is sent to do so.
pub(super) async fn page() -> Made {
    let Some(viewer) = viewer() else {
        reply().redirect("/-/sign-in");
        return Ok((frame("Home"), ().into_any()));
    };
    let projects = ask(ListProjects { limit: Some(20), ..ListProjects::default() }).await?;
    let organizations = ask(ListOrganizations::default()).await?;
    let new_project = format!("/{}?new=project", viewer.name);
    let actions = view! {
        <LinkButton href="/-/profile/secrets" glyph=Glyph::Key>
            "Issue secret"
        </LinkButton>
        <LinkButton href=new_project.clone() glyph=Glyph::Plus>
            "New project"
        </LinkButton>
    };
    let rows = organizations.items.into_iter().map(|organization| {
        let second = organization_line(&organization);
        let flags = flag_words(organization.flags);
        view! {
            <LinkRow
                href=Some(format!("/{}", organization.path))
                lead=view! { <Avatar name=organization.path.clone() of=AvatarOf::Organization /> }.into_any()
                name=organization.path.clone().into_any()
                second=second
                end=view! { <code>{flags}</code> }.into_any()
            />
        }
    });
    let rows = rows.collect_view();
    let list = if projects.items.is_empty() {
        let actions = view! {
            <LinkButton href=new_project kind=ButtonKind::Filled>
                "New project"
            </LinkButton>
        };
        view! {
            <Empty
                glyph=Glyph::Folder
                title="No projects yet"
                line="A project holds streams, and decides who may read and write them."
                actions=actions.into_any()
                command=format!("sluicegate project create {}/lake", viewer.name)
            />
        }
        .into_any()
    } else {
        project_table(projects.items).into_any()
    };
    let body = view! {
        <Title subject=Subject::Page("Home".into()) actions=actions.into_any() />
        {attention().await?}
        <div class="with-rail">
            <Panel title="Projects" flush=true>
                {list}
            </Panel>
            <Panel title="Organizations" flush=true>
                <Rows>{rows}</Rows>
            </Panel>
        </div>
    };
    let frame = Frame { section: Section::Home, crumbs: vec![Crumb::here("Home")], ..frame("Home") };
    Ok((frame, body.into_any()))
}

/// What needs the viewer: secrets that end within a week.
async fn attention() -> Result<Option<impl IntoView>, api::Fault> {
    let now = now();
    let active = ListSecrets { state: Some(ListedState::Active), limit: Some(500), ..ListSecrets::default() };
    let secrets = ask(active).await?.items.into_iter();
    let mut ending: Vec<Secret> =
        secrets.filter(|secret| secret.expires_at.is_some_and(|end| soon(end, now))).collect();
    ending.sort_by_key(|secret| secret.expires_at);
    Ok(ending.first().and_then(|next| next.expires_at).map(|end| {
        let what = match ending.len() {
            1 => "1 secret ends".to_owned(),
            count => format!("{count} secrets end"),
        };
        view! {
            <div class="attention">
                <AttentionCard
                    href="/-/profile/secrets"
                    glyph=Glyph::Clock
                    tone=Tone::Warning
                    second=format!("the next one {}", relative(end, now))
                >
                    <strong>{what}</strong>
                    " within 7 days"
                </AttentionCard>
            </div>
        }
    }))
}

/// Projects with what the viewer may do in each.
pub(super) fn project_table(projects: Vec<Project>) -> impl IntoView {
    let rows = projects.into_iter().map(|project| {
        let path = project.path.to_string();
        let streams = project.streams.map_or_else(|| "–".to_owned(), |count| count.to_string());
        let flags = flag_words(project.flags);
        let may = if flags.is_empty() {
            "look, as anybody".into_any()
        } else {
            view! { <code>{flags}</code> }.into_any()
        };
        view! {
            <Row>
                <MainCell second=project.description.to_string() prose=true>
                    <Path path=path.clone() href=Some(format!("/{path}")) />
                </MainCell>
                <Cell label="Seen by">
                    <VisibilityBadge public=project.public />
                </Cell>
                <Cell label="Streams">{streams}</Cell>
                <Cell label="You may">{may}</Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let heads =
        vec![Head::Text("Project"), Head::Text("Seen by"), Head::Text("Streams"), Head::Text("You may")];
    view! {
        <Table label="Projects" heads=heads>
            {rows}
        </Table>
    }
}

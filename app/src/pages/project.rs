//! A project's page: its streams, and its settings.

use api::projects::{Project, ShowProject};
use api::streams::{ListStreams, Stream};
use api::{Fault, Page};
use leptos::prelude::*;

use super::{Made, at, organization_frame, param, query, refused, typed, whole};
use crate::backend::{ask, now};
use crate::forms::Fields;
use crate::parts::{
    ButtonKind, Cell, Choice, Dialog, Empty, ErrorSummary, Glyph, Head, InputKind, LinkButton, MainCell,
    Pager, Panel, Path, RadioCards, Row, Subject, SubmitButton, Tab, Table, Tabs, TextField, Timestamp,
    Title, VisibilityBadge,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// The page; its settings are a face of it, for who may change them.
pub(super) async fn page() -> Made {
    let (organization, name) = (param("organization")?, param("project")?);
    let project = ask(ShowProject { organization: organization.clone(), project: name.clone() }).await?;
    let path = project.path.to_string();
    let settings = project.flags.admin
        && (query("tab").as_deref() == Some("settings") || refused("update-project").0.is_some());
    let content = if settings {
        settings_panel(&project).into_any()
    } else {
        let streams = ask(ListStreams {
            organization: organization.clone(),
            project: name,
            after: query("after"),
            limit: None,
        });
        streams_panel(&project, streams.await?).into_any()
    };
    let tabs = project.flags.admin.then(|| {
        let tabs = vec![
            Tab::new("Streams", format!("/{path}"), !settings),
            Tab::new("Settings", format!("/{path}?tab=settings"), settings),
        ];
        view! { <Tabs label="Project" tabs=tabs /> }
    });
    let create = project.flags.create && !settings && project.streams != Some(0);
    let actions = create.then(|| new_stream_button(&path).into_any());
    let lede = (!project.description.as_str().is_empty()).then(|| project.description.to_string().into_any());
    let badges = view! { <VisibilityBadge public=project.public of="project" /> };
    let body = view! {
        <Title
            subject=Subject::Thing(Glyph::Folder, path.clone())
            badges=badges.into_any()
            actions=actions
            lede=lede
        />
        {tabs}
        {content}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Projects),
        crumbs: vec![
            Crumb::to(organization.to_string(), format!("/{organization}")),
            Crumb::here(project.name.to_string()),
        ],
        ..organization_frame(path, &organization.to_string()).await
    };
    Ok((frame, body.into_any()))
}

fn new_stream_button(path: &str) -> impl IntoView + use<> {
    let href = format!("/{path}?new=stream");
    view! {
        <LinkButton href=href kind=ButtonKind::Filled glyph=Glyph::Plus>
            "New stream"
        </LinkButton>
    }
}

fn streams_panel(project: &Project, streams: Page<Stream>) -> impl IntoView + use<> {
    let path = project.path.to_string();
    let (fault, fields) = refused("create-stream");
    let dialog = (project.flags.create && (query("new").as_deref() == Some("stream") || fault.is_some()))
        .then(|| new_stream(project, fault, fields));
    let now = now();
    let list = if streams.items.is_empty() {
        let create = project.flags.create;
        let actions = create.then(|| new_stream_button(&path).into_any());
        let command = if create { format!("sluicegate stream create {path}/events") } else { String::new() };
        view! {
            <Empty
                glyph=Glyph::Stream
                title="No streams yet"
                line="A stream keeps records in the order in which they were written."
                actions=actions
                command=command
            />
        }
        .into_any()
    } else {
        let rows = streams.items.into_iter().map(|stream| {
            let href = format!("/{}", stream.path);
            let newest = match stream.last_record_at {
                Some(at) => view! { <Timestamp at now /> }.into_any(),
                None => "none yet".into_any(),
            };
            view! {
                <Row>
                    <MainCell second=stream.description.to_string() prose=true>
                        <Path path=stream.path.to_string() href=Some(href) />
                    </MainCell>
                    <Cell label="Records" end=true>
                        {stream.last_seq}
                    </Cell>
                    <Cell label="Newest record">{newest}</Cell>
                </Row>
            }
        });
        let rows = rows.collect_view();
        let heads = vec![Head::Text("Stream"), Head::End("Records"), Head::Text("Newest record")];
        view! {
            <Table label="Streams" heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    let next = streams.next.map(|next| format!("/{path}?after={next}"));
    let foot = next.map(|next| view! { <Pager range="By name" next=Some(next) /> }.into_any());
    view! {
        <Panel title="Streams" flush=true foot=foot>
            {list}
        </Panel>
        {dialog}
    }
}

fn new_stream(project: &Project, fault: Option<Fault>, fields: Fields) -> impl IntoView + use<> {
    let path = project.path.to_string();
    let api::names::ProjectPath { organization, project: name } = project.path.clone();
    let who = if project.public {
        "Everybody may read it: its project is public."
    } else {
        "Who may view the project may read it."
    };
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Create stream"</SubmitButton> };
    view! {
        <Dialog
            title="New stream"
            line=format!("In {path}. {who}")
            action=format!("/{path}")
            close=format!("/{path}")
            command=format!("sluicegate stream create {path}/NAME")
            confirm=confirm.into_any()
        >
            <input type="hidden" name="do" value="create-stream" />
            <input type="hidden" name="organization" value=organization.to_string() />
            <input type="hidden" name="project" value=name.to_string() />
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <TextField
                name="name"
                label="Name"
                kind=InputKind::Name
                value=typed(&fields, "name", "")
                hint="Lower-case letters, digits and “-”."
                error=at(&fault, "name")
                autofocus=true
            />
            <TextField
                name="description"
                label="Description"
                value=typed(&fields, "description", "")
                error=at(&fault, "description")
                optional=true
            />
        </Dialog>
    }
}

fn settings_panel(project: &Project) -> impl IntoView + use<> {
    let (fault, fields) = refused("update-project");
    let Project { path, name, description, public, .. } = project.clone();
    let seen = vec![
        Choice::new("false", "Private", "Only people and services that are let in see it."),
        Choice::new("true", "Public", "Everybody sees it and reads its streams, without signing in."),
    ];
    view! {
        <Panel title="Settings">
            <form class="form" method="post" action=format!("/{path}?tab=settings")>
                <input type="hidden" name="do" value="update-project" />
                <input type="hidden" name="organization" value=path.organization.to_string() />
                <input type="hidden" name="project" value=path.project.to_string() />
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="name"
                    label="Name"
                    kind=InputKind::Name
                    value=typed(&fields, "name", &name.to_string())
                    hint="After a rename the old path answers 404."
                    error=at(&fault, "name")
                />
                <TextField
                    name="description"
                    label="Description"
                    value=typed(&fields, "description", description.as_str())
                    error=at(&fault, "description")
                    optional=true
                />
                <RadioCards
                    name="public"
                    legend="Seen by"
                    choices=seen
                    chosen=typed(&fields, "public", if public { "true" } else { "false" })
                />
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Save settings"</SubmitButton>
                </div>
            </form>
        </Panel>
    }
}

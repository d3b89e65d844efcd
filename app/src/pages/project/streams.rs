//! A project's streams.

use api::projects::Project;
use api::streams::Stream;
use api::{Fault, Page};
use leptos::prelude::*;

use super::super::stream_fields::{retention, schema};
use super::super::{NAME_HINT, name_and_description, opening, query, refused, same_part, whole};
use crate::backend::now;
use crate::forms::Fields;
use crate::parts::{
    ButtonKind, Cell, Dialog, Empty, ErrorSummary, Glyph, Head, LinkButton, MainCell, Pager, Panel, Path,
    Row, SubmitButton, Table, Timestamp,
};

/// Opens the dialog for a new stream.
pub(super) fn new_stream_button(path: &str) -> impl IntoView + use<> {
    let href = opening(&format!("/{path}"), "new", "stream");
    view! {
        <LinkButton href=href kind=ButtonKind::Filled glyph=Glyph::Plus>
            "New stream…"
        </LinkButton>
    }
}

/// The list, and the dialog over it.
pub(super) fn streams_panel(project: &Project, streams: Page<Stream>) -> impl IntoView + use<> {
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
            close=same_part(&format!("/{path}"))
            command=format!("sluicegate stream create {path}/NAME")
            confirm=confirm.into_any()
        >
            <input type="hidden" name="do" value="create-stream" />
            <input type="hidden" name="organization" value=organization.to_string() />
            <input type="hidden" name="project" value=name.to_string() />
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            {name_and_description(NAME_HINT, &fault, &fields)}
            {schema(
                &fault,
                &fields,
                "",
                "Every record must fit it. Left empty, any JSON object is taken; it can be added later.",
            )}
            {retention(&fault, &fields, "none")}
        </Dialog>
    }
}

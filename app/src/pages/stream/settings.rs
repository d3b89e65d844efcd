//! A stream's settings: what it is called, how long it keeps records, and its end.

use access::world::Change;
use api::Fault;
use api::pipelines::Dependency;
use api::previews::{PreviewOf, ShowPreviewFacts};
use api::streams::Stream;
use leptos::prelude::*;

use super::super::pipelines::would_crash;
use super::super::project::{losers_line, settled};
use super::super::stream_fields::retention;
use super::super::{at, confirm_name, description, hidden, posted, query, refused, typed, whole};
use crate::backend::{ask, viewer};
use crate::islands::changes::Told;
use crate::parts::{
    ButtonKind, Dialog, DialogSize, ErrorSummary, InputKind, LinkButton, Notice, Panel, SubmitButton,
    TextField, Tone,
};

/// The panels, and the dialog over them.
pub(super) async fn settings(stream: &Stream) -> Result<AnyView, Fault> {
    let deleting = query("delete").is_some() || posted("delete-stream");
    let dialog = if deleting { Some(delete_dialog(stream).await?) } else { None };
    Ok(view! {
        <div class="stack">{general(stream)} {delete(stream)}</div>
        {dialog}
    }
    .into_any())
}

fn here(stream: &Stream) -> String {
    format!("/{}?tab=settings", stream.path)
}

/// What every form here is about.
fn of(stream: &Stream, form: &'static str) -> AnyView {
    view! {
        {hidden("do", form)}
        {hidden("organization", &stream.path.organization)}
        {hidden("project", &stream.path.project)}
        {hidden("stream", &stream.name)}
    }
    .into_any()
}

fn general(stream: &Stream) -> impl IntoView + use<> {
    let stream = stream.clone();
    let (fault, fields) = refused("update-stream");
    let kept = stream.retention_days.map_or_else(|| "none".to_owned(), |days| days.to_string());
    view! {
        <Panel title="Settings">
            <form class="form measured" method="post" action=here(&stream)>
                {of(&stream, "update-stream")}
                {hidden("shows", "description")}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="name"
                    label="Name"
                    kind=InputKind::Name
                    value=typed(&fields, "name", &stream.name.to_string())
                    hint="After a rename the old path answers 404; records, numbers and grants stay."
                    error=at(&fault, "name")
                />
                {description(&fault, &fields, stream.description.as_str())}
                {retention(&fault, &fields, &kept)}
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Save settings"</SubmitButton>
                </div>
            </form>
        </Panel>
    }
}

fn delete(stream: &Stream) -> impl IntoView + use<> {
    let href = format!("{}&delete=stream", here(stream));
    view! {
        <Panel title="Delete">
            <p>"With its records and every grant on it. This can’t be undone."</p>
            <LinkButton href=href kind=ButtonKind::Danger>
                "Delete stream…"
            </LinkButton>
        </Panel>
    }
}

async fn delete_dialog(stream: &Stream) -> Result<AnyView, Fault> {
    let stream = stream.clone();
    let of_stream = PreviewOf::Stream {
        organization: stream.path.organization.clone(),
        project: stream.path.project.clone(),
        stream: stream.name.clone(),
    };
    let facts = ask(ShowPreviewFacts { of: of_stream }).await?;
    let (Some(id), Some(viewer)) = (facts.stream, viewer()) else { return Err(Fault::not_found()) };
    let told = Told::of(&facts, viewer.id, &[Change::DeleteStream { stream: id }]);
    let (fault, fields) = refused("delete-stream");
    let crashes = would_crash(Dependency::Stream(stream.path.clone())).await;
    let title = losers_line(&told);
    let records = match stream.last_seq {
        0 => "It has no records.".to_owned(),
        1 => "1 record was written to it.".to_owned(),
        count => format!("{count} records were written to it."),
    };
    let remarks =
        vec!["A stream made anew under this name gets no grant of it, and counts from 1.".to_owned()];
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Delete stream"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=format!("Delete {}", stream.path)
            line="With its records and grants. This can’t be undone."
            action=here(&stream)
            close=here(&stream)
            size=DialogSize::Wide
            command=format!("sluicegate stream delete {}", stream.path)
            confirm=confirm.into_any()
            preview=settled(told, remarks)
        >
            {of(&stream, "delete-stream")}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <Notice tone=Tone::Danger title=title>
                <p>{records}</p>
            </Notice>
            {crashes}
            {confirm_name(&stream.name, true, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

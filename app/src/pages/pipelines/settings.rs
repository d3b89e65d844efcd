//! A pipeline's settings: its name, handing it over, leaving it, its end.

use access::Role;
use api::pipelines::Pipeline;
use leptos::prelude::*;

use super::super::{at, hidden, refused, typed, whole};
use super::config::names;
use super::pipeline::Face;
use crate::forms::pipelines::page;
use crate::parts::{ButtonKind, ErrorSummary, InputKind, LinkButton, Panel, SubmitButton, TextField};

/// The tab: each panel for who may, else who could.
pub(super) fn settings(pipeline: &Pipeline) -> AnyView {
    let here = Face::Settings.href(&page(&pipeline.path));
    view! {
        <div class="stack">{rename(pipeline, &here)} {roles(pipeline, &here)} {delete(pipeline, &here)}</div>
    }
    .into_any()
}

fn rename(pipeline: &Pipeline, here: &str) -> AnyView {
    let (pipeline, here) = (pipeline.clone(), here.to_owned());
    if !pipeline.rights.edit {
        let line = format!("Renaming it needs edit, which its owners can give: {}.", names(&pipeline));
        return view! {
            <Panel title="Name">
                <p>{line}</p>
            </Panel>
        }
        .into_any();
    }
    let (fault, fields) = refused("rename-pipeline");
    view! {
        <Panel title="Name">
            <form class="form measured" method="post" action=here>
                {hidden("do", "rename-pipeline")}
                {hidden("organization", &pipeline.path.organization)}
                {hidden("pipeline", &pipeline.name)}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="name"
                    label="Name"
                    kind=InputKind::Name
                    value=typed(&fields, "name", &pipeline.name.to_string())
                    hint="After a rename the old path answers 404; it goes on running. Description and tags stand in the config."
                    error=at(&fault, "name")
                />
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Save name"</SubmitButton>
                </div>
            </form>
        </Panel>
    }
    .into_any()
}

/// Whether the viewer alone owns it: then they can't just go.
pub(super) fn is_last_owner(pipeline: &Pipeline) -> bool {
    pipeline.role == Some(Role::Owner) && pipeline.owners.len() < 2
}

fn roles(pipeline: &Pipeline, here: &str) -> Option<AnyView> {
    let role = pipeline.role?;
    let hand_over = pipeline.rights.manage.then(|| {
        view! {
            <div class="settings-act">
                <p>"Hand it over: somebody else becomes owner, and you stay on as an editor."</p>
                <LinkButton href=format!("{here}&transfer=pipeline")>"Hand over…"</LinkButton>
            </div>
        }
    });
    let leave = if is_last_owner(pipeline) {
        view! {
            <SubmitButton disabled=true>"Leave…"</SubmitButton>
            <p class="caption">"You are its only owner: hand it over first, or make somebody else owner."</p>
        }
        .into_any()
    } else {
        view! {
            <LinkButton href=format!("{here}&leave=pipeline") kind=ButtonKind::Danger>
                "Leave…"
            </LinkButton>
        }
        .into_any()
    };
    let line = format!("Leave it: you give up being {}. What a team of yours sees stays.", role.name());
    Some(
        view! {
            <Panel title="Your role">
                {hand_over} <div class="settings-act">
                    <p>{line}</p>
                    {leave}
                </div>
            </Panel>
        }
        .into_any(),
    )
}

fn delete(pipeline: &Pipeline, here: &str) -> AnyView {
    let href = format!("{here}&delete=pipeline");
    if !pipeline.rights.manage {
        let line = format!("Deleting it is for its owners: {}.", names(pipeline));
        return view! {
            <Panel title="Delete">
                <p>{line}</p>
            </Panel>
        }
        .into_any();
    }
    view! {
        <Panel title="Delete">
            <p>
                "It is torn down and gone, with its versions, roles, metrics and dead letters. Records in the sink stay. This can’t be undone."
            </p>
            <LinkButton href=href kind=ButtonKind::Danger>
                "Delete pipeline…"
            </LinkButton>
        </Panel>
    }
    .into_any()
}

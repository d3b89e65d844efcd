//! A pipeline's config: read by everybody who may read the pipeline, changed by its editors.

use api::Fault;
use api::pipelines::Pipeline;
use leptos::prelude::*;

use super::super::{hidden, posted, query};
use super::editor::{Editor, tried_panel};
use crate::forms::pipelines::draft::Draft;
use crate::forms::pipelines::page;
use crate::parts::{ButtonKind, CodeBlock, LinkButton, Notice, Panel, Split, SubmitButton};

const FORM: &str = "update-pipeline-config";

/// The tab.
pub(super) async fn config(pipeline: &Pipeline) -> Result<AnyView, Fault> {
    let here = format!("{}?tab=config", page(&pipeline.path));
    let draft = Draft::of(&pipeline.config);
    let edited = edited(pipeline);
    if !pipeline.rights.edit && !posted(FORM) {
        let who = format!("Changing it needs edit, which its owners can give: {}.", names(pipeline));
        return Ok(view! {
            <div class="stack">
                {edited} <Panel title=format!("Version {}", pipeline.version)>
                    <CodeBlock text=draft.text() label="Config" />
                    <p>{who}</p>
                </Panel>
            </div>
        }
        .into_any());
    }
    let editor =
        Editor::open(FORM, &pipeline.path.organization, draft, query("as").as_deref() == Some("text")).await;
    let text = format!("{here}&as=text");
    let (switch, label) = if editor.as_text {
        (here.clone(), "Fill in a form instead")
    } else {
        (text.clone(), "Write it as text")
    };
    let action = if editor.as_text { text } else { here.clone() };
    let body = if editor.as_text {
        view! { <div class="panel-body form">{editor.text_area(&action)}</div> }.into_any()
    } else {
        let rows = editor.rows(&here);
        view! {
            <Split preview=editor.beside()>
                <div class="form">{rows}</div>
            </Split>
        }
        .into_any()
    };
    let aside = view! {
        <LinkButton href=switch kind=ButtonKind::Ghost>
            {label}
        </LinkButton>
    };
    let foot = view! {
        <code class="command">{format!("sluicegate pipeline update {} --config FILE", pipeline.path)}</code>
        <SubmitButton kind=ButtonKind::Filled>
            {format!("Save version {}", pipeline.version + 1)}
        </SubmitButton>
    };
    let (summary, tries) = (editor.summary(), editor.tries);
    Ok(view! {
        <div class="stack">
            {edited} <form class="config-form" method="post" action=action>
                <button type="submit" hidden></button>
                {hidden("do", FORM)}
                {hidden("organization", &pipeline.path.organization)}
                {hidden("pipeline", &pipeline.name)}
                {summary}
                <Panel
                    title=format!("Version {}", pipeline.version)
                    flush=true
                    aside=aside.into_any()
                    foot=foot.into_any()
                >
                    {body}
                </Panel>
            </form> {tried_panel(tries)}
        </div>
    }
    .into_any())
}

/// What is deployed isn't what stands here.
pub(super) fn edited(pipeline: &Pipeline) -> Option<AnyView> {
    let deployed = pipeline.deployed_version.filter(|_| pipeline.edited)?;
    let line = format!(
        "Version {deployed} was deployed last; version {} runs once it is deployed.",
        pipeline.version
    );
    Some(
        view! {
            <Notice title="Edited since deployed">
                <p>{line}</p>
            </Notice>
        }
        .into_any(),
    )
}

/// Its owners.
pub(super) fn names(pipeline: &Pipeline) -> String {
    pipeline.owners.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

//! A pipeline's saved configs: who saved what, and how each differs from the one before.

use api::Fault;
use api::pipelines::{ConfigChange, ListPipelineVersions, Pipeline, PipelineVersion};
use leptos::prelude::*;

use super::super::query;
use super::pipeline::Face;
use crate::backend::{ask, now};
use crate::forms::pipelines::draft::Draft;
use crate::forms::pipelines::page;
use crate::parts::{Badge, ButtonSize, CodeBlock, LinkButton, Pager, Panel, Timestamp, Tone};
use crate::shell::bar::encoded;

/// How many differences are shown before the rest is folded away.
const SHOWN: usize = 6;

/// The tab.
pub(super) async fn versions(pipeline: &Pipeline) -> Result<AnyView, Fault> {
    let here = Face::Versions.href(&page(&pipeline.path));
    let list = ask(ListPipelineVersions {
        organization: pipeline.path.organization.clone(),
        pipeline: pipeline.name.clone(),
        limit: Some(20),
        after: query("after"),
    })
    .await?;
    let next = list.next.map(|next| format!("{here}&after={}", encoded(&next)));
    let rows = list.items.into_iter().map(|one| version(pipeline, &here, one)).collect_view();
    let foot = next.map(|next| view! { <Pager range="Newest first" next=Some(next) /> }.into_any());
    Ok(view! {
        <Panel title="Versions" flush=true foot=foot>
            <ol class="versions">{rows}</ol>
        </Panel>
    }
    .into_any())
}

fn version(pipeline: &Pipeline, here: &str, version: PipelineVersion) -> AnyView {
    let number = version.version;
    let newest = number == pipeline.version;
    let by = version.author.as_ref().map_or_else(String::new, |author| format!(" by {author}"));
    let from = version.restored_from.map(|from| format!(", as version {from} was"));
    let restore = (pipeline.rights.edit && !newest).then(|| {
        view! {
            <LinkButton href=format!("{here}&restore={number}") size=ButtonSize::Small>
                {format!("Restore version {number}…")}
            </LinkButton>
        }
    });
    let text = Draft::of(&version.config).text();
    view! {
        <li class="version" id=format!("version-{number}")>
            <div class="version-head">
                <strong>{format!("Version {number}")}</strong>
                {newest.then(|| view! { <Badge text="newest" /> })}
                {version.deployed.then(|| view! { <Badge tone=Tone::Success text="deployed" /> })}
                <span class="muted">"saved " <Timestamp at=version.at now=now() /> {by} {from}</span>
                {restore}
            </div>
            {changes(version.changes, number)}
            <details>
                <summary>"The whole config"</summary>
                <CodeBlock text=text label=format!("Config of version {number}") />
            </details>
        </li>
    }
    .into_any()
}

/// The differences, one a line.
pub(super) fn changes(changes: Vec<ConfigChange>, number: u32) -> AnyView {
    if changes.is_empty() {
        let line = if number == 1 { "The first." } else { "Nothing differs from the version before." };
        return view! { <p class="caption">{line}</p> }.into_any();
    }
    let mut lines: Vec<AnyView> = changes.into_iter().map(change).collect();
    let more = lines.split_off(SHOWN.min(lines.len()));
    let more = (!more.is_empty()).then(|| {
        view! {
            <details>
                <summary>{format!("{} more", more.len())}</summary>
                <ul class="diff">{more}</ul>
            </details>
        }
    });
    view! {
        <ul class="diff">{lines}</ul>
        {more}
    }
    .into_any()
}

fn change(change: ConfigChange) -> AnyView {
    let side = |class: &'static str, said: &'static str, text: Option<String>| {
        text.map(|text| {
            view! {
                <code class=class>
                    <span class="visually-hidden">{said}</span>
                    {text}
                </code>
            }
        })
    };
    view! {
        <li>
            <code class="diff-field">{change.field}</code>
            {side("before", "before: ", change.before)}
            {side("after", "after: ", change.after)}
        </li>
    }
    .into_any()
}

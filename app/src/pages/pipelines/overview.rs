//! What a pipeline does and whether it can: what it reads and writes, as whom, and what stands in its way.

use api::pipelines::{NeededPermission, Pipeline, PipelineState};
use leptos::prelude::*;

use super::config::{edited, names};
use super::pipeline::Face;
use super::role_words;
use crate::backend::{now, site};
use crate::forms::pipelines::page;
use crate::parts::{
    Badge, Cell, CodeLine, Facts, Head, MainCell, Notice, Panel, Path, Row, Table, Timestamp, Tone, counted,
};

/// The tab.
pub(super) fn overview(pipeline: &Pipeline) -> AnyView {
    view! {
        <div class="stack">
            {trouble(pipeline)} {edited(pipeline)} {letters(pipeline)} <div class="with-rail">
                <div class="stack">{needs(pipeline)} {commands(pipeline)}</div>
                {about(pipeline)}
            </div>
        </div>
    }
    .into_any()
}

/// Why it doesn't run.
fn trouble(pipeline: &Pipeline) -> Option<AnyView> {
    let reason = pipeline.reason.clone()?;
    let (tone, title) = match pipeline.state {
        PipelineState::Crashed => (Tone::Danger, "It can’t run"),
        PipelineState::Degraded => (Tone::Warning, "It waits"),
        _ => return None,
    };
    let more = match pipeline.state {
        PipelineState::Crashed => "Nothing is lost: it goes on where it left off once that is put right.",
        _ => "Nothing is lost: it goes on by itself when the cause is gone.",
    };
    Some(
        view! {
            <Notice tone=tone title=title>
                <p>{reason}</p>
                <p>{more}</p>
            </Notice>
        }
        .into_any(),
    )
}

fn letters(pipeline: &Pipeline) -> Option<AnyView> {
    let count = pipeline.dead_letters;
    let href = Face::Letters.href(&page(&pipeline.path));
    (count > 0).then(|| {
        let line = if count == 1 { " waits in the dead letters" } else { " wait in the dead letters" };
        view! {
            <Notice tone=Tone::Warning title="Some records could not be transformed">
                <p>
                    <a href=href>{counted(count, "record")} {line}</a>
                    ", each with its reason."
                </p>
            </Notice>
        }
        .into_any()
    })
}

/// What it needs, and whether its service has it.
fn needs(pipeline: &Pipeline) -> AnyView {
    let service = pipeline.config.service.within(&pipeline.path.organization);
    let rows = pipeline.needs.iter().map(|need| {
        let word = match need.permission {
            NeededPermission::Read => "read",
            NeededPermission::Write => "write",
        };
        let verdict = if need.allowed {
            view! { <Badge tone=Tone::Success text="Allowed" /> }.into_any()
        } else {
            view! { <Badge tone=Tone::Danger text="Not allowed" /> }.into_any()
        };
        let (path, reason) = (need.stream.clone(), need.reason.clone());
        view! {
            <Row>
                <MainCell>
                    <Path path=path.clone() href=Some(format!("/{path}")) />
                </MainCell>
                <Cell label="Needs">
                    <code>{word}</code>
                </Cell>
                <Cell label="Whether it may" second=reason>
                    {verdict}
                </Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let heads = vec![Head::Text("Stream"), Head::Text("It needs"), Head::Text("Whether it may")];
    let aside = view! {
        <span class="caption">
            "as " <a href=format!("/{}/-/services/{}", service.organization, service.service)>
                <code>{service.to_string()}</code>
            </a>
        </span>
    };
    let foot = view! {
        <p>
            "The service’s grants and quotas are enforced for every batch of records, not those of whoever deployed it."
        </p>
    };
    view! {
        <Panel title="What it reads and writes" flush=true aside=aside.into_any() foot=foot.into_any()>
            <div class="pipeline-table">
                <Table label="What it needs" heads=heads>
                    {rows}
                </Table>
            </div>
        </Panel>
    }
    .into_any()
}

fn commands(pipeline: &Pipeline) -> AnyView {
    let path = pipeline.path.to_string();
    let link = format!("{}{}", site().origin, page(&pipeline.path));
    let act = pipeline.rights.edit.then(|| {
        view! { <CodeLine text=format!("sluicegate pipeline deploy {path}") command=true label="Run it" /> }
    });
    let share = pipeline.rights.manage.then(|| {
        let text = format!("sluicegate pipeline share {path} --user NAME --role reader");
        view! { <CodeLine text=text command=true label="Share it" /> }
    });
    view! {
        <Panel title="From a terminal">
            {act} {share}
            <CodeLine text=format!("sluicegate pipeline show {path}") command=true label="Look at it" />
            <CodeLine text=link label="Its link: who has no access gets the same page as for nothing" />
        </Panel>
    }
    .into_any()
}

fn about(pipeline: &Pipeline) -> AnyView {
    let now = now();
    let tags = pipeline.tags.iter().map(|tag| view! { <Badge tone=Tone::Outline text=tag.to_string() /> });
    let tags = tags.collect_view();
    let steps = match pipeline.config.transforms.len() {
        0 => "none: records are copied".to_owned(),
        count => counted(count as u64, "step"),
    };
    let by = pipeline.created_by.as_ref().map(|by| format!(" by {by}"));
    let may =
        [(pipeline.rights.read, "read"), (pipeline.rights.edit, "edit"), (pipeline.rights.manage, "manage")];
    let may = may.iter().filter(|(held, _)| *held).map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
    let mut facts = vec![
        ("Steps", steps.into_any()),
        ("Owners", names(pipeline).into_any()),
        ("You are", role_words(pipeline).into_any()),
        ("You may", view! { <code>{may}</code> }.into_any()),
        ("Created", view! { <Timestamp at=pipeline.created_at now /> {by} }.into_any()),
        ("Changed", view! { <Timestamp at=pipeline.updated_at now /> }.into_any()),
    ];
    if !pipeline.tags.is_empty() {
        facts.insert(0, ("Tags", view! { <span class="tags">{tags}</span> }.into_any()));
    }
    view! {
        <Panel title="About">
            <Facts facts=facts />
        </Panel>
    }
    .into_any()
}

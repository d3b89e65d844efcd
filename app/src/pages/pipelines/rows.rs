//! Pipelines as rows of a table: on their own pages, on Home, beside what they read, write or run as.

use access::Time;
use api::pipelines::Pipeline;
use leptos::prelude::*;

use crate::backend::now;
use crate::forms::pipelines::page;
use crate::parts::{Badge, Cell, Head, MainCell, Path, Row, StateMark, Table, Timestamp, Tone};

/// How old something is: "38 s old"; "none yet" for nothing.
pub(in crate::pages) fn age(at: Option<Time>, now: Time) -> String {
    let Some(at) = at else { return "none yet".to_owned() };
    let seconds = now.0.saturating_sub(at.0).max(0) / 1000;
    match seconds {
        0..60 => format!("{seconds} s old"),
        60..3_600 => format!("{} min old", seconds / 60),
        3_600..172_800 => format!("{} h old", seconds / 3_600),
        _ => format!("{} days old", seconds / 86_400),
    }
}

/// Because of what the viewer sees it: "owner", "via team data", or both.
pub(in crate::pages) fn role_words(pipeline: &Pipeline) -> String {
    let role = pipeline.role.map(|role| role.name().to_owned());
    let teams = pipeline.teams.iter().map(|team| format!("via team {}", team.team));
    role.into_iter().chain(teams).collect::<Vec<_>>().join(", ")
}

/// The table; `whole` with what it reads and writes, and when it was deployed.
pub(in crate::pages) fn pipeline_table(pipelines: Vec<Pipeline>, whole: bool) -> AnyView {
    let now = now();
    let rows = pipelines.into_iter().map(|pipeline| row(pipeline, now, whole)).collect_view();
    let mut heads = vec![Head::Text("Pipeline"), Head::Text("State"), Head::Text("Newest record")];
    if whole {
        heads.push(Head::Text("Last deployed"));
    }
    heads.push(Head::Text("You are"));
    view! {
        <div class=if whole { "pipeline-table" } else { "pipeline-table pipelines-here" }>
            <Table label="Pipelines" heads=heads>
                {rows}
            </Table>
        </div>
    }
    .into_any()
}

fn row(pipeline: Pipeline, now: Time, whole: bool) -> AnyView {
    let (path, href) = (pipeline.path.to_string(), page(&pipeline.path));
    let words = role_words(&pipeline);
    let own = pipeline.role.is_some();
    let wires = format!("{} → {}", pipeline.config.source, pipeline.config.sink);
    let deployed = whole.then(|| deployed(&pipeline, now));
    let reason = pipeline.reason.clone();
    let reason = whole.then_some(reason).flatten();
    let tags = pipeline.tags.iter().map(|tag| view! { <Badge tone=Tone::Outline text=tag.to_string() /> });
    let tags = if whole { tags.collect_view() } else { Vec::new() };
    view! {
        <Row>
            <MainCell second=if whole { wires } else { String::new() }>
                <Path path=path href=Some(href) />
                {tags}
            </MainCell>
            <Cell label="State" second=reason>
                <StateMark state=pipeline.state />
            </Cell>
            <Cell label="Newest record">
                <span class="muted">{age(pipeline.newest_record_at, now)}</span>
            </Cell>
            {deployed}
            <Cell label="You are">
                <span class=(!own).then_some("muted") title=words.clone()>
                    {words.clone()}
                </span>
            </Cell>
        </Row>
    }
    .into_any()
}

fn deployed(pipeline: &Pipeline, now: Time) -> AnyView {
    let second = match (&pipeline.deployed_by, pipeline.edited) {
        (_, true) if pipeline.deployed_at.is_some() => Some("edited since".to_owned()),
        (Some(by), _) => Some(format!("by {by}")),
        _ => None,
    };
    let when = match pipeline.deployed_at {
        Some(at) => view! { <Timestamp at now /> }.into_any(),
        None => view! { <span class="muted">"never"</span> }.into_any(),
    };
    view! {
        <Cell label="Last deployed" second=second>
            {when}
        </Cell>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        let now = Time(1_795_262_400_000);
        let old = |seconds: i64| age(Some(now.plus(-seconds * 1000)), now);
        assert_eq!(age(None, now), "none yet");
        let ages = [0, 59, 60, 7_200, 200_000].map(old);
        assert_eq!(ages, ["0 s old", "59 s old", "1 min old", "2 h old", "2 days old"]);
        // A clock that is behind makes nothing younger than new.
        assert_eq!(old(-5), "0 s old");
    }
}

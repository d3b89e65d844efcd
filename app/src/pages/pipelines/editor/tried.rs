//! Trying transforms on the newest records of the source: what became of each.

use api::Fault;
use api::names::StreamPath;
use api::pipelines::{TriedOutcome, TriedRecord, TryTransforms};
use leptos::prelude::*;

use crate::backend::ask;
use crate::forms::pipelines::draft::Draft;
use crate::parts::{Badge, Cell, Empty, Glyph, Head, MainCell, Panel, Row, Table, Tone};

/// On how many records.
const RECORDS: u32 = 5;

/// What came of it.
pub(in crate::pages::pipelines) struct Tries {
    source: String,
    items: Vec<TriedRecord>,
}

/// Tries the transforms of a form.
pub(super) async fn tried(draft: &Draft) -> Result<Tries, Fault> {
    let path: StreamPath = draft.source.parse().map_err(|why| Fault::field("source", why))?;
    let source = path.to_string();
    let input = TryTransforms {
        organization: path.organization,
        project: path.project,
        stream: path.stream,
        transforms: draft.transforms(),
        records: Some(RECORDS),
    };
    Ok(Tries { source, items: ask(input).await?.items })
}

/// The panel under the form.
pub(in crate::pages::pipelines) fn tried_panel(tries: Option<Tries>) -> Option<AnyView> {
    let Tries { source, items } = tries?;
    let passed = items.iter().filter(|one| matches!(one.outcome, TriedOutcome::Passed { .. })).count();
    let count = items.len();
    let list = if items.is_empty() {
        view! {
            <Empty
                glyph=Glyph::Stream
                title="There is no record to try it on"
                line="The expressions can be read. As soon as the source holds a record, it can be tried."
            />
        }
        .into_any()
    } else {
        let rows = items.into_iter().map(row).collect_view();
        let heads = vec![Head::Text("Number"), Head::Text("Outcome"), Head::Text("In and out")];
        view! {
            <Table label="What became of each record" heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    let aside = (count > 0).then(|| {
        let line = format!("{passed} of {count} would be appended; nothing was kept");
        view! { <span class="caption">{line}</span> }.into_any()
    });
    Some(
        view! {
            <div id="tried" class="tried" role="status">
                <Panel title=format!("Tried on {source}") flush=true aside=aside>
                    {list}
                </Panel>
            </div>
        }
        .into_any(),
    )
}

fn row(tried: TriedRecord) -> AnyView {
    let (badge, after) = match tried.outcome {
        TriedOutcome::Passed { record } => {
            let badge = view! { <Badge tone=Tone::Success text="passes" /> };
            (badge.into_any(), view! { <code class="record">{record}</code> }.into_any())
        }
        TriedOutcome::Filtered { transform } => {
            let badge = view! { <Badge text="filtered" /> };
            let line = format!("kept back by the filter of step {}", transform + 1);
            (badge.into_any(), view! { <span class="muted">{line}</span> }.into_any())
        }
        TriedOutcome::Failed { reason } => {
            let badge = view! { <Badge tone=Tone::Danger text="fails" /> };
            (badge.into_any(), view! { <span class="failed">{reason}</span> }.into_any())
        }
    };
    view! {
        <Row>
            <MainCell>{tried.seq}</MainCell>
            <Cell label="Outcome">{badge}</Cell>
            <Cell label="In and out">
                <code class="record before">{tried.record}</code>
                {after}
            </Cell>
        </Row>
    }
    .into_any()
}

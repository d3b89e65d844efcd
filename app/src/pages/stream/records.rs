//! The newest records of a stream, and what can be said of it in a few lines.

use api::streams::{NewestRecords, RecordText, Stream};
use leptos::prelude::*;

use super::schema::pretty;
use crate::backend::now;
use crate::parts::{
    Badge, Cell, CodeBlock, CodeLine, Empty, Facts, Glyph, Head, MainCell, Notice, Pager, Panel, Row, Table,
    Timestamp, Tone, exact,
};

/// Bytes of a record that its line may be cut out of.
const LINE: usize = 400;

/// Bytes of a record that the page has in it.
const WHOLE: usize = 16 * 1024;

/// The records, newest first.
pub(super) fn records_panel(
    stream: &Stream,
    records: Option<NewestRecords>,
    before: Option<u64>,
) -> impl IntoView + use<> {
    let path = stream.path.to_string();
    let now = now();
    let over = records.as_ref().and_then(|records| records.over_quota.clone()).map(|why| {
        view! {
            <div class="panel-body">
                <Notice tone=Tone::Warning title="Fewer than there are">
                    <p>{why}</p>
                </Notice>
            </div>
        }
    });
    let (list, older) = match records {
        Some(records) if !records.records.is_empty() => {
            let oldest = records.records.last().map(|record| record.seq).filter(|_| records.more);
            let rows = records.records.into_iter().map(|record| {
                let text = whole(&path, &record);
                view! {
                    <Row>
                        <MainCell>{record.seq}</MainCell>
                        <Cell label="Written" second=exact(record.at)>
                            <Timestamp at=record.at now />
                        </Cell>
                        <Cell label="Record">{text}</Cell>
                    </Row>
                }
            });
            let rows = rows.collect_view();
            let heads = vec![Head::Text("Number"), Head::Text("Written"), Head::Text("Record")];
            let table = view! {
                <Table label="Newest records" heads=heads>
                    {rows}
                </Table>
            };
            (table.into_any(), oldest.map(|oldest| format!("/{path}?before={oldest}")))
        }
        Some(_) => {
            let command = if stream.write {
                format!("echo '{{\"n\": 1}}' | sluicegate stream write {path}")
            } else {
                String::new()
            };
            let empty = view! {
                <Empty
                    glyph=Glyph::Stream
                    title="No records yet"
                    line="Records appear here as they are written, the newest first."
                    command=command
                />
            };
            (empty.into_any(), None)
        }
        None => {
            let empty = view! {
                <Empty
                    glyph=Glyph::Lock
                    title="You may not read its records"
                    line="Reading needs view on the project."
                />
            };
            (empty.into_any(), None)
        }
    };
    let newest = before.map(|_| format!("/{path}"));
    let paged = older.is_some() || newest.is_some();
    let foot = paged.then(|| view! { <Pager range="Newest first" previous=newest next=older /> }.into_any());
    view! {
        <Panel title="Records" flush=true foot=foot>
            {over}
            {list}
        </Panel>
    }
}

/// A record in one line, which opens to the whole of it.
fn whole(path: &str, record: &RecordText) -> AnyView {
    let RecordText { seq, record, .. } = record;
    let line = start(record, LINE).to_owned();
    let all = start(record, WHOLE);
    let long = (all.len() < record.len()).then(|| {
        let command = format!("sluicegate stream read {path} --after {} --limit 1", seq.saturating_sub(1));
        view! { <CodeLine text=command command=true label="Longer than what is shown here; the whole of it" /> }
    });
    view! {
        <details class="record-whole">
            <summary>
                <code>{line}</code>
            </summary>
            <CodeBlock text=pretty(all) label=format!("Record {seq}") />
            {long}
        </details>
    }
    .into_any()
}

/// At most `bytes` of a text, cut between characters.
fn start(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// A few facts.
pub(super) fn about(stream: &Stream) -> impl IntoView + use<> {
    let now = now();
    let yes = |allowed: bool| {
        if allowed {
            view! { <Badge tone=Tone::Success text="Allowed" /> }.into_any()
        } else {
            view! { <Badge text="Not allowed" /> }.into_any()
        }
    };
    let newest = match stream.last_record_at {
        Some(at) => view! { <Timestamp at now /> }.into_any(),
        None => "none yet".into_any(),
    };
    let facts = vec![
        ("Records", stream.last_seq.into_any()),
        ("Newest", newest),
        ("Created", view! { <Timestamp at=stream.created_at now /> }.into_any()),
        ("You read", yes(stream.read)),
        ("You write", yes(stream.write)),
    ];
    view! {
        <Panel title="About">
            <Facts facts=facts />
        </Panel>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!([start("aä", 2), start("aä", 3), start("aä", 9)], ["a", "aä", "aä"]);
    }
}

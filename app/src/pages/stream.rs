//! A stream's page: its newest records, and how to connect.

use api::streams::{NewestRecords, ShowNewestRecords, ShowStream, Stream};
use leptos::prelude::*;

use super::{Made, organization_frame, param, query};
use crate::backend::{ask, now, site};
use crate::parts::{
    Badge, Cell, CodeBlock, CodeLine, Empty, Facts, Glyph, Head, MainCell, Pager, Panel, Row, Subject, Table,
    Timestamp, Title, Tone, VisibilityBadge, exact,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// The page.
pub(super) async fn page() -> Made {
    let (organization, project, name) = (param("organization")?, param("project")?, param("stream")?);
    let stream = ask(ShowStream {
        organization: organization.clone(),
        project: project.clone(),
        stream: name.clone(),
    })
    .await?;
    let before = query("before").and_then(|before| before.parse().ok());
    let records = if stream.read {
        let newest = ShowNewestRecords {
            organization: organization.clone(),
            project: project.clone(),
            stream: name,
            before,
        };
        Some(ask(newest).await?)
    } else {
        None
    };
    let path = stream.path.to_string();
    let lede = (!stream.description.as_str().is_empty()).then(|| stream.description.to_string().into_any());
    let badges = view! { <VisibilityBadge public=stream.public of="project" /> };
    let body = view! {
        <Title subject=Subject::Thing(Glyph::Stream, path.clone()) badges=badges.into_any() lede=lede />
        <div class="with-rail">
            {records_panel(&stream, records, before)}
            <div class="stack">{about(&stream)} {connect(&stream)}</div>
        </div>
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Projects),
        crumbs: vec![
            Crumb::to(organization.to_string(), format!("/{organization}")),
            Crumb::to(project.to_string(), format!("/{organization}/{project}")),
            Crumb::here(stream.name.to_string()),
        ],
        ..organization_frame(path, &organization.to_string()).await
    };
    Ok((frame, body.into_any()))
}

fn records_panel(
    stream: &Stream,
    records: Option<NewestRecords>,
    before: Option<u64>,
) -> impl IntoView + use<> {
    let path = stream.path.to_string();
    let now = now();
    let (list, older) = match records {
        Some(records) if !records.records.is_empty() => {
            let oldest = records.records.last().map(|record| record.seq).filter(|_| records.more);
            let rows = records.records.into_iter().map(|record| {
                view! {
                    <Row>
                        <MainCell>{record.seq}</MainCell>
                        <Cell label="Written" second=exact(record.at)>
                            <Timestamp at=record.at now />
                        </Cell>
                        <Cell label="Record">
                            <code class="record">{record.record}</code>
                        </Cell>
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
            {list}
        </Panel>
    }
}

fn about(stream: &Stream) -> impl IntoView + use<> {
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

fn connect(stream: &Stream) -> impl IntoView + use<> {
    let path = stream.path.to_string();
    let records = format!("{}/api/v1/streams/{path}/records", site().origin);
    let auth = "-H \"Authorization: Bearer $SLUICEGATE_SECRET\"";
    let read = format!("curl {auth} \\\n  \"{records}?limit=10\"");
    let write = format!(
        "echo '{{\"n\": 1}}' | curl {auth} \\\n  -H \"Content-Type: application/x-ndjson\" \\\n  --data-binary @- {records}"
    );
    let writes = stream.write;
    let secret = view! { <a href="/-/profile/secrets">"Issue a secret"</a> };
    view! {
        <Panel title="How to connect" aside=secret.into_any()>
            <CodeLine label="Environment" text="export SLUICEGATE_SECRET=…" />
            <CodeLine
                label="Command line"
                command=true
                text=format!("sluicegate stream read {path} --limit 10")
            />
            <CodeBlock label="Read with curl" text=read />
            {writes.then(|| view! { <CodeBlock label="Write with curl" text=write /> })}
        </Panel>
    }
}

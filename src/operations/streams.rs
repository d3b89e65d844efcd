//! Streams: create, list, show, and the newest records for a page. Appending and reading in bulk is the gateway's.

use access::{Actor, Outcome, StreamId, actions, authorize, check};
use api::names::StreamPath;
use api::streams::{
    CreateStream, ListStreams, NewestRecords, RecordText, ShowNewestRecords, ShowStream, Stream,
};
use api::{Fault, Page, PageRequest};
use serde::Serialize;

use super::audit::{self, Entry};
use super::secrets::kept_description;
use super::{Context, facts, pages};
use crate::ids;
use crate::store::streams::{NewStream, StreamRow};
use crate::store::{records, streams};

/// The records of one page.
const NEWEST: u32 = 50;

/// What the audit log tells of a stream.
#[derive(Serialize)]
struct State<'a> {
    description: &'a str,
}

/// Creates a stream in a project.
///
/// # Errors
/// A fault that says why not.
pub async fn create_stream(context: &Context, input: CreateStream) -> Result<Stream, Fault> {
    context
        .changing("CreateStream", async |tx| {
            let actor = context.actor();
            let project = facts::project(tx, actor, &input.organization, &input.project).await?.facts;
            let proof = authorize::<actions::CreateStream>(actor, &project)?;
            let id: StreamId = ids::fresh(context.now);
            let description = input.description.as_str();
            streams::insert(tx, proof, context.now, NewStream { id, name: &input.name, description }).await?;
            let path = StreamPath {
                organization: input.organization.clone(),
                project: input.project.clone(),
                stream: input.name.clone(),
            };
            let made = facts::stream(tx, actor, &path).await?;
            let entry = Entry::new("CreateStream", format!("stream:{path}")).after(&State { description });
            audit::append(context, tx, entry.inside(project.organization.id)).await?;
            Ok(view(made, actor))
        })
        .await
}

/// Lists a project's streams by name.
///
/// # Errors
/// A fault that says why not.
pub async fn list_streams(context: &Context, input: ListStreams) -> Result<Page<Stream>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let after = pages::name_cursor(page.after.as_deref())?;
    context
        .reading("ListStreams", async |tx| {
            let actor = context.actor();
            let project = facts::project(tx, actor, &input.organization, &input.project).await?;
            let proof = authorize::<actions::ListStreams>(actor, &project.facts)?;
            let rows = streams::list(tx, &proof, &after, pages::one_more(&page)).await?;
            let rows = pages::page(&page, rows, |row| row.path.stream.to_string());
            Ok(rows.map(|row| view(row, actor)))
        })
        .await
}

/// Shows a stream.
///
/// # Errors
/// A fault that says why not.
pub async fn show_stream(context: &Context, input: ShowStream) -> Result<Stream, Fault> {
    context
        .reading("ShowStream", async |tx| {
            let ShowStream { organization, project, stream } = input;
            let path = StreamPath { organization, project, stream };
            let row = facts::stream(tx, context.actor(), &path).await?;
            let _proof = authorize::<actions::ViewStream>(context.actor(), &row.facts)?;
            Ok(view(row, context.actor()))
        })
        .await
}

/// The newest records of a stream, for its page.
///
/// # Errors
/// A fault that says why not.
pub async fn show_newest_records(
    context: &Context,
    input: ShowNewestRecords,
) -> Result<NewestRecords, Fault> {
    context
        .reading("ShowNewestRecords", async |tx| {
            let ShowNewestRecords { organization, project, stream, before } = input;
            let path = StreamPath { organization, project, stream };
            let row = facts::stream(tx, context.actor(), &path).await?;
            let proof = authorize::<actions::ReadRecords>(context.actor(), &row.facts)?;
            let rows = records::newest(tx, &proof, before, NEWEST).await?;
            let more = rows.last().is_some_and(|oldest| oldest.seq > 1);
            let text = |row: records::RecordRow| RecordText { seq: row.seq, at: row.at, record: row.body };
            Ok(NewestRecords { records: rows.into_iter().map(text).collect(), more })
        })
        .await
}

/// A stream as `actor` sees it.
fn view(row: StreamRow, actor: &Actor) -> Stream {
    Stream {
        id: row.facts.id,
        name: row.path.stream.clone(),
        path: row.path,
        description: kept_description(row.description),
        public: row.facts.project.public,
        created_at: row.created_at,
        last_seq: row.last_seq,
        last_record_at: row.last_record_at,
        schema: None,
        retention_days: None,
        read: check::<actions::ReadRecords>(actor, &row.facts) == Outcome::Allowed,
        write: check::<actions::WriteRecords>(actor, &row.facts) == Outcome::Allowed,
    }
}

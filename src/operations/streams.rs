//! Streams: create, list, show, change, delete, and the newest records for a page. Appending and reading in bulk is the
//! gateway's.

use access::world::Change;
use access::{Actor, Outcome, StreamId, actions, authorize, check};
use api::fields::{Limit, Schema};
use api::names::{Name, StreamPath};
use api::organizations::Deleted;
use api::previews::{PreviewFacts, PreviewOf};
use api::streams::{
    CreateStream, DeleteStream, ListStreams, NewestRecords, RecordText, ShowNewestRecords, ShowStream,
    Stream, UpdateStream,
};
use api::{Fault, FaultKind, Page, PageRequest};
use serde::Serialize;
use serde_json::Value;

use super::audit::{self, Entry};
use super::secrets::kept_description;
use super::{Context, Stop, facts, pages, pipelines, previews, refusals};
use crate::ids;
use crate::schemas;
use crate::store::streams::{NewStream, StreamChange, StreamRow};
use crate::store::{records, streams};

/// The records of one page.
const NEWEST: u32 = 50;

/// The longest that records may be kept before they are deleted, in days; longer is for ever.
const MOST_DAYS: u64 = 3650;

/// What the audit log tells of a stream.
#[derive(PartialEq, Serialize)]
struct State<'a> {
    name: &'a Name,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retention_days: Option<u32>,
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
            let (name, description) = (&input.name, input.description.as_str());
            let (schema, retention_days) = (schema_text(input.schema.as_ref())?, days(input.retention_days)?);
            let new = NewStream { id, name, description, schema, retention_days };
            streams::insert(tx, proof, context.now, new).await?;
            let path = StreamPath {
                organization: input.organization.clone(),
                project: input.project.clone(),
                stream: input.name.clone(),
            };
            let made = facts::stream(tx, actor, &path).await?;
            let entry = Entry::new("CreateStream", format!("stream:{path}"));
            let entry = entry.after(&State { name, description, schema, retention_days });
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

/// Changes a stream's name, description, schema or retention; a field left out stays. Records that it has already are
/// not checked against a new schema.
///
/// # Errors
/// A fault that says why not.
pub async fn update_stream(context: &Context, input: UpdateStream) -> Result<Stream, Fault> {
    context
        .changing("UpdateStream", async |tx| {
            let actor = context.actor();
            let UpdateStream { organization, project, stream, .. } = input.clone();
            let mut path = StreamPath { organization, project, stream };
            let row = facts::stream(tx, actor, &path).await?;
            let proof = authorize::<actions::UpdateStream>(actor, &row.facts)?;
            let (inside, last) = (row.facts.project.organization.id, row.updated_at);
            let before = view(row, actor);
            context.still(&before.settings())?;
            let was = State {
                name: &before.name,
                description: before.description.as_str(),
                schema: before.schema.as_ref().map(Schema::as_str),
                retention_days: before.retention_days,
            };
            let is = State {
                name: input.name.as_ref().unwrap_or(was.name),
                description: input.description.as_ref().map_or(was.description, |text| text.as_str()),
                schema: match &input.schema {
                    Some(schema) => schema_text(Some(schema))?,
                    None => was.schema,
                },
                retention_days: match input.retention_days {
                    Some(limit) => days(Some(limit))?,
                    None => was.retention_days,
                },
            };
            if is == was {
                return Ok(before);
            }
            let change = StreamChange {
                name: is.name,
                description: is.description,
                schema: is.schema,
                retention_days: is.retention_days,
                updated_at: context.now.max(last.plus(1)),
            };
            streams::update(tx, proof, change).await?;
            path.stream = is.name.clone();
            let entry = Entry::new("UpdateStream", format!("stream:{}", before.path)).inside(inside);
            audit::append(context, tx, entry.before(&was).after(&is)).await?;
            Ok(view(facts::stream(tx, actor, &path).await?, actor))
        })
        .await
}

/// Deletes a stream with its records and grants.
///
/// # Errors
/// A fault that says why not.
pub async fn delete_stream(context: &Context, input: DeleteStream) -> Result<Deleted, Fault> {
    context
        .changing("DeleteStream", async |tx| {
            let actor = context.actor();
            let DeleteStream { organization, project, stream, seen } = input.clone();
            let path = StreamPath { organization, project, stream };
            let row = facts::stream(tx, actor, &path).await?;
            let proof = authorize::<actions::DeleteStream>(actor, &row.facts)?;
            context.still(&view(row.clone(), actor).settings())?;
            let StreamPath { organization, project, stream } = path.clone();
            let of = PreviewOf::Stream { organization, project, stream };
            let changes = |_: &PreviewFacts| vec![Change::DeleteStream { stream: row.facts.id }];
            previews::still_holds(context, tx, &of, changes, seen.as_deref()).await?;
            pipelines::remember(tx, &proof).await?;
            streams::delete(tx, proof).await?;
            let state = State {
                name: &path.stream,
                description: &row.description,
                schema: row.schema.as_deref(),
                retention_days: row.retention_days,
            };
            let entry = Entry::new("DeleteStream", format!("stream:{path}")).before(&state);
            audit::append(context, tx, entry.inside(row.facts.project.organization.id)).await?;
            Ok(Deleted { path: path.to_string() })
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
    let (rows, more, stream) = context
        .reading("ShowNewestRecords", async |tx| {
            let ShowNewestRecords { organization, project, stream, before } = input;
            let path = StreamPath { organization, project, stream };
            let row = facts::stream(tx, context.actor(), &path).await?;
            let proof = authorize::<actions::ReadRecords>(context.actor(), &row.facts)?;
            let rows = records::newest(tx, &proof, before, NEWEST).await?;
            let more = match rows.last() {
                Some(oldest) => records::any_before(tx, &proof, oldest.seq).await?,
                None => false,
            };
            Ok((rows, more, proof.target()))
        })
        .await?;
    let (rows, over_quota) = charged(context, rows, stream).await?;
    let text = |row: records::RecordRow| RecordText { seq: row.seq, at: row.at, record: row.body };
    Ok(NewestRecords { records: rows.into_iter().map(text).collect(), more, over_quota })
}

/// Takes what these records cost ("console reads count"), and leaves out those that no longer fit into a quota.
async fn charged(
    context: &Context,
    mut rows: Vec<records::RecordRow>,
    stream: StreamId,
) -> Result<(Vec<records::RecordRow>, Option<String>), Fault> {
    let usage = &context.core.usage;
    match usage.charge_records(context, stream, &mut rows, 1, context.now).await {
        Ok(true) => Ok((rows, None)),
        Ok(false) => Ok((rows, Some("The quota has no room for the older ones of these.".to_owned()))),
        Err(Stop::Fault(fault)) if fault.kind == FaultKind::OverQuota => Ok((Vec::new(), Some(fault.detail))),
        Err(stop) => Err(refusals::fault(context, "ShowNewestRecords", stop).await),
    }
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
        schema: row.schema.and_then(|text| Schema::try_from(Some(Value::String(text))).ok()),
        retention_days: row.retention_days,
        read: check::<actions::ReadRecords>(actor, &row.facts) == Outcome::Allowed,
        write: check::<actions::WriteRecords>(actor, &row.facts) == Outcome::Allowed,
    }
}

/// A schema's text as it is kept; an empty one is none.
///
/// # Errors
/// If it is no schema that is taken here.
fn schema_text(schema: Option<&Schema>) -> Result<Option<&str>, Fault> {
    let Some(text) = schema.map(Schema::as_str).filter(|text| !text.is_empty()) else { return Ok(None) };
    schemas::Schema::compile(text).map_err(|why| Fault::field("schema", why))?;
    Ok(Some(text))
}

/// How many days records are kept.
///
/// # Errors
/// If it is none of 1 to [`MOST_DAYS`].
fn days(limit: Option<Limit>) -> Result<Option<u32>, Fault> {
    let Some(days) = limit.and_then(|Limit(days)| days) else { return Ok(None) };
    match u32::try_from(days) {
        Ok(kept) if (1..=MOST_DAYS).contains(&days) => Ok(Some(kept)),
        _ => Err(Fault::field("retention_days", format!("days are 1 to {MOST_DAYS}, or none for no end"))),
    }
}

//! Who can read or write a stream, and by which path: the shared rules are asked about each, as they decide.

use access::{
    Actor, Flags, Listed, Outcome, Path, Permission, ServiceId, StreamFacts, StreamFlags, UserCredential,
    actions, authorize, check, explain_permission,
};
use api::names::{Name, ServicePath, StreamPath};
use api::streams::{ListStreamAccess, StreamAccess, StreamPipeline, StreamRight};
use api::{Fault, Page, PageRequest};

use super::{Context, Stop, facts, pages};
use crate::store::stream_access::{self, PersonRow, ServiceRow, Wanted};
use crate::store::{Tx, pipelines};

/// A row, and where the next page starts after it.
struct Row {
    cursor: String,
    shown: StreamAccess,
}

/// Lists who can read or write a stream and by which path: people by name, then services by path.
///
/// # Errors
/// A fault that says why not.
pub async fn list_stream_access(
    context: &Context,
    input: ListStreamAccess,
) -> Result<Page<StreamAccess>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let (person, service) = cursor(page.after.as_deref())?;
    let like = crate::store::search::holding(input.search.as_deref());
    let wanted = Wanted {
        read: input.permission != Some(StreamRight::Write),
        write: input.permission != Some(StreamRight::Read),
        like: &like,
    };
    let path = StreamPath { organization: input.organization, project: input.project, stream: input.stream };
    context
        .reading("ListStreamAccess", async |tx| {
            let on = facts::stream(tx, context.actor(), &path).await?.facts;
            let proof = authorize::<actions::ViewStreamAccess>(context.actor(), &on)?;
            let mut limit = pages::one_more(&page);
            let mut rows = Vec::new();
            if service.is_none() {
                let after = person.as_ref().map_or("", Name::stored);
                let people = stream_access::people(tx, &proof, wanted, after, limit).await?;
                rows.extend(people.into_iter().map(|row| of_person(&on, row)));
                limit -= i64::try_from(rows.len()).unwrap_or(limit);
            }
            if limit > 0 {
                let after = service.as_ref();
                let after =
                    after.map_or(("", ""), |after| (after.organization.stored(), after.service.stored()));
                let services = stream_access::services(tx, &proof, wanted, after, limit).await?;
                for row in services {
                    let service = row.id;
                    let mut row = of_service(&on, row);
                    (row.shown.pipelines, row.shown.hidden_pipelines) =
                        connected(context, tx, &on, service).await?;
                    rows.push(row);
                }
            }
            Ok(pages::page(&page, rows, |row| row.cursor.clone()).map(|row| row.shown))
        })
        .await
}

/// A cursor is the name of a person or the path of a service.
fn cursor(after: Option<&str>) -> Result<(Option<Name>, Option<ServicePath>), Fault> {
    match after {
        None => Ok((None, None)),
        Some(path) if path.contains('/') => Ok((None, Some(path.parse().map_err(|_| pages::bad_cursor())?))),
        Some(name) => Ok((Some(name.parse().map_err(|_| pages::bad_cursor())?), None)),
    }
}

fn of_person(on: &StreamFacts, row: PersonRow) -> Row {
    let mut facts = on.clone();
    facts.project.held = row.flags;
    // Nothing on the organization decides here.
    facts.project.organization.held = Flags::NONE;
    facts.granted = StreamFlags::NONE;
    let actor = Actor::User { id: row.id, credential: UserCredential::Session };
    let shown = shown(&actor, facts, row.granted_by, row.granted_at);
    Row { cursor: row.name.to_string(), shown: StreamAccess { user: Some(row.name), ..shown } }
}

fn of_service(on: &StreamFacts, row: ServiceRow) -> Row {
    let facts = StreamFacts { granted: row.granted, ..on.clone() };
    let shown = shown(&Actor::Service { id: row.id }, facts, row.granted_by, row.granted_at);
    Row { cursor: row.path.to_string(), shown: StreamAccess { service: Some(row.path), ..shown } }
}

fn shown(
    actor: &Actor,
    facts: StreamFacts,
    granted_by: Option<Name>,
    granted_at: access::Time,
) -> StreamAccess {
    let listed = Listed::Stream(facts);
    let read = explain_permission(actor, Permission::Read, &listed).paths;
    let write = explain_permission(actor, Permission::Write, &listed).paths;
    let (may_read, may_write) = (!read.is_empty(), !write.is_empty());
    let read = read.iter().map(|path| chain(path, Permission::Read));
    let write = write.iter().map(|path| chain(path, Permission::Write));
    let paths = read.chain(write).collect();
    StreamAccess {
        user: None,
        service: None,
        read: may_read,
        write: may_write,
        paths,
        pipelines: Vec::new(),
        hidden_pipelines: 0,
        granted_by,
        granted_at,
    }
}

/// The pipelines that are connected to the stream as this service, and how many more there are that the caller may not
/// see.
async fn connected(
    context: &Context,
    tx: &mut Tx,
    on: &StreamFacts,
    service: ServiceId,
) -> Result<(Vec<StreamPipeline>, u32), Stop> {
    let (mut seen, mut hidden) = (Vec::new(), 0);
    for (id, reads, writes) in stream_access::pipelines(tx, on.id, service).await? {
        let Some(row) = pipelines::find_by_id(tx, context.actor(), id).await? else { continue };
        if check::<actions::ViewPipeline>(context.actor(), &row.facts) == Outcome::Allowed {
            seen.push(StreamPipeline { pipeline: row.path, reads, writes });
        } else {
            hidden += 1;
        }
    }
    Ok((seen, hidden))
}

/// From what was given to what it comes to.
fn chain(path: &Path, right: Permission) -> Vec<String> {
    let mut steps = match path {
        Path::Grant { resource, flag } => vec![format!("{flag} on {}", resource.path)],
        Path::Implied { resource, by_flag, flag } => {
            vec![format!("{by_flag} on {}", resource.path), flag.clone()]
        }
        Path::Public { resource } => vec![format!("{} is public", resource.path)],
        path => vec![path.to_string()],
    };
    steps.push(right.to_string());
    steps
}

//! What services are granted on streams. "Nobody hands on more than they hold, organization admins included."

use access::{ServiceFacts, ServiceGrantFacts, StreamFlags, actions, authorize, counting_grant};
use api::names::StreamPath;
use api::services::{ListServicePermissions, ServicePermission, UpdateServicePermissions};
use api::{Fault, Page, PageRequest};
use serde::Serialize;

use crate::operations::audit::{self, Entry};
use crate::operations::{Context, Stop, facts, pages};
use crate::store::service_grants::{self, GrantRow, Part};
use crate::store::{Tx, search};

/// What the audit log tells of a grant.
#[derive(Serialize)]
struct State<'a> {
    stream: &'a StreamPath,
    read: bool,
    write: bool,
}

/// Lists what a service is granted, by stream, as far as the caller may know of the streams.
///
/// # Errors
/// A fault that says why not.
pub async fn list_service_permissions(
    context: &Context,
    input: ListServicePermissions,
) -> Result<Page<ServicePermission>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let after = after(&page)?;
    context
        .reading("ListServicePermissions", async |tx| {
            let service = facts::service(tx, context, &input.organization, &input.service).await?.facts;
            let proof = authorize::<actions::ListServicePermissions>(context.actor(), &service)?;
            let like = search::holding(None);
            let part = Part { after: names(after.as_ref()), like: &like, limit: pages::one_more(&page) };
            let rows = service_grants::list(tx, &proof, part).await?;
            Ok(pages::page(&page, rows, |row| row.path.to_string()).map(|row| shown(&row)))
        })
        .await
}

/// Sets what a service may do on a stream; a flag left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_service_permissions(
    context: &Context,
    input: UpdateServicePermissions,
) -> Result<ServicePermission, Fault> {
    context
        .changing("UpdateServicePermissions", async |tx| {
            let service = facts::service(tx, context, &input.organization, &input.service).await?.facts;
            let wanted = |held: StreamFlags| StreamFlags {
                read: input.read.unwrap_or(held.read),
                write: input.write.unwrap_or(held.write),
            };
            let (_, after) = change(context, tx, &service, &input.stream, wanted).await?;
            Ok(after)
        })
        .await
}

/// Changes one grant, and says whether that changed anything and what it is now.
///
/// # Errors
/// The denial; a stream that is nowhere, or hidden. And the store's.
pub(super) async fn change(
    context: &Context,
    tx: &mut Tx,
    service: &ServiceFacts,
    path: &StreamPath,
    wanted: impl FnOnce(StreamFlags) -> StreamFlags,
) -> Result<(bool, ServicePermission), Stop> {
    let actor = context.actor();
    let stream = facts::stream(tx, actor, path).await?.facts;
    let row = service_grants::find(tx, actor, service.id, stream.id).await?;
    let held = row.as_ref().map_or_else(StreamFlags::default, |row| row.held);
    let foreign = stream.project.organization.id != service.organization.id;
    let present = row.as_ref().map_or_else(|| nothing(path, foreign), shown);
    let flags = wanted(held);
    let adds = flags.without(held);
    let id = stream.id;
    if !adds.any() && row.is_none() {
        // Nothing to take away: only who may know of the stream learns that it is there.
        let _known = authorize::<actions::ViewStream>(actor, &stream)?;
    }
    let on = ServiceGrantFacts { service: service.clone(), stream, adds };
    let proof = authorize::<actions::UpdateServicePermissions>(actor, &on)?;
    context.still(&present)?;
    if flags != held {
        service_grants::set(tx, proof, flags, adds.any(), context.now).await?;
        let state = |flags: StreamFlags| State { stream: path, read: flags.read, write: flags.write };
        let entry = Entry::new("UpdateServicePermissions", format!("service:{}", service.path));
        let entry = entry.inside(service.organization.id).before(&state(held)).after(&state(flags));
        audit::append(context, tx, entry).await?;
        let owner = on.stream.project.organization.id;
        if owner != service.organization.id {
            // Whose stream it is wants to know, too.
            let entry = Entry::new("UpdateServicePermissions", format!("stream:{path}"));
            let entry = entry.inside(owner).before(&state(held)).after(&state(flags));
            audit::append(context, tx, entry).await?;
        }
    }
    let now = service_grants::find(tx, actor, service.id, id).await?;
    Ok((flags != held, now.map_or_else(|| nothing(path, foreign), |row| shown(&row))))
}

/// Where a page begins.
///
/// # Errors
/// If it is no cursor.
pub(super) fn after(page: &PageRequest) -> Result<Option<StreamPath>, Fault> {
    page.after.as_deref().map(str::parse).transpose().map_err(|_| pages::bad_cursor())
}

/// The names of a stream, as they are kept.
pub(super) fn names(path: Option<&StreamPath>) -> (&str, &str, &str) {
    path.map_or(("", "", ""), |path| {
        (path.organization.stored(), path.project.stored(), path.stream.stored())
    })
}

fn shown(row: &GrantRow) -> ServicePermission {
    let counting = counting_grant(row.held, !row.foreign, row.project().public, row.confirmed);
    ServicePermission {
        stream: row.path.clone(),
        read: row.held.read,
        write: row.held.write,
        foreign: row.foreign,
        confirmed: row.confirmed,
        counts: counting == row.held,
        granted_by: row.granted_by.clone(),
        granted_at: row.granted_at,
    }
}

fn nothing(path: &StreamPath, foreign: bool) -> ServicePermission {
    ServicePermission {
        stream: path.clone(),
        read: false,
        write: false,
        foreign,
        confirmed: false,
        counts: true,
        granted_by: None,
        granted_at: None,
    }
}

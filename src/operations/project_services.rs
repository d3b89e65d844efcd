//! Grants of services on a project's streams, as its admins decide about them: list, confirm, end. Granting is for those
//! who manage the service.

use access::{About, ProjectFacts, ServiceId, actions, authorize};
use api::names::{Name, ServicePath, StreamPath};
use api::previews::{PreviewFacts, PreviewOf};
use api::projects::{
    ConfirmService, EndService, ListProjectServices, ProjectServiceGrant, ServiceGrantsChanged,
};
use api::{Fault, Page, PageRequest};
use serde::Serialize;
use uuid::Uuid;

use super::audit::{self, Entry};
use super::{Context, Stop, facts, pages, previews};
use crate::store::project_services::{self, GrantRow};
use crate::store::{Tx, services};

/// What the audit log tells of grants that were confirmed or ended.
#[derive(Serialize)]
struct State<'a> {
    service: String,
    streams: &'a [StreamPath],
}

/// Lists the grants of services on a project's streams, by service and stream.
///
/// # Errors
/// A fault that says why not.
pub async fn list_project_services(
    context: &Context,
    input: ListProjectServices,
) -> Result<Page<ProjectServiceGrant>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    // Three names, written as a stream's path is.
    let after: Option<StreamPath> =
        page.after.as_deref().map(str::parse).transpose().map_err(|_| pages::bad_cursor())?;
    let after = after.as_ref().map_or(("", "", ""), |after| {
        (after.organization.stored(), after.project.stored(), after.stream.stored())
    });
    context
        .reading("ListProjectServices", async |tx| {
            let on = facts::project(tx, context.actor(), &input.organization, &input.project).await?.facts;
            let proof = authorize::<actions::ListProjectServices>(context.actor(), &on)?;
            let rows = project_services::list(tx, &proof, after, pages::one_more(&page)).await?;
            Ok(pages::page(&page, rows, |row| format!("{}/{}", row.service, row.stream.stream)).map(shown))
        })
        .await
}

/// Lets the grants of another organization's service count, as long as the project is private too.
///
/// # Errors
/// A fault that says why not; 404 if the service holds nothing there.
pub async fn confirm_service(
    context: &Context,
    input: ConfirmService,
) -> Result<ServiceGrantsChanged, Fault> {
    context
        .changing("ConfirmService", async |tx| {
            let ConfirmService { organization, project, service, seen } = &input;
            let about = of(context, tx, (organization, project), service).await?;
            let proof = authorize::<actions::ConfirmService>(context.actor(), &about)?;
            if project_services::streams(tx, about.on.id, about.whom, false).await?.is_empty() {
                return Err(Stop::missing(context.actor()));
            }
            still_holds(context, tx, (organization, project), service, (false, seen.as_deref())).await?;
            let streams = project_services::streams(tx, about.on.id, about.whom, true).await?;
            let changed = changed((organization, project), service, streams);
            if changed.streams.is_empty() {
                return Ok(changed);
            }
            project_services::confirm(tx, proof, context.now).await?;
            let state = State { service: service.to_string(), streams: &changed.streams };
            note(context, tx, entry("ConfirmService", &about.on).after(&state)).await?;
            Ok(changed)
        })
        .await
}

/// Ends the grants of a service on all streams of a project.
///
/// # Errors
/// A fault that says why not; 404 if the service holds nothing there.
pub async fn end_service(context: &Context, input: EndService) -> Result<ServiceGrantsChanged, Fault> {
    context
        .changing("EndService", async |tx| {
            let EndService { organization, project, service, seen } = &input;
            let about = of(context, tx, (organization, project), service).await?;
            let proof = authorize::<actions::EndService>(context.actor(), &about)?;
            let streams = project_services::streams(tx, about.on.id, about.whom, false).await?;
            if streams.is_empty() {
                return Err(Stop::missing(context.actor()));
            }
            still_holds(context, tx, (organization, project), service, (true, seen.as_deref())).await?;
            project_services::end(tx, proof).await?;
            let changed = changed((organization, project), service, streams);
            let state = State { service: service.to_string(), streams: &changed.streams };
            note(context, tx, entry("EndService", &about.on).before(&state)).await?;
            Ok(changed)
        })
        .await
}

/// Checks what the caller saw of it.
async fn still_holds(
    context: &Context,
    tx: &mut Tx,
    (organization, project): (&Name, &Name),
    service: &ServicePath,
    (ends, seen): (bool, Option<&str>),
) -> Result<(), Stop> {
    let (organization, project, service) = (organization.clone(), project.clone(), service.clone());
    let of = PreviewOf::ProjectService { organization, project, service };
    let changes = |facts: &PreviewFacts| facts.settle_service(ends);
    previews::still_holds(context, tx, &of, changes, seen).await
}

/// The project and the service, which is nobody's if there is none of this path.
async fn of(
    context: &Context,
    tx: &mut Tx,
    (organization, project): (&Name, &Name),
    service: &ServicePath,
) -> Result<About<ProjectFacts, ServiceId>, Stop> {
    let on = facts::project(tx, context.actor(), organization, project).await?.facts;
    let row = services::name_by_path(tx, &service.organization, &service.service).await?;
    Ok(About { on, whom: row.map_or(ServiceId::new(Uuid::nil()), |row| row.id) })
}

fn entry(operation: &'static str, on: &ProjectFacts) -> Entry {
    Entry::new(operation, format!("project:{}", on.path)).inside(on.organization.id)
}

async fn note(context: &Context, tx: &mut Tx, entry: Entry) -> Result<(), Stop> {
    Ok(audit::append(context, tx, entry).await?)
}

fn changed(
    (organization, project): (&Name, &Name),
    service: &ServicePath,
    streams: Vec<Name>,
) -> ServiceGrantsChanged {
    let path = |stream| StreamPath { organization: organization.clone(), project: project.clone(), stream };
    ServiceGrantsChanged { service: service.clone(), streams: streams.into_iter().map(path).collect() }
}

fn shown(row: GrantRow) -> ProjectServiceGrant {
    ProjectServiceGrant {
        service: row.service,
        stream: row.stream,
        read: row.flags.read,
        write: row.flags.write,
        foreign: row.foreign,
        confirmed: row.confirmed,
        counts: row.counts.any(),
        granted_by: row.granted_by,
        granted_at: row.granted_at,
    }
}

//! Services: create, list, show, change, delete, and what deleting one would stop. What they may do where:
//! [`grants`]; their secrets are in [`super::secrets`], what they use in [`super::usage`].

mod activity;
mod grants;
mod grid;

use access::{Actor, Outcome, ServiceId, actions, authorize, check};
use api::fields::{Limit, SourceUrl};
use api::names::Name;
use api::organizations::Deleted;
use api::services::{CreateService, DeleteService, ListServices, Service, ShowService, UpdateService};
use api::{Fault, Page, PageRequest};
use serde::Serialize;

use super::audit::{self, Entry};
use super::organizations::{megabytes, stored};
use super::secrets::kept_description;
use super::usage::{QuotaSet, written};
use super::{Context, facts, pages, pipelines};
use crate::ids;
use crate::store::services::{NewService, ServiceChange, ServiceRow};
use crate::store::{search, services};
pub use activity::show_service_activity;
pub use grants::{list_service_permissions, update_service_permissions};
pub use grid::{show_service_grid, update_service_grid};

/// What the audit log tells of a service.
#[derive(PartialEq, Serialize)]
struct State<'a> {
    name: &'a Name,
    description: &'a str,
    source_url: &'a str,
    read_quota_mb: Option<u64>,
    write_quota_mb: Option<u64>,
}

/// Creates a service in an organization; whoever creates it manages it while they hold `create` there.
///
/// # Errors
/// A fault that says why not.
pub async fn create_service(context: &Context, input: CreateService) -> Result<Service, Fault> {
    let quota = |field, limit: Option<Limit>| limit.map_or(Ok(None), |limit| megabytes(field, limit));
    let read_quota_mb = quota("read_quota_mb", input.read_quota_mb)?;
    let write_quota_mb = quota("write_quota_mb", input.write_quota_mb)?;
    context
        .changing("CreateService", async |tx| {
            let organization = facts::organization(tx, context.actor(), &input.organization).await?.facts;
            let proof = authorize::<actions::CreateService>(context.actor(), &organization)?;
            let id: ServiceId = ids::fresh(context.now);
            let (description, source_url) = (input.description.as_str(), input.source_url.as_str());
            let new = NewService {
                id,
                name: &input.name,
                description,
                source_url,
                read_quota_mb: stored(read_quota_mb),
                write_quota_mb: stored(write_quota_mb),
            };
            services::insert(tx, proof, context.now, new).await?;
            let made = facts::service(tx, context, &input.organization, &input.name).await?;
            let state = State { name: &input.name, description, source_url, read_quota_mb, write_quota_mb };
            let entry = Entry::new("CreateService", format!("service:{}", made.path));
            audit::append(context, tx, entry.inside(organization.id).after(&state)).await?;
            Ok(view(made, context.actor()))
        })
        .await
}

/// Lists an organization's services by name.
///
/// # Errors
/// A fault that says why not.
pub async fn list_services(context: &Context, input: ListServices) -> Result<Page<Service>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let after = pages::name_cursor(page.after.as_deref())?;
    let like = search::holding(input.search.as_deref());
    context
        .reading("ListServices", async |tx| {
            let actor = context.actor();
            let organization = facts::organization(tx, actor, &input.organization).await?.facts;
            let proof = authorize::<actions::ListServices>(actor, &organization)?;
            let (part, limit) = ((after.as_str(), like.as_str()), pages::one_more(&page));
            let rows = services::list(tx, &proof, context.now, part, limit).await?;
            let rows = pages::page(&page, rows, |row| row.path.service.to_string());
            Ok(rows.map(|row| view(row, actor)))
        })
        .await
}

/// Shows a service.
///
/// # Errors
/// A fault that says why not.
pub async fn show_service(context: &Context, input: ShowService) -> Result<Service, Fault> {
    context
        .reading("ShowService", async |tx| {
            let row = facts::service(tx, context, &input.organization, &input.service).await?;
            let _proof = authorize::<actions::ViewService>(context.actor(), &row.facts)?;
            Ok(view(row, context.actor()))
        })
        .await
}

/// Changes a service; a field left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_service(context: &Context, input: UpdateService) -> Result<Service, Fault> {
    let quota = |field, limit: Option<Limit>| limit.map(|limit| megabytes(field, limit)).transpose();
    let read = quota("read_quota_mb", input.read_quota_mb)?;
    let write = quota("write_quota_mb", input.write_quota_mb)?;
    written(context).await;
    let set = QuotaSet::default();
    let changed = context
        .changing("UpdateService", async |tx| {
            let actor = context.actor();
            let row = facts::service(tx, context, &input.organization, &input.service).await?;
            let proof = authorize::<actions::UpdateService>(actor, &row.facts)?;
            let (organization, service, last) = (row.facts.organization.id, row.facts.id, row.updated_at);
            let before = view(row, actor);
            context.still(&before)?;
            let was = State {
                name: &before.name,
                description: before.description.as_str(),
                source_url: before.source_url.as_str(),
                read_quota_mb: before.read_quota_mb,
                write_quota_mb: before.write_quota_mb,
            };
            let is = State {
                name: input.name.as_ref().unwrap_or(was.name),
                description: input.description.as_ref().map_or(was.description, |text| text.as_str()),
                source_url: input.source_url.as_ref().map_or(was.source_url, |url| url.as_str()),
                read_quota_mb: read.unwrap_or(was.read_quota_mb),
                write_quota_mb: write.unwrap_or(was.write_quota_mb),
            };
            if is == was {
                return Ok(before);
            }
            let change = ServiceChange {
                name: is.name,
                description: is.description,
                source_url: is.source_url,
                read_quota_mb: stored(is.read_quota_mb),
                write_quota_mb: stored(is.write_quota_mb),
                updated_at: context.now.max(last.plus(1)),
            };
            services::update(tx, proof, change).await?;
            if (is.read_quota_mb, is.write_quota_mb) != (was.read_quota_mb, was.write_quota_mb) {
                set.note(organization, service.uuid());
            }
            let entry = Entry::new("UpdateService", format!("service:{}", before.path)).inside(organization);
            audit::append(context, tx, entry.before(&was).after(&is)).await?;
            Ok(view(facts::service(tx, context, &input.organization, is.name).await?, actor))
        })
        .await?;
    set.count(&context.core).await;
    Ok(changed)
}

/// Deletes a service with its grants and secrets.
///
/// # Errors
/// A fault that says why not.
pub async fn delete_service(context: &Context, input: DeleteService) -> Result<Deleted, Fault> {
    context
        .changing("DeleteService", async |tx| {
            let row = facts::service(tx, context, &input.organization, &input.service).await?;
            let proof = authorize::<actions::DeleteService>(context.actor(), &row.facts)?;
            context.still(&view(row.clone(), context.actor()))?;
            pipelines::remember(tx, &proof).await?;
            services::delete(tx, proof).await?;
            let state = State {
                name: &row.path.service,
                description: &row.description,
                source_url: &row.source_url,
                read_quota_mb: row.read_quota_mb,
                write_quota_mb: row.write_quota_mb,
            };
            let entry = Entry::new("DeleteService", format!("service:{}", row.path)).before(&state);
            audit::append(context, tx, entry.inside(row.facts.organization.id)).await?;
            Ok(Deleted { path: row.path.to_string() })
        })
        .await
}

/// A service as `actor` sees it.
pub(super) fn view(row: ServiceRow, actor: &Actor) -> Service {
    let manage = check::<actions::UpdateService>(actor, &row.facts) == Outcome::Allowed;
    // Whoever sees its secrets may know how many there are.
    let lists = check::<actions::ListServiceSecrets>(actor, &row.facts) == Outcome::Allowed;
    Service {
        id: row.facts.id,
        name: row.path.service.clone(),
        path: row.path,
        description: kept_description(row.description),
        source_url: SourceUrl::try_from(row.source_url).unwrap_or_default(),
        read_quota_mb: row.read_quota_mb,
        write_quota_mb: row.write_quota_mb,
        gateway: row.facts.gateway,
        created_by: row.creator,
        created_at: row.created_at,
        updated_at: row.updated_at,
        streams: row.streams,
        writes: row.writes,
        secrets: lists.then_some(row.secrets),
        last_used_at: row.last_used_at,
        manage,
    }
}

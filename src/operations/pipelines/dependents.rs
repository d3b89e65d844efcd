//! Pipelines that something hangs on: those that would crash if a stream or a service went, and those that nobody owns
//! any more.

use access::{actions, authorize};
use api::names::PipelinePath;
use api::pipelines::{Dependency, Dependents, ListDependents, ListOrphanedPipelines, OrphanedPipeline};
use api::{Fault, Page, PageRequest};

use crate::operations::{Context, Stop, facts, pages};
use crate::store::pipelines;

/// Lists the pipelines that would crash if something went. Whoever may delete it may ask; what they can't read is counted.
///
/// # Errors
/// A fault that says why not.
pub async fn list_dependents(context: &Context, input: ListDependents) -> Result<Dependents, Fault> {
    context
        .reading("ListDependents", async |tx| {
            let actor = context.actor();
            let ids = match &input.of {
                Dependency::Stream(path) => {
                    let on = facts::stream(tx, actor, path).await?.facts;
                    let _proof = authorize::<actions::DeleteStream>(actor, &on)?;
                    pipelines::on_stream(tx, on.id).await?
                }
                Dependency::Project(path) => {
                    let on = facts::project(tx, actor, &path.organization, &path.project).await?.facts;
                    let _proof = authorize::<actions::DeleteProject>(actor, &on)?;
                    pipelines::on_project(tx, on.id).await?
                }
                Dependency::Service(path) => {
                    let on = facts::service(tx, context, &path.organization, &path.service).await?.facts;
                    let _proof = authorize::<actions::DeleteService>(actor, &on)?;
                    pipelines::on_service(tx, on.id).await?
                }
            };
            let mut found = Dependents::default();
            for id in ids {
                let row = pipelines::find_by_id(tx, actor, id).await?.ok_or_else(|| Stop::missing(actor))?;
                match authorize::<actions::ViewPipeline>(actor, &row.facts) {
                    Ok(_proof) => found.pipelines.push(row.path),
                    Err(_) => found.hidden += 1,
                }
            }
            found.pipelines.sort_by_key(PipelinePath::to_string);
            Ok(found)
        })
        .await
}

/// Lists an organization's pipelines that no enabled user owns, for its admins to claim.
///
/// # Errors
/// A fault that says why not.
pub async fn list_orphaned_pipelines(
    context: &Context,
    input: ListOrphanedPipelines,
) -> Result<Page<OrphanedPipeline>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    context
        .reading("ListOrphanedPipelines", async |tx| {
            let actor = context.actor();
            let on = facts::organization(tx, actor, &input.organization).await?.facts;
            let proof = authorize::<actions::ListOrphanedPipelines>(actor, &on)?;
            let after = page.after.as_deref().unwrap_or_default();
            let rows = pipelines::orphaned(tx, &proof, after, pages::one_more(&page)).await?;
            let rows = pages::page(&page, rows, |(_, name, _)| name.stored().to_owned());
            Ok(rows.map(|(id, name, created_at)| {
                let path = PipelinePath { organization: input.organization.clone(), pipeline: name.clone() };
                OrphanedPipeline { id, name, path, created_at }
            }))
        })
        .await
}

//! A pipeline's saved configs: list them, and go back to one.

use access::{PipelineChangeFacts, WiringFacts, actions, authorize};
use api::pipelines::{ListPipelineVersions, Pipeline, PipelineVersion, RestorePipeline};
use api::{Fault, FaultKind, Page, PageRequest};

use super::wiring::{self, Found};
use super::{Saved, config_of, diff, note, save, view};
use crate::operations::{Context, Stop, facts, pages};
use crate::store::pipeline_versions::{self, VersionRow};

/// Lists a pipeline's saved configs, the newest first, each with its difference from the one before.
///
/// # Errors
/// A fault that says why not.
pub async fn list_pipeline_versions(
    context: &Context,
    input: ListPipelineVersions,
) -> Result<Page<PipelineVersion>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before: Option<u32> =
        page.after.as_deref().map(str::parse).transpose().map_err(|_| pages::bad_cursor())?;
    context
        .reading("ListPipelineVersions", async |tx| {
            let row = facts::pipeline(tx, context.actor(), &input.organization, &input.pipeline).await?;
            let proof = authorize::<actions::ListPipelineVersions>(context.actor(), &row.facts)?;
            let before = before.map_or(i64::MAX, i64::from);
            let rows = pipeline_versions::list(tx, &proof, before, pages::one_more(&page)).await?;
            let deployed = row.run.as_ref().map(|run| run.version);
            let mut shown: Vec<PipelineVersion> = Vec::with_capacity(rows.len());
            for row in &rows {
                let version = version(row, deployed)?;
                if let Some(later) = shown.last_mut() {
                    later.changes = diff::changes(&version.config, &later.config);
                }
                shown.push(version);
            }
            Ok(pages::page(&page, shown, |one| one.version.to_string()).map(|one| one))
        })
        .await
}

fn version(row: &VersionRow, deployed: Option<u32>) -> Result<PipelineVersion, Fault> {
    Ok(PipelineVersion {
        version: row.version,
        config: config_of(&row.config, &row.ends)?,
        author: row.author.clone(),
        at: row.at,
        restored_from: row.restored_from,
        deployed: deployed == Some(row.version),
        changes: Vec::new(),
    })
}

/// Saves an earlier config anew, as the newest version; the newest one stays as it is. What that connects anew is handed
/// on, as by a change.
///
/// # Errors
/// A fault that says why not.
pub async fn restore_pipeline(context: &Context, input: RestorePipeline) -> Result<Pipeline, Fault> {
    context
        .changing("RestorePipeline", async |tx| {
            let actor = context.actor();
            let row = facts::pipeline(tx, actor, &input.organization, &input.pipeline).await?;
            let on = PipelineChangeFacts { on: row.facts.clone(), wiring: WiringFacts::default() };
            let _edits = authorize::<actions::RestorePipeline>(actor, &on)?;
            let before = view(row.clone(), actor)?;
            context.still(&before.settings())?;
            let Some(earlier) = pipeline_versions::find(tx, row.facts.id, input.version).await? else {
                let message = format!("there is no version {}; the newest is {}", input.version, row.version);
                let missing = Fault::field("version", message);
                return Err(Fault { kind: FaultKind::NotFound, ..missing }.into());
            };
            let found = found(context, tx, &row.wiring, &earlier).await?;
            let saved = Saved { found, restored_from: Some(earlier.version) };
            if save(context, tx, &row, &before.config, saved).await? == before.version {
                return Ok(before);
            }
            let after = view(facts::pipeline(tx, actor, &input.organization, &input.pipeline).await?, actor)?;
            note(context, tx, "RestorePipeline", &row.facts, &before, &after).await?;
            Ok(after)
        })
        .await
}

/// The ends of an earlier config: by their ids, whatever they are called now.
async fn found(
    context: &Context,
    tx: &mut crate::store::Tx,
    now: &crate::store::pipelines::Wiring,
    earlier: &VersionRow,
) -> Result<Found, Stop> {
    let config = config_of(&earlier.config, &earlier.ends)?;
    let mut anew = WiringFacts::default();
    let (was, ends) = (&earlier.wiring, &earlier.ends);
    if was.source != now.source {
        let path = ends.source.as_ref().ok_or_else(|| gone("source"))?;
        anew.source = wiring::stream(context, tx, "version", path, None).await?.1;
    }
    if was.sink != now.sink {
        let path = ends.sink.as_ref().ok_or_else(|| gone("sink"))?;
        anew.sink = wiring::stream(context, tx, "version", path, None).await?.1;
    }
    if was.service != now.service {
        let path = ends.service.as_ref().ok_or_else(|| gone("service"))?;
        anew.service = wiring::service(context, tx, "version", path, None).await?.1;
    }
    Ok(Found { config, wiring: *was, anew })
}

fn gone(end: &str) -> Stop {
    let message = format!("the {end} of this version was deleted; save a config with another instead");
    Fault { kind: FaultKind::Conflict, ..Fault::field("version", message) }.into()
}

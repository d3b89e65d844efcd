//! Running pipelines: deployment, metrics, records that failed, and trying transforms. The runner itself is
//! [`crate::pipelines`]; it finds what it is to do in the database.

mod letters;
mod metrics;
mod trying;

use access::{PipelineFacts, actions, authorize};
use api::pipelines::{DeployPipeline, Pipeline, TeardownPipeline};
use api::{Fault, FaultKind};
use serde::Serialize;

use super::audit::{self, Entry};
use super::pipelines::view;
use super::{Context, Stop, facts};
use crate::store::{Tx, pipeline_runs};

pub use letters::{list_dead_letters, replay_dead_letters, show_dead_letter};
pub use metrics::show_pipeline_metrics;
pub use trying::try_transforms;

/// What the audit log is told.
#[derive(Serialize)]
struct State {
    version: u32,
}

/// Runs the newest version of a pipeline from where it left off.
///
/// # Errors
/// A fault that says why not.
pub async fn deploy_pipeline(context: &Context, input: DeployPipeline) -> Result<Pipeline, Fault> {
    context
        .changing("DeployPipeline", async |tx| {
            let actor = context.actor();
            let (organization, pipeline) = (&input.organization, &input.pipeline);
            let row = facts::pipeline(tx, actor, organization, pipeline).await?;
            let proof = authorize::<actions::DeployPipeline>(actor, &row.facts)?;
            let before = pipeline_runs::running_version(tx, row.facts.id).await?;
            let source = row.wiring.source;
            if pipeline_runs::deploy(tx, proof, row.version, source, context.now).await? {
                note(context, tx, "DeployPipeline", &row.facts, (before, Some(row.version))).await?;
            }
            Ok(view(facts::pipeline(tx, actor, organization, pipeline).await?, actor)?)
        })
        .await
}

/// Stops a pipeline. What it is at has no effect any more once this answers.
///
/// # Errors
/// A fault that says why not.
pub async fn teardown_pipeline(context: &Context, input: TeardownPipeline) -> Result<Pipeline, Fault> {
    context
        .changing("TeardownPipeline", async |tx| {
            let actor = context.actor();
            let (organization, pipeline) = (&input.organization, &input.pipeline);
            let row = facts::pipeline(tx, actor, organization, pipeline).await?;
            let proof = authorize::<actions::TeardownPipeline>(actor, &row.facts)?;
            let before = pipeline_runs::running_version(tx, row.facts.id).await?;
            if pipeline_runs::tear_down(tx, proof).await? {
                note(context, tx, "TeardownPipeline", &row.facts, (before, None)).await?;
            }
            Ok(view(facts::pipeline(tx, actor, organization, pipeline).await?, actor)?)
        })
        .await
}

/// Notes which version ran before, and which runs now.
async fn note(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    on: &PipelineFacts,
    (before, after): (Option<u32>, Option<u32>),
) -> Result<(), Stop> {
    let mut entry = Entry::new(operation, format!("pipeline:{}", on.path)).inside(on.organization.id);
    if let Some(version) = before {
        entry = entry.before(&State { version });
    }
    if let Some(version) = after {
        entry = entry.after(&State { version });
    }
    Ok(audit::append(context, tx, entry).await?)
}

/// That something needs a pipeline that runs.
fn not_deployed() -> Fault {
    Fault::new(FaultKind::Conflict, "The pipeline isn’t deployed; deploy it first.")
}

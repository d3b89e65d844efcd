//! Pipelines: create, list, show, change, delete. Their configs: [`config`], [`versions`]; who has which role:
//! [`roles`], [`sharing`], [`people`], [`ownership`]. How they run is in [`super::pipeline_runs`].

mod config;
mod dependents;
mod diff;
mod ends;
mod lists;
mod ownership;
mod people;
mod roles;
mod sharing;
mod state;
mod versions;
mod view;
mod wiring;

use access::{PipelineChangeFacts, PipelineFacts, PipelineId, WiringFacts, actions, authorize};
use api::Fault;
use api::fields::Description;
use api::names::{Name, StreamPath};
use api::organizations::Deleted;
use api::pipelines::{
    CreatePipeline, DeletePipeline, Pipeline, PipelineConfig, ShowPipeline, UpdatePipeline,
};
use serde::Serialize;

use super::audit::{self, Entry};
use super::{Context, Stop, facts};
use crate::ids;
use crate::store::Tx;
use crate::store::pipeline_versions::{self, NewVersion};
use crate::store::pipelines::{self, NewPipeline, PipelineRow};
pub use config::read_config;
pub use dependents::{list_dependents, list_orphaned_pipelines};
pub use diff::changes;
pub(super) use ends::remember;
pub use lists::{count_pipelines, list_pipelines};
pub(super) use ownership::claim;
pub use ownership::{claim_pipeline, leave_pipeline, transfer_pipeline};
pub use people::list_pipeline_people;
pub use roles::list_pipeline_access;
pub use sharing::{share_pipeline, unshare_pipeline, update_pipeline_access};
pub use state::{gone, state_of};
pub use versions::{list_pipeline_versions, restore_pipeline};
pub(super) use view::{config_of, view};

/// What the audit log tells of a pipeline.
#[derive(Serialize)]
struct State<'a> {
    name: &'a Name,
    version: u32,
    description: &'a Description,
    source: &'a StreamPath,
    sink: &'a StreamPath,
    service: String,
}

impl<'a> State<'a> {
    fn of(name: &'a Name, version: u32, config: &'a PipelineConfig) -> Self {
        let PipelineConfig { description, source, sink, service, .. } = config;
        Self { name, version, description, source, sink, service: service.to_string() }
    }
}

/// Creates a pipeline: whoever creates it owns it, and their home team in its organization may view it.
///
/// # Errors
/// A fault that says why not.
pub async fn create_pipeline(context: &Context, input: CreatePipeline) -> Result<Pipeline, Fault> {
    let mut config = config::read(&input.config)?;
    if let Some(description) = &input.description {
        config.description = description.clone();
    }
    config::check(&config, &input.organization)?;
    context
        .changing("CreatePipeline", async |tx| {
            let actor = context.actor();
            let on = facts::organization(tx, actor, &input.organization).await?.facts;
            let nothing = PipelineChangeFacts { on: on.clone(), wiring: WiringFacts::default() };
            // Whoever can't make one here isn't told what they could connect.
            let _creates = authorize::<actions::CreatePipeline>(actor, &nothing)?;
            let found = wiring::resolve(context, tx, &input.organization, config.clone(), None).await?;
            let inside = on.id;
            let facts = PipelineChangeFacts { on, wiring: found.anew };
            let proof = authorize::<actions::CreatePipeline>(actor, &facts)?;
            let id: PipelineId = ids::fresh(context.now);
            let (text, words) = (config::text(&found.config)?, config::words(&found.config));
            let new =
                NewPipeline { id, name: &input.name, config: &text, wiring: found.wiring, words: &words };
            pipelines::insert(tx, proof, context.now, new).await?;
            let made = facts::pipeline(tx, actor, &input.organization, &input.name).await?;
            let entry = Entry::new("CreatePipeline", format!("pipeline:{}", made.path)).inside(inside);
            audit::append(context, tx, entry.after(&State::of(&input.name, 1, &found.config))).await?;
            Ok(view(made, actor)?)
        })
        .await
}

/// Shows a pipeline with its newest config.
///
/// # Errors
/// A fault that says why not.
pub async fn show_pipeline(context: &Context, input: ShowPipeline) -> Result<Pipeline, Fault> {
    context
        .reading("ShowPipeline", async |tx| {
            let row = facts::pipeline(tx, context.actor(), &input.organization, &input.pipeline).await?;
            let _proof = authorize::<actions::ViewPipeline>(context.actor(), &row.facts)?;
            Ok(view(row, context.actor())?)
        })
        .await
}

/// Changes a pipeline's name or config; a field left out stays. What is connected anew is handed on: that takes rights of
/// the caller's own.
///
/// # Errors
/// A fault that says why not.
pub async fn update_pipeline(context: &Context, input: UpdatePipeline) -> Result<Pipeline, Fault> {
    let given = input.config.as_ref().map(config::read).transpose()?;
    if let Some(given) = &given {
        config::check(given, &input.organization)?;
    }
    context
        .changing("UpdatePipeline", async |tx| {
            let actor = context.actor();
            let row = facts::pipeline(tx, actor, &input.organization, &input.pipeline).await?;
            let renames = authorize::<actions::UpdatePipeline>(actor, &row.facts)?;
            let before = view(row.clone(), actor)?;
            context.still(&before.settings())?;
            let mut wanted = given.clone().unwrap_or_else(|| before.config.clone());
            if let Some(description) = &input.description {
                wanted.description = description.clone();
            }
            let now = Some((&before.config, row.wiring));
            let found = wiring::resolve(context, tx, &input.organization, wanted, now).await?;
            let name = input.name.as_ref().unwrap_or(&before.name);
            let version = save(context, tx, &row, &before.config, Saved::new(found)).await?;
            if *name != before.name {
                let at = context.now.max(row.updated_at.plus(1));
                pipelines::rename(tx, renames, name, at).await?;
            }
            if version == before.version && *name == before.name {
                return Ok(before);
            }
            let after = view(facts::pipeline(tx, actor, &input.organization, name).await?, actor)?;
            note(context, tx, "UpdatePipeline", &row.facts, &before, &after).await?;
            Ok(after)
        })
        .await
}

/// Deletes a pipeline with all that belongs to it. What it appended stays.
///
/// # Errors
/// A fault that says why not.
pub async fn delete_pipeline(context: &Context, input: DeletePipeline) -> Result<Deleted, Fault> {
    context
        .changing("DeletePipeline", async |tx| {
            let row = facts::pipeline(tx, context.actor(), &input.organization, &input.pipeline).await?;
            let proof = authorize::<actions::DeletePipeline>(context.actor(), &row.facts)?;
            context.still(&view(row.clone(), context.actor())?.settings())?;
            let config = config_of(&row.config, &row.ends)?;
            let state = State::of(&row.path.pipeline, row.version, &config);
            let entry = Entry::new("DeletePipeline", format!("pipeline:{}", row.path)).before(&state);
            pipelines::delete(tx, proof).await?;
            audit::append(context, tx, entry.inside(row.facts.organization.id)).await?;
            Ok(Deleted { path: row.path.to_string() })
        })
        .await
}

/// A config to be saved.
struct Saved {
    found: wiring::Found,
    restored_from: Option<u32>,
}

impl Saved {
    fn new(found: wiring::Found) -> Self {
        Self { found, restored_from: None }
    }
}

/// Saves a config as the newest one, unless it is the same; says which is the newest then.
///
/// # Errors
/// If the caller may not connect what it connects anew, and the store's.
async fn save(
    context: &Context,
    tx: &mut Tx,
    row: &PipelineRow,
    before: &PipelineConfig,
    saved: Saved,
) -> Result<u32, Stop> {
    let Saved { found, restored_from } = saved;
    if found.wiring == row.wiring && diff::changes(before, &found.config).is_empty() {
        return Ok(row.version);
    }
    let facts = PipelineChangeFacts { on: row.facts.clone(), wiring: found.anew };
    let (text, words) = (config::text(&found.config)?, config::words(&found.config));
    let new = NewVersion {
        version: row.version.saturating_add(1),
        config: &text,
        wiring: found.wiring,
        words: &words,
        restored_from,
        at: context.now,
        updated_at: context.now.max(row.updated_at.plus(1)),
    };
    if restored_from.is_some() {
        let proof = authorize::<actions::RestorePipeline>(context.actor(), &facts)?;
        pipeline_versions::save(tx, proof, new).await?;
    } else {
        let proof = authorize::<actions::UpdatePipelineConfig>(context.actor(), &facts)?;
        pipeline_versions::save(tx, proof, new).await?;
    }
    Ok(new.version)
}

async fn note(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    on: &PipelineFacts,
    before: &Pipeline,
    after: &Pipeline,
) -> Result<(), Stop> {
    let was = State::of(&before.name, before.version, &before.config);
    let is = State::of(&after.name, after.version, &after.config);
    let entry = Entry::new(operation, format!("pipeline:{}", before.path)).inside(on.organization.id);
    Ok(audit::append(context, tx, entry.before(&was).after(&is)).await?)
}

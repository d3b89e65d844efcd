//! A pipeline as an actor sees it.

use access::{Actor, Outcome, PipelineRights, actions, check};
use api::Fault;
use api::pipelines::{NeededPermission, Pipeline, PipelineConfig, PipelineNeed};

use super::state::state_of;
use crate::store::pipelines::{Ends, Held, PipelineRow};

/// A saved config, with the paths that its ends have now, or had when it was saved.
///
/// # Errors
/// A fault of ours, if it can't be read.
pub(in crate::operations) fn config_of(text: &str, ends: &Ends) -> Result<PipelineConfig, Fault> {
    let mut config: PipelineConfig = serde_json::from_str(text).map_err(|error| {
        tracing::error!(%error, "a saved config can’t be read");
        Fault::internal()
    })?;
    if let Some(source) = &ends.source {
        config.source = source.clone();
    }
    if let Some(sink) = &ends.sink {
        config.sink = sink.clone();
    }
    if let Some(service) = &ends.service {
        config.service = service.clone().into();
    }
    Ok(config)
}

/// A pipeline as `actor` sees it, who may.
///
/// # Errors
/// As [`config_of`].
pub(in crate::operations) fn view(row: PipelineRow, actor: &Actor) -> Result<Pipeline, Fault> {
    let config = config_of(&row.config, &row.ends)?;
    let there = match &row.run {
        Some(run) => run.there,
        None => [row.ends.source.is_some(), row.ends.sink.is_some(), row.ends.service.is_some()],
    };
    let noted = row.run.as_ref().map_or("", |run| run.reason.as_str());
    let (state, reason) = state_of(&row.state, noted, there);
    let needs = needs(&config, &row);
    let deployed_version = row.run.as_ref().map(|run| run.version);
    let rights = PipelineRights {
        read: check::<actions::ViewPipeline>(actor, &row.facts) == Outcome::Allowed,
        edit: check::<actions::UpdatePipeline>(actor, &row.facts) == Outcome::Allowed,
        manage: check::<actions::DeletePipeline>(actor, &row.facts) == Outcome::Allowed,
    };
    Ok(Pipeline {
        id: row.facts.id,
        name: row.path.pipeline.clone(),
        path: row.path,
        description: config.description.clone(),
        tags: config.tags.clone(),
        config,
        version: row.version,
        state,
        reason,
        deployed_version,
        edited: deployed_version.is_some_and(|version| version != row.version),
        deployed_at: row.run.as_ref().map(|run| run.at),
        deployed_by: row.run.as_ref().and_then(|run| run.by.clone()),
        newest_record_at: row.run.as_ref().and_then(|run| run.newest_record_at),
        lag: row.lag,
        dead_letters: row.dead_letters,
        created_by: row.creator,
        created_at: row.created_at,
        updated_at: row.updated_at,
        rights,
        role: row.facts.role,
        teams: row.teams,
        owners: row.owners,
        needs,
    })
}

/// What its service needs, and whether it has that now.
fn needs(config: &PipelineConfig, row: &PipelineRow) -> Vec<PipelineNeed> {
    let service = row.ends.service.as_ref().map(|_| config.service.to_string());
    let need = |permission, stream: String, there: bool, held: Held| {
        let word = if permission == NeededPermission::Read { "read" } else { "write" };
        let reason = match &service {
            _ if !there => Some("This stream was deleted; choose another.".to_owned()),
            None => Some(format!("The service {} was deleted; choose another.", config.service)),
            Some(service) if !held.granted => Some(format!(
                "{service} isn’t granted {word} here: sluicegate service update-permissions {service} {stream} --{word}"
            )),
            Some(service) if !held.counts => Some(format!(
                "The stream is another organization’s: its project’s admins have to confirm {service}."
            )),
            Some(_) => None,
        };
        PipelineNeed { permission, stream, allowed: reason.is_none(), reason }
    };
    vec![
        need(NeededPermission::Read, config.source.to_string(), row.ends.source.is_some(), row.reads),
        need(NeededPermission::Write, config.sink.to_string(), row.ends.sink.is_some(), row.writes),
    ]
}

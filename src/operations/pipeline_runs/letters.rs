//! Records that failed: numbers and reasons for whoever may read the pipeline, the record itself for those who may view
//! the source's project, too.

use access::{PipelineSampleFacts, actions, authorize};
use api::pipelines::{
    DeadLetter, DeadLetterRecord, ListDeadLetters, ReplayDeadLetters, Replaying, ShowDeadLetter,
};
use api::{Fault, Page, PageRequest};
use serde::Serialize;
use uuid::Uuid;

use super::not_deployed;
use crate::operations::audit::{self, Entry};
use crate::operations::pages::{id_cursor, one_more, page};
use crate::operations::{Context, Stop, facts, refusals};
use crate::store::dead_letters::{self, LetterRow};
use crate::store::{pipeline_runs, records, streams};

/// The most dead letters that one call names.
const MOST_NAMED: usize = 500;

/// What the audit log is told.
#[derive(Serialize)]
struct State {
    replaying: u64,
}

/// Lists the records that a pipeline could not transform, the newest first.
///
/// # Errors
/// A fault that says why not.
pub async fn list_dead_letters(context: &Context, input: ListDeadLetters) -> Result<Page<DeadLetter>, Fault> {
    let request = PageRequest::new(input.limit, input.after)?;
    let before: Option<Uuid> = id_cursor(request.after.as_deref())?;
    context
        .reading("ListDeadLetters", async |tx| {
            let row = facts::pipeline(tx, context.actor(), &input.organization, &input.pipeline).await?;
            let proof = authorize::<actions::ListDeadLetters>(context.actor(), &row.facts)?;
            let rows = dead_letters::list(tx, &proof, before, one_more(&request)).await?;
            Ok(page(&request, rows, |letter| letter.id.to_string()).map(view))
        })
        .await
}

/// Shows a record that failed, as it stands in the source. It counts as read.
///
/// # Errors
/// A fault that says why not.
pub async fn show_dead_letter(context: &Context, input: ShowDeadLetter) -> Result<DeadLetterRecord, Fault> {
    let (letter, mut rows, source) = context
        .reading("ShowDeadLetter", async |tx| {
            let actor = context.actor();
            let row = facts::pipeline(tx, actor, &input.organization, &input.pipeline).await?;
            let _reads = authorize::<actions::ListDeadLetters>(actor, &row.facts)?;
            let missing = || Stop::missing(actor);
            let letter = dead_letters::find(tx, row.facts.id, input.id).await?.ok_or_else(missing)?;
            let Some(source) = streams::find_by_id(tx, actor, letter.source).await? else {
                return Ok((letter, Vec::new(), None));
            };
            let sample = PipelineSampleFacts { pipeline: row.facts, source: source.facts };
            let _sees = authorize::<actions::ViewDeadLetter>(actor, &sample)?;
            let proof = authorize::<actions::ReadRecords>(actor, &sample.source)?;
            let mut rows = records::newest(tx, &proof, Some(letter.seq.saturating_add(1)), 1).await?;
            rows.retain(|row| row.seq == letter.seq);
            Ok((letter, rows, Some(proof.target())))
        })
        .await?;
    if let Some(source) = source {
        let charged = context.core.usage.charge_records(context, source, &mut rows, 1, context.now).await;
        if let Err(stop) = charged {
            return Err(refusals::fault(context, "ShowDeadLetter", stop).await);
        }
    }
    let record = rows.pop().map(|row| row.body);
    Ok(DeadLetterRecord { seq: letter.seq, reason: letter.reason, record })
}

/// Lets records that failed be tried again, by the version that is deployed.
///
/// # Errors
/// A fault that says why not.
pub async fn replay_dead_letters(context: &Context, input: ReplayDeadLetters) -> Result<Replaying, Fault> {
    if input.ids.as_ref().is_some_and(|ids| ids.len() > MOST_NAMED) {
        let message = format!("at most {MOST_NAMED} at once; leave them out for all");
        return Err(Fault::field("ids", message));
    }
    context
        .changing("ReplayDeadLetters", async |tx| {
            let actor = context.actor();
            let row = facts::pipeline(tx, actor, &input.organization, &input.pipeline).await?;
            let proof = authorize::<actions::ReplayDeadLetters>(actor, &row.facts)?;
            if pipeline_runs::running_version(tx, row.facts.id).await?.is_none() {
                return Err(not_deployed().into());
            }
            for id in input.ids.iter().flatten() {
                if dead_letters::find(tx, row.facts.id, *id).await?.is_none() {
                    return Err(Stop::missing(actor));
                }
            }
            let replaying = dead_letters::replay(tx, proof, input.ids.as_deref()).await?;
            if replaying > 0 {
                let entry = Entry::new("ReplayDeadLetters", format!("pipeline:{}", row.path));
                let entry = entry.inside(row.facts.organization.id).after(&State { replaying });
                audit::append(context, tx, entry).await?;
            }
            Ok(Replaying { replaying })
        })
        .await
}

fn view(row: LetterRow) -> DeadLetter {
    DeadLetter {
        id: row.id,
        seq: row.seq,
        reason: row.reason,
        version: row.version,
        at: row.at,
        attempts: row.attempts,
        replaying: row.replaying,
    }
}

//! The effect of records: one transaction that appends what became of them, keeps those that failed, and moves the
//! checkpoint, if this node still holds the pipeline as it knows it. So each record has its effect once, whoever dies
//! when, and whoever else believes to hold it.

use access::{Actor, Time};
use uuid::Uuid;

use super::batch::Batch;
use super::ends;
use super::transform::Outcome;
use super::trouble::Trouble;
use crate::ids;
use crate::metrics::PipelineCounts;
use crate::store::dead_letters::{self, NewLetter};
use crate::store::pipeline_minutes::{self, Minute};
use crate::store::pipeline_runs::{self, RunRow};
use crate::store::quotas::Payer;
use crate::store::{Tx, records};
use crate::usage::Usage;

/// What is to have its effect.
pub(super) struct Effect<'a> {
    pub(super) node: Uuid,
    pub(super) run: &'a RunRow,
    pub(super) actor: &'a Actor,
    /// The sink's schema that the records were checked by.
    pub(super) schema: Option<&'a str>,
    /// The records, and how many of them, from the first.
    pub(super) batch: Option<(&'a Batch, usize)>,
    /// Where the pipeline has come to without records: those before are gone from the source.
    pub(super) checkpoint: u64,
    pub(super) now: Time,
    /// How long the pipeline is held then.
    pub(super) until: Time,
}

/// What was appended.
pub(super) struct Appended {
    pub(super) counts: PipelineCounts,
    pub(super) bytes: u64,
    pub(super) payer: Option<Payer>,
}

/// Carries it out.
///
/// # Errors
/// If the pipeline is not this node's to run on from there, if its service may not write, if a quota has no room; and
/// the store's. Then nothing happened.
pub(super) async fn commit(tx: &mut Tx, usage: &Usage, effect: &Effect<'_>) -> Result<Appended, Trouble> {
    let Effect { node, run, actor, now, .. } = *effect;
    let held = pipeline_runs::hold(tx, node, run, effect.until).await?.ok_or(Trouble::Lost)?;
    let mut did = Minute { at: now, restarts: u64::from(run.failures > 0), ..Minute::default() };
    let (mut texts, mut checkpoint, mut newest) = (Vec::new(), effect.checkpoint, None);
    let first = effect.batch.into_iter().flat_map(|(batch, count)| batch.first(count));
    for (item, processed) in first {
        did.records_in += 1;
        did.times.add(u64::try_from(processed.took.as_micros()).unwrap_or(u64::MAX));
        if item.letter.is_none() {
            (checkpoint, newest) = (item.seq, item.at);
        }
        if let Outcome::Failed(reason) = &processed.outcome {
            did.dead_letters += 1;
            let letter = NewLetter {
                id: ids::fresh(now),
                source: run.wiring.source,
                seq: item.seq,
                reason,
                version: run.version,
                at: now,
            };
            dead_letters::put(tx, &held, letter).await?;
            continue;
        }
        let there = match item.letter {
            Some(letter) => dead_letters::take(tx, &held, letter).await?,
            None => true,
        };
        if let Outcome::Passed(text) = &processed.outcome
            && there
        {
            texts.push(text.as_str());
        }
    }
    let bytes = texts.iter().map(|text| text.len() as u64).sum();
    did.records_out = texts.len() as u64;
    did.freshness_ms = newest.map(|at| now.0.saturating_sub(at.0).max(0).unsigned_abs());
    let payer = if texts.is_empty() {
        None
    } else {
        let proof = ends::sink(tx, actor, run.wiring.sink, effect.schema).await?;
        records::append(tx, proof, now, &texts).await?.ok_or(Trouble::OtherSchema)?;
        usage.charge_write(tx, actor, bytes, now).await?
    };
    pipeline_runs::advance(tx, &held, checkpoint, newest).await?;
    if did.records_in > 0 || did.restarts > 0 {
        pipeline_minutes::add(tx, run.pipeline, &did).await?;
    }
    let Minute { records_in, records_out, dead_letters, .. } = did;
    Ok(Appended { counts: PipelineCounts { records_in, records_out, dead_letters }, bytes, payer })
}

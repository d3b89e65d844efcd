//! One pipeline on the node that holds it: batch after batch, until it is stopped or another node has it.

use std::sync::Arc;
use std::time::Duration;

use access::{PipelineId, StreamId};
use api::pipelines::PipelineConfig;
use api::usage::Counts;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use super::batch::{Batch, Item};
use super::commit::{self, Effect};
use super::ends::{self, Ends};
use super::runner::HOLD;
use super::transform::Transforms;
use super::trouble::Trouble;
use crate::gateway::Gateway;
use crate::operations::Core;
use crate::store::pipeline_runs::{self, RunRow};
use crate::store::records;
use crate::store::{StoreError, dead_letters};

/// How long it waits for new records before it looks for those that another node appended, and for a change.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long it waits after the first failure in a row, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(4));
/// The most records of one transaction.
const MOST: usize = 1000;
/// The most dead letters that are tried again at once.
const MOST_LETTERS: i64 = 200;

/// What comes after a step.
enum Next {
    /// There may be more.
    More,
    /// Every record of this source was taken in.
    Idle(StreamId),
}

pub(super) struct Worker {
    node: Uuid,
    pipeline: PipelineId,
    core: Core,
    gateway: Arc<Gateway>,
    /// How many pipelines of the node may transform at a time.
    turns: Arc<Semaphore>,
    compiled: Option<(u32, Arc<Transforms>)>,
    batch: Option<Batch>,
    /// How many records are appended at once: fewer where a quota has no room for more.
    most: usize,
}

impl Worker {
    pub(super) fn new(
        node: Uuid,
        pipeline: PipelineId,
        core: Core,
        gateway: Arc<Gateway>,
        turns: Arc<Semaphore>,
    ) -> Self {
        Self { node, pipeline, core, gateway, turns, compiled: None, batch: None, most: MOST }
    }

    /// Runs it until `stop` says so, or until it is this node's no more.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let gateway = Arc::clone(&self.gateway);
        let (mut pause, mut source) = (PAUSES.0, None);
        while !*stop.borrow() {
            // Before looking, so that nothing is missed between the look and the wait.
            let waiter = source.map(|source| gateway.waiting().on(source));
            let woken = waiter.as_ref().map(|waiter| waiter.woken());
            let wait = match self.step().await {
                Ok(Next::More) => {
                    pause = PAUSES.0;
                    continue;
                }
                Ok(Next::Idle(of)) => {
                    pause = PAUSES.0;
                    // The first time it isn't told of what came meanwhile: it looks once more.
                    if source.replace(of) == Some(of) { LOOK_AGAIN } else { Duration::ZERO }
                }
                Err(Trouble::Lost) => return,
                Err(trouble) => {
                    self.note(&trouble).await;
                    let wait = pause;
                    pause = (pause * 2).min(PAUSES.1);
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        _ = stop.changed() => {}
                    }
                    continue;
                }
            };
            let told = async {
                match woken {
                    Some(woken) => woken.await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = told => {}
                () = tokio::time::sleep(wait) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn step(&mut self) -> Result<Next, Trouble> {
        let (node, pipeline) = (self.node, self.pipeline);
        let (run, ends) = self
            .core
            .db
            .read(async |tx| -> Result<_, Trouble> {
                let run = pipeline_runs::find(tx, node, pipeline).await?.ok_or(Trouble::Lost)?;
                let ends = ends::open(tx, &run).await;
                Ok((run, ends))
            })
            .await?;
        let ends = match ends {
            Ok(ends) => ends,
            Err(trouble) => return Err(self.noted(&run, trouble).await),
        };
        match self.go_on(&run, &ends).await {
            Ok(next) => Ok(next),
            Err(trouble) => Err(self.noted(&run, trouble).await),
        }
    }

    async fn go_on(&mut self, run: &RunRow, ends: &Ends) -> Result<Next, Trouble> {
        let transforms = self.compiled(run).await?;
        self.batch = self.batch.take().filter(|batch| batch.is_next(run));
        if self.batch.is_none() {
            self.batch = self.next(run, ends).await?;
        }
        let Some(batch) = &mut self.batch else {
            // What isn't there any more had its time; and a pipeline without anything to do runs, too.
            if ends.newest > run.checkpoint || run.state != "running" {
                self.commit(run, ends, 0).await?;
            }
            return Ok(Next::Idle(run.wiring.source));
        };
        let schema = ends.schema.as_deref().map(|text| self.gateway.schemas().of(text)).transpose();
        let unusable = |_| Trouble::Crashed("The sink’s schema can’t be used. Save it anew.".into());
        let schema = (ends.schema.clone(), schema.map_err(unusable)?);
        {
            let _turn = self.turns.acquire().await;
            batch.transform(run.version, &transforms, schema).await?;
        }
        let count = batch.ready().min(self.most);
        match self.commit(run, ends, count).await {
            Ok(()) => {
                self.most = (self.most * 2).min(MOST);
                if self.batch.as_mut().is_some_and(|batch| !batch.leave(count)) {
                    self.batch = None;
                }
                Ok(Next::More)
            }
            Err(Trouble::NoRoom(_)) if count > 1 => {
                self.most = count / 2;
                Ok(Next::More)
            }
            Err(Trouble::OtherSchema) => Ok(Next::More),
            Err(trouble) => Err(trouble),
        }
    }

    /// The transforms of the version that runs.
    async fn compiled(&mut self, run: &RunRow) -> Result<Arc<Transforms>, Trouble> {
        if let Some((version, transforms)) = &self.compiled
            && *version == run.version
        {
            return Ok(Arc::clone(transforms));
        }
        let unreadable = |_| Trouble::Crashed("Its config can’t be read any more. Save it anew.".into());
        let config: PipelineConfig = serde_json::from_str(&run.config).map_err(unreadable)?;
        let compiling = move || Transforms::compile(&config.transforms);
        let compiled = tokio::task::spawn_blocking(compiling).await;
        let transforms = match compiled {
            Ok(Ok(transforms)) => Arc::new(transforms),
            Ok(Err(errors)) => {
                let first = errors.first().map(|error| format!("{}: {}", error.field, error.message));
                let why = first.unwrap_or_default();
                return Err(Trouble::Crashed(format!("Its transforms can’t be used any more: {why}.")));
            }
            Err(_) => return Err(Trouble::Crashed("Its transforms can’t be used any more.".into())),
        };
        self.compiled = Some((run.version, Arc::clone(&transforms)));
        Ok(transforms)
    }

    /// Dead letters that wait to be tried again, else the records after the checkpoint; read and paid for.
    async fn next(&self, run: &RunRow, ends: &Ends) -> Result<Option<Batch>, Trouble> {
        let letters = self
            .core
            .db
            .read(async |tx| -> Result<_, StoreError> {
                dead_letters::waiting(tx, run.pipeline, run.wiring.source, MOST_LETTERS).await
            })
            .await?;
        let mut rows = Vec::new();
        if letters.is_empty() && ends.newest > run.checkpoint {
            rows = records::read(&self.core.db, &ends.reads, run.checkpoint, records::PAGE_ROWS).await?;
        }
        for letter in &letters {
            let found = records::read(&self.core.db, &ends.reads, letter.seq.saturating_sub(1), 1).await?;
            rows.extend(found.into_iter().filter(|row| row.seq == letter.seq));
        }
        let read: Vec<u64> = rows.iter().map(|row| row.seq).collect();
        let (context, now) = (self.core.context(ends.caller.clone()), self.core.clock.now());
        let (source, usage) = (run.wiring.source, &self.core.usage);
        usage.charge_records(&context, source, &mut rows, 1, now).await?;
        let items: Vec<Item> = if letters.is_empty() {
            let item = |row: records::RecordRow| Item {
                seq: row.seq,
                at: Some(row.at),
                body: Some(row.body),
                letter: None,
            };
            rows.into_iter().map(item).collect()
        } else {
            let mut rows = rows.into_iter().peekable();
            letters
                .into_iter()
                .filter_map(|letter| {
                    let row = rows.next_if(|row| row.seq == letter.seq);
                    // One that was read and has no room in the quota waits.
                    let waits = row.is_none() && read.contains(&letter.seq);
                    let item = Item {
                        seq: letter.seq,
                        at: None,
                        body: row.map(|row| row.body),
                        letter: Some(letter.id),
                    };
                    (!waits).then_some(item)
                })
                .collect()
        };
        let after = items.first().is_none_or(|item| item.letter.is_none()).then_some(run.checkpoint);
        Ok((!items.is_empty()).then(|| Batch::new(run, after, items)))
    }

    /// Lets the first `count` records of the batch have their effect.
    async fn commit(&self, run: &RunRow, ends: &Ends, count: usize) -> Result<(), Trouble> {
        let now = self.core.clock.now();
        // Records up to the newest were there at that look; what wasn't found is gone.
        let checkpoint = if self.batch.is_some() { run.checkpoint } else { ends.newest.max(run.checkpoint) };
        let effect = Effect {
            node: self.node,
            run,
            actor: &ends.caller.actor,
            schema: ends.schema.as_deref(),
            batch: self.batch.as_ref().map(|batch| (batch, count)),
            checkpoint,
            now,
            until: now.plus(HOLD),
        };
        let effect = &effect;
        let done = self.core.db.append(async |tx| commit::commit(tx, &self.core.usage, effect).await).await?;
        self.gateway.metrics().count_pipeline(run.pipeline, done.counts);
        let records = done.counts.records_out;
        if records == 0 {
            return Ok(());
        }
        if let Some(payer) = &done.payer {
            let counts = Counts {
                write_bytes: done.bytes,
                write_records: records,
                write_requests: 1,
                ..Counts::default()
            };
            self.core.usage.note(payer, None, run.wiring.sink, now, counts);
        }
        self.gateway.waiting().tell(run.wiring.sink);
        Ok(())
    }

    /// Notes why a pipeline doesn't go on, unless that stands there already.
    async fn noted(&self, run: &RunRow, trouble: Trouble) -> Trouble {
        let Some((state, reason)) = trouble.told() else { return trouble };
        let state = state.name();
        if (state, reason.as_str()) == (run.state.as_str(), run.reason.as_str()) {
            return trouble;
        }
        let (node, reason) = (self.node, reason.as_str());
        let noted = self
            .core
            .db
            .append(async |tx| -> Result<(), StoreError> {
                pipeline_runs::note(tx, node, run, (state, reason), true).await
            })
            .await;
        match noted {
            Ok(()) => tracing::warn!(pipeline = %run.path, state, reason, "a pipeline doesn’t go on"),
            Err(error) => tracing::warn!(pipeline = %run.path, %error, "a pipeline’s state can’t be noted"),
        }
        trouble
    }

    /// Logs what has no place in a pipeline's state.
    async fn note(&self, trouble: &Trouble) {
        if let Trouble::Store(error) = trouble {
            tracing::warn!(pipeline = %self.pipeline, %error, "a pipeline can’t go on; it is tried again");
        }
    }
}

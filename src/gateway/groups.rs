//! Appends that share a commit: while one is being written, those that come meanwhile wait, and the next of them writes
//! all that waits. Nobody is answered before the commit. What is unusual (the stream is gone, its schema changed) is left
//! to each alone.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use access::{Month, StreamId, Time, actions};
use api::Fault;
use api::names::StreamPath;
use api::streams::Appended;
use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::Gateway;
use super::append::{Written, length};
use super::streams::decide;
use crate::operations::{Context, Stop, refusals};
use crate::rights::Snapshot;
use crate::store::quotas::{self, Direction};
use crate::store::records::{self, Batch, Numbered};
use crate::store::{Db, MayRace, StoreError, Tx};
use crate::usage::Usage;

/// How many calls one commit takes.
const CALLS: usize = 512;
/// Commits that PostgreSQL may have under way at once; a stream is always in the same one. SQLite writes one after the other
/// anyway: one large group costs one sync, several small ones as many.
const LANES: usize = 4;

/// An append that waits.
pub(super) struct Job {
    context: Context,
    path: StreamPath,
    records: Vec<String>,
    /// The schema that the records were checked by.
    schema: Option<String>,
}

impl Job {
    pub(super) fn new(
        context: Context,
        path: StreamPath,
        records: Vec<String>,
        schema: Option<String>,
    ) -> Self {
        Self { context, path, records, schema }
    }
}

/// What became of a job.
pub(super) enum Done {
    Written(Appended),
    Refused(Stop),
    /// Nothing was written; these are its records.
    Alone(Vec<String>),
}

/// A job, and who waits for what becomes of it.
type Submitted = (Job, oneshot::Sender<Done>);

#[derive(Default)]
struct Lane(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: Vec<Submitted>,
    /// Whether a task writes what waits.
    being_written: bool,
}

impl Lane {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a job behind the others, and says whether somebody has to begin to write.
    fn put(&self, job: Submitted) -> bool {
        let mut queue = self.queue();
        queue.waiting.push(job);
        !std::mem::replace(&mut queue.being_written, true)
    }

    /// The next group; `None` if nothing waits: then whoever asked has ended.
    fn take(&self) -> Option<Vec<Submitted>> {
        let mut queue = self.queue();
        queue.being_written = !queue.waiting.is_empty();
        let most = queue.waiting.len().min(CALLS);
        queue.being_written.then(|| queue.waiting.drain(..most).collect())
    }
}

/// The appends of one node.
#[derive(Default)]
pub(super) struct Groups([Lane; LANES]);

impl Groups {
    /// The lane of a stream.
    fn lane(&self, db: &Db, path: &StreamPath) -> &Lane {
        let Self(lanes) = self;
        let [first, ..] = lanes;
        if matches!(db, Db::Sqlite { .. }) {
            return first;
        }
        let add = |hash: usize, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte));
        let hash = path.stream.stored().bytes().fold(0, add);
        lanes.get(hash % LANES).unwrap_or(first)
    }
}

impl Gateway {
    /// Appends with whoever else appends at this moment. It is written whether or not the caller waits for it.
    pub(super) async fn append_together(self: &Arc<Self>, job: Job) -> Done {
        let (done, wait) = oneshot::channel();
        let path = job.path.clone();
        if self.groups.lane(&self.core.db, &path).put((job, done)) {
            let (gateway, runtime) = (Arc::clone(self), Handle::current());
            // On a thread of its own: it waits for the database again and again, and a busy runtime looks only now and then
            // for tasks that another thread woke.
            tokio::task::spawn_blocking(move || {
                runtime.block_on(gateway.write_groups(gateway.groups.lane(&gateway.core.db, &path)));
            });
        }
        wait.await.unwrap_or_else(|_| Done::Refused(Fault::internal().into()))
    }

    /// Writes what waits in a lane, group after group, until nothing does.
    async fn write_groups(&self, lane: &Lane) {
        while let Some(group) = lane.take() {
            self.metrics.append_commits.add_one();
            let writing = AssertUnwindSafe(self.write_group(group)).catch_unwind();
            if writing.await.is_err() {
                // Those of the group were told by its end; the next one is another matter.
                tracing::error!("a group of appends did not end");
            }
        }
    }

    async fn write_group(&self, group: Vec<Submitted>) {
        let (mut jobs, senders): (Vec<Job>, Vec<_>) = group.into_iter().unzip();
        let done = self.commit_group(&mut jobs).await;
        for ((done, sender), job) in done.into_iter().zip(senders).zip(jobs) {
            // Whoever was to tell of a refusal may have gone.
            if let Err(Done::Refused(stop)) = sender.send(done) {
                let _told_to_nobody = refusals::fault(&job.context, "WriteRecords", stop).await;
            }
        }
    }

    /// Writes all jobs in one transaction, or none of them.
    async fn commit_group(&self, jobs: &mut [Job]) -> Vec<Done> {
        let alone = |job: &mut Job| Done::Alone(std::mem::take(&mut job.records));
        let core = &self.core;
        let snapshot = match core.rights.now(&core.db).await {
            Ok(snapshot) => Arc::clone(&snapshot),
            Err(error) => {
                tracing::warn!(%error, "records can’t be appended together");
                return jobs.iter_mut().map(alone).collect();
            }
        };
        let now = core.clock.now();
        let (given, seen) = (&*jobs, &*snapshot);
        match core.db.append(async |tx| write(tx, &core.usage, seen, given, now).await).await {
            Ok(results) => results
                .into_iter()
                .zip(jobs)
                .map(|(result, job)| match result {
                    Ok(written) => Done::Written(self.told(&job.context, written)),
                    Err(stop) => Done::Refused(stop),
                })
                .collect(),
            // It may have been written all the same: whoever tried again could write twice.
            Err(Apart::Store(StoreError::Unavailable(error))) => {
                tracing::warn!(%error, "whether a group of appends was written is not known");
                jobs.iter().map(|_| Done::Refused(unknown().into())).collect()
            }
            Err(apart) => {
                if let Apart::Store(error) = apart {
                    tracing::debug!(%error, "a group of appends failed; each is tried alone");
                }
                jobs.iter_mut().map(alone).collect()
            }
        }
    }
}

/// What those are told of whom nobody knows whether their records are written.
fn unknown() -> Fault {
    Fault::unavailable("The database does not answer now. Whether the records were written is not known.")
}

/// Why a group is not written as one.
enum Apart {
    /// Each alone will find out.
    Unusual,
    Store(StoreError),
}

impl From<StoreError> for Apart {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl MayRace for Apart {
    fn raced(&self) -> bool {
        matches!(self, Self::Store(error) if error.raced())
    }
}

/// The jobs of a group that are written, in their order, each with its place; and what becomes of every one.
struct Plan<'j> {
    results: Vec<Result<Written, Stop>>,
    batches: Vec<(usize, Batch<'j>)>,
}

async fn plan<'j>(
    tx: &mut Tx,
    snapshot: &Snapshot,
    jobs: &'j [Job],
    now: Time,
) -> Result<Plan<'j>, StoreError> {
    let mut plan = Plan { results: Vec::with_capacity(jobs.len()), batches: Vec::with_capacity(jobs.len()) };
    let actors = jobs.iter().map(|job| job.context.actor());
    let payers = quotas::payers(tx, actors, Month::of(now)).await?;
    for (index, job) in jobs.iter().enumerate() {
        // Decided again: a right may have ended while the body came.
        let proof = match decide::<actions::WriteRecords>(&job.context, snapshot, &job.path) {
            Ok(proof) => proof,
            Err(stop) => {
                plan.results.push(Err(stop));
                continue;
            }
        };
        let actor = job.context.actor();
        let identity = actor.user().map(|id| id.uuid()).or(actor.service().map(|id| id.uuid()));
        let payer = identity.and_then(|identity| payers.get(&identity)).cloned();
        let (stream, bytes) = (proof.target(), length(job.records.iter()));
        let appended = Appended { first_seq: 0, last_seq: 0, count: job.records.len() as u64 };
        plan.results.push(Ok(Written { appended, stream, payer, bytes }));
        plan.batches.push((index, Batch { proof, bodies: &job.records }));
    }
    Ok(plan)
}

/// Takes from the quotas of those who have one; the others of the group go on without whoever has no room.
async fn charge(tx: &mut Tx, usage: &Usage, plan: &mut Plan<'_>, now: Time) -> Result<(), StoreError> {
    let bounded = |result: &Result<Written, Stop>| {
        let payer = result.as_ref().ok().and_then(|written| written.payer.as_ref());
        payer.is_some_and(|payer| !payer.is_free(Direction::Write))
    };
    if !plan.results.iter().any(bounded) {
        return Ok(());
    }
    // Streams before quotas, and both in one order, as everybody does: two never wait for each other.
    let streams: BTreeMap<StreamId, _> =
        plan.batches.iter().map(|(_, batch)| (batch.proof.target(), &batch.proof)).collect();
    for proof in streams.into_values() {
        records::hold(tx, proof).await?;
    }
    let whose = |written: &Written| written.payer.as_ref().map(|payer| (payer.organization, payer.holder));
    let mut charged: Vec<_> = plan.results.iter_mut().filter(|result| bounded(result)).collect();
    charged.sort_by_key(|result| result.as_ref().ok().and_then(whose));
    for result in charged {
        let Ok(Written { payer: Some(payer), bytes, .. }) = result else { continue };
        match usage.charge_payer(tx, payer, *bytes, now).await {
            Ok(()) => {}
            Err(Stop::Store(error)) => return Err(error),
            Err(stop) => *result = Err(stop),
        }
    }
    Ok(())
}

async fn write(
    tx: &mut Tx,
    usage: &Usage,
    snapshot: &Snapshot,
    jobs: &[Job],
    now: Time,
) -> Result<Vec<Result<Written, Stop>>, Apart> {
    let mut plan = plan(tx, snapshot, jobs, now).await?;
    charge(tx, usage, &mut plan, now).await?;
    let Plan { mut results, batches } = plan;
    let charged = |(index, _): &(usize, Batch<'_>)| results.get(*index).is_some_and(Result::is_ok);
    let (indices, batches): (Vec<usize>, Vec<Batch<'_>>) = batches.into_iter().filter(charged).unzip();
    if batches.is_empty() {
        return Ok(results);
    }
    let Some(numbered) = records::append_together(tx, &batches, now).await? else {
        return Err(Apart::Unusual);
    };
    for (index, Numbered { first, schema }) in indices.into_iter().zip(numbered) {
        let checked_by = jobs.get(index).and_then(|job| job.schema.as_deref());
        if checked_by != schema.as_deref() {
            return Err(Apart::Unusual);
        }
        if let Some(Ok(written)) = results.get_mut(index) {
            written.appended.first_seq = first;
            written.appended.last_seq = first + written.appended.count - 1;
        }
    }
    Ok(results)
}

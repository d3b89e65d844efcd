//! Records on their way through a pipeline. A batch that can't be appended is kept and tried again, so that its records
//! are read, and paid for, once.

use std::sync::Arc;
use std::time::Duration;

use access::{StreamId, Time};
use uuid::Uuid;

use super::transform::{Processed, Transforms};
use super::trouble::Trouble;
use crate::schemas::Schema;
use crate::store::pipeline_runs::RunRow;

/// How long one go at transforming may last: holds are renewed meanwhile, but a stop should not wait.
const TIME: Duration = Duration::from_secs(2);

/// A record on its way.
#[derive(Debug)]
pub(super) struct Item {
    /// Its number in the source.
    pub(super) seq: u64,
    /// When it was appended there.
    pub(super) at: Option<Time>,
    /// Its text; none if the source keeps it no longer.
    pub(super) body: Option<String>,
    /// The dead letter that it is tried for again.
    pub(super) letter: Option<Uuid>,
}

/// Records of one source, in order.
#[derive(Debug)]
pub(super) struct Batch {
    source: StreamId,
    /// The checkpoint that they follow; none for dead letters.
    after: Option<u64>,
    pub(super) items: Vec<Item>,
    /// What became of the first of them, by this version and the sink's schema.
    done: Vec<Processed>,
    by: (u32, Option<String>),
}

impl Batch {
    pub(super) fn new(run: &RunRow, after: Option<u64>, items: Vec<Item>) -> Self {
        Self { source: run.wiring.source, after, items, done: Vec::new(), by: (run.version, None) }
    }

    /// Whether it is what comes next.
    pub(super) fn is_next(&self, run: &RunRow) -> bool {
        self.source == run.wiring.source && self.after.is_none_or(|after| after == run.checkpoint)
    }

    /// The first records with what became of them.
    pub(super) fn first(&self, most: usize) -> impl Iterator<Item = (&Item, &Processed)> {
        self.items.iter().zip(&self.done).take(most)
    }

    /// How many records are transformed.
    pub(super) fn ready(&self) -> usize {
        self.done.len()
    }

    /// Transforms what isn't yet, as far as a go lasts.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(super) async fn transform(
        &mut self,
        version: u32,
        transforms: &Arc<Transforms>,
        schema: (Option<String>, Option<Arc<Schema>>),
    ) -> Result<(), Trouble> {
        let (text, schema) = schema;
        let by = (version, text);
        if self.by != by {
            (self.done, self.by) = (Vec::new(), by);
        }
        if !self.done.is_empty() {
            return Ok(());
        }
        let bodies: Vec<Option<String>> = self.items.iter().map(|item| item.body.clone()).collect();
        let transforms = Arc::clone(transforms);
        let fits = move |record: &str| schema.as_ref().is_none_or(|schema| schema.fits(record).is_ok());
        let ended = tokio::task::spawn_blocking(move || transforms.apply(bodies, fits, TIME)).await;
        let failed =
            || Trouble::Degraded("The server has no thread to transform on. It is tried again.".into());
        self.done = ended.ok().flatten().ok_or_else(failed)?;
        Ok(())
    }

    /// Leaves out the first records, which had their effect; says whether any are left.
    pub(super) fn leave(&mut self, count: usize) -> bool {
        let last = self.items.drain(..count.min(self.items.len())).next_back();
        self.done.drain(..count.min(self.done.len()));
        if let (Some(after), Some(last)) = (&mut self.after, last) {
            *after = last.seq;
        }
        !self.items.is_empty()
    }
}

//! The pipelines of one node. It takes those that nobody holds, says again and again that it holds them, and gives them
//! back when it ends. One that dies says nothing, and others take over. What a node appends hangs on the pipeline's row
//! (see [`super::commit`]), not on clocks: a hold that ends too early or too late costs time, never a record.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use access::PipelineId;
use tokio::sync::{Semaphore, watch};
use tokio::task::{Id, JoinHandle, JoinSet};
use uuid::Uuid;

use super::worker::Worker;
use crate::gateway::Gateway;
use crate::ids;
use crate::operations::Core;
use crate::store::pipeline_minutes::{self, Minute};
use crate::store::{Db, StoreError, pipeline_runs};

/// How long a node holds a pipeline without saying so again, in milliseconds. With [`LOOK`], another node takes over
/// within 6 seconds; 10 are promised.
pub(super) const HOLD: i64 = 5_000;
/// How often it looks for pipelines to take, and says that it holds those that it has.
const LOOK: Duration = Duration::from_millis(500);
/// The most pipelines that it takes at one look, so that nodes share them.
const TAKES: i64 = 8;

/// Runs pipelines until it is told to finish. Dropped, it is gone as if killed.
#[derive(Debug)]
pub struct Runner {
    task: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

impl Runner {
    /// Starts running pipelines on what `core` holds; readers that wait at `gateway` are told of what is appended.
    #[must_use]
    pub fn start(core: Core, gateway: Arc<Gateway>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let node = Node {
            id: ids::fresh(core.clock.now()),
            core,
            gateway,
            turns: Arc::new(Semaphore::new(threads)),
            workers: JoinSet::new(),
            held: HashMap::new(),
        };
        Self { task: tokio::spawn(node.run(stopped)), stop }
    }

    /// Ends what is under way, if that takes no longer than `patience`, and gives all pipelines back.
    pub async fn finish(mut self, patience: Duration) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(patience, &mut self.task).await.is_err() {
            tracing::warn!("pipelines were broken off; what they were at has no effect and is done again");
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Node {
    id: Uuid,
    core: Core,
    gateway: Arc<Gateway>,
    turns: Arc<Semaphore>,
    workers: JoinSet<()>,
    held: HashMap<Id, PipelineId>,
}

impl Node {
    async fn run(mut self, mut stop: watch::Receiver<bool>) {
        if let Db::Sqlite { .. } = &self.core.db {
            // The file is this server's alone: who held pipelines is gone.
            let released = self.core.db.append(async |tx| pipeline_runs::release_every(tx).await).await;
            if let Err(error) = released {
                tracing::warn!(%error, "pipelines of the server before wait until their holds end");
            }
        }
        while !*stop.borrow() {
            if let Err(error) = self.look(&stop).await {
                tracing::warn!(%error, "pipelines can’t be looked for; the next look tries again");
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
                Some(ended) = self.workers.join_next_with_id() => self.ended(ended).await,
            }
        }
        while let Some(ended) = self.workers.join_next_with_id().await {
            self.ended(ended).await;
        }
    }

    /// Says that it holds what it has, and takes what nobody holds.
    async fn look(&mut self, stop: &watch::Receiver<bool>) -> Result<(), StoreError> {
        let (node, now) = (self.id, self.core.clock.now());
        let until = now.plus(HOLD);
        if !self.held.is_empty() {
            self.core.db.append(async |tx| pipeline_runs::renew(tx, node, until).await).await?;
        }
        let claimed = self
            .core
            .db
            .append(async |tx| -> Result<_, StoreError> {
                let claimed = pipeline_runs::claim(tx, node, (now, until), TAKES).await?;
                for (pipeline, _) in claimed.iter().filter(|(_, taken_over)| *taken_over) {
                    let did = Minute { at: now, restarts: 1, ..Minute::default() };
                    pipeline_minutes::add(tx, *pipeline, &did).await?;
                }
                Ok(claimed)
            })
            .await?;
        for (pipeline, taken_over) in claimed {
            tracing::info!(%pipeline, taken_over, "runs on this node");
            let (core, gateway, turns) =
                (self.core.clone(), Arc::clone(&self.gateway), Arc::clone(&self.turns));
            let worker = Worker::new(node, pipeline, core, gateway, turns);
            let task = self.workers.spawn(worker.run(stop.clone()));
            self.held.insert(task.id(), pipeline);
        }
        Ok(())
    }

    /// Gives back what a worker had that ended.
    async fn ended(&mut self, ended: Result<(Id, ()), tokio::task::JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(%error, "a pipeline ended by a fault of ours; it starts anew");
                error.id()
            }
        };
        let Some(pipeline) = self.held.remove(&id) else { return };
        let node = self.id;
        let released = self.core.db.append(async |tx| pipeline_runs::release(tx, node, pipeline).await).await;
        if let Err(error) = released {
            tracing::warn!(%pipeline, %error, "a pipeline can’t be given back; its hold ends by itself");
        }
    }
}

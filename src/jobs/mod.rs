//! What happens without anybody asking: the audit log is sealed, what has had its time is forgotten, quotas are
//! watched, owners of secrets that end soon are told. Each job is a
//! future that ends when it is dropped; a pass that fails is logged, and the next one tries again.

mod alerts;
mod following;
mod retention;
mod sealer;
mod sweeper;
mod warnings;

pub use alerts::{AlertsTo, deliver, tell};
pub use following::follow;
pub use retention::expire;
pub use sealer::seal;
pub use sweeper::sweep;

use std::sync::Arc;

use crate::metrics::Metrics;
use crate::operations::Core;

/// Runs every job, until it is dropped. Any number of nodes may do so on one database.
pub async fn run(core: Core, to: AlertsTo, metrics: Arc<Metrics>) {
    let (db, clock) = (&core.db, &core.clock);
    tokio::join!(
        following::follow(&core),
        sealer::run(db),
        sweeper::run(db, clock),
        retention::run(db, clock),
        alerts::run(&core, &to, &metrics),
        warnings::run(&core)
    );
}

//! What happens without anybody asking: the audit log is sealed, what has had its time is forgotten. Each job is a
//! future that ends when it is dropped; a pass that fails is logged, and the next one tries again.

mod retention;
mod sealer;
mod sweeper;

pub use retention::expire;
pub use sealer::seal;
pub use sweeper::sweep;

use crate::clock::Clock;
use crate::store::Db;

/// Runs every job, until it is dropped. Any number of nodes may do so on one database.
pub async fn run(db: Db, clock: Clock) {
    tokio::join!(sealer::run(&db), sweeper::run(&db, &clock), retention::run(&db, &clock));
}

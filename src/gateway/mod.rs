//! The hot path: a presented secret becomes an identity, and records go in and out.
//!
//! The web layer asks [`Gateway::identify`] for every bearer and mounts the records' routes on
//! [`Gateway::append`] and [`Gateway::read`], those of other people's gateways on [`Gateway::forward_auth`] and
//! [`Gateway::introspect`]. Nothing here knows pages, cookies or routes.

mod append;
mod body;
mod cors;
pub mod forward_auth;
mod groups;
mod identify;
mod introspect;
mod json;
mod last_used;
mod ndjson;
mod read;
mod strangers;
mod streams;
mod waiting;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use cors::{cors, to_pages_alone};
use groups::Groups;
pub use identify::{Identity, Recognized};
pub use introspect::Introspection;
pub(crate) use json::MAX_DEPTH;
pub(crate) use ndjson::MAX_RECORD;
pub use read::ReadQuery;

use crate::metrics::Metrics;
use crate::operations::Core;
use crate::schemas::Schemas;
use last_used::LastUsed;
use strangers::Strangers;
use waiting::Waiting;

/// How often the uses of secrets are written.
const WRITE_USES: Duration = Duration::from_secs(1);

/// What the hot path runs on. Shared as an `Arc`.
pub struct Gateway {
    core: Core,
    metrics: Arc<Metrics>,
    last_used: LastUsed,
    waiting: Waiting,
    schemas: Schemas,
    groups: Groups,
    strangers: Strangers,
}

impl Gateway {
    /// A gateway to what `core` holds.
    #[must_use]
    pub fn new(core: Core, metrics: Arc<Metrics>) -> Self {
        Self {
            core,
            metrics,
            last_used: LastUsed::default(),
            waiting: Waiting::default(),
            schemas: Schemas::default(),
            groups: Groups::default(),
            strangers: Strangers::default(),
        }
    }

    /// The number of the rights that are decided by at this moment; `None` if they have to be looked at again first.
    #[must_use]
    pub fn revision(&self) -> Option<u64> {
        self.core.rights.at_hand().map(|rights| rights.revision())
    }

    /// Readers that wait for new records of a stream, to wait with them and to tell them.
    pub(crate) fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    /// What is counted on this node.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The schemas that records were checked by.
    pub(crate) fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// Writes when secrets were last used, what was counted and who was refused, once a second, until it is dropped;
    /// [`Gateway::write_last_uses`] writes the last of it.
    pub async fn keep_uses(&self) {
        loop {
            tokio::time::sleep(WRITE_USES).await;
            let now = self.core.clock.now();
            self.write_uses().await;
            if let Err(error) = self.core.usage.give_back(&self.core.db, Some(now)).await {
                tracing::warn!(%error, "reserved quota can’t be given back; it counts as used");
            }
        }
    }

    /// Writes when secrets were last used, what was counted and who was refused, as far as it waits to be written.
    pub async fn write_uses(&self) {
        if let Err(error) = self.last_used.write(&self.core.db, self.core.clock.now()).await {
            tracing::warn!(%error, "the last uses of secrets can’t be written; they wait");
        }
        if let Err(error) = self.core.usage.write(&self.core.db).await {
            tracing::warn!(%error, "what was counted can’t be written; it waits");
        }
        if let Err(error) = self.core.refused.write(&self.core.db).await {
            tracing::warn!(%error, "refusals can’t be audited; they wait");
        }
    }

    /// Writes all that waits to be written, and gives reserved quota back: the server ends.
    pub async fn write_last_uses(&self) {
        self.write_uses().await;
        if let Err(error) = self.core.usage.give_back(&self.core.db, None).await {
            tracing::warn!(%error, "reserved quota can’t be given back; it counts as used");
        }
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gateway")
    }
}

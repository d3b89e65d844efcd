//! What is to be done once a quota is set.

use std::sync::{Mutex, PoisonError};

use access::OrganizationId;
use uuid::Uuid;

use crate::operations::Core;
use crate::usage::alerts;

/// Whose quota a change sets, noted in its transaction: what was used before counts once it is committed.
#[derive(Debug, Default)]
pub(in crate::operations) struct QuotaSet(Mutex<Option<(OrganizationId, Uuid)>>);

impl QuotaSet {
    /// Notes that the quota of `holder` is set.
    pub(in crate::operations) fn note(&self, organization: OrganizationId, holder: Uuid) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((organization, holder));
    }

    /// After the commit. What fails now is made up for when the quota is next met.
    pub(in crate::operations) async fn count(self, core: &Core) {
        let set = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some((organization, holder)) = set else { return };
        if let Err(error) = alerts::quota_set(&core.db, organization, holder, core.clock.now()).await {
            tracing::warn!(%error, "what was used before a quota was set counts only when it is next met");
        }
    }
}

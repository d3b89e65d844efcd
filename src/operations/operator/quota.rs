//! Quotas that the operator sets.

use access::Actor;
use api::fields::Limit;
use api::names::Name;
use api::{Fault, FaultKind};

use super::fault;
use crate::operations::audit::{self, Entry};
use crate::operations::organizations::{QuotaState, megabytes, stored};
use crate::operations::usage::QuotaSet;
use crate::operations::{Core, Stop};
use crate::store::{Operator, organizations};

/// Bounds what is spent at an organization's expense, be it a personal one; what is left out stays.
///
/// # Errors
/// If there is no such organization, or the quota is too large.
pub async fn set_quota(
    core: &Core,
    organization: &Name,
    read: Option<Limit>,
    write: Option<Limit>,
) -> Result<(), Fault> {
    let read = read.map(|limit| megabytes("read_quota_mb", limit)).transpose()?;
    let write = write.map(|limit| megabytes("write_quota_mb", limit)).transpose()?;
    let (operator, now) = (Operator::of(&core.db), core.clock.now());
    let set = QuotaSet::default();
    let done = core.change(async |tx| -> Result<(), Stop> {
        let found = organizations::find(tx, &Actor::Anonymous, organization).await?;
        let absent = || Fault::new(FaultKind::NotFound, format!("There is no organization {organization}."));
        let row = found.ok_or_else(absent)?;
        let (id, was) = (row.facts.id, (row.bounds.read_quota_mb, row.bounds.write_quota_mb));
        let is = (read.unwrap_or(was.0), write.unwrap_or(was.1));
        if is == was {
            return Ok(());
        }
        let updated_at = now.max(row.updated_at.plus(1));
        organizations::set_quota_by(tx, operator, id, (stored(is.0), stored(is.1)), updated_at).await?;
        set.note(id, id.uuid());
        let state =
            |(read_quota_mb, write_quota_mb)| QuotaState { user: None, read_quota_mb, write_quota_mb };
        let entry = Entry::new("UpdateOrganizationQuota", format!("organization:{organization}"));
        let entry = entry.inside(id).before(&state(was)).after(&state(is));
        audit::append_operators(tx, now, entry).await?;
        Ok(())
    });
    done.await.map_err(fault)?;
    set.count(core).await;
    Ok(())
}

//! What is gone of quotas. A row of `quota_use` begins when a quota is set or first met in a month, with what was counted in
//! it before, and is kept up to the month's end, whatever becomes of the quota.

use std::collections::BTreeMap;

use access::Month;
use access::quota::{Budget, QuotaHolder};
use api::usage::Counts;
use uuid::Uuid;

use super::quotas::{Direction, Payer, Untaken};
use super::sql::{On, execute, query, texts};
use super::usage::Key;
use super::{StoreError, Tx};

texts! {
    TAKE = "update quota_use set read_bytes = read_bytes + $4, write_bytes = write_bytes + $5 \
        where organization_id = $1 and holder_id = $2 and month = $3 returning read_bytes, write_bytes";
    TAKEN = "select read_bytes, write_bytes from quota_use \
        where organization_id = $1 and holder_id = $2 and month = $3";
    // `$5`: whether the holder is the organization itself.
    BEGIN = "insert into quota_use (organization_id, holder_id, month, read_bytes, write_bytes) \
        select $1, $2, $3, cast(coalesce(sum(h.read_bytes), 0) as bigint), \
            cast(coalesce(sum(h.write_bytes), 0) as bigint) from usage_hours h \
        where h.organization_id = $1 and h.hour >= $4 and ($5 or h.identity_id = $2) \
        on conflict (organization_id, holder_id, month) do nothing";
    NOTE_FULL = "update quota_use set read_refused = read_refused or $4, write_refused = write_refused or $5 \
        where organization_id = $1 and holder_id = $2 and month = $3";
}

/// What bounds `payer` in one direction, with what is gone of it this month, the organization first. The rows are locked
/// to the end of the transaction.
///
/// # Errors
/// The store's.
pub async fn budgets(
    tx: &mut Tx,
    payer: &Payer,
    direction: Direction,
    month: Month,
) -> Result<Vec<Budget>, StoreError> {
    let mut budgets = Vec::new();
    for (holder_id, holder, quota_mb) in payer.holders(direction) {
        let taken = take(tx, payer.organization.uuid(), holder_id, month, (direction, 0)).await?;
        budgets.push(Budget { holder, quota_mb, taken });
    }
    Ok(budgets)
}

/// Whether something bounds `payer` in one direction and has no room left this month. Changes nothing.
///
/// # Errors
/// The store's.
pub async fn is_used_up(
    tx: &mut Tx,
    payer: &Payer,
    direction: Direction,
    month: Month,
) -> Result<Option<QuotaHolder>, StoreError> {
    let organization = payer.organization.uuid();
    for (holder_id, holder, quota_mb) in payer.holders(direction) {
        let row = query!(tx, (i64, i64), fetch_optional, TAKEN, organization, holder_id, month.index())?;
        let (read, write) = row.unwrap_or_default();
        let taken = if direction == Direction::Read { read } else { write };
        let budget = Budget { holder, quota_mb, taken: u64::try_from(taken).unwrap_or_default() };
        if budget.left() == Some(0) {
            return Ok(Some(holder));
        }
    }
    Ok(None)
}

/// Takes so many bytes from all that bounds `payer`.
///
/// # Errors
/// The store's.
pub async fn spend(
    tx: &mut Tx,
    payer: &Payer,
    direction: Direction,
    month: Month,
    bytes: i64,
) -> Result<(), StoreError> {
    for (holder_id, ..) in payer.holders(direction) {
        let _now = take(tx, payer.organization.uuid(), holder_id, month, (direction, bytes)).await?;
    }
    Ok(())
}

/// Takes what was counted while nothing was taken of it, where a row began meanwhile: those who began it couldn't know of what
/// another node, or a request under way, had counted and not written.
///
/// # Errors
/// The store's.
pub async fn take_late(
    tx: &mut Tx,
    counted: impl Iterator<Item = (Key, Untaken, Counts)>,
) -> Result<(), StoreError> {
    // In the order in which charges lock: the organization before those it pays for.
    let mut late = BTreeMap::<(Uuid, Option<Uuid>, i64), [u64; 2]>::new();
    for (key, untaken, counts) in counted {
        let (organization, month) = (key.organization.uuid(), Month::of(key.hour).index());
        for (holder, untaken) in [(None, untaken.organization), (Some(key.identity), untaken.holder)] {
            let sums = late.entry((organization, holder, month)).or_default();
            let used = [counts.read_bytes, counts.write_bytes];
            for ((sum, bytes), untaken) in sums.iter_mut().zip(used).zip(untaken) {
                *sum = sum.saturating_add(if untaken { bytes } else { 0 });
            }
        }
    }
    for ((organization, holder, month), sums) in late.into_iter().filter(|(_, sums)| *sums != [0, 0]) {
        let [read, write] = sums.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
        let holder = holder.unwrap_or(organization);
        query!(tx, (i64, i64), fetch_optional, TAKE, organization, holder, month, read, write)?;
    }
    Ok(())
}

/// Adds to what is taken, and says what it is now.
async fn take(
    tx: &mut Tx,
    organization: Uuid,
    holder: Uuid,
    month: Month,
    (direction, bytes): (Direction, i64),
) -> Result<u64, StoreError> {
    let number = month.index();
    let (read, write) = match direction {
        Direction::Read => (bytes, 0),
        Direction::Write => (0, bytes),
    };
    loop {
        let taken = query!(tx, (i64, i64), fetch_optional, TAKE, organization, holder, number, read, write)?;
        if let Some((read, write)) = taken {
            let taken = if direction == Direction::Read { read } else { write };
            return Ok(u64::try_from(taken).unwrap_or_default());
        }
        begin(tx, organization, holder, month).await?;
    }
}

/// Begins a row, if there is none: with what was counted this month. What others counted and have not written is taken when
/// they write it.
///
/// # Errors
/// The store's.
pub async fn begin(tx: &mut Tx, organization: Uuid, holder: Uuid, month: Month) -> Result<(), StoreError> {
    // Those who are writing now: what they write is in the sum, or they find the row.
    if let On::Postgres(connection) = tx.on() {
        sqlx::query("lock table usage_hours in share mode").execute(connection).await?;
    }
    let (number, itself) = (month.index(), organization == holder);
    execute!(tx, BEGIN, organization, holder, number, month.start().0, itself)?;
    Ok(())
}

/// A quota that had no room for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Full {
    /// The organization that pays.
    pub organization: Uuid,
    /// Whose quota it is: its own, or that of its member or service.
    pub holder: Uuid,
    /// When.
    pub month: Month,
    /// Of what.
    pub direction: Direction,
}

/// Notes that a quota had no room for somebody.
///
/// # Errors
/// The store's.
pub async fn note_full(tx: &mut Tx, full: &Full) -> Result<(), StoreError> {
    let Full { organization, holder, month, direction } = *full;
    // There must be a row.
    let _taken = take(tx, organization, holder, month, (direction, 0)).await?;
    let (read, write) = (direction == Direction::Read, direction == Direction::Write);
    execute!(tx, NOTE_FULL, organization, holder, month.index(), read, write)?;
    Ok(())
}

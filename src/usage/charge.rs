//! Taking quota: for a write in the transaction of the write, so that it is exact; for a read ahead, in small lots.

use access::quota::{Budget, OverQuota, QuotaHolder, reserve};
use access::{Actor, Month, StreamId, Time};
use api::usage::Counts;
use api::{Fault, FaultKind};

use super::Usage;
use crate::operations::{Context, Core, Stop};
use crate::store::quota_use::{self, Full};
use crate::store::quotas::{self, Direction, Payer};
use crate::store::records::RecordRow;
use crate::store::{Db, StoreError, Tx};

/// How many bytes a read reserves beyond its own.
const AHEAD: u64 = 1_000_000;

/// Whether somebody whose use is counted elsewhere has any quota left: for proxies, which report afterwards. What nothing
/// was taken of this month has room, unless it is 0.
///
/// # Errors
/// 429 if they have none, and the store's.
pub async fn has_room(tx: &mut Tx, actor: &Actor, direction: Direction, now: Time) -> Result<(), Stop> {
    let month = Month::of(now);
    let Some(payer) = quotas::payer(tx, actor, month).await? else { return Ok(()) };
    match quota_use::is_used_up(tx, &payer, direction, month).await? {
        Some(holder) => {
            let over = OverQuota { holder, resets_at: month.next().start() };
            Err(refusal(&payer, direction, over, now).into())
        }
        None => Ok(()),
    }
}

/// Takes what was used already, and says whether anything is left to read and to write.
///
/// # Errors
/// The store's.
pub async fn charge_report(
    tx: &mut Tx,
    payer: &Payer,
    counts: &Counts,
    now: Time,
) -> Result<(bool, bool), StoreError> {
    let month = Month::of(now);
    let mut open = [true, true];
    let used = [(Direction::Read, counts.read_bytes), (Direction::Write, counts.write_bytes)];
    for ((direction, bytes), open) in used.into_iter().zip(&mut open) {
        quota_use::spend(tx, payer, direction, month, signed(bytes)).await?;
        let budgets = quota_use::budgets(tx, payer, direction, month).await?;
        *open = budgets.iter().all(|budget| budget.left() != Some(0));
    }
    Ok(open.into())
}

/// What reserving in the database gave: how many of the records fit, and what is left over of the reserve.
struct Lot {
    fits: usize,
    spare: u64,
}

impl Usage {
    /// Takes the bytes of a write from all that bounds the writer, and says who pays.
    ///
    /// # Errors
    /// 429 if a quota has no room for them, and the store's. Then the write must not be kept.
    pub async fn charge_write(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        bytes: u64,
        now: Time,
    ) -> Result<Option<Payer>, Stop> {
        let Some(payer) = quotas::payer(tx, actor, Month::of(now)).await? else { return Ok(None) };
        if !payer.is_free(Direction::Write) {
            self.charge_payer(tx, &payer, bytes, now).await?;
        }
        Ok(Some(payer))
    }

    /// Takes the bytes of a write from a payer that is bounded.
    ///
    /// # Errors
    /// 429 if a quota has no room for them: then nothing is taken. And the store's.
    pub async fn charge_payer(&self, tx: &mut Tx, payer: &Payer, bytes: u64, now: Time) -> Result<(), Stop> {
        let month = Month::of(now);
        let budgets = quota_use::budgets(tx, payer, Direction::Write, month).await?;
        reserve(&budgets, bytes, 0, now).map_err(|over| self.refuse(payer, Direction::Write, over, now))?;
        Ok(quota_use::spend(tx, payer, Direction::Write, month, signed(bytes)).await?)
    }

    /// Notes that a quota had no room for somebody, and says so.
    fn refuse(&self, payer: &Payer, direction: Direction, over: OverQuota, now: Time) -> Fault {
        let organization = payer.organization.uuid();
        let holder = if over.holder == QuotaHolder::Organization { organization } else { payer.holder };
        self.full().insert(Full { organization, holder, month: Month::of(now), direction });
        refusal(payer, direction, over, now)
    }

    /// Takes the bytes of records that are about to be read, of these sizes in their order; says how many of them fit and
    /// who pays.
    ///
    /// # Errors
    /// 429 if not even the first one fits, and the store's.
    async fn charge_read(
        &self,
        core: &Core,
        actor: &Actor,
        sizes: &[u64],
        now: Time,
    ) -> Result<(usize, Option<Payer>), Stop> {
        let (month, total) = (Month::of(now), sizes.iter().sum());
        let payer = core
            .db
            .read(async |tx| -> Result<_, StoreError> { quotas::payer(tx, actor, month).await })
            .await?;
        let Some(payer) = payer else { return Ok((sizes.len(), None)) };
        if payer.is_free(Direction::Read) {
            return Ok((sizes.len(), Some(payer)));
        }
        if self.reserves.spend(&payer, month, total, now) {
            return Ok((sizes.len(), Some(payer)));
        }
        let (core, sizes) = (core.clone(), sizes.to_vec());
        // By itself: a caller who leaves in the middle must not take the reserve along.
        let charging = tokio::spawn(async move {
            let fits = core.usage.reserve_anew(&core.db, &payer, &sizes, now).await?;
            Ok((fits, Some(payer)))
        });
        charging.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a charge did not end");
            Err(Fault::internal().into())
        })
    }

    /// Takes from the database what the reserve doesn't have, and a little more; says how many records fit.
    async fn reserve_anew(&self, db: &Db, payer: &Payer, sizes: &[u64], now: Time) -> Result<usize, Stop> {
        let month = Month::of(now);
        let kept = self.reserves.take(payer, month);
        let lot = db.append(async |tx| self.lot(tx, payer, sizes, kept.as_ref(), now).await).await;
        let (payer, bytes) = match (&lot, &kept) {
            (Ok(lot), _) => (payer, lot.spare),
            (Err(_), Some((before, bytes))) => (before, *bytes),
            (Err(_), None) => return lot.map(|lot| lot.fits),
        };
        if let Some((other, bytes)) = self.reserves.keep(payer, month, bytes, now) {
            let back = db.append(async |tx| give(tx, &other, month, bytes).await).await;
            back.unwrap_or_else(
                |error| tracing::warn!(%error, "reserved quota can’t be given back; it counts as used"),
            );
        }
        lot.map(|lot| lot.fits)
    }

    /// Takes what these records cost whoever is about to read them, leaves out those that no longer fit, and counts the
    /// rest as that many requests; says whether all of them fit.
    ///
    /// # Errors
    /// 429 if not even the first one fits, and the store's.
    pub async fn charge_records(
        &self,
        context: &Context,
        stream: StreamId,
        rows: &mut Vec<RecordRow>,
        requests: u64,
        now: Time,
    ) -> Result<bool, Stop> {
        let sizes: Vec<u64> = rows.iter().map(|row| row.body.len() as u64).collect();
        if sizes.is_empty() {
            self.stop_the_blocked(context, requests, now).await?;
            return Ok(true);
        }
        let (fits, payer) = self.charge_read(&context.core, context.actor(), &sizes, now).await?;
        rows.truncate(fits);
        if let Some(payer) = payer {
            let counts = Counts {
                read_bytes: sizes.iter().take(fits).sum(),
                read_records: fits as u64,
                read_requests: requests,
                ..Counts::default()
            };
            self.note(&payer, context.who.secret, stream, now, counts);
        }
        Ok(fits == sizes.len())
    }

    /// Refuses a read that finds nothing yet to whoever may read nothing: who waits at the end of a stream wants to know.
    async fn stop_the_blocked(&self, context: &Context, requests: u64, now: Time) -> Result<(), Stop> {
        let (core, actor) = (&context.core, context.actor());
        if requests == 0 || !core.rights.now(&core.db).await?.is_bounded(actor, Direction::Read) {
            return Ok(());
        }
        core.db.read(async |tx| has_room(tx, actor, Direction::Read, now).await).await
    }

    /// Reserves for as many of the records as fit, where `kept` is reserved already. What was reserved under other bounds goes
    /// back first.
    async fn lot(
        &self,
        tx: &mut Tx,
        payer: &Payer,
        sizes: &[u64],
        kept: Option<&(Payer, u64)>,
        now: Time,
    ) -> Result<Lot, Stop> {
        let month = Month::of(now);
        let kept = match kept {
            Some((before, bytes)) if payer.is_bounded_as(before) => *bytes,
            Some((before, bytes)) => {
                give(tx, before, month, *bytes).await?;
                0
            }
            None => 0,
        };
        let budgets = quota_use::budgets(tx, payer, Direction::Read, month).await?;
        let total: u64 = sizes.iter().sum();
        let missing = total.saturating_sub(kept);
        let (fits, sent, got) = match reserve(&budgets, missing, AHEAD, now) {
            Ok(got) => (sizes.len(), total, got),
            Err(over) => {
                let room = kept.saturating_add(left(&budgets));
                let (fits, sent) = prefix(sizes, room);
                if fits == 0 {
                    return Err(self.refuse(payer, Direction::Read, over, now).into());
                }
                (fits, sent, sent.saturating_sub(kept))
            }
        };
        quota_use::spend(tx, payer, Direction::Read, month, signed(got)).await?;
        Ok(Lot { fits, spare: kept.saturating_add(got).saturating_sub(sent) })
    }

    /// Gives back what was reserved and not spent lately; without a time, all of it.
    ///
    /// # Errors
    /// The store's. What could not be given back counts as used.
    pub async fn give_back(&self, db: &Db, now: Option<Time>) -> Result<(), StoreError> {
        for (payer, month, bytes) in self.reserves.idle(now) {
            let payer = &payer;
            db.append(async |tx| give(tx, payer, month, bytes).await).await?;
        }
        Ok(())
    }
}

/// Gives back what was reserved.
async fn give(tx: &mut Tx, payer: &Payer, month: Month, bytes: u64) -> Result<(), StoreError> {
    quota_use::spend(tx, payer, Direction::Read, month, -signed(bytes)).await
}

/// What every budget has room for; a quota of 0 has none, whatever was reserved before.
fn left(budgets: &[Budget]) -> u64 {
    budgets.iter().filter_map(Budget::left).min().unwrap_or_default()
}

/// How many of the records fit into `room`, and their bytes.
fn prefix(sizes: &[u64], room: u64) -> (usize, u64) {
    let mut sent = 0_u64;
    for (index, size) in sizes.iter().enumerate() {
        match sent.checked_add(*size) {
            Some(more) if more <= room => sent = more,
            _ => return (index, sent),
        }
    }
    (sizes.len(), sent)
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// The refusal of somebody whose quota has no room.
fn refusal(payer: &Payer, direction: Direction, over: OverQuota, now: Time) -> Fault {
    let organization = &payer.organization_name;
    let (whose, bounds) = match over.holder {
        QuotaHolder::Organization => (format!("organization {organization}"), payer.organization_bounds),
        QuotaHolder::Member => {
            (format!("{} as a member of {organization}", payer.holder_name), payer.holder_bounds)
        }
        QuotaHolder::Service => {
            (format!("service {organization}/{}", payer.holder_name), payer.holder_bounds)
        }
    };
    let (kind, used) = match direction {
        Direction::Read => ("read", "reads no more"),
        Direction::Write => ("write", "has no room for this"),
    };
    let megabytes = direction.pick(bounds).unwrap_or_default();
    let detail = format!(
        "The {kind} quota of {whose}, {megabytes} MB a month, {used}; it starts anew at {}.",
        api::time::to_rfc3339(over.resets_at)
    );
    let wait = over.resets_at.0.saturating_sub(now.0).max(0).unsigned_abs().div_ceil(1000);
    Fault { retry_after: Some(wait), ..Fault::new(FaultKind::OverQuota, detail) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_stops_before_the_record_that_no_longer_fits() {
        assert_eq!(prefix(&[5, 5, 5], 15), (3, 15));
        assert_eq!(prefix(&[5, 5, 5], 14), (2, 10));
        assert_eq!(prefix(&[5, 5, 5], 4), (0, 0));
        assert_eq!(prefix(&[u64::MAX, u64::MAX], u64::MAX), (1, u64::MAX));
        assert_eq!(prefix(&[], 0), (0, 0));
    }
}

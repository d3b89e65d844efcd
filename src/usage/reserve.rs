//! Quota that was taken ahead and is not spent yet, so that not every read goes to the database for it. After a crash it
//! counts as used.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use access::{Month, OrganizationId, Time};
use uuid::Uuid;

use crate::store::quotas::Payer;

/// A reserve that wasn't touched for so many milliseconds is given back.
const IDLE: i64 = 20_000;

#[derive(Debug, Default)]
pub(super) struct Reserves(Mutex<HashMap<(OrganizationId, Uuid), Reserve>>);

#[derive(Debug)]
struct Reserve {
    payer: Payer,
    month: Month,
    bytes: u64,
    touched: Time,
}

impl Reserves {
    /// Spends so many bytes, if that much is there, reserved under the same bounds.
    pub(super) fn spend(&self, payer: &Payer, month: Month, bytes: u64, now: Time) -> bool {
        let mut reserves = self.lock();
        let reserve = reserves.get_mut(&(payer.organization, payer.holder));
        let fits = |kept: &&mut Reserve| {
            kept.month == month && kept.bytes >= bytes && kept.payer.is_bounded_as(payer)
        };
        let Some(reserve) = reserve.filter(fits) else { return false };
        reserve.bytes -= bytes;
        reserve.touched = now;
        true
    }

    /// Takes all that is there, and says from whom it was taken.
    pub(super) fn take(&self, payer: &Payer, month: Month) -> Option<(Payer, u64)> {
        let kept = self.lock().remove(&(payer.organization, payer.holder));
        kept.filter(|kept| kept.month == month).map(|kept| (kept.payer, kept.bytes))
    }

    /// Keeps so many bytes that were taken in the database. What stands there under other bounds makes room, and is to be
    /// given back to those it was taken from.
    pub(super) fn keep(&self, payer: &Payer, month: Month, bytes: u64, now: Time) -> Option<(Payer, u64)> {
        let mut reserves = self.lock();
        let key = (payer.organization, payer.holder);
        let stands = reserves.remove(&key).filter(|kept| kept.month == month);
        let (same, other) = match stands {
            Some(kept) if kept.payer.is_bounded_as(payer) => (kept.bytes, None),
            Some(kept) => (0, Some((kept.payer, kept.bytes))),
            None => (0, None),
        };
        let bytes = bytes.saturating_add(same);
        if bytes > 0 {
            reserves.insert(key, Reserve { payer: payer.clone(), month, bytes, touched: now });
        }
        other
    }

    /// Takes what was not touched lately, or all of it.
    pub(super) fn idle(&self, now: Option<Time>) -> Vec<(Payer, Month, u64)> {
        let mut given = Vec::new();
        self.lock().retain(|_, kept| {
            let stays = now.is_some_and(|now| now.0 - kept.touched.0 < IDLE);
            if !stays {
                given.push((kept.payer.clone(), kept.month, kept.bytes));
            }
            stays
        });
        given
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(OrganizationId, Uuid), Reserve>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

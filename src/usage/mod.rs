//! What is read and written at whose expense: counted in memory on a request's path and written a moment later; bounded by
//! quotas, which are taken in the database before they are spent.

pub mod alerts;
mod charge;
mod counts;
mod figures;
mod reserve;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use access::{SecretId, StreamId, Time};
use api::usage::Counts;
use uuid::Uuid;

use crate::store::quota_use::{self, Full};
use crate::store::quotas::{Payer, Untaken};
use crate::store::usage::{self, Key};
use crate::store::{Db, StoreError};
pub use charge::{charge_report, has_room};
use counts::Counting;
pub use counts::total;
pub use figures::figures;
use reserve::Reserves;

/// An hour in milliseconds: what is counted is kept by the hour.
pub const HOUR: i64 = 60 * 60 * 1000;

/// When the hour of a moment began.
#[must_use]
pub const fn hour_of(time: Time) -> Time {
    Time(time.0 - time.0.rem_euclid(HOUR))
}

/// What one server has counted and not written yet, and the quota that it has reserved and not spent yet.
#[derive(Debug, Default)]
pub struct Usage {
    counts: Counting<(Key, Untaken), Counts>,
    uses: Counting<(SecretId, Time), u64>,
    reserves: Reserves,
    /// Quotas that had no room for somebody.
    full: Mutex<BTreeSet<Full>>,
}

impl Usage {
    /// Counts what somebody read or wrote at the expense of `payer`.
    pub fn note(&self, payer: &Payer, secret: Option<SecretId>, stream: StreamId, now: Time, counts: Counts) {
        let key = Key {
            organization: payer.organization,
            hour: hour_of(now),
            identity: payer.holder,
            secret: secret.map_or(Uuid::nil(), SecretId::uuid),
            stream: stream.uuid(),
        };
        self.counts.add(payer.holder, (key, payer.untaken()), counts);
    }

    /// Counts that a secret was presented.
    pub fn note_use(&self, secret: SecretId, now: Time) {
        self.uses.add(secret.uuid(), (secret, hour_of(now)), 1);
    }

    /// Writes what was counted. What fails to be written waits on.
    ///
    /// # Errors
    /// The store's.
    pub async fn write(&self, db: &Db) -> Result<(), StoreError> {
        let (counts, uses) = (self.counts.take(), self.uses.take());
        let full = std::mem::take(&mut *self.full());
        if counts.is_empty() && uses.is_empty() && full.is_empty() {
            return Ok(());
        }
        let used: Vec<(SecretId, Time, u64)> =
            uses.iter().map(|((secret, hour), requests)| (*secret, *hour, *requests)).collect();
        let (rows, used, refused) = (&counts, &used, &full);
        let written = db
            .append(async |tx| {
                usage::add(tx, rows.iter().map(|((key, _), counts)| (key, counts))).await?;
                usage::add_uses(tx, used).await?;
                let late = rows.iter().map(|((key, untaken), counts)| (*key, *untaken, *counts));
                quota_use::take_late(tx, late).await?;
                for full in refused {
                    quota_use::note_full(tx, full).await?;
                }
                Ok(())
            })
            .await;
        if written.is_err() {
            for (key, counted) in counts {
                self.counts.add(key.0.identity, key, counted);
            }
            for (key, requests) in uses {
                self.uses.add(key.0.uuid(), key, requests);
            }
            self.full().extend(full);
        }
        written
    }

    fn full(&self) -> MutexGuard<'_, BTreeSet<Full>> {
        self.full.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

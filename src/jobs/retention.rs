//! Deletes records that are older than their stream keeps them, a bounded number in each transaction, so that those who
//! write wait for little.

use std::time::Duration;

use access::{StreamId, Time};
use uuid::Uuid;

use crate::clock::Clock;
use crate::store::records::{self, Retaining};
use crate::store::{Db, StoreError};

const PAUSE: Duration = Duration::from_secs(60);
/// Between two batches: who waits to write comes first.
const BREATH: Duration = Duration::from_millis(20);
/// The most records of one transaction.
const BATCH: i64 = 500;
/// The most streams of one look.
const STREAMS: usize = 200;
/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

pub(super) async fn run(db: &Db, clock: &Clock) {
    loop {
        if let Err(error) = expire(db, clock.now()).await {
            tracing::warn!(%error, "records that had their time were not all deleted; the next pass tries again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Deletes every record that had its time at `now`.
///
/// # Errors
/// The store's.
pub async fn expire(db: &Db, now: Time) -> Result<(), StoreError> {
    let mut after = StreamId::new(Uuid::nil());
    loop {
        let streams = records::retaining(db, after, STREAMS as i64).await?;
        for stream in &streams {
            expire_in(db, stream, now).await?;
        }
        match streams.last() {
            Some(last) if streams.len() == STREAMS => after = last.id,
            _ => return Ok(()),
        }
    }
}

async fn expire_in(db: &Db, stream: &Retaining, now: Time) -> Result<(), StoreError> {
    let before = now.plus(-DAY * i64::from(stream.days));
    loop {
        let deleted = db.append(async |tx| records::expire(tx, stream.id, before, BATCH).await).await?;
        if deleted < BATCH.unsigned_abs() {
            return Ok(());
        }
        tokio::time::sleep(BREATH).await;
    }
}

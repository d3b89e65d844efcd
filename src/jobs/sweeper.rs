//! Forgets what has had its time: sessions, one-time codes, logins, failed sign-ins, kept answers, old counts and minutes.

use std::time::Duration;

use access::{Month, Time};

use crate::clock::Clock;
use crate::rights::KEPT;
use crate::store::{
    Db, StoreError, challenges, idempotency, logins, one_time_codes, pipeline_minutes, rights, sessions,
    sign_in_failures, usage,
};

const PAUSE: Duration = Duration::from_secs(600);
/// How long after its end a session's row is kept, in milliseconds: 30 days.
const ENDED_SESSION: i64 = 30 * 24 * 60 * 60 * 1000;
/// How long after its end a command line can still learn how its login went, in milliseconds: one hour.
const ENDED_LOGIN: i64 = 60 * 60 * 1000;
/// After how long without another a failed sign-in is forgotten, in milliseconds: one day.
const FAILURE: i64 = 24 * 60 * 60 * 1000;
/// How long counts are kept, in milliseconds: 400 days, so that a month stands beside that of the year before.
const COUNTS: i64 = 400 * 24 * 60 * 60 * 1000;

/// How long a pipeline's minutes are kept, in milliseconds: 8 days, for a week's figures.
const MINUTES: i64 = 8 * 24 * 60 * 60 * 1000;

pub(super) async fn run(db: &Db, clock: &Clock) {
    loop {
        if let Err(error) = sweep(db, clock.now()).await {
            tracing::warn!(%error, "the sweep failed; the next one tries again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Forgets what has had its time at `now`, each kind in a transaction of its own.
///
/// # Errors
/// The store's.
pub async fn sweep(db: &Db, now: Time) -> Result<(), StoreError> {
    db.append(async |tx| sessions::sweep(tx, now.plus(-ENDED_SESSION)).await).await?;
    db.append(async |tx| one_time_codes::sweep(tx, now).await).await?;
    db.append(async |tx| logins::sweep(tx, now.plus(-ENDED_LOGIN)).await).await?;
    db.append(async |tx| challenges::sweep(tx, now).await).await?;
    db.append(async |tx| sign_in_failures::sweep(tx, now.plus(-FAILURE)).await).await?;
    db.append(async |tx| idempotency::sweep(tx, now).await).await?;
    db.append(async |tx| rights::forget(tx, KEPT).await).await?;
    let oldest = now.plus(-COUNTS);
    db.append(async |tx| usage::sweep(tx, oldest, Month::of(oldest).index()).await).await?;
    db.append(async |tx| pipeline_minutes::sweep(tx, now.plus(-MINUTES)).await).await?;
    Ok(())
}

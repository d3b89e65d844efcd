//! How often something may be done in an hour: for what costs others, such as letters, or fills the database.

use api::{Fault, FaultKind};

use super::{Context, Stop};
use crate::store::sign_in_failures::{self, Failures};

/// One hour, in milliseconds.
const HOUR: i64 = 60 * 60 * 1000;

/// Counts one more on `subject`, in a transaction of its own.
///
/// # Errors
/// 429 if there were `most` within the hour that began with the first.
pub(super) async fn spend(
    context: &Context,
    operation: &'static str,
    subject: &str,
    most: i64,
) -> Result<(), Fault> {
    let now = context.now;
    let spend = async |tx: &mut crate::store::Tx| -> Result<(), Stop> {
        let counted = sign_in_failures::take(tx, subject, now).await?;
        let over = counted.first_at.plus(HOUR) <= now;
        let counted = if over { Failures { count: 0, first_at: now, last_at: now } } else { counted };
        if counted.count >= most {
            let seconds = (counted.first_at.plus(HOUR).0 - now.0).unsigned_abs().div_ceil(1000);
            let detail = format!("This was done too often in the last hour; try again in {seconds} seconds.");
            let fault = Fault::new(FaultKind::TooManyRequests, detail);
            return Err(Fault { retry_after: Some(seconds), ..fault }.into());
        }
        let one_more = Failures { count: counted.count + 1, last_at: now, ..counted };
        sign_in_failures::keep(tx, subject, one_more).await?;
        Ok(())
    };
    context.appending(operation, spend).await
}

//! Warns by mail of secrets that end soon, once an hour.

use std::time::Duration;

use crate::operations::Core;
use crate::operations::secrets::warn_of_ending;

const PAUSE: Duration = Duration::from_secs(3600);
/// After the start: letters wait until everything runs.
const FIRST: Duration = Duration::from_secs(30);

pub(super) async fn run(core: &Core) {
    tokio::time::sleep(FIRST).await;
    loop {
        match warn_of_ending(core).await {
            Ok(0) => {}
            Ok(warned) => tracing::info!(warned, "secrets end soon"),
            Err(error) => {
                tracing::warn!(%error, "owners of secrets that end soon were not all told; the next pass tries again");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

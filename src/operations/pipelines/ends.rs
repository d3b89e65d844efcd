//! What pipelines are connected to, when it goes: they show the path that it had last.

use access::Authorized;

use super::{config, config_of};
use crate::operations::Stop;
use crate::store::Tx;
use crate::store::pipeline_versions::{self, TakesEnds};

/// Keeps the present paths of what the proof permits to delete, in the configs that are connected to it.
///
/// # Errors
/// The store's.
pub(in crate::operations) async fn remember<A: TakesEnds>(
    tx: &mut Tx,
    proof: &Authorized<A>,
) -> Result<(), Stop> {
    for row in pipeline_versions::connected(tx, proof).await? {
        let text = config::text(&config_of(&row.config, &row.ends)?)?;
        if text != row.config {
            pipeline_versions::keep_paths(tx, proof, (row.pipeline, row.version), &text).await?;
        }
    }
    Ok(())
}

//! How far the new secret of a roll has taken the old one's place.

use access::{SecretId, Time, actions, authorize};
use api::secrets::{Adoption, ShowAdoption};
use api::{Fault, FaultKind};

use super::{facts_of, shown};
use crate::operations::Context;
use crate::operations::usage::written;
use crate::store::{StoreError, Tx, secrets, usage};
use crate::usage::{HOUR, hour_of};

/// The hours that are shown.
const HOURS: i64 = 48;

/// Tells how far a rolled secret's successor has taken its place.
///
/// # Errors
/// A fault that says why not; 409 if it was not rolled.
pub async fn show_adoption(context: &Context, input: ShowAdoption) -> Result<Adoption, Fault> {
    written(context).await;
    context
        .reading("ShowAdoption", async |tx| {
            let old = secrets::find(tx, input.id).await?;
            let facts = facts_of(context, tx, input.id, old.as_ref()).await?;
            let _proof = authorize::<actions::ViewSecret>(context.actor(), &facts)?;
            let old = shown(old, context.now)?;
            let Some(new) = old.rolled_to else {
                return Err(Fault::new(FaultKind::Conflict, "This secret was not rolled.").into());
            };
            let new = shown(secrets::find(tx, new).await?, context.now)?;
            let from = Time(hour_of(context.now).0 - (HOURS - 1) * HOUR);
            let old_requests = hours(tx, old.id, from).await?;
            let new_requests = hours(tx, new.id, from).await?;
            let quiet = old.last_used_at.is_none_or(|used| used.0 <= context.now.0 - HOUR);
            let safe_to_finish = quiet && new.last_used_at.is_some();
            let (old, new) = (Box::new(old), Box::new(new));
            Ok(Adoption { old, new, from, old_requests, new_requests, safe_to_finish })
        })
        .await
}

/// Requests with a secret in each hour from `from` to now.
async fn hours(tx: &mut Tx, secret: SecretId, from: Time) -> Result<Vec<u64>, StoreError> {
    let uses = usage::uses(tx, secret, from).await?;
    let of = |hour: i64| {
        let at = Time(from.0 + hour * HOUR);
        uses.iter().find(|(known, _)| *known == at).map_or(0, |(_, requests)| *requests)
    };
    Ok((0..HOURS).map(of).collect())
}

//! What a secret issued: listed, and revoked with it.

use std::collections::HashMap;

use access::{Outcome, SecretId, actions, authorize, check};
use api::secrets::{ListIssuedSecrets, Secret, SecretIds};
use api::{Fault, Page, PageRequest};

use super::{facts_of, noted, shown, view};
use crate::operations::{Context, Stop, audit, pages};
use crate::store::secrets::SecretRow;
use crate::store::{Tx, secrets};

/// Lists what a secret issued, directly or by way of what it issued, newest first: as far as the caller may see it.
///
/// # Errors
/// A fault that says why not.
pub async fn list_issued_secrets(context: &Context, input: ListIssuedSecrets) -> Result<Page<Secret>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<SecretId>(page.after.as_deref())?;
    context
        .reading("ListIssuedSecrets", async |tx| {
            let root = secrets::find(tx, input.id).await?;
            let facts = facts_of(context, tx, input.id, root.as_ref()).await?;
            let _proof = authorize::<actions::ViewSecret>(context.actor(), &facts)?;
            let rows = secrets::issued(tx, input.id, before, pages::one_more(&page)).await?;
            let mut seen = HashMap::new();
            for row in &rows {
                let facts = facts_of(context, tx, row.id, Some(row)).await?;
                let may = check::<actions::ViewSecret>(context.actor(), &facts) == Outcome::Allowed;
                seen.insert(row.id, may);
            }
            let rows = pages::page(&page, rows, |row| row.id.to_string());
            let Page { mut items, next } = rows.map(|row| view(row, context.now));
            items.retain(|secret| seen.get(&secret.id).copied().unwrap_or_default());
            Ok(Page { items, next })
        })
        .await
}

/// Revokes secrets that `by` issued, beside it.
///
/// # Errors
/// 422 if one of them isn't, or isn't the caller's to revoke: told in the same words.
pub(super) async fn revoke_also(
    context: &Context,
    tx: &mut Tx,
    by: SecretId,
    also: &SecretIds,
) -> Result<(), Stop> {
    if also.is_empty() {
        return Ok(());
    }
    let issued = secrets::issued(tx, by, None, i64::MAX).await?;
    let issued: HashMap<SecretId, SecretRow> = issued.into_iter().map(|row| (row.id, row)).collect();
    for id in also.iter() {
        let other = || Fault::field("also", format!("this secret did not issue {id}"));
        let row = issued.get(&id).ok_or_else(other)?;
        let facts = facts_of(context, tx, id, Some(row)).await?;
        let proof = authorize::<actions::RevokeSecret>(context.actor(), &facts).map_err(|_| other())?;
        let before = view(row.clone(), context.now);
        if secrets::revoke(tx, proof, context.now).await? {
            let after = shown(secrets::find(tx, id).await?, context.now)?;
            let entry = noted("RevokeSecret", &facts).before(&before).after(&after);
            audit::append(context, tx, entry).await?;
        }
    }
    Ok(())
}

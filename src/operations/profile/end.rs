//! The end of an account: what goes with it, what stands against it, and deleting it.

use access::{actions, authorize};
use api::accounts::Account;
use api::names::Name;
use api::profile::{AccountEnd, DeleteAccount, ShowAccountEnd};
use api::{Fault, FaultKind};

use crate::operations::audit::{self, Entry};
use crate::operations::facts::own_account;
use crate::operations::sign_in::confirmed;
use crate::operations::{Context, Stop};
use crate::store::account_ends::Deletion;
use crate::store::{account_ends, users};

/// Tells what would go with the caller's account.
///
/// # Errors
/// A fault that says why not.
pub async fn show_account_end(context: &Context, _: ShowAccountEnd) -> Result<AccountEnd, Fault> {
    context
        .reading("ShowAccountEnd", async |tx| {
            let proof = authorize::<actions::ListSecrets>(context.actor(), &own_account(context))?;
            let user = users::find(tx, proof.target()).await?;
            let user = user.ok_or_else(|| Stop::missing(context.actor()))?;
            let (places, secrets) = account_ends::held(tx, &proof, context.now).await?;
            let hindrances = account_ends::hindrances(tx, user.id, &user.name).await?;
            Ok(AccountEnd { hindrances, places, secrets: secrets.unsigned_abs() })
        })
        .await
}

/// Deletes the caller's account with its personal organization, secrets, sessions, grants and team places.
///
/// # Errors
/// A fault that says why not; as a conflict, naming them, if things would be left without an admin or owner or the personal
/// organization still holds something.
pub async fn delete_account(context: &Context, _: DeleteAccount) -> Result<Account, Fault> {
    context
        .changing("DeleteAccount", async |tx| {
            let proof = authorize::<actions::DeleteAccount>(context.actor(), &own_account(context))?;
            let user = users::find(tx, proof.target()).await?;
            let user = user.ok_or_else(|| Stop::missing(context.actor()))?;
            let hindrances = account_ends::hindrances(tx, user.id, &user.name).await?;
            if let Some(fault) = hindered(&user.name, &hindrances) {
                return Err(fault.into());
            }
            // Last, so that nobody is asked in vain.
            confirmed(context, tx).await?;
            account_ends::delete(tx, Deletion::Own(proof), &user.name, context.now).await?;
            let entry = Entry::new("DeleteAccount", format!("account:{}", user.name)).of(user.id);
            audit::append(context, tx, entry).await?;
            Ok(Account { id: user.id, name: user.name })
        })
        .await
}

/// The refusal to delete an account, if anything stands against it.
pub(in crate::operations) fn hindered(name: &Name, hindrances: &[String]) -> Option<Fault> {
    if hindrances.is_empty() {
        return None;
    }
    let detail = format!(
        "{name} is the only admin or owner of, or holds in the personal organization: {}. Hand these over or delete \
         them first.",
        hindrances.join(", ")
    );
    Some(Fault::new(FaultKind::Conflict, detail))
}

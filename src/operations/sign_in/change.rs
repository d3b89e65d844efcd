//! Changing one's password: the old one is asked for, and every session ends; the web layer begins a fresh one for the
//! browser that asked.

use access::{Actor, actions, authorize};
use api::Fault;
use api::accounts::Account;
use api::fields::Password;
use api::profile::ChangePassword;

use super::delays::Attempt;
use super::seed::{keep_resealed, reseal};
use crate::operations::accounts::hashed;
use crate::operations::audit::{self, Entry, Outcome};
use crate::operations::facts::own_account;
use crate::operations::profile::password_changed;
use crate::operations::stop::password_fault;
use crate::operations::{Context, Stop};
use crate::store::profiles::{PasswordChange, ProfileRow};
use crate::store::users::UserRow;
use crate::store::{profiles, sessions, users};

/// Changes the caller's password.
///
/// # Errors
/// A fault that says why not.
pub async fn change_password(context: &Context, input: ChangePassword) -> Result<Account, Fault> {
    let (user, profile) = context
        .reading("ChangePassword", async |tx| {
            let account = own_account(context);
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            let user = users::find(tx, proof.target()).await?;
            let profile = profiles::find(tx, &authorize(context.actor(), &account)?).await?;
            user.zip(profile).ok_or_else(|| Stop::missing(&Actor::Anonymous))
        })
        .await?;
    is_own(context, &user, &input.old_password).await?;
    let ProfileRow { name, full_name, email, .. } = &profile;
    let known = [name.to_string(), full_name.clone(), email.clone().unwrap_or_default()];
    let hash = hashed(&context.core, &input.password, &known).await?;
    let resealed = reseal(context, user.id, &input.old_password, &input.password).await?;
    let account = context
        .changing("ChangePassword", async |tx| {
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &own_account(context))?;
            // Both took a while to check: a session that ended meanwhile must not come to life by this, and of two changes
            // at once only the first was asked for the right password.
            let still_on = match &context.who.session {
                Some(key) => sessions::find_in(tx, key, context.now).await?.is_some(),
                None => false,
            };
            let now = users::find(tx, user.id).await?;
            let now = now.filter(|now| still_on && now.password_hash == user.password_hash);
            let now = now.ok_or_else(|| Stop::missing(&Actor::Anonymous))?;
            keep_resealed(tx, &proof, &resealed).await?;
            profiles::set_password(tx, PasswordChange::Own(proof), &hash, context.now).await?;
            audit::append(context, tx, Entry::new("ChangePassword", format!("account:{}", now.name))).await?;
            Ok(Account { id: now.id, name: now.name })
        })
        .await?;
    if let (Some(email), Some(_)) = (&profile.email, profile.email_confirmed_at) {
        // News, and no more: the password is changed whether or not a letter can be sent.
        let _taken = context.core.mail.send(&password_changed(context, &account.name, email));
    }
    Ok(account)
}

/// Checks the old password; failures count as those of signing in do.
async fn is_own(context: &Context, user: &UserRow, password: &Password) -> Result<(), Fault> {
    let attempt = Attempt::to_confirm(&user.name, context.now);
    context.appending("ChangePassword", async |tx| attempt.count(tx).await).await?;
    let verified = context.core.passwords.verify(password.reveal(), Some(&user.password_hash)).await;
    context
        .appending("ChangePassword", async |tx| {
            match verified {
                Ok(true) => attempt.succeed(tx).await?,
                Ok(false) => {
                    let entry = Entry::new("ChangePassword", format!("account:{}", user.name));
                    audit::append(context, tx, Entry { outcome: Outcome::Denied, ..entry }).await?;
                }
                // Nobody looked at the password: no failure.
                Err(_) => attempt.take_back(tx).await?,
            }
            Ok(())
        })
        .await?;
    match verified {
        Ok(true) => Ok(()),
        Ok(false) => Err(Fault::field("old_password", "this is not your password")),
        Err(error) => Err(password_fault(error)),
    }
}

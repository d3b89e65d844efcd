//! At the door: signing in, and confirming before something that mints power or can't be undone. An unknown user and a
//! wrong password get the same answer after the same work, and failures in a row make callers wait.

mod challenge;
mod change;
mod confirm;
mod delays;
mod methods;
mod passkeys;
mod sealing;
mod second_step;
mod seed;
mod totp;

use access::{Actor, UserCredential};
use api::accounts::{Account, SignIn};
use api::names::Name;
use api::sign_in::{Admitted, SignedIn, Standing};
use api::{Fault, FaultKind};
use sha2::{Digest, Sha256};

use super::audit::{self, Entry, Outcome};
use super::stop::password_fault;
use super::{Context, Stop};
use crate::store::users::UserRow;
use crate::store::{Tx, totp as seeds, users};
pub use change::change_password;
pub use confirm::{confirm_password, is_confirmed};
pub(super) use confirm::{confirmed, confirmed_if_browsing};
use delays::Attempt;
pub use delays::source_of;
pub use methods::show_sign_in_methods;
pub use passkeys::{
    add_passkey, ask_passkey, remove_passkey, rename_passkey, sign_in_with_passkey, start_passkey,
};
pub use second_step::sign_in_with_code;
pub(super) use seed::drop_second_factor;
pub use totp::{finish_totp, remove_totp, renew_recovery_codes, start_totp};

/// Checks a username and password. Where the account has an authenticator app, a code is needed too.
///
/// # Errors
/// A fault that says why not.
pub async fn sign_in(context: &Context, input: SignIn) -> Result<SignedIn, Fault> {
    let name = canonical(&input.name);
    let attempt = Attempt::to_sign_in(&name, context.who.address, context.now);
    context.appending("SignIn", async |tx| attempt.count(tx).await).await?;

    let found = match &name {
        Ok(name) => context.reading("SignIn", async |tx| Ok(users::find_by_name(tx, name).await?)).await?,
        Err(_) => None,
    };
    let kept = found.as_ref().map(|user| user.password_hash.as_str());
    let right = match context.core.passwords.verify(input.password.reveal(), kept).await {
        Ok(right) => right,
        Err(error) => {
            // Nobody looked at the password: no failure.
            context.appending("SignIn", async |tx| attempt.take_back(tx).await).await?;
            return Err(password_fault(error));
        }
    };
    // Disabled users look like a wrong password.
    let user = found.as_ref().filter(|user| right && !user.disabled);
    if let Some(user) = user {
        let app = context.reading("SignIn", async |tx| Ok(seeds::find(tx, user.id).await?)).await?;
        if let Some(app) = app {
            let needed = second_step::ask(context, &attempt, user, &input.password, &app.seed).await?;
            return Ok(SignedIn::CodeNeeded(needed));
        }
    }
    context
        .appending("SignIn", async |tx| {
            let Some(user) = user else {
                let entry = match &found {
                    Some(user) => Entry::new("SignIn", format!("account:{}", user.name)).of(user.id),
                    None => Entry::new("SignIn", "account"),
                };
                audit::append(context, tx, Entry { outcome: Outcome::Denied, ..entry }).await?;
                return Ok(None);
            };
            attempt.succeed(tx).await?;
            Ok(Some(admit(context, tx, "SignIn", user).await?))
        })
        .await?
        .map(SignedIn::Admitted)
        .ok_or_else(|| Fault::new(FaultKind::Unauthenticated, "The username or the password is wrong."))
}

/// Lets `user` in, by `operation`.
async fn admit(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    user: &UserRow,
) -> Result<Admitted, Stop> {
    let mut signed_in = context.clone();
    signed_in.who.actor = Actor::User { id: user.id, credential: UserCredential::Session };
    signed_in.who.name = Some(user.name.to_string());
    audit::append(&signed_in, tx, Entry::new(operation, format!("account:{}", user.name))).await?;
    let account = Account { id: user.id, name: user.name.clone() };
    Ok(Admitted { account, standing: standing(user) })
}

/// The mark of an account's present password.
#[must_use]
pub fn standing(user: &UserRow) -> Standing {
    Standing(Sha256::digest(&user.password_hash).into())
}

/// "In canonical spelling": without blanks around it, lower case, `-` as `_`. What is no name then is counted by its
/// hash, whatever it holds.
fn canonical(typed: &str) -> Result<Name, String> {
    let spelling = typed.trim().to_lowercase();
    spelling
        .parse()
        .map_err(|_| crate::tokens::hash(&spelling).iter().map(|byte| format!("{byte:02x}")).collect())
}

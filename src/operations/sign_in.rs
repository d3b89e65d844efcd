//! At the door: signing in, and confirming before something that mints power or can't be undone. An unknown user and a
//! wrong password get the same answer after the same work, and failures in a row make callers wait.

mod change;
mod confirm;
mod delays;

use access::{Actor, UserCredential};
use api::accounts::{Account, SignIn};
use api::names::Name;
use api::{Fault, FaultKind};

use super::Context;
use super::audit::{self, Entry, Outcome};
use super::stop::password_fault;
use crate::store::users;
pub use change::change_password;
pub use confirm::{confirm_password, is_confirmed};
pub(super) use confirm::{confirmed, confirmed_if_browsing};
use delays::Attempt;
pub use delays::source_of;

/// Checks a username and password.
///
/// # Errors
/// A fault that says why not.
pub async fn sign_in(context: &Context, input: SignIn) -> Result<Account, Fault> {
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
    context
        .appending("SignIn", async |tx| {
            let Some(user) = user else {
                let entry = match &found {
                    Some(user) => Entry::new("SignIn", format!("account:{}", user.name)).of(user.id),
                    None => Entry::new("SignIn", "account"),
                };
                let denied = Entry { outcome: Outcome::Denied, ..entry };
                audit::append(context, tx, denied).await?;
                return Ok(None);
            };
            attempt.succeed(tx).await?;
            let mut signed_in = context.clone();
            signed_in.who.actor = Actor::User { id: user.id, credential: UserCredential::Session };
            signed_in.who.name = Some(user.name.to_string());
            audit::append(&signed_in, tx, Entry::new("SignIn", format!("account:{}", user.name))).await?;
            Ok(Some(Account { id: user.id, name: user.name.clone() }))
        })
        .await?
        .ok_or_else(|| Fault::new(FaultKind::Unauthenticated, "The username or the password is wrong."))
}

/// "In canonical spelling": without blanks around it, lower case, `-` as `_`. What is no name then is counted by its
/// hash, whatever it holds.
fn canonical(typed: &str) -> Result<Name, String> {
    let spelling = typed.trim().to_lowercase();
    spelling
        .parse()
        .map_err(|_| crate::tokens::hash(&spelling).iter().map(|byte| format!("{byte:02x}")).collect())
}

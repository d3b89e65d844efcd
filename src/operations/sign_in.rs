//! Passwords at the door: signing in, and confirming before something that mints power. An unknown user and a wrong
//! password get the same answer after the same work, and failures in a row make callers wait.

mod delays;

use access::{Actor, Time, UserCredential, UserId, actions, authorize};
use api::accounts::{Account, ConfirmPassword, Confirmed, SignIn};
use api::names::Name;
use api::{Fault, FaultKind};

use super::audit::{self, Entry, Outcome};
use super::facts::own_account;
use super::stop::password_fault;
use super::{Context, Stop};
use crate::store::sessions::SessionRow;
use crate::store::{sessions, users};
use delays::Attempt;
pub use delays::source_of;

/// For how long a confirmed password needn't be asked again.
const GRACE_SECONDS: u32 = 600;

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

/// Takes the password again in a session; it then needn't be asked for ten minutes.
///
/// # Errors
/// A fault that says why not.
pub async fn confirm_password(context: &Context, input: ConfirmPassword) -> Result<Confirmed, Fault> {
    let user = context
        .reading("ConfirmPassword", async |tx| {
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &own_account(context))?;
            users::find(tx, proof.target()).await?.ok_or_else(|| Stop::missing(&Actor::Anonymous))
        })
        .await?;
    let attempt = Attempt::to_confirm(&user.name, context.now);
    context.appending("ConfirmPassword", async |tx| attempt.count(tx).await).await?;
    let verified = context.core.passwords.verify(input.password.reveal(), Some(&user.password_hash)).await;
    let (right, busy) = match verified {
        Ok(right) => (right, None),
        Err(error) => (false, Some(password_fault(error))),
    };
    context
        .appending("ConfirmPassword", async |tx| {
            let entry = Entry::new("ConfirmPassword", format!("account:{}", user.name));
            let confirmed = match &context.who.session {
                Some(key) if right => sessions::confirm(tx, key, user.id, context.now).await?,
                _ => false,
            };
            if confirmed {
                attempt.succeed(tx).await?;
                audit::append(context, tx, entry).await?;
            } else if busy.is_some() {
                attempt.take_back(tx).await?;
            } else {
                audit::append(context, tx, Entry { outcome: Outcome::Denied, ..entry }).await?;
            }
            Ok(())
        })
        .await?;
    match busy {
        Some(fault) => Err(fault),
        None if right => Ok(Confirmed { seconds: GRACE_SECONDS }),
        None => Err(Fault::field("password", "this is not your password")),
    }
}

/// Whether `user` gave the password in this session, and it needn't be asked again yet.
#[must_use]
pub fn is_confirmed(session: &SessionRow, user: UserId, now: Time) -> bool {
    let own = session.user.as_ref().is_some_and(|(id, _)| *id == user);
    own && session.confirmed_at.is_some_and(|at| at.plus(i64::from(GRACE_SECONDS) * 1000) > now)
}

/// "In canonical spelling": without blanks around it, lower case, `-` as `_`. What is no name then is counted by its
/// hash, whatever it holds.
fn canonical(typed: &str) -> Result<Name, String> {
    let spelling = typed.trim().to_lowercase();
    spelling
        .parse()
        .map_err(|_| crate::tokens::hash(&spelling).iter().map(|byte| format!("{byte:02x}")).collect())
}

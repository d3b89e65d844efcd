//! The second step of signing in: a code of the authenticator app, or a recovery code. Each is good once.

use api::fields::Password;
use api::sign_in::{Admitted, CodeNeeded, SignInWithCode};
use api::{Fault, FaultKind};

use super::challenge::{self, Begun};
use super::delays::Attempt;
use super::seed::Seed;
use super::{admit, totp as codes};
use crate::operations::audit::{self, Entry, Outcome};
use crate::operations::{Context, Stop};
use crate::store::challenges::{self, Purpose};
use crate::store::totp::SealedSeed;
use crate::store::users::{self, UserRow};
use crate::store::{Tx, recovery_codes, totp};

/// Asks for a code, after the right password. The password's attempt is no failure, nor does it end a row of failures:
/// who knows the password could else try codes without end.
///
/// # Errors
/// If too many passwords wait to be hashed.
pub(super) async fn ask(
    context: &Context,
    attempt: &Attempt,
    user: &UserRow,
    password: &Password,
    sealed: &SealedSeed,
) -> Result<CodeNeeded, Fault> {
    let seed = Seed::opened(context, password, sealed).await;
    let begun = match seed {
        Ok(seed) => Begun::new(Purpose::SecondStep, Some(user.id), seed.bytes(), context.now),
        Err(fault) => Err(fault),
    };
    context
        .appending("SignIn", async |tx| {
            attempt.take_back(tx).await?;
            if let Ok(begun) = &begun {
                begun.keep(tx).await?;
            }
            Ok(())
        })
        .await?;
    Ok(CodeNeeded { token: begun?.token })
}

/// Completes a sign-in with a code.
///
/// # Errors
/// A fault that says why not: 409 if the sign-in has to begin anew.
pub async fn sign_in_with_code(context: &Context, input: SignInWithCode) -> Result<Admitted, Fault> {
    const NAME: &str = "SignInWithCode";
    let hash = challenge::hash(&input.token);
    let user = context
        .reading(NAME, async |tx| {
            let begun = challenges::find(tx, Purpose::SecondStep, &hash, context.now).await?;
            let user = begun.and_then(|begun| begun.user).ok_or_else(over)?;
            Ok(users::find(tx, user).await?.ok_or_else(over)?)
        })
        .await?;
    let attempt = Attempt::to_sign_in(&Ok(user.name.clone()), context.who.address, context.now);
    context.appending(NAME, async |tx| attempt.count(tx).await).await?;
    let code = input.code.plain();
    context
        .appending(NAME, async |tx| {
            let begun = challenges::try_once(tx, Purpose::SecondStep, &hash, context.now).await?;
            let begun = begun.ok_or_else(over)?;
            // Anew: between the look-up and now the account may have been disabled.
            let user = users::find(tx, user.id).await?.ok_or_else(over)?;
            let seed = Seed::of(challenge::state(Purpose::SecondStep, &input.token, &begun)?);
            if user.disabled || !is_good(context, tx, &user, &seed, &code).await? {
                let entry = Entry::new(NAME, format!("account:{}", user.name)).of(user.id);
                audit::append(context, tx, Entry { outcome: Outcome::Denied, ..entry }).await?;
                return Ok(None);
            }
            challenges::forget(tx, &hash).await?;
            attempt.succeed(tx).await?;
            Ok(Some(admit(context, tx, NAME, &user).await?))
        })
        .await?
        .ok_or_else(|| Fault::new(FaultKind::Unauthenticated, "This code isn’t right, or was used before."))
}

/// Whether a code is right, and hasn't been used; then it is used up.
async fn is_good(
    context: &Context,
    tx: &mut Tx,
    user: &UserRow,
    seed: &Seed,
    code: &str,
) -> Result<bool, Stop> {
    if let Some(step) = seed.step_of(code, context.now)? {
        return Ok(totp::use_step(tx, user.id, step).await?);
    }
    Ok(recovery_codes::take(tx, user.id, &codes::recovery_hash(user.id, code)).await?)
}

fn over() -> Fault {
    Fault::new(FaultKind::Conflict, "This sign-in took too long, or too many codes were wrong: begin again.")
}

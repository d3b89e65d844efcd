//! The settings of one-time codes: set up an authenticator app, turn it off, make recovery codes anew.

use access::{UserId, actions, authorize};
use api::fields::Token;
use api::sign_in::{
    FinishTotp, RecoveryCodes, RemoveTotp, RenewRecoveryCodes, StartTotp, TotpRemoved, TotpStarted,
};
use api::{Fault, FaultKind};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::challenge::{self, Begun};
use super::confirm::{confirm_password, confirmed};
use super::seed::Seed;
use crate::operations::audit::{self, Entry};
use crate::operations::context::random;
use crate::operations::facts::own_account;
use crate::operations::{Context, Stop};
use crate::store::challenges::{self, Purpose};
use crate::store::totp::SealedSeed;
use crate::store::{recovery_codes, totp};

/// How many recovery codes there are.
const CODES: usize = 10;
/// Crockford's base32: nothing in it is taken for something else.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What waits for the app's first code.
#[derive(Serialize, Deserialize)]
struct Waiting {
    seed: Vec<u8>,
    salt: Vec<u8>,
    sealed: Vec<u8>,
}

/// Begins to set up an authenticator app. The password is needed here, since the seed will be kept under it; it also
/// confirms that it's you.
///
/// # Errors
/// A fault that says why not.
pub async fn start_totp(context: &Context, input: StartTotp) -> Result<TotpStarted, Fault> {
    let confirmed = api::accounts::ConfirmPassword { password: input.password.clone() };
    confirm_password(context, confirmed).await?;
    let seed = Seed::fresh()?;
    let SealedSeed { salt, sealed } = seed.sealed(context, &input.password).await?;
    let waiting = Waiting { seed: seed.bytes().to_vec(), salt, sealed };
    let waiting = serde_json::to_vec(&waiting).map_err(|_| Fault::internal())?;
    let account = own_account(context);
    let begun = Begun::new(Purpose::NewTotp, Some(account.user), &waiting, context.now)?;
    let (key, picture) = seed.shown(&account.path)?;
    context
        .appending("StartTotp", async |tx| {
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            if totp::find(tx, proof.target()).await?.is_some() {
                return Err(there_already().into());
            }
            begun.keep(tx).await
        })
        .await?;
    Ok(TotpStarted { token: begun.token, key, picture })
}

/// Asks for codes from now on, once the app has shown that it makes the right ones.
///
/// # Errors
/// A fault that says why not: 409 if it has to begin anew.
pub async fn finish_totp(context: &Context, input: FinishTotp) -> Result<RecoveryCodes, Fault> {
    let hash = challenge::hash(&input.token);
    let (account, fresh) = (own_account(context), fresh_codes()?);
    let finished = context
        .appending("FinishTotp", async |tx| {
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            let begun = challenges::try_once(tx, Purpose::NewTotp, &hash, context.now).await?;
            let begun = begun.filter(|begun| begun.user == Some(proof.target())).ok_or_else(over)?;
            let waiting = challenge::state(Purpose::NewTotp, &input.token, &begun)?;
            let Waiting { seed, salt, sealed } =
                serde_json::from_slice(&waiting).map_err(|_| Fault::internal())?;
            let Some(step) = Seed::of(seed).step_of(&input.code.plain(), context.now)? else {
                // Committed: the try counts.
                return Ok(false);
            };
            if !totp::insert(tx, &proof, context.now, &SealedSeed { salt, sealed }, step).await? {
                return Err(there_already().into());
            }
            recovery_codes::replace(tx, &proof, &hashes(proof.target(), &fresh)).await?;
            challenges::end_all(tx, proof.target()).await?;
            audit::append(context, tx, Entry::new("FinishTotp", format!("account:{}", account.path))).await?;
            Ok(true)
        })
        .await?;
    if finished { Ok(RecoveryCodes { codes: fresh }) } else { Err(wrong_code()) }
}

/// Asks for no codes any more. Recovery codes go along.
///
/// # Errors
/// A fault that says why not.
pub async fn remove_totp(context: &Context, _: RemoveTotp) -> Result<TotpRemoved, Fault> {
    context
        .changing("RemoveTotp", async |tx| {
            let account = own_account(context);
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            confirmed(context, tx).await?;
            challenges::end_all(tx, proof.target()).await?;
            if !totp::remove(tx, proof).await? {
                return Err(Stop::missing(context.actor()));
            }
            audit::append(context, tx, Entry::new("RemoveTotp", format!("account:{}", account.path))).await?;
            Ok(TotpRemoved {})
        })
        .await
}

/// Makes recovery codes anew; the earlier ones are dead.
///
/// # Errors
/// A fault that says why not.
pub async fn renew_recovery_codes(context: &Context, _: RenewRecoveryCodes) -> Result<RecoveryCodes, Fault> {
    let fresh = fresh_codes()?;
    context
        .appending("RenewRecoveryCodes", async |tx| {
            let account = own_account(context);
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            confirmed(context, tx).await?;
            if totp::find(tx, proof.target()).await?.is_none() {
                return Err(Stop::missing(context.actor()));
            }
            recovery_codes::replace(tx, &proof, &hashes(proof.target(), &fresh)).await?;
            let entry = Entry::new("RenewRecoveryCodes", format!("account:{}", account.path));
            audit::append(context, tx, entry).await?;
            Ok(())
        })
        .await?;
    Ok(RecoveryCodes { codes: fresh })
}

/// Codes of 80 random bits: what is kept of them can't be guessed back.
fn fresh_codes() -> Result<Vec<Token>, Fault> {
    (0..CODES).map(|_| Ok(spelled(&random()?).into())).collect()
}

/// "7k2m-9qf0-…": sixteen letters in groups of four.
fn spelled(random: &[u8; 32]) -> String {
    let letters = random.iter().take(16).filter_map(|byte| LETTERS.get(usize::from(byte % 32)));
    let letters: Vec<char> = letters.map(|letter| char::from(*letter)).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn hashes(user: UserId, codes: &[Token]) -> Vec<[u8; 32]> {
    let plain = |code: &Token| api::sign_in::Code::from(code.reveal().to_owned()).plain();
    codes.iter().map(|code| recovery_hash(user, &plain(code))).collect()
}

/// What is kept of a recovery code; the same code of somebody else is another.
pub(super) fn recovery_hash(user: UserId, plain: &str) -> [u8; 32] {
    Sha256::new_with_prefix(user.uuid().as_bytes()).chain_update(plain).finalize().into()
}

fn there_already() -> Fault {
    let detail = "The account has an authenticator app already: turn that one off first.";
    Fault::new(FaultKind::Conflict, detail)
}

fn wrong_code() -> Fault {
    Fault::field("code", "this is not the code that the app shows now; check the device’s clock")
}

fn over() -> Fault {
    Fault::new(FaultKind::Conflict, "This took too long, or too many codes were wrong: begin again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_spelled_in_groups_and_read_in_any_spelling() {
        let code = spelled(&[31; 32]);
        assert_eq!(code, "zzzz-zzzz-zzzz-zzzz");
        let typed = api::sign_in::Code::from(" ZZZZ zzzzzzzz-ZZZZ".to_owned());
        assert_eq!(typed.plain(), code.replace('-', ""));
    }
}

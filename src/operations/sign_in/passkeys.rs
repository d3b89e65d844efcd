//! Passkeys: add, rename, remove, sign in without a username. An authenticator verifies its user, so no code is asked for
//! beside it.

use access::{PasskeyId, UserId, actions, authorize};
use api::fields::Token;
use api::sign_in::{
    AddPasskey, Admitted, AskPasskey, Passkey, PasskeyAnswer, PasskeyChallenge, PasskeyRemoved,
    RemovePasskey, RenamePasskey, SignInWithPasskey, StartPasskey,
};
use api::{Fault, FaultKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webauthn_rs::prelude as webauthn;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::challenge::{self, Begun};
use super::{admit, confirmed};
use crate::ids;
use crate::operations::audit::{self, Entry, Outcome};
use crate::operations::facts::own_account;
use crate::operations::{Context, Stop};
use crate::store::challenges::{self, Challenge, Purpose};
use crate::store::passkeys::{self, NewPasskey, PasskeyRow};
use crate::store::users;

/// How many passkeys an account may have.
const MOST: usize = 20;

/// Begins to add a passkey to the caller's account.
///
/// # Errors
/// A fault that says why not.
pub async fn start_passkey(context: &Context, _: StartPasskey) -> Result<PasskeyChallenge, Fault> {
    let account = own_account(context);
    let there = context
        .reading("StartPasskey", async |tx| {
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            confirmed(context, tx).await?;
            Ok(passkeys::list(tx, proof.target()).await?)
        })
        .await?;
    let console = relying_party(&context.core.policy.origin)?;
    if there.len() >= MOST {
        let detail = format!("An account has at most {MOST} passkeys: remove one that isn’t used any more.");
        return Err(Fault::new(FaultKind::Conflict, detail));
    }
    let keys = there.iter().map(|row| read::<webauthn::Passkey>(row.credential.as_bytes()));
    let ids = keys.map(|key| key.map(|key| key.cred_id().clone())).collect::<Result<Vec<_>, _>>()?;
    let name = account.path.as_str();
    let made = console.start_passkey_registration(account.user.uuid(), name, name, Some(ids));
    let (options, state) = made.map_err(|error| broken(&error))?;
    let mut options = serde_json::to_value(options).map_err(|error| broken(&error))?;
    // Found without a username: the authenticator has to keep it.
    if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
        *selection = json!({
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        });
    }
    let token = begin(context, Purpose::NewPasskey, Some(account.user), &state).await?;
    Ok(PasskeyChallenge { token, options })
}

/// Adds the passkey that the browser made.
///
/// # Errors
/// A fault that says why not: 409 if it has to begin anew.
pub async fn add_passkey(context: &Context, input: AddPasskey) -> Result<Passkey, Fault> {
    let account = own_account(context);
    let permitted = context.reading("AddPasskey", async |_| {
        let _proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
        Ok(())
    });
    permitted.await?;
    let challenge = take(context, "AddPasskey", Purpose::NewPasskey, &input.token).await?;
    if challenge.user != Some(account.user) {
        return Err(over());
    }
    let state: webauthn::PasskeyRegistration =
        read(&challenge::state(Purpose::NewPasskey, &input.token, &challenge)?)?;
    let answer: webauthn::RegisterPublicKeyCredential = answer(&input.credential)?;
    let console = relying_party(&context.core.policy.origin)?;
    let key = console.finish_passkey_registration(&answer, &state).map_err(|error| refused(&error))?;
    let credential = serde_json::to_string(&key).map_err(|error| broken(&error))?;
    let id: PasskeyId = ids::fresh(context.now);
    context
        .changing("AddPasskey", async |tx| {
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            if passkeys::find(tx, key.cred_id().as_ref()).await?.is_some() {
                return Err(Fault::new(FaultKind::Conflict, "This passkey is known already.").into());
            }
            let (credential_id, name) = (key.cred_id().as_ref(), input.name.as_str());
            let new = NewPasskey { id, credential_id, credential: &credential, name };
            passkeys::insert(tx, proof, context.now, &new).await?;
            let name = input.name.clone();
            let passkey = Passkey { id, name, created_at: context.now, last_used_at: None };
            let entry = Entry::new("AddPasskey", format!("account:{}", account.path)).after(&passkey);
            audit::append(context, tx, entry).await?;
            Ok(passkey)
        })
        .await
}

/// Calls a passkey otherwise.
///
/// # Errors
/// A fault that says why not.
pub async fn rename_passkey(context: &Context, input: RenamePasskey) -> Result<Passkey, Fault> {
    context
        .changing("RenamePasskey", async |tx| {
            let account = own_account(context);
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            let rows = passkeys::list(tx, proof.target()).await?;
            let row = rows.into_iter().find(|row| row.id == input.id);
            let before = view(row.ok_or_else(|| Stop::missing(context.actor()))?)?;
            passkeys::rename(tx, proof, input.id, input.name.as_str()).await?;
            let after = Passkey { name: input.name.clone(), ..before.clone() };
            let entry = Entry::new("RenamePasskey", format!("account:{}", account.path));
            audit::append(context, tx, entry.before(&before).after(&after)).await?;
            Ok(after)
        })
        .await
}

/// Takes a passkey away.
///
/// # Errors
/// A fault that says why not.
pub async fn remove_passkey(context: &Context, input: RemovePasskey) -> Result<PasskeyRemoved, Fault> {
    context
        .changing("RemovePasskey", async |tx| {
            let account = own_account(context);
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            confirmed(context, tx).await?;
            let rows = passkeys::list(tx, proof.target()).await?;
            let row = rows.into_iter().find(|row| row.id == input.id);
            let before = view(row.ok_or_else(|| Stop::missing(context.actor()))?)?;
            passkeys::remove(tx, proof, input.id).await?;
            let entry = Entry::new("RemovePasskey", format!("account:{}", account.path));
            audit::append(context, tx, entry.before(&before)).await?;
            Ok(PasskeyRemoved {})
        })
        .await
}

/// Begins to ask a passkey who somebody is.
///
/// # Errors
/// If this console can't have passkeys.
pub async fn ask_passkey(context: &Context, _: AskPasskey) -> Result<PasskeyChallenge, Fault> {
    let console = relying_party(&context.core.policy.origin)?;
    let (options, state) = console.start_discoverable_authentication().map_err(|error| broken(&error))?;
    let mut options = serde_json::to_value(options).map_err(|error| broken(&error))?;
    // It is asked for by a button, and nothing of the answer depends on extensions.
    for (part, name) in [("", "mediation"), ("/publicKey", "extensions")] {
        if let Some(Value::Object(part)) = options.pointer_mut(part) {
            part.remove(name);
        }
    }
    let token = begin(context, Purpose::Passkey, None, &state).await?;
    Ok(PasskeyChallenge { token, options })
}

/// Checks what a passkey answered.
///
/// # Errors
/// A fault that says why not: 409 if it has to begin anew.
pub async fn sign_in_with_passkey(context: &Context, input: SignInWithPasskey) -> Result<Admitted, Fault> {
    const NAME: &str = "SignInWithPasskey";
    let used = used(context, NAME, &input.token, &input.credential).await?;
    context
        .appending(NAME, async |tx| {
            let user = match &used {
                Used::Right { row, credential } => {
                    let user = users::find(tx, row.user).await?.filter(|user| !user.disabled);
                    // Once more: it may have been removed, or used elsewhere, meanwhile.
                    let still = passkeys::used(tx, row, credential, context.now).await?;
                    user.filter(|_| still)
                }
                Used::Wrong(_) => None,
            };
            if let Some(user) = user {
                return Ok(Some(admit(context, tx, NAME, &user).await?));
            }
            let entry = Entry { outcome: Outcome::Denied, ..Entry::new(NAME, "account") };
            let entry = used.user().into_iter().fold(entry, Entry::of);
            audit::append(context, tx, entry).await?;
            Ok(None)
        })
        .await?
        .ok_or_else(|| {
            let detail = "This passkey opens no account here; sign in with the password.";
            Fault::new(FaultKind::Unauthenticated, detail)
        })
}

/// What a passkey's answer comes to.
enum Used {
    /// It is the one of this row, whose public half is to be kept like this from now on.
    Right { row: Box<PasskeyRow>, credential: String },
    /// It isn't right, or unknown; perhaps somebody's.
    Wrong(Option<UserId>),
}

impl Used {
    fn user(&self) -> Option<UserId> {
        match self {
            Self::Right { row, .. } => Some(row.user),
            Self::Wrong(user) => *user,
        }
    }
}

/// Uses the challenge up and weighs the answer.
async fn used(
    context: &Context,
    operation: &'static str,
    token: &Token,
    credential: &PasskeyAnswer,
) -> Result<Used, Fault> {
    let console = relying_party(&context.core.policy.origin)?;
    let challenge = take(context, operation, Purpose::Passkey, token).await?;
    let state = read(&challenge::state(Purpose::Passkey, token, &challenge)?)?;
    let answer: webauthn::PublicKeyCredential = answer(credential)?;
    let Ok((user, credential_id)) = console.identify_discoverable_authentication(&answer) else {
        return Ok(Used::Wrong(None));
    };
    let row = context.reading(operation, async |tx| Ok(passkeys::find(tx, credential_id).await?)).await?;
    let Some(row) = row.filter(|row| row.user.uuid() == user) else { return Ok(Used::Wrong(None)) };
    let mut key: webauthn::Passkey = read(row.credential.as_bytes())?;
    match console.finish_discoverable_authentication_v2(&answer, state, &key) {
        Ok(result) if result.user_verified() => {
            key.update_credential(&result);
            let credential = serde_json::to_string(&key).map_err(|error| broken(&error))?;
            Ok(Used::Right { row: Box::new(row), credential })
        }
        Ok(_) | Err(_) => Ok(Used::Wrong(Some(row.user))),
    }
}

/// A passkey, as its owner sees it.
pub(super) fn view(row: PasskeyRow) -> Result<Passkey, Fault> {
    let name = row.name.try_into().map_err(|error: String| broken(&error))?;
    Ok(Passkey { id: row.id, name, created_at: row.created_at, last_used_at: row.last_used_at })
}

/// This console, as authenticators know it: by the name in its origin.
fn relying_party(origin: &str) -> Result<Webauthn, Fault> {
    let url = url::Url::parse(origin).map_err(|error| broken(&error))?;
    let Some(name) = url.domain() else {
        let detail = "This console is opened by an address, and passkeys belong to a name. Whoever runs it can set \
                      an origin with a name.";
        return Err(Fault::new(FaultKind::Conflict, detail));
    };
    let console = WebauthnBuilder::new(name, &url).map(|builder| builder.rp_name("Sluicegate"));
    console.and_then(WebauthnBuilder::build).map_err(|error| broken(&error))
}

/// Keeps a challenge, and gives what its answer is to come with.
async fn begin(
    context: &Context,
    purpose: Purpose,
    user: Option<UserId>,
    state: &impl Serialize,
) -> Result<Token, Fault> {
    let state = serde_json::to_vec(state).map_err(|error| broken(&error))?;
    let begun = Begun::new(purpose, user, &state, context.now)?;
    context.appending("AskPasskey", async |tx| begun.keep(tx).await).await?;
    Ok(begun.token)
}

/// Uses a challenge up, whatever its answer is worth.
async fn take(
    context: &Context,
    operation: &'static str,
    purpose: Purpose,
    token: &Token,
) -> Result<Challenge, Fault> {
    let hash = challenge::hash(token);
    let taken =
        context.appending(operation, async |tx| Ok(challenges::take(tx, purpose, &hash, context.now).await?));
    taken.await?.ok_or_else(over)
}

fn answer<T: DeserializeOwned>(text: &PasskeyAnswer) -> Result<T, Fault> {
    serde_json::from_str(text.as_str()).map_err(|_| Fault::field("credential", "this is no passkey’s answer"))
}

fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(json).map_err(|error| broken(&error))
}

fn over() -> Fault {
    Fault::new(FaultKind::Conflict, "This took too long, or was done before: begin again.")
}

fn refused(error: &dyn std::fmt::Display) -> Fault {
    tracing::info!(%error, "a passkey was not taken");
    Fault::new(
        FaultKind::Invalid,
        "The passkey was not made as asked for; try again, or take another device.",
    )
}

fn broken(error: &dyn std::fmt::Display) -> Fault {
    tracing::error!(%error, "a passkey can’t be worked with");
    Fault::internal()
}

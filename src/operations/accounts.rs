//! Accounts: who is calling, the first account, the end of a session.

use access::{Actor, Time, UserId, actions, authorize};
use api::accounts::{
    Account, CallerId, CreateFirstAccount, Credential, Identity, SignOut, SignedOut, Whoami,
};
use api::fields::{Email, Password};
use api::names::Name;
use api::{Fault, FaultKind};

use super::audit::{self, Entry};
use super::context::random;
use super::facts::{self, own_account};
use super::stop::{password_fault, store_fault};
use super::{Context, Core, Stop};
use crate::store::one_time_codes::{self, Purpose};
use crate::store::users::NewUser;
use crate::store::{Tx, Unique, Warrant, names, services, sessions, users};
use crate::{ids, store, tokens};

/// How long the first account's link works: one hour, in milliseconds.
const LINK_LIFETIME: i64 = 60 * 60 * 1000;

/// Says who is calling, with which credential, and who pays.
///
/// # Errors
/// A fault that says why not.
pub async fn whoami(context: &Context, _: Whoami) -> Result<Identity, Fault> {
    context
        .reading("Whoami", async |tx| {
            let _present = facts::present(context.actor())?;
            let credential =
                Credential { kind: audit::credential_of(context.actor()), id: context.who.secret };
            match *context.actor() {
                Actor::Anonymous => Err(Stop::missing(context.actor())),
                Actor::User { id, .. } => {
                    let user = users::find(tx, id).await?.ok_or_else(|| Stop::missing(&Actor::Anonymous))?;
                    Ok(Identity {
                        user: Some(user.name),
                        service: None,
                        id: CallerId::User(id),
                        credential,
                        billing_organization: user.billing_organization,
                    })
                }
                Actor::Service { id } => {
                    let found = services::name(tx, id).await?;
                    let service = found.ok_or_else(|| Stop::missing(&Actor::Anonymous))?;
                    Ok(Identity {
                        user: None,
                        service: Some(service.path.to_string()),
                        id: CallerId::Service(id),
                        credential,
                        billing_organization: service.path.organization,
                    })
                }
            }
        })
        .await
}

/// Makes the code of the link for the first account; none once there is an account. Each is good for its hour, since each
/// node prints one, and all are dead once one was used.
///
/// # Errors
/// If the database doesn't answer.
pub async fn first_account_code(core: &Core) -> Result<Option<String>, Fault> {
    let (code, now) = (tokens::code(&random()?), core.clock.now());
    let made = core.change(async |tx| -> Result<bool, store::StoreError> {
        if users::any(tx).await? {
            return Ok(false);
        }
        let hash = tokens::hash(&code);
        one_time_codes::keep(tx, Purpose::FirstAccount, &hash, now, now.plus(LINK_LIFETIME)).await?;
        Ok(true)
    });
    let made = made.await.map_err(|error| store_fault(error, ""))?;
    Ok(made.then_some(code))
}

/// Creates the first account, with the code of the link.
///
/// # Errors
/// A fault that says why not.
pub async fn create_first_account(context: &Context, input: CreateFirstAccount) -> Result<Account, Fault> {
    let hash = tokens::hash(&input.code);
    // A dead link costs no hashing.
    context
        .reading("CreateFirstAccount", async |tx| {
            let good = !users::any(tx).await?
                && one_time_codes::is_good(tx, Purpose::FirstAccount, &hash, context.now).await?;
            if good { Ok(()) } else { Err(dead_link().into()) }
        })
        .await?;
    let (name, password_hash) = new_account(&context.core, input.name, None, &input.password).await?;
    context
        .changing("CreateFirstAccount", async |tx| {
            let code = one_time_codes::take(tx, Purpose::FirstAccount, &hash, context.now).await?;
            let Some(code) = code else { return Err(dead_link().into()) };
            if users::any(tx).await? {
                return Err(dead_link().into());
            }
            let account = make(tx, Warrant::Link(code), context.now, &name, &password_hash).await?;
            let entry = Entry::new("CreateFirstAccount", format!("account:{name}")).of(account.id);
            audit::append(context, tx, entry).await?;
            Ok(account)
        })
        .await
}

fn dead_link() -> Fault {
    let detail = "This link was used, or its hour is over; while there is no account, restarting the server \
                  prints a new one.";
    Fault::new(FaultKind::NotFound, detail)
}

/// Ends the browser session that it is called in.
///
/// # Errors
/// A fault that says why not.
pub async fn sign_out(context: &Context, _: SignOut) -> Result<SignedOut, Fault> {
    context
        .changing("SignOut", async |tx| {
            let account = own_account(context);
            let _proof = authorize::<actions::EndSession>(context.actor(), &account)?;
            let Some(key) = &context.who.session else {
                return Err(Fault::new(FaultKind::BadRequest, "There is no browser session to end.").into());
            };
            if sessions::end(tx, key, context.now).await? {
                audit::append(context, tx, Entry::new("SignOut", format!("account:{}", account.path)))
                    .await?;
            }
            Ok(SignedOut {})
        })
        .await
}

/// Checks what is asked for a new account, and hashes its password.
pub(super) async fn new_account(
    core: &Core,
    name: Name,
    email: Option<&Email>,
    password: &Password,
) -> Result<(Name, String), Fault> {
    let name = name.unreserved().map_err(|why| Fault::field("name", why))?;
    let hash = hashed(core, password, &known(&name, email)).await?;
    Ok((name, hash))
}

/// Checks a new password, and hashes it.
pub(super) async fn hashed(core: &Core, password: &Password, known: &[String]) -> Result<String, Fault> {
    good_password(password, known)?;
    core.passwords.hash(password.reveal()).await.map_err(password_fault)
}

/// Whether a new password may be taken; `known` is what is known of its user, which is guessed first.
pub(super) fn good_password(password: &Password, known: &[String]) -> Result<(), Fault> {
    password.acceptable().map_err(|why| Fault::field("password", why))?;
    let parts = known.iter().flat_map(|known| known.split(['@', ' ', '.'])).filter(|part| !part.is_empty());
    let names: Vec<&str> = parts.chain(["sluicegate"]).collect();
    if let Some(reason) = strength::judge(password.reveal(), &names).reason {
        let message = format!(
            "this is too easy to guess: {reason}; take three or four words that have nothing to do with each other"
        );
        return Err(Fault::field("password", message));
    }
    Ok(())
}

/// What is known of a new account's user.
pub(super) fn known(name: &Name, email: Option<&Email>) -> [String; 2] {
    [name.to_string(), email.map(Email::as_str).unwrap_or_default().to_owned()]
}

/// Makes an account with its personal organization.
pub(super) async fn make(
    tx: &mut Tx,
    warrant: Warrant,
    now: Time,
    name: &Name,
    password_hash: &str,
) -> Result<Account, Stop> {
    if names::kept_for_another(tx, name, None, now).await? {
        // The same words as for a name in use: whose it was is nobody's business.
        return Err(store::StoreError::Exists(Unique::UserName).into());
    }
    let id: UserId = ids::fresh(now);
    users::insert(tx, warrant, now, NewUser { id, organization: ids::fresh(now), name, password_hash })
        .await?;
    Ok(Account { id, name: name.clone() })
}

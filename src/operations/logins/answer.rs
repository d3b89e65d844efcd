//! What the person does who is asked to sign a command line in: look at it, approve it, refuse it. Nothing is issued here.

use access::{SecretKind, actions, authorize};
use api::logins::{AnsweredLogin, ApproveLogin, Login, Machine, RefuseLogin, ShowLogin, UserCode};
use api::{Fault, FaultKind};
use serde::Serialize;

use crate::operations::audit::{self, Entry, Outcome};
use crate::operations::facts::own_account;
use crate::operations::secrets::Lifetime;
use crate::operations::shares::{self, CODES_AT_ADDRESS, CODES_OF_ACCOUNT, Share};
use crate::operations::sign_in::confirmed;
use crate::operations::{Context, Stop};
use crate::store::logins::{self, WaitingLogin, Wanted};
use crate::store::{Tx, organizations};
use crate::tokens;

/// What the audit log is told of an approved login.
#[derive(Serialize)]
struct State<'a> {
    machine: &'a str,
    address: Option<&'a str>,
    kind: Option<SecretKind>,
}

/// Shows the login of a code to the person who is to approve it.
///
/// # Errors
/// A fault that says why not; 429 after too many wrong codes.
pub async fn show_login(context: &Context, input: ShowLogin) -> Result<Login, Fault> {
    let login = with_code(context, "ShowLogin", &input.code, async |_tx, login| Ok(login)).await?;
    Ok(Login {
        code: input.code,
        machine: machine(login.machine)?,
        address: login.address,
        created_at: login.created_at,
        expires_at: login.expires_at,
    })
}

/// Approves a login, and says what secret it gets.
///
/// # Errors
/// A fault that says why not.
pub async fn approve_login(context: &Context, input: ApproveLogin) -> Result<AnsweredLogin, Fault> {
    if input.kind == SecretKind::Service {
        let message = "a command line is signed in as a person; take full, private_read or public_read";
        return Err(Fault::field("kind", message));
    }
    let lifetime = Lifetime { days: input.lifetime_days, end: input.expires_at };
    let expires_at = lifetime.end(context.now)?;
    let answered = with_code(context, "ApproveLogin", &input.code, async |tx, login| {
        let proof = authorize::<actions::UpdateSignIn>(context.actor(), &own_account(context))?;
        confirmed(context, tx).await?;
        let longest = organizations::longest_secret_days(tx, proof.target()).await?;
        lifetime.within(longest, context.now)?;
        let wanted = Wanted { kind: input.kind, description: input.description.as_str(), expires_at };
        if !logins::approve(tx, proof, login.id, &wanted).await? {
            return Err(no_login().into());
        }
        note(context, tx, "ApproveLogin", &login, Some(input.kind)).await?;
        Ok(login.machine)
    });
    Ok(AnsweredLogin { machine: machine(answered.await?)? })
}

/// Refuses a login.
///
/// # Errors
/// A fault that says why not.
pub async fn refuse_login(context: &Context, input: RefuseLogin) -> Result<AnsweredLogin, Fault> {
    let answered = with_code(context, "RefuseLogin", &input.code, async |tx, login| {
        let proof = authorize::<actions::UpdateSignIn>(context.actor(), &own_account(context))?;
        if !logins::refuse(tx, proof, login.id).await? {
            return Err(no_login().into());
        }
        note(context, tx, "RefuseLogin", &login, None).await?;
        Ok(login.machine)
    });
    Ok(AnsweredLogin { machine: machine(answered.await?)? })
}

/// Does something with the login of a code. A code that leads to none counts against the account and the address, so that
/// nobody finds one by trying.
async fn with_code<T>(
    context: &Context,
    operation: &'static str,
    code: &UserCode,
    work: impl AsyncFnOnce(&mut Tx, WaitingLogin) -> Result<T, Stop> + Clone,
) -> Result<T, Fault> {
    let account = own_account(context);
    context
        .reading(operation, async |_tx| {
            let _proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            Ok(())
        })
        .await?;
    let tries: [(Share, String); 2] =
        [CODES_OF_ACCOUNT.of(account.user), CODES_AT_ADDRESS.at(context.who.address)];
    shares::take(context, operation, &tries).await?;
    let hash = tokens::hash(code.letters());
    let found = context
        .appending(operation, async |tx| {
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &account)?;
            let found = logins::find_by_code(tx, &proof, &hash, context.now).await?;
            if found.is_some() {
                shares::give_back(tx, &tries, context.now).await?;
            } else {
                let entry = Entry::new(operation, format!("account:{}", account.path));
                audit::append(context, tx, Entry { outcome: Outcome::Denied, ..entry }).await?;
            }
            Ok(found)
        })
        .await?;
    let Some(login) = found else { return Err(no_login()) };
    // By `appending`: the login's row decides who comes first, and a repeated answer finds it answered.
    context.appending(operation, async |tx| work(tx, login.clone()).await).await
}

/// The same for a code that never was one.
fn no_login() -> Fault {
    let detail = "No command line waits with this code: it was mistyped, answered already, or its ten minutes are over. \
                  Run “sluicegate auth login” again.";
    Fault::new(FaultKind::NotFound, detail)
}

async fn note(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    login: &WaitingLogin,
    kind: Option<SecretKind>,
) -> Result<(), Stop> {
    let state = State { machine: &login.machine, address: login.address.as_deref(), kind };
    let entry = Entry::new(operation, format!("account:{}", own_account(context).path)).after(&state);
    Ok(audit::append(context, tx, entry).await?)
}

/// It was checked when it was kept.
fn machine(text: String) -> Result<Machine, Fault> {
    Machine::try_from(text).map_err(|_| Fault::internal())
}

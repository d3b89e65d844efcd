//! What the operator does on the database itself, by `sluicegate admin`: whoever can open it needs no credential.

mod backup;
mod gateways;
mod people;
mod quota;

use access::{SecretId, SecretKind};
use api::accounts::Account;
use api::audit::Verification;
use api::fields::{Description, Password};
use api::names::Name;
use api::secrets::IssuedSecret;
use api::{Fault, FaultKind};

use super::audit::{self, Entry};
use super::context::random;
use super::secrets::view;
use super::stop::store_fault;
use super::{Core, Stop, accounts};
use crate::store::secrets::{Issue, NewSecret};
use crate::store::{Operator, Warrant, secrets, users};
use crate::{ids, tokens};
pub use backup::{BackupError, Made, Returned, Since, make_backup, restore_backup};
pub use gateways::register_gateway;
pub use people::{delete_user, disable_user, enable_user, grant_admin, reset_password};
pub use quota::set_quota;

/// Creates an account with its personal organization.
///
/// # Errors
/// If the name or the password is not acceptable, or the name is taken.
pub async fn create_user(core: &Core, name: Name, password: &Password) -> Result<Account, Fault> {
    let (name, password_hash) = accounts::new_account(core, name, None, password).await?;
    let (operator, now) = (Operator::of(&core.db), core.clock.now());
    let made = core.change(async |tx| -> Result<Account, Stop> {
        let account = accounts::make(tx, Warrant::Operator(operator), now, &name, &password_hash).await?;
        let entry = Entry::new("CreateUser", format!("account:{name}")).of(account.id);
        audit::append_operators(tx, now, entry).await?;
        Ok(account)
    });
    made.await.map_err(fault)
}

/// Issues a full secret for a user, without a session.
///
/// # Errors
/// If there is no such user, or the user is disabled.
pub async fn issue_secret(
    core: &Core,
    name: &Name,
    description: &Description,
) -> Result<IssuedSecret, Fault> {
    let token = tokens::make(SecretKind::Full, &random()?);
    let (operator, now) = (Operator::of(&core.db), core.clock.now());
    let id: SecretId = ids::fresh(now);
    let issued = core.change(async |tx| -> Result<IssuedSecret, Stop> {
        let Some(user) = users::find_by_name(tx, name).await? else {
            return Err(Fault::new(FaultKind::NotFound, format!("There is no user {name}.")).into());
        };
        if user.disabled {
            let detail = format!("{name} is disabled; enable the account first.");
            return Err(Fault::new(FaultKind::Conflict, detail).into());
        }
        let secret = NewSecret {
            id,
            token_hash: &token.hash,
            hint: &token.hint,
            description: description.as_str(),
            expires_at: None,
            issued_with: None,
        };
        secrets::insert(tx, Issue::Operator(operator, user.id), now, secret).await?;
        let row = secrets::find(tx, id).await?.ok_or_else(Fault::internal)?;
        let secret = view(row, now);
        let entry = Entry::new("IssueSecret", format!("secret:{id}")).of(user.id).after(&secret);
        audit::append_operators(tx, now, entry).await?;
        Ok(IssuedSecret { secret, token: token.text.clone().into() })
    });
    issued.await.map_err(fault)
}

/// Verifies the audit log's hash chain, to its first entry that isn't as it was sealed.
///
/// # Errors
/// If the database doesn't answer.
pub async fn verify_audit(core: &Core) -> Result<Verification, Fault> {
    audit::verification(&core.db).await.map_err(|error| store_fault(error, ""))
}

fn fault(stop: Stop) -> Fault {
    match stop {
        Stop::Fault(fault) => *fault,
        Stop::Store(error) => store_fault(error, ""),
        // No rule is asked about the operator.
        Stop::Denied(_) => Fault::internal(),
    }
}

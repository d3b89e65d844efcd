//! Accounts that the operator ends or brings back, and organizations that nobody decides about any more.

use access::invariants::keeps_personal;
use access::{Actor, Flags};
use api::accounts::Account;
use api::fields::Password;
use api::names::Name;
use api::organizations::Deleted;
use api::{Fault, FaultKind};

use super::fault;
use crate::operations::accounts::hashed;
use crate::operations::audit::{self, Entry};
use crate::operations::profile::hindered;
use crate::operations::sign_in::drop_second_factor;
use crate::operations::{Core, Stop};
use crate::store::account_ends::Deletion;
use crate::store::profiles::{PasswordChange, set_password};
use crate::store::users::{self, UserRow};
use crate::store::{Operator, Tx, account_ends, organizations};

/// Disables an account: every session and secret of it is dead at once. Never refused.
///
/// # Errors
/// If there is no such user.
pub async fn disable_user(core: &Core, name: &Name) -> Result<Account, Fault> {
    let (operator, now) = (Operator::of(&core.db), core.clock.now());
    let done = core.change(async |tx| -> Result<Account, Stop> {
        let user = user(tx, name).await?;
        if account_ends::disable(tx, operator, user.id, now).await? {
            let entry = Entry::new("DisableUser", format!("account:{name}")).of(user.id);
            audit::append_operators(tx, now, entry).await?;
        }
        Ok(Account { id: user.id, name: user.name })
    });
    done.await.map_err(fault)
}

/// Enables an account again: secrets that weren't revoked work, sessions stay dead.
///
/// # Errors
/// If there is no such user.
pub async fn enable_user(core: &Core, name: &Name) -> Result<Account, Fault> {
    let (operator, now) = (Operator::of(&core.db), core.clock.now());
    let done = core.change(async |tx| -> Result<Account, Stop> {
        let user = user(tx, name).await?;
        if account_ends::enable(tx, operator, user.id).await? {
            let entry = Entry::new("EnableUser", format!("account:{name}")).of(user.id);
            audit::append_operators(tx, now, entry).await?;
        }
        Ok(Account { id: user.id, name: user.name })
    });
    done.await.map_err(fault)
}

/// Gives an account another password: all its sessions end, its secrets go on working. An authenticator app and its recovery
/// codes go, since its seed is kept under the password; says whether there was one.
///
/// # Errors
/// If there is no such user, or the password isn't acceptable.
pub async fn reset_password(core: &Core, name: &Name, password: &Password) -> Result<(Account, bool), Fault> {
    let hash = hashed(core, password, &[name.to_string()]).await?;
    let (operator, now) = (Operator::of(&core.db), core.clock.now());
    let done = core.change(async |tx| -> Result<(Account, bool), Stop> {
        let user = user(tx, name).await?;
        set_password(tx, PasswordChange::Operator(operator, user.id), &hash, now).await?;
        let dropped = drop_second_factor(tx, operator, user.id).await?;
        let entry = Entry::new("ResetPassword", format!("account:{name}")).of(user.id);
        audit::append_operators(tx, now, entry).await?;
        Ok((Account { id: user.id, name: user.name }, dropped))
    });
    done.await.map_err(fault)
}

/// Deletes an account with its personal organization, secrets, sessions, grants and team places.
///
/// # Errors
/// If there is no such user; as a conflict, naming them, if things would be left without an admin or owner or the personal
/// organization still holds something.
pub async fn delete_user(core: &Core, name: &Name) -> Result<Deleted, Fault> {
    let (operator, now) = (Operator::of(&core.db), core.clock.now());
    let done = core.change(async |tx| -> Result<Deleted, Stop> {
        let user = user(tx, name).await?;
        let hindrances = account_ends::hindrances(tx, user.id, name).await?;
        if let Some(fault) = hindered(name, &hindrances) {
            return Err(fault.into());
        }
        account_ends::delete(tx, Deletion::Operator(operator, user.id), name, now).await?;
        let entry = Entry::new("DeleteUser", format!("account:{name}")).of(user.id);
        audit::append_operators(tx, now, entry).await?;
        Ok(Deleted { path: name.to_string() })
    });
    done.await.map_err(fault)
}

/// Makes somebody an admin of an organization: the way out for one that nobody decides about.
///
/// # Errors
/// If there is no such organization or user, or it is somebody else's personal organization.
pub async fn grant_admin(core: &Core, organization: &Name, name: &Name) -> Result<(), Fault> {
    let (operator, now) = (Operator::of(&core.db), core.clock.now());
    let done = core.change(async |tx| -> Result<(), Stop> {
        let user = user(tx, name).await?;
        let found = organizations::find(tx, &Actor::Anonymous, organization).await?;
        let facts = found.ok_or_else(|| absent(&format!("organization {organization}")))?.facts;
        if let Some(owner) = facts.personal_of
            && !keeps_personal(owner, [(owner, Flags::ALL), (user.id, Flags::ALL)])
        {
            let detail = format!("{organization} is a personal organization: its user is its only admin.");
            return Err(Fault::new(FaultKind::Conflict, detail).into());
        }
        account_ends::rescue(tx, operator, facts.id, user.id, now).await?;
        let entry = Entry::new("GrantAdmin", format!("organization:{organization}"));
        let entry = entry.of(user.id).inside(facts.id).after(&name.to_string());
        audit::append_operators(tx, now, entry).await?;
        Ok(())
    });
    done.await.map_err(fault)
}

async fn user(tx: &mut Tx, name: &Name) -> Result<UserRow, Stop> {
    Ok(users::find_by_name(tx, name).await?.ok_or_else(|| absent(&format!("user {name}")))?)
}

fn absent(what: &str) -> Fault {
    Fault::new(FaultKind::NotFound, format!("There is no {what}."))
}

//! The caller's own account: what it tells of its user, and its name. The password is changed where one signs in.

mod end;
mod letters;

use access::{actions, authorize};
use api::fields::Email;
use api::profile::{
    ConfirmEmail, EmailConfirmed, FullName, OwnAccount, OwnEmail, ShowAccount, UpdateAccount,
};
use api::{Fault, FaultKind};
use serde::Serialize;

use super::audit::{self, Entry};
use super::facts::own_account;
use super::shares::{self, LETTERS};
use super::sign_in::confirmed;
use super::{Context, Stop, organizations};
use crate::mail::Letter;
use crate::store::profiles::ProfileRow;
use crate::store::{Tx, names, profiles};
use crate::tokens;
pub(super) use end::hindered;
pub use end::{delete_account, show_account_end};
pub(super) use letters::{EmailLink, password_changed};

/// What the audit log tells of a change: of what people are called and where they get letters, only that it changed. It
/// outlives the account.
#[derive(Serialize)]
struct Changed {
    name: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    full_name_changed: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    email_changed: bool,
}

/// Shows the caller's own account.
///
/// # Errors
/// A fault that says why not.
pub async fn show_account(context: &Context, _: ShowAccount) -> Result<OwnAccount, Fault> {
    context.reading("ShowAccount", async |tx| Ok(view(found(context, tx).await?))).await
}

/// Changes the caller's own account; a field left out stays. An address that is given again, and isn't confirmed yet, gets
/// another link.
///
/// # Errors
/// A fault that says why not.
pub async fn update_account(context: &Context, input: UpdateAccount) -> Result<OwnAccount, Fault> {
    let link = EmailLink::make(context)?;
    let mut writes = false;
    if matches!(input.email, Some(OwnEmail(Some(_)))) && context.core.mail.is_set_up() {
        let account = own_account(context);
        let allowed =
            async |_: &mut Tx| Ok(authorize::<actions::UpdateSignIn>(context.actor(), &account).map(drop)?);
        context.reading("UpdateAccount", allowed).await?;
        shares::take(context, "UpdateAccount", &[LETTERS.of(account.user)]).await?;
        writes = true;
    }
    let keep = |(account, _): &(OwnAccount, Vec<Letter>)| serde_json::to_string(account).unwrap_or_default();
    let again = |kept: &str| {
        let account = serde_json::from_str(kept).map_err(|_| Fault::internal())?;
        Ok((account, Vec::new()))
    };
    let change = async |tx: &mut Tx| update(context, tx, &input, &link, writes).await;
    let (account, letters) = context.changing_once("UpdateAccount", keep, again, change).await?;
    for letter in letters {
        // The page says where letters go; that one could not be taken is in the log.
        let _taken = context.core.mail.send(&letter);
    }
    Ok(account)
}

async fn update(
    context: &Context,
    tx: &mut Tx,
    input: &UpdateAccount,
    link: &EmailLink,
    writes: bool,
) -> Result<(OwnAccount, Vec<Letter>), Stop> {
    let (actor, account) = (context.actor(), own_account(context));
    let profile = authorize::<actions::UpdateProfile>(actor, &account)?;
    if input.name.is_some() || input.email.is_some() {
        let _reaches_far = authorize::<actions::UpdateSignIn>(actor, &account)?;
    }
    let row = found(context, tx).await?;
    context.still(&view(row.clone()))?;

    let full_name = input.full_name.as_ref().map(FullName::as_str).filter(|name| *name != row.full_name);
    let email = input.email.as_ref().map(|OwnEmail(email)| email.as_ref().map(Email::as_str));
    let other_email = email.filter(|email| *email != row.email.as_deref());
    let other_name = input.name.as_ref().filter(|name| **name != row.name);
    if other_name.is_some() || other_email.is_some() {
        confirmed(context, tx).await?;
    }

    let mut letters = Vec::new();
    if let Some(full_name) = full_name {
        profiles::set_full_name(tx, profile, full_name).await?;
    }
    if let Some(email) = other_email {
        let proof = authorize::<actions::UpdateSignIn>(actor, &account)?;
        let code = if email.is_some() && writes { link.code() } else { None };
        profiles::set_email(tx, proof, email, code).await?;
        if row.email_confirmed_at.is_some() {
            letters.extend(row.email.as_deref().map(|old| letters::email_changed(context, &row.name, old)));
        }
    } else if email.is_some() && row.email_confirmed_at.is_none() && writes {
        let proof = authorize::<actions::UpdateSignIn>(actor, &account)?;
        if let Some(code) = link.code() {
            profiles::set_email_code(tx, proof, code).await?;
        }
    }
    if let Some(address) = email.flatten().filter(|_| writes)
        && (other_email.is_some() || row.email_confirmed_at.is_none())
    {
        letters.extend(link.letter(context, address));
    }
    if let Some(name) = other_name {
        let proof = authorize::<actions::UpdateSignIn>(actor, &account)?;
        organizations::free_for(context, tx, name).await?;
        names::free(tx, &row.name, row.id, context.now).await?;
        profiles::rename(tx, proof, name, context.now).await?;
    }
    if other_name.is_some() || other_email.is_some() || full_name.is_some() {
        let state = |name: &api::names::Name| Changed {
            name: name.to_string(),
            full_name_changed: full_name.is_some(),
            email_changed: other_email.is_some(),
        };
        let before = Changed { full_name_changed: false, email_changed: false, ..state(&row.name) };
        let entry = Entry::new("UpdateAccount", format!("account:{}", row.name));
        let entry = entry.before(&before).after(&state(other_name.unwrap_or(&row.name)));
        audit::append(context, tx, entry).await?;
    }
    Ok((view(found(context, tx).await?), letters))
}

/// Confirms an e-mail address with the link that was sent there.
///
/// # Errors
/// If the link is not good now.
pub async fn confirm_email(context: &Context, input: ConfirmEmail) -> Result<EmailConfirmed, Fault> {
    let hash = tokens::hash(input.code.reveal());
    context
        .changing("ConfirmEmail", async |tx| {
            let Some((user, name)) = profiles::confirm_email(tx, &hash, context.now).await? else {
                let detail =
                    "This link was used or replaced, or its day is over; your account’s page sends another.";
                return Err(Fault::new(FaultKind::NotFound, detail).into());
            };
            audit::append(context, tx, Entry::new("ConfirmEmail", format!("account:{name}")).of(user))
                .await?;
            Ok(EmailConfirmed {})
        })
        .await
}

async fn found(context: &Context, tx: &mut Tx) -> Result<ProfileRow, Stop> {
    let proof = authorize::<actions::ViewAccount>(context.actor(), &own_account(context))?;
    profiles::find(tx, &proof).await?.ok_or_else(|| Stop::missing(context.actor()))
}

fn view(row: ProfileRow) -> OwnAccount {
    OwnAccount {
        id: row.id,
        path: row.name.to_string(),
        name: row.name,
        // What was kept was acceptable.
        full_name: row.full_name.try_into().unwrap_or_default(),
        email: row.email,
        email_confirmed_at: row.email_confirmed_at,
        created_at: row.created_at,
    }
}

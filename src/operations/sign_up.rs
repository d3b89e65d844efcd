//! Making an account of one's own: with the link of an invite, or without one where the operator opened sign-up.

use access::{AccountFacts, Actor, UserCredential, actions, authorize};
use api::accounts::Account;
use api::fields::Email;
use api::invites::SignUp;
use api::profile::{ShowSignUp, SignUpPolicy, SignUpTerms};
use api::{Fault, FaultKind};

use super::accounts::{good_password, known, make, new_account};
use super::audit::{self, Entry};
use super::profile::EmailLink;
use super::shares::{self, SIGN_UPS};
use super::{Context, Stop, invites};
use crate::config;
use crate::store::{Tx, Warrant, profiles};

/// Tells who may make an account here.
///
/// # Errors
/// None; every operation has the same shape.
pub async fn show_sign_up(context: &Context, _: ShowSignUp) -> Result<SignUpTerms, Fault> {
    let sign_up = match context.core.policy.sign_up {
        config::SignUp::Invite => SignUpPolicy::Invite,
        config::SignUp::Open => SignUpPolicy::Open,
        config::SignUp::Closed => SignUpPolicy::Closed,
    };
    Ok(SignUpTerms { sign_up, mail: context.core.mail.is_set_up() })
}

/// Creates an account.
///
/// # Errors
/// A fault that says why not.
pub async fn sign_up(context: &Context, input: SignUp) -> Result<Account, Fault> {
    let link = EmailLink::make(context)?;
    let account = match input.code.clone() {
        Some(code) => invites::sign_up_with_link(context, &code, &input, &link).await?,
        None => openly(context, &input, &link).await?,
    };
    if let Some(email) = &input.email {
        link.send(context, email.as_str());
    }
    Ok(account)
}

async fn openly(context: &Context, input: &SignUp, link: &EmailLink) -> Result<Account, Fault> {
    let detail = match context.core.policy.sign_up {
        config::SignUp::Open => None,
        config::SignUp::Invite => {
            Some("An account is made here by invitation only: open the link of your invite.")
        }
        config::SignUp::Closed => {
            Some("The operator of this server closed sign-up: only they make accounts.")
        }
    };
    if let Some(detail) = detail {
        return Err(Fault::new(FaultKind::Forbidden, detail));
    }
    // What isn't taken anyway is no attempt.
    good_password(&input.password, &known(&input.name, input.email.as_ref()))?;
    if context.who.address.is_some() {
        shares::take(context, "SignUp", &[SIGN_UPS.at(context.who.address)]).await?;
    }
    let (name, password_hash) =
        new_account(&context.core, input.name.clone(), input.email.as_ref(), &input.password).await?;
    context
        .changing("SignUp", async |tx| {
            let account = make(tx, Warrant::OpenSignUp, context.now, &name, &password_hash).await?;
            let entry = Entry::new("SignUp", format!("account:{name}")).of(account.id);
            audit::append(context, tx, entry).await?;
            keep_email(tx, &account, input.email.as_ref(), link).await?;
            Ok(account)
        })
        .await
}

/// Keeps the address that came with a new account.
pub(super) async fn keep_email(
    tx: &mut Tx,
    account: &Account,
    email: Option<&Email>,
    link: &EmailLink,
) -> Result<(), Stop> {
    let Some(email) = email else { return Ok(()) };
    let actor = Actor::User { id: account.id, credential: UserCredential::Session };
    let facts = AccountFacts { user: account.id, path: account.name.to_string() };
    let proof = authorize::<actions::UpdateSignIn>(&actor, &facts)?;
    profiles::set_email(tx, proof, Some(email.as_str()), link.code()).await?;
    Ok(())
}

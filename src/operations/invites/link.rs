//! The link of an invite to an address: what it leads to, who takes it, and the account that is made with it.

use access::{Actor, InviteFacts, UserCredential, actions, authorize};
use api::accounts::Account;
use api::invites::{Invite, InviteLink, ShowInviteLink, SignUp, TakeInvite};
use api::{Fault, FaultKind};

use super::send::{already_member, note};
use super::{ended, facts_of, own_view};
use crate::config;
use crate::operations::accounts::{make, new_account};
use crate::operations::audit::{self, Entry};
use crate::operations::profile::EmailLink;
use crate::operations::sign_up::keep_email;
use crate::operations::{Context, Stop, facts};
use crate::store::invites::{self, InviteRow, OpenLink};
use crate::store::{Tx, Warrant};
use crate::tokens;

/// Says what the link of an invite to an address leads to.
///
/// # Errors
/// If the link is not good now.
pub async fn show_invite_link(context: &Context, input: ShowInviteLink) -> Result<InviteLink, Fault> {
    context
        .reading("ShowInviteLink", async |tx| {
            let (row, _link) = open(context, tx, &input.code).await?;
            Ok(InviteLink {
                organization: row.organization_name,
                email: row.email.unwrap_or_default(),
                invited_by: Some(row.invited_by),
                expires_at: row.expires_at,
            })
        })
        .await
}

/// Makes the caller the one that an invite to an address is for.
///
/// # Errors
/// A fault that says why not.
pub async fn take_invite(context: &Context, input: TakeInvite) -> Result<Invite, Fault> {
    context
        .changing("TakeInvite", async |tx| {
            if *context.actor() == Actor::Anonymous {
                return Err(Stop::missing(context.actor()));
            }
            let (row, _link) = open(context, tx, &input.code).await?;
            let organization = facts::organization(tx, context.actor(), &row.organization_name).await?.facts;
            let billed_here = organization.billed_here;
            let facts = facts_of(Some(&row), organization);
            let proof = authorize::<actions::TakeInvite>(context.actor(), &facts)?;
            if billed_here {
                return Err(already_member("Your account", &facts.organization.path).into());
            }
            let after = take(context, tx, &row, proof).await?;
            Ok(own_view(after, context.now))
        })
        .await
}

/// Creates an account with the link of an invite to an address, and takes that invite.
///
/// # Errors
/// A fault that says why not.
pub(in crate::operations) async fn sign_up_with_link(
    context: &Context,
    code: &str,
    input: &SignUp,
    email_link: &EmailLink,
) -> Result<Account, Fault> {
    if context.core.policy.sign_up == config::SignUp::Closed {
        let detail = "The operator of this server closed sign-up: only they make accounts. With an account of \
                      yours, sign in and open the link again.";
        return Err(Fault::new(FaultKind::Forbidden, detail));
    }
    // A dead link costs no hashing.
    context.reading("SignUp", async |tx| open(context, tx, code).await.map(drop)).await?;
    let (name, password_hash) =
        new_account(&context.core, input.name.clone(), input.email.as_ref(), &input.password).await?;
    context
        .changing("SignUp", async |tx| {
            let (row, link) = open(context, tx, code).await?;
            let account = make(tx, Warrant::Invite(link), context.now, &name, &password_hash).await?;
            let entry = Entry::new("SignUp", format!("account:{name}")).of(account.id);
            audit::append(context, tx, entry).await?;
            let actor = Actor::User { id: account.id, credential: UserCredential::Session };
            let organization = facts::organization(tx, &actor, &row.organization_name).await?.facts;
            let facts: InviteFacts = facts_of(Some(&row), organization);
            let proof = authorize::<actions::TakeInvite>(&actor, &facts)?;
            take(context, tx, &row, proof).await?;
            keep_email(tx, &account, input.email.as_ref(), email_link).await?;
            Ok(account)
        })
        .await
}

/// The invite behind a link that is good now.
async fn open(context: &Context, tx: &mut Tx, code: &str) -> Result<(InviteRow, OpenLink), Stop> {
    invites::find_by_code(tx, &tokens::hash(code), context.now).await?.ok_or_else(|| {
        // The same words for a link that never was one.
        let detail = "This link was used, replaced or revoked, or its 14 days are over; ask whoever sent it for \
                      a new one.";
        Fault::new(FaultKind::NotFound, detail).into()
    })
}

async fn take(
    context: &Context,
    tx: &mut Tx,
    row: &InviteRow,
    proof: access::Authorized<actions::TakeInvite>,
) -> Result<InviteRow, Stop> {
    if !invites::take(tx, proof, context.now).await? {
        return Err(ended(row.state_at(context.now)).into());
    }
    let after = invites::find(tx, row.organization, row.id).await?.ok_or_else(Fault::internal)?;
    note(context, tx, "TakeInvite", Some(row), &after).await?;
    Ok(after)
}

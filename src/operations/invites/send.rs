//! What admins do: send an invite, send it anew, end it.

use access::invite::INVITE_LIFETIME_MS;
use access::world::Change;
use access::{About, Flags, InviteId, OrganizationFacts, UserId, actions, authorize};
use api::fields::Token;
use api::invites::{Invite, InviteMember, ResendInvite, RevokeInvite, SentInvite};
use api::previews::{PreviewFacts, PreviewOf};
use api::{Fault, FaultKind};

use super::letter::mailed;
use super::{State, ended, facts_of, view};
use crate::operations::audit::{self, Entry};
use crate::operations::context::random;
use crate::operations::facts::{self, NOBODY};
use crate::operations::{Context, Stop, previews};
use crate::store::invites::{self, InviteRow, Invited, NewInvite};
use crate::store::users::UserRow;
use crate::store::{Tx, users};
use crate::{ids, tokens};

/// Invites somebody to become a member: once accepted, the organization pays.
///
/// # Errors
/// A fault that says why not.
pub async fn invite_member(context: &Context, input: InviteMember) -> Result<SentInvite, Fault> {
    match (&input.user, &input.email) {
        (None, None) => return Err(Fault::field("user", "is needed, or an e-mail address at email")),
        (Some(_), Some(_)) => return Err(Fault::field("email", "give this or user, not both")),
        _ => {}
    }
    let flags = Flags { view: input.view, create: input.create, admin: input.admin };
    let id: InviteId = ids::fresh(context.now);
    let code = Code::make()?;
    let send = async |tx: &mut Tx| {
        let actor = context.actor();
        let organization = facts::organization(tx, actor, &input.organization).await?;
        let user = match &input.user {
            Some(name) => users::find_by_name(tx, name).await?,
            None => None,
        };
        let about = About { on: organization.facts, whom: user.as_ref().map_or(NOBODY, |user| user.id) };
        let proof = authorize::<actions::InviteMember>(actor, &about)?;
        may_become_member(&about.on, &input, user.as_ref())?;
        if let (Some(name), Some(user)) = (&input.user, &user) {
            still_holds(context, tx, &input, name, user.id, flags).await?;
        }
        let to = match &input.email {
            Some(email) => Invited::Address(email.as_str(), &code.hash),
            None => Invited::User,
        };
        let expires_at = context.now.plus(INVITE_LIFETIME_MS);
        let new = NewInvite { id, to, flags, note: input.note.as_str(), expires_at };
        invites::insert(tx, proof, context.now, new).await?;
        let row = invites::find(tx, about.on.id, id).await?.ok_or_else(Fault::internal)?;
        note(context, tx, "InviteMember", None, &row).await?;
        let link = input.email.is_some().then(|| code.link(context));
        Ok(SentInvite { invite: view(row, context.now), link, mailed: false })
    };
    Ok(mailed(context, context.changing_once("InviteMember", kept, again, send).await?))
}

/// "Inviting a member (billed here) is 409, a collaborator may be invited"; a personal organization "has no invites".
fn may_become_member(
    organization: &OrganizationFacts,
    input: &InviteMember,
    user: Option<&UserRow>,
) -> Result<(), Fault> {
    if organization.personal_of.is_some() {
        let detail = format!(
            "{} is a personal organization, which has no members but its user; grant flags there instead.",
            organization.path
        );
        return Err(Fault::new(FaultKind::Conflict, detail));
    }
    let Some(name) = &input.user else { return Ok(()) };
    let Some(user) = user else {
        return Err(Fault::field("user", format!("there is no user {name}")));
    };
    if user.disabled {
        return Err(Fault::field("user", format!("{name} is disabled and can’t be invited")));
    }
    if user.billing_organization == input.organization {
        return Err(already_member(&user.name.to_string(), &organization.path));
    }
    Ok(())
}

/// Somebody whom the organization pays for needs no invite.
pub(super) fn already_member(user: &str, organization: &str) -> Fault {
    let detail =
        format!("{user} is a member of {organization} already; flags are changed without an invite.");
    Fault::new(FaultKind::Conflict, detail)
}

async fn still_holds(
    context: &Context,
    tx: &mut Tx,
    input: &InviteMember,
    name: &api::names::Name,
    user: UserId,
    flags: Flags,
) -> Result<(), Stop> {
    let of = PreviewOf::Members { organization: input.organization.clone(), users: vec![name.clone()] };
    let accepted =
        |facts: &PreviewFacts| vec![Change::AcceptInvite { organization: facts.organization, user, flags }];
    previews::still_holds(context, tx, &of, accepted, input.seen.as_deref()).await
}

/// Sends an invite anew for another 14 days; a link sent before is dead.
///
/// # Errors
/// A fault that says why not.
pub async fn resend_invite(context: &Context, input: ResendInvite) -> Result<SentInvite, Fault> {
    let code = Code::make()?;
    let resend = async |tx: &mut Tx| {
        let organization = facts::organization(tx, context.actor(), &input.organization).await?.facts;
        let inside = organization.id;
        let row = invites::find(tx, inside, input.id).await?;
        let facts = facts_of(row.as_ref(), organization);
        let proof = authorize::<actions::ResendInvite>(context.actor(), &facts)?;
        let row = row.ok_or_else(|| Stop::missing(context.actor()))?;
        let hash = row.user.is_none().then_some(&code.hash);
        let expires_at = context.now.plus(INVITE_LIFETIME_MS);
        if !invites::resend(tx, proof, hash, context.now, expires_at).await? {
            return Err(ended(row.state_at(context.now)).into());
        }
        let after = invites::find(tx, inside, input.id).await?.ok_or_else(Fault::internal)?;
        note(context, tx, "ResendInvite", Some(&row), &after).await?;
        let link = hash.is_some().then(|| code.link(context));
        Ok(SentInvite { invite: view(after, context.now), link, mailed: false })
    };
    Ok(mailed(context, context.changing_once("ResendInvite", kept, again, resend).await?))
}

/// Ends a pending invite.
///
/// # Errors
/// A fault that says why not.
pub async fn revoke_invite(context: &Context, input: RevokeInvite) -> Result<Invite, Fault> {
    context
        .changing("RevokeInvite", async |tx| {
            let organization = facts::organization(tx, context.actor(), &input.organization).await?.facts;
            let inside = organization.id;
            let row = invites::find(tx, inside, input.id).await?;
            let facts = facts_of(row.as_ref(), organization);
            let proof = authorize::<actions::RevokeInvite>(context.actor(), &facts)?;
            let row = row.ok_or_else(|| Stop::missing(context.actor()))?;
            if !invites::revoke(tx, proof, context.now).await? {
                return Err(ended(row.state_at(context.now)).into());
            }
            let after = invites::find(tx, inside, input.id).await?.ok_or_else(Fault::internal)?;
            note(context, tx, "RevokeInvite", Some(&row), &after).await?;
            Ok(view(after, context.now))
        })
        .await
}

/// Notes what became of an invite, in its organization's log and in that of whom it is for.
pub(super) async fn note(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    before: Option<&InviteRow>,
    after: &InviteRow,
) -> Result<(), Stop> {
    let mut entry = Entry::new(operation, format!("invite:{}", after.id)).inside(after.organization);
    if let Some(user) = after.user {
        entry = entry.of(user);
    }
    if let Some(before) = before {
        entry = entry.before(&State::of(before, context.now));
    }
    audit::append(context, tx, entry.after(&State::of(after, context.now))).await?;
    Ok(())
}

/// The code of a link: 256 random bits, of which only the hash is kept.
struct Code {
    text: String,
    hash: [u8; 32],
}

impl Code {
    fn make() -> Result<Self, Fault> {
        let text = tokens::code(&random()?);
        Ok(Self { hash: tokens::hash(&text), text })
    }

    fn link(&self, context: &Context) -> Token {
        format!("{}/-/invite/{}", context.core.policy.origin, self.text).into()
    }
}

/// What is kept of an answer for a repeated call: never a link.
fn kept(sent: &SentInvite) -> String {
    match sent.link {
        Some(_) => sent.invite.id.to_string(),
        None => serde_json::to_string(sent).unwrap_or_default(),
    }
}

fn again(kept: &str) -> Result<SentInvite, Fault> {
    if let Ok(sent) = serde_json::from_str(kept) {
        return Ok(sent);
    }
    let detail = format!(
        "This call sent the invite {kept} before, and its link is shown only once: resend the invite for another."
    );
    Err(Fault { id: Some(kept.to_owned()), ..Fault::new(FaultKind::Conflict, detail) })
}

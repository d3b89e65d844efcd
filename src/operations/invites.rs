//! Invites: sent by admins, answered by whom they are for. A pending one moves once; whoever comes second hears where it
//! stands.

mod answer;
mod letter;
mod link;
mod send;

use access::invite::InviteState;
use access::{Flags, InviteFacts, InviteId, OrganizationFacts, Time, actions, authorize};
use api::invites::{Invite, ListInvites, ListOwnInvites};
use api::names::Name;
use api::{Fault, FaultKind, Page, PageRequest};
use serde::Serialize;

use super::facts::{self, own_account};
use super::secrets::kept_description;
use super::{Context, pages};
use crate::store::invites::{self, InviteRow};
pub use answer::{accept_invite, decline_invite, show_own_invite};
pub(super) use link::sign_up_with_link;
pub use link::{show_invite_link, take_invite};
pub use send::{invite_member, resend_invite, revoke_invite};

/// What the audit log tells of an invite; never its link.
#[derive(Serialize)]
struct State<'a> {
    organization: &'a Name,
    user: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    state: InviteState,
    #[serde(flatten)]
    flags: Flags,
}

impl<'a> State<'a> {
    fn of(row: &'a InviteRow, now: Time) -> Self {
        Self {
            organization: &row.organization_name,
            user: row.user_name.as_ref(),
            email: row.email.as_deref(),
            state: row.state_at(now),
            flags: row.flags,
        }
    }
}

/// Lists an organization's invites, newest first.
///
/// # Errors
/// A fault that says why not.
pub async fn list_invites(context: &Context, input: ListInvites) -> Result<Page<Invite>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<InviteId>(page.after.as_deref())?;
    let wanted = (input.pending != Some(false), input.pending != Some(true));
    context
        .reading("ListInvites", async |tx| {
            let organization = facts::organization(tx, context.actor(), &input.organization).await?;
            let proof = authorize::<actions::ListInvites>(context.actor(), &organization.facts)?;
            let (now, limit) = (context.now, pages::one_more(&page));
            let rows = invites::list_of_organization(tx, &proof, wanted, before, now, limit).await?;
            Ok(pages::page(&page, rows, |row| row.id.to_string()).map(|row| view(row, now)))
        })
        .await
}

/// Lists the pending invites that are for the caller.
///
/// # Errors
/// A fault that says why not.
pub async fn list_own_invites(context: &Context, input: ListOwnInvites) -> Result<Page<Invite>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<InviteId>(page.after.as_deref())?;
    context
        .reading("ListOwnInvites", async |tx| {
            let proof = authorize::<actions::ListOwnInvites>(context.actor(), &own_account(context))?;
            let (now, limit) = (context.now, pages::one_more(&page));
            let rows = invites::list_own(tx, &proof, before, now, limit).await?;
            Ok(pages::page(&page, rows, |row| row.id.to_string()).map(|row| own_view(row, now)))
        })
        .await
}

/// The facts of an invite; one that isn't there is for nobody.
fn facts_of(row: Option<&InviteRow>, organization: OrganizationFacts) -> InviteFacts {
    InviteFacts {
        id: row.map_or(InviteId::new(uuid::Uuid::nil()), |row| row.id),
        organization,
        user: row.and_then(|row| row.user),
    }
}

/// An invite as the organization's admins see it.
fn view(row: InviteRow, now: Time) -> Invite {
    Invite {
        id: row.id,
        state: row.state_at(now),
        organization: row.organization_name,
        user: row.user_name,
        email: row.email,
        flags: row.flags,
        note: kept_description(row.note),
        invited_by: Some(row.invited_by),
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}

/// The same as whom it is for sees it: to which address it was sent is for admins alone.
fn own_view(row: InviteRow, now: Time) -> Invite {
    Invite { email: None, ..view(row, now) }
}

/// Why an invite that isn't pending can't be used.
fn ended(state: InviteState) -> Fault {
    let detail = match state {
        InviteState::Accepted => "This invite was accepted already.",
        InviteState::Declined => "This invite was declined; a new one has to be sent.",
        InviteState::Revoked => "This invite was revoked, or a newer one took its place.",
        InviteState::Expired => "This invite has expired; a new one has to be sent.",
        InviteState::Pending => "This invite was changed at this very moment; look again.",
    };
    Fault::new(FaultKind::Conflict, detail)
}

//! What the one that an invite is for does: look at the terms, accept, decline.

use access::invite::InviteState;
use access::world::{Change, Thing, preview};
use access::{OrganizationId, UserId, actions, authorize};
use api::invites::{
    AcceptInvite, AcceptingEnds, DeclineInvite, HeldProject, Invite, InviteTerms, ShowOwnInvite,
};
use api::names::Name;
use api::{Fault, FaultKind};
use serde::Serialize;

use super::send::note;
use super::{ended, facts_of, own_view};
use crate::operations::audit::{self, Entry};
use crate::operations::facts::{self, NOBODY, own_account};
use crate::operations::{Context, Stop, previews};
use crate::store::invites::{self, InviteRow};
use crate::store::organizations::{self, OrganizationRow};
use crate::store::{Tx, members, users};
use crate::tokens;

/// Shows the caller's pending invite with what accepting would change.
///
/// # Errors
/// A fault that says why not.
pub async fn show_own_invite(context: &Context, input: ShowOwnInvite) -> Result<InviteTerms, Fault> {
    context
        .reading("ShowOwnInvite", async |tx| {
            let (organization, row) = own(context, tx, &input.organization).await?;
            let state = row.state_at(context.now);
            if !state.is_open() {
                // Whom it was for may know what became of it.
                return Err(Fault { kind: FaultKind::NotFound, ..ended(state) }.into());
            }
            terms(context, tx, &organization, row).await
        })
        .await
}

/// Accepts the caller's pending invite: flags are added, billing moves.
///
/// # Errors
/// A fault that says why not.
pub async fn accept_invite(context: &Context, input: AcceptInvite) -> Result<Invite, Fault> {
    context
        .changing("AcceptInvite", async |tx| {
            let (organization, row) = own(context, tx, &input.organization).await?;
            let facts = facts_of(Some(&row), organization.facts.clone());
            let proof = authorize::<actions::AcceptInvite>(context.actor(), &facts)?;
            let state = row.state_at(context.now);
            if !state.is_open() {
                return Err(ended(state).into());
            }
            if let Some(seen) = &input.seen
                && terms(context, tx, &organization, row.clone()).await?.seen != *seen
            {
                let detail = "The terms of this invite changed since you saw them; look at them again.";
                return Err(Fault::new(FaultKind::Conflict, detail).into());
            }
            let Some(former) = invites::accept(tx, proof, context.now).await? else {
                return Err(ended(InviteState::Pending).into());
            };
            let after = invites::find(tx, row.organization, row.id).await?.ok_or_else(Fault::internal)?;
            note(context, tx, "AcceptInvite", Some(&row), &after).await?;
            if let Some(former) = former {
                note_former(context, tx, former, &after).await?;
            }
            Ok(own_view(after, context.now))
        })
        .await
}

/// Declines the caller's pending invite.
///
/// # Errors
/// A fault that says why not.
pub async fn decline_invite(context: &Context, input: DeclineInvite) -> Result<Invite, Fault> {
    context
        .changing("DeclineInvite", async |tx| {
            let (organization, row) = own(context, tx, &input.organization).await?;
            let facts = facts_of(Some(&row), organization.facts);
            let proof = authorize::<actions::DeclineInvite>(context.actor(), &facts)?;
            if !invites::decline(tx, proof, context.now).await? {
                return Err(ended(row.state_at(context.now)).into());
            }
            let after = invites::find(tx, row.organization, row.id).await?.ok_or_else(Fault::internal)?;
            note(context, tx, "DeclineInvite", Some(&row), &after).await?;
            Ok(own_view(after, context.now))
        })
        .await
}

/// The organization, and the caller's invite into it: without one there is nothing to answer.
async fn own(
    context: &Context,
    tx: &mut Tx,
    organization: &Name,
) -> Result<(OrganizationRow, InviteRow), Stop> {
    let _own = authorize::<actions::ListOwnInvites>(context.actor(), &own_account(context))?;
    let organization = facts::organization(tx, context.actor(), organization).await?;
    let user = context.actor().user().unwrap_or(NOBODY);
    let row = invites::find_own(tx, organization.facts.id, user).await?;
    Ok((organization, row.ok_or_else(|| Stop::missing(context.actor()))?))
}

/// Tells those who paid until now that they pay no more; not who does.
async fn note_former(
    context: &Context,
    tx: &mut Tx,
    former: OrganizationId,
    invite: &InviteRow,
) -> Result<(), Stop> {
    #[derive(Serialize)]
    struct Left<'a> {
        user: Option<&'a Name>,
        billed_here: bool,
    }
    let user = invite.user_name.as_ref();
    let entry = Entry::new("AcceptInvite", format!("account:{}", own_account(context).path)).inside(former);
    let entry = entry.before(&Left { user, billed_here: true }).after(&Left { user, billed_here: false });
    audit::append(context, tx, entry).await?;
    Ok(())
}

/// What accepting would change, with the mark of all that this shows.
async fn terms(
    context: &Context,
    tx: &mut Tx,
    organization: &OrganizationRow,
    row: InviteRow,
) -> Result<InviteTerms, Stop> {
    let account = own_account(context);
    let proof = authorize::<actions::ListOwnInvites>(context.actor(), &account)?;
    let payer = users::find(tx, account.user).await?.ok_or_else(|| Stop::missing(context.actor()))?;
    let (read_quota_mb, write_quota_mb) =
        quota(context, tx, account.user, &payer.billing_organization).await?;
    let projects = invites::held_projects(tx, &proof, organization.facts.id).await?;
    let (ends, hidden) = ends(context, tx, organization, &row, account.user).await?;
    let mut terms = InviteTerms {
        invite: own_view(row, context.now),
        held: organization.facts.held,
        billing_organization: payer.billing_organization,
        read_quota_mb,
        write_quota_mb,
        projects: projects.into_iter().map(|(path, flags)| HeldProject { path, flags }).collect(),
        longest_secret_days: organization.bounds.longest_secret_days,
        ends,
        seen: String::new(),
    };
    let text = serde_json::to_string(&terms).map_err(|_| Fault::internal())?;
    terms.seen = tokens::hash(&text).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    // "On save the server compares only what was shown": the count isn't in the mark.
    terms.ends.hidden = hidden;
    Ok(terms)
}

/// What ends where the former organization pays no more: places in its teams, and what was seen by them. The count of
/// what the caller may not see stands beside it.
async fn ends(
    context: &Context,
    tx: &mut Tx,
    organization: &OrganizationRow,
    row: &InviteRow,
    user: UserId,
) -> Result<(AcceptingEnds, u32), Stop> {
    let facts = previews::accepting(tx, context.actor(), &organization.facts, user).await?;
    let world = &facts.world;
    let change = Change::AcceptInvite { organization: organization.facts.id, user, flags: row.flags };
    let seen = preview(world, &change).seen_by(context.actor(), world);
    let left = seen.shown.leaves.iter().filter_map(|place| world.teams.get(&place.team));
    let lost = seen.shown.losses.iter().filter_map(|right| match right.on {
        Thing::Pipeline(id) => world.pipelines.get(&id).map(|pipeline| pipeline.path.clone()),
        Thing::Organization(_) | Thing::Project(_) | Thing::Stream(_) => None,
    });
    let mut ends = AcceptingEnds {
        teams: left.map(|team| team.path.clone()).collect(),
        pipelines: lost.collect(),
        hidden: 0,
    };
    ends.teams.sort();
    ends.pipelines.sort();
    ends.pipelines.dedup();
    // Of a pipeline that they can't see they can't know whether it is lost, only that there is one in these teams.
    let hidden = if ends.teams.is_empty() { 0 } else { facts.hidden };
    let unseen = u32::try_from(seen.hidden.1).unwrap_or(u32::MAX);
    Ok((ends, hidden.saturating_add(unseen)))
}

/// What somebody may read and write in a month, as far as a bound is their own: an organization's bound is its members'
/// business alone where it is one's own.
async fn quota(
    context: &Context,
    tx: &mut Tx,
    user: UserId,
    payer: &Name,
) -> Result<(Option<u64>, Option<u64>), Stop> {
    let Some(payer) = organizations::find(tx, context.actor(), payer).await? else { return Ok((None, None)) };
    let member = members::find(tx, payer.facts.id, user).await?;
    let (read, write) = member.map_or((None, None), |member| (member.read_quota_mb, member.write_quota_mb));
    if payer.facts.personal_of != Some(user) {
        return Ok((read, write));
    }
    let least = |one: Option<u64>, other: Option<u64>| one.into_iter().chain(other).min();
    Ok((least(read, payer.bounds.read_quota_mb), least(write, payer.bounds.write_quota_mb)))
}

//! Flags of several people at once, and what a member may spend.

use access::{About, actions, authorize};
use api::flags::FlagChanges;
use api::members::{Member, MembersChanged, UpdateMemberQuota, UpdateMembers};
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf};
use api::{Fault, FaultKind};

use super::flags::{keepers, keeps_admin, set};
use super::{parties, shown};
use crate::operations::audit::{self, Entry};
use crate::operations::facts::NOBODY;
use crate::operations::organizations::{QuotaState, megabytes, stored};
use crate::operations::usage::{QuotaSet, written};
use crate::operations::{Context, Stop, facts, previews};
use crate::store::{Tx, removals, users};

/// Sets flags of several people at once, or of none if one of them can't be. A flag left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_members(context: &Context, input: UpdateMembers) -> Result<MembersChanged, Fault> {
    let (organization, seen) = (&input.organization, input.seen.as_deref());
    let changes = FlagChanges::of_all(&input.users, input.view, input.create, input.admin);
    let changing = "UpdateMembers";
    context
        .changing(changing, async |tx| set_all(context, tx, changing, organization, &changes, seen).await)
        .await
}

/// Sets the flags of several people, each their own, on an organization: of all or of none.
pub(in crate::operations) async fn set_all(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    organization: &Name,
    changes: &FlagChanges,
    seen: Option<&str>,
) -> Result<MembersChanged, Stop> {
    let on = facts::organization(tx, context.actor(), organization).await?.facts;
    let about = About { on, whom: NOBODY };
    let _proof = authorize::<actions::UpdateOrganizationPermissions>(context.actor(), &about)?;
    let of = PreviewOf::Members { organization: organization.clone(), users: changes.users() };
    let would = |facts: &PreviewFacts| facts.set_flags(changes.as_slice());
    previews::still_holds(context, tx, &of, would, seen).await?;
    let before = keepers(tx, &about.on).await?;
    let mut changed = Vec::new();
    for change in changes.as_slice() {
        let name = &change.user;
        let user = users::find_by_name(tx, name).await?.ok_or_else(|| unknown(name))?;
        if set(context, tx, operation, &about.on, user.id, change).await? {
            changed.push(name.clone());
        }
    }
    keeps_admin(context, tx, &about.on, &before).await?;
    Ok(MembersChanged { changed })
}

/// One of several people isn't there: which.
pub(in crate::operations) fn unknown(name: &Name) -> Fault {
    Fault::field("users", format!("there is nobody called {name}"))
}

/// Bounds what a member may spend at the organization's expense; a field left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_member_quota(context: &Context, input: UpdateMemberQuota) -> Result<Member, Fault> {
    let read = input.read_quota_mb.map(|limit| megabytes("read_quota_mb", limit)).transpose()?;
    let write = input.write_quota_mb.map(|limit| megabytes("write_quota_mb", limit)).transpose()?;
    written(context).await;
    let set = QuotaSet::default();
    let changed = context
        .changing("UpdateMemberQuota", async |tx| {
            let (on, user) = parties(context, tx, &input.organization, &input.user).await?;
            let about = About { on, whom: user.as_ref().map_or(NOBODY, |user| user.id) };
            let proof = authorize::<actions::UpdateMemberQuota>(context.actor(), &about)?;
            let organization = about.on;
            let user = user.ok_or_else(Fault::not_found)?;
            let before = shown(tx, organization.id, user.id).await?;
            context.still(&before)?;
            if user.billing_organization != input.organization {
                let detail = format!(
                    "{} doesn’t pay for {}: a quota is for members, whose use it pays.",
                    organization.path, user.name
                );
                return Err(Fault::new(FaultKind::Conflict, detail).into());
            }
            let was = (before.read_quota_mb, before.write_quota_mb);
            let is = (read.unwrap_or(was.0), write.unwrap_or(was.1));
            if was == is {
                return Ok(before);
            }
            removals::set_quota(tx, proof, (stored(is.0), stored(is.1))).await?;
            set.note(organization.id, user.id.uuid());
            let state = |(read_quota_mb, write_quota_mb)| QuotaState {
                user: Some(&user.name),
                read_quota_mb,
                write_quota_mb,
            };
            let entry = Entry::new("UpdateMemberQuota", format!("organization:{}", organization.path));
            let entry = entry.of(user.id).inside(organization.id).before(&state(was)).after(&state(is));
            audit::append(context, tx, entry).await?;
            shown(tx, organization.id, user.id).await
        })
        .await?;
    set.count(&context.core).await;
    Ok(changed)
}

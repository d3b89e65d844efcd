//! Flags of several people at once, and what a member may spend.

use access::{About, actions, authorize};
use api::members::{Member, MembersChanged, UpdateMemberQuota, UpdateMembers};
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf};
use api::{Fault, FaultKind};

use super::flags::{Wanted, keepers, keeps_admin, set};
use super::{parties, shown};
use crate::operations::audit::{self, Entry};
use crate::operations::facts::NOBODY;
use crate::operations::organizations::{QuotaState, megabytes, stored};
use crate::operations::{Context, facts, previews};
use crate::store::{removals, users};

/// Sets flags of several people at once, or of none if one of them can't be. A flag left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_members(context: &Context, input: UpdateMembers) -> Result<MembersChanged, Fault> {
    let wanted = Wanted { view: input.view, create: input.create, admin: input.admin };
    context
        .changing("UpdateMembers", async |tx| {
            let organization = facts::organization(tx, context.actor(), &input.organization).await?.facts;
            let about = About { on: organization, whom: NOBODY };
            let _proof = authorize::<actions::UpdateOrganizationPermissions>(context.actor(), &about)?;
            let organization = about.on;
            let names: Vec<Name> = input.users.iter().cloned().collect();
            let of = PreviewOf::Members { organization: input.organization.clone(), users: names.clone() };
            let changes = |facts: &PreviewFacts| facts.set_flags(wanted.view, wanted.create, wanted.admin);
            previews::still_holds(tx, context.actor(), &of, changes, input.seen.as_deref()).await?;
            let before = keepers(tx, &organization).await?;
            let mut changed = Vec::new();
            for name in names {
                let user = users::find_by_name(tx, &name).await?.ok_or_else(|| unknown(&name))?;
                if set(context, tx, "UpdateMembers", &organization, (user.id, &name), wanted).await? {
                    changed.push(name);
                }
            }
            keeps_admin(tx, &organization, &before).await?;
            Ok(MembersChanged { changed })
        })
        .await
}

/// One of several people isn't there: which.
pub(super) fn unknown(name: &Name) -> Fault {
    Fault::field("users", format!("there is nobody called {name}"))
}

/// Bounds what a member may spend at the organization's expense; a field left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_member_quota(context: &Context, input: UpdateMemberQuota) -> Result<Member, Fault> {
    let read = input.read_quota_mb.map(|limit| megabytes("read_quota_mb", limit)).transpose()?;
    let write = input.write_quota_mb.map(|limit| megabytes("write_quota_mb", limit)).transpose()?;
    context
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
        .await
}

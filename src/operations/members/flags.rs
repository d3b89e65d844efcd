//! Flags of people on an organization.

use std::slice;

use access::invariants::Keeper;
use access::{About, Flags, OrganizationFacts, UserId, actions, authorize};
use api::flags::FlagChange;
use api::members::{Member, UpdateOrganizationPermissions};
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf};
use api::{Fault, FaultKind};
use serde::Serialize;

use super::{parties, shown};
use crate::operations::audit::{self, Entry};
use crate::operations::facts::NOBODY;
use crate::operations::keepers::keep;
use crate::operations::{Context, Stop, previews};
use crate::store::{Tx, members, places};

/// What the audit log tells of somebody's flags.
#[derive(Serialize)]
struct State<'a> {
    user: &'a Name,
    #[serde(flatten)]
    flags: Flags,
    /// Pending invites that ended because their sender is admin no more.
    #[serde(skip_serializing_if = "is_none")]
    revoked_invites: u64,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// Sets the flags of any user; billing stays where it is.
///
/// # Errors
/// A fault that says why not.
pub async fn update_organization_permissions(
    context: &Context,
    input: UpdateOrganizationPermissions,
) -> Result<Member, Fault> {
    let UpdateOrganizationPermissions { view, create, admin, .. } = input;
    let change = FlagChange { user: input.user.clone(), view, create, admin };
    context
        .changing("UpdateOrganizationPermissions", async |tx| {
            let (organization, user) = parties(context, tx, &input.organization, &input.user).await?;
            let whom = user.as_ref().map_or(NOBODY, |user| user.id);
            let about = About { on: organization, whom };
            let _proof = authorize::<actions::UpdateOrganizationPermissions>(context.actor(), &about)?;
            let organization = about.on;
            let user = user.ok_or_else(Fault::not_found)?;
            context.still(&shown(tx, organization.id, user.id).await?)?;
            let of = PreviewOf::Members {
                organization: input.organization.clone(),
                users: vec![input.user.clone()],
            };
            let changes = |facts: &PreviewFacts| facts.set_flags(slice::from_ref(&change));
            previews::still_holds(context, tx, &of, changes, input.seen.as_deref()).await?;
            let before = keepers(tx, &organization).await?;
            let name = "UpdateOrganizationPermissions";
            set(context, tx, name, &organization, user.id, &change).await?;
            keeps_admin(context, tx, &organization, &before).await?;
            shown(tx, organization.id, user.id).await
        })
        .await
}

/// Sets somebody's flags with all that follows from it; says whether anything changed. Whether an admin is left is for
/// the caller to check, once all is done.
pub(super) async fn set(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    organization: &OrganizationFacts,
    user: UserId,
    change: &FlagChange,
) -> Result<bool, Stop> {
    let held = members::held(tx, organization.id, user).await?;
    let (name, flags) = (&change.user, change.over(held));
    if flags == held {
        return Ok(false);
    }
    keeps_personal(organization, user, name, flags)?;
    let about = About { on: organization.clone(), whom: user };
    let proof = authorize::<actions::UpdateOrganizationPermissions>(context.actor(), &about)?;
    let revoked_invites = match held.admin && !flags.admin {
        true => places::revoke_sent_invites(tx, &proof, organization.id, user, context.now).await?,
        false => 0,
    };
    if flags.any() {
        places::set_flags(tx, proof, flags, context.now).await?;
    } else {
        let ended = authorize::<actions::UpdateOrganizationPermissions>(context.actor(), &about)?;
        places::set_flags(tx, proof, flags, context.now).await?;
        places::end_memberships(tx, &ended, user).await?;
    }
    let was = State { user: name, flags: held, revoked_invites: 0 };
    let is = State { user: name, flags, revoked_invites };
    let entry = Entry::new(operation, format!("organization:{}", organization.path));
    audit::append(context, tx, entry.of(user).inside(organization.id).before(&was).after(&is)).await?;
    Ok(true)
}

/// "Its user is always its admin; it has no other admins."
fn keeps_personal(
    organization: &OrganizationFacts,
    user: UserId,
    name: &Name,
    flags: Flags,
) -> Result<(), Stop> {
    let Some(owner) = organization.personal_of else { return Ok(()) };
    let path = &organization.path;
    let detail = if owner == user && !flags.admin {
        format!("{path} is the personal organization of {name}, who is always its admin.")
    } else if owner != user && flags.admin {
        format!(
            "{path} is a personal organization: nobody but its user is admin there. Give view or create instead."
        )
    } else {
        return Ok(());
    };
    Err(Fault::new(FaultKind::Conflict, detail).into())
}

/// Who decides about the organization.
pub(super) async fn keepers(tx: &mut Tx, organization: &OrganizationFacts) -> Result<Vec<Keeper>, Stop> {
    let admins = members::admins(tx, organization.id).await?;
    Ok(admins.into_iter().map(|(user, enabled)| Keeper { user, enabled }).collect())
}

/// "An organization keeps an admin": checked after the change, in its transaction.
pub(super) async fn keeps_admin(
    context: &Context,
    tx: &mut Tx,
    organization: &OrganizationFacts,
    before: &[Keeper],
) -> Result<(), Stop> {
    let after = keepers(tx, organization).await?;
    let kept = keep(context, &organization.path, before, &after);
    let resource = Some(format!("organization:{}", organization.path));
    kept.map_err(|fault| Fault { resource, ..fault }.into())
}

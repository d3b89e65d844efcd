//! Changes of somebody's place in an organization: flags, who pays, what ends with either.

use access::{Action, Authorized, Flags, OrganizationId, Time, UserId, actions};
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    SET_FLAGS = "insert into organization_grants \
        (organization_id, user_id, can_view, can_create, can_admin, granted_by, granted_at) \
        values ($1, $2, $3, $4, $5, $6, $7) \
        on conflict (organization_id, user_id) do update set can_view = excluded.can_view, \
        can_create = excluded.can_create, can_admin = excluded.can_admin, granted_by = excluded.granted_by, \
        granted_at = excluded.granted_at";
    END_FLAGS = "delete from organization_grants where organization_id = $1 and user_id = $2";
    BILL_TO = "update users set billing_organization_id = $2, billed_since = $3 \
        where id = $1 and billing_organization_id <> $2";
    END_QUOTAS = "delete from member_quotas where user_id = $1 and organization_id <> $2";
    PERSONAL = "select id from organizations where personal_user_id = $1";
    // A team takes who is billed in its organization or holds a flag there.
    END_TEAMS = "delete from team_members where user_id = $1 \
        and not exists (select 1 from organization_grants g \
            where g.organization_id = team_members.organization_id and g.user_id = team_members.user_id) \
        and not exists (select 1 from users u \
            where u.id = team_members.user_id and u.billing_organization_id = team_members.organization_id)";
    END_HOME_TEAMS = "delete from home_teams where user_id = $1 and not exists (select 1 from team_members t \
        where t.team_id = home_teams.team_id and t.user_id = home_teams.user_id)";
    REVOKE_SENT_INVITES = "update invites set state = 'revoked', answered_at = $3 \
        where invited_by = $1 and organization_id = $2 and state = 'pending' and expires_at > $3";
}

/// Actions whose proof permits to change somebody's place in an organization.
pub trait MovesPeople: Action {}

impl MovesPeople for actions::UpdateOrganizationPermissions {}
impl MovesPeople for actions::RemoveMember {}
impl MovesPeople for actions::LeaveOrganization {}
impl MovesPeople for actions::DeleteOrganization {}
impl MovesPeople for actions::AcceptInvite {}

/// Sets what the person of the proof holds on its organization; nothing held is no row.
///
/// # Errors
/// The store's.
pub async fn set_flags(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateOrganizationPermissions>,
    flags: Flags,
    now: Time,
) -> Result<(), StoreError> {
    let (organization, user) = proof.target();
    write_flags(tx, organization, user, flags, proof.actor().user(), now).await
}

/// Adds what an accepted invite offers to what is held; `by` sent it.
///
/// # Errors
/// The store's.
pub async fn add_flags(
    tx: &mut Tx,
    _proof: &Authorized<actions::AcceptInvite>,
    organization: OrganizationId,
    user: UserId,
    flags: Flags,
    by: UserId,
    now: Time,
) -> Result<(), StoreError> {
    let held = super::members::held(tx, organization, user).await?;
    let flags = access::invite::accepted(held, flags);
    if flags == held {
        return Ok(());
    }
    write_flags(tx, organization, user, flags, Some(by), now).await
}

async fn write_flags(
    tx: &mut Tx,
    organization: OrganizationId,
    user: UserId,
    flags: Flags,
    by: Option<UserId>,
    now: Time,
) -> Result<(), StoreError> {
    let (organization, user, by) = (organization.uuid(), user.uuid(), by.map(UserId::uuid));
    if flags.any() {
        let (view, create, admin) = (flags.view, flags.create, flags.admin);
        execute!(tx, SET_FLAGS, organization, user, view, create, admin, by, now.0)?;
    } else {
        execute!(tx, END_FLAGS, organization, user)?;
    }
    Ok(())
}

/// Makes the organization the one that pays, from `now` on. The quota that the former one set ends, and team
/// memberships there too where no flag holds them. Says whether it moved.
///
/// # Errors
/// The store's.
pub async fn bill_to<A: MovesPeople>(
    tx: &mut Tx,
    proof: &Authorized<A>,
    user: UserId,
    organization: OrganizationId,
    now: Time,
) -> Result<bool, StoreError> {
    let (id, organization) = (user.uuid(), organization.uuid());
    if execute!(tx, BILL_TO, id, organization, now.0)? == 0 {
        return Ok(false);
    }
    execute!(tx, END_QUOTAS, id, organization)?;
    end_memberships(tx, proof, user).await?;
    Ok(true)
}

/// Makes the personal organization the one that pays again. Says whether it moved.
///
/// # Errors
/// The store's.
pub async fn bill_to_personal<A: MovesPeople>(
    tx: &mut Tx,
    proof: &Authorized<A>,
    user: UserId,
    now: Time,
) -> Result<bool, StoreError> {
    let (personal,) = query!(tx, (Uuid,), fetch_one, PERSONAL, user.uuid())?;
    bill_to(tx, proof, user, personal.into(), now).await
}

/// Ends the team memberships of somebody in organizations that neither pay for them nor gave them a flag: "when that
/// ends, so does the membership".
///
/// # Errors
/// The store's.
pub async fn end_memberships<A: MovesPeople>(
    tx: &mut Tx,
    _proof: &Authorized<A>,
    user: UserId,
) -> Result<(), StoreError> {
    if execute!(tx, END_TEAMS, user.uuid())? > 0 {
        execute!(tx, END_HOME_TEAMS, user.uuid())?;
    }
    Ok(())
}

/// Revokes the pending invites that somebody sent into the organization; says how many.
///
/// # Errors
/// The store's.
pub async fn revoke_sent_invites<A: MovesPeople>(
    tx: &mut Tx,
    _proof: &Authorized<A>,
    organization: OrganizationId,
    sender: UserId,
    now: Time,
) -> Result<u64, StoreError> {
    execute!(tx, REVOKE_SENT_INVITES, sender.uuid(), organization.uuid(), now.0)
}

//! The end of somebody's place in an organization, and what a member may spend while it lasts.

use access::{Authorized, OrganizationId, Time, UserId, actions};
use api::names::Name;
use uuid::Uuid;

use super::places::{self, MovesPeople};
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    SET_QUOTA = "insert into member_quotas (organization_id, user_id, read_quota_mb, write_quota_mb) \
        values ($1, $2, $3, $4) on conflict (organization_id, user_id) \
        do update set read_quota_mb = excluded.read_quota_mb, write_quota_mb = excluded.write_quota_mb";
    END_QUOTA = "delete from member_quotas where organization_id = $1 and user_id = $2";
    END_FLAGS = "delete from organization_grants where organization_id = $1 and user_id = $2";
    END_PROJECT_GRANTS = "delete from project_grants where user_id = $2 \
        and project_id in (select id from projects where organization_id = $1)";
    END_PIPELINE_ROLES = "delete from pipeline_roles where user_id = $2 \
        and pipeline_id in (select id from pipelines where organization_id = $1)";
    COUNT_SENT_INVITES = "select count(*) from invites \
        where invited_by = $2 and organization_id = $1 and state = 'pending' and expires_at > $3";
    ISSUED_SECRETS = "select v.name, s.hint, s.description from secrets s join services v on v.id = s.service_id \
        where v.organization_id = $1 and s.issued_by = $2 and s.revoked_at is null \
        and (s.expires_at is null or s.expires_at > $3) order by v.name, s.id";
    REVOKE_ISSUED_SECRETS = "update secrets set revoked_at = $3 where issued_by = $2 and revoked_at is null \
        and (expires_at is null or expires_at > $3) \
        and service_id in (select id from services where organization_id = $1)";
}

/// Bounds what the person of the proof may spend, in megabytes a month; no bound at all is no row.
///
/// # Errors
/// The store's.
pub async fn set_quota(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateMemberQuota>,
    (read, write): (Option<i64>, Option<i64>),
) -> Result<(), StoreError> {
    let (organization, user) = proof.target();
    let (organization, user) = (organization.uuid(), user.uuid());
    if read.is_none() && write.is_none() {
        execute!(tx, END_QUOTA, organization, user)?;
    } else {
        execute!(tx, SET_QUOTA, organization, user, read, write)?;
    }
    Ok(())
}

/// What permits to end somebody's place, and so whose and where.
#[derive(Debug)]
pub enum Removal {
    /// By an admin.
    Removed(Authorized<actions::RemoveMember>),
    /// By themselves.
    Left(Authorized<actions::LeaveOrganization>, UserId),
}

/// Ends all that the person of the proof holds inside: flags, project grants, pipeline roles, teams, pending invites they sent, with
/// `secrets` the live secrets of its services that they issued too; a member's billing returns to the personal
/// organization. Says how many secrets were revoked.
///
/// # Errors
/// The store's.
pub async fn end_place(tx: &mut Tx, removal: Removal, secrets: bool, now: Time) -> Result<u64, StoreError> {
    match removal {
        Removal::Removed(proof) => {
            let (organization, user) = proof.target();
            end(tx, &proof, organization, user, secrets, now).await
        }
        Removal::Left(proof, user) => end(tx, &proof, proof.target(), user, secrets, now).await,
    }
}

async fn end<A: MovesPeople>(
    tx: &mut Tx,
    proof: &Authorized<A>,
    organization: OrganizationId,
    user: UserId,
    secrets: bool,
    now: Time,
) -> Result<u64, StoreError> {
    let (inside, whom) = (organization.uuid(), user.uuid());
    places::revoke_sent_invites(tx, proof, organization, user, now).await?;
    execute!(tx, END_PROJECT_GRANTS, inside, whom)?;
    execute!(tx, END_PIPELINE_ROLES, inside, whom)?;
    execute!(tx, END_FLAGS, inside, whom)?;
    if super::members::is_billed_to(tx, organization, user).await? {
        places::bill_to_personal(tx, proof, user, now).await?;
    }
    places::end_memberships(tx, proof, user).await?;
    if secrets { execute!(tx, REVOKE_ISSUED_SECRETS, inside, whom, now.0) } else { Ok(0) }
}

/// How many pending invites into the organization somebody sent.
///
/// # Errors
/// The store's.
pub async fn count_sent_invites(
    tx: &mut Tx,
    organization: OrganizationId,
    sender: UserId,
    now: Time,
) -> Result<u64, StoreError> {
    let (organization, sender) = (organization.uuid(), sender.uuid());
    let (count,) = query!(tx, (i64,), fetch_one, COUNT_SENT_INVITES, organization, sender, now.0)?;
    Ok(count.unsigned_abs())
}

/// The live secrets of the organization's services that somebody issued: service, hint and description.
///
/// # Errors
/// The store's.
pub async fn issued_secrets(
    tx: &mut Tx,
    organization: OrganizationId,
    issuer: UserId,
    now: Time,
) -> Result<Vec<(Name, String, String)>, StoreError> {
    type Row = (String, String, String);
    let (organization, issuer): (Uuid, Uuid) = (organization.uuid(), issuer.uuid());
    let rows = query!(tx, Row, fetch_all, ISSUED_SECRETS, organization, issuer, now.0)?;
    Ok(rows.into_iter().map(|(name, hint, text)| (Name::from_stored(name), hint, text)).collect())
}

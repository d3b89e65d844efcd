//! Ending accounts, and rescuing organizations: what only the operator does.

use access::{Authorized, OrganizationId, Time, UserId, actions};
use api::names::Name;

use super::sql::{execute, query, texts};
use super::{Operator, StoreError, Tx, names};

texts! {
    DISABLE = "update users set disabled_at = $2 where id = $1 and disabled_at is null";
    ENABLE = "update users set disabled_at = null where id = $1 and disabled_at is not null";
    END_SESSIONS = "update sessions set ended_at = $2 where user_id = $1 and ended_at is null";
    RESCUE = "insert into organization_grants \
        (organization_id, user_id, can_view, can_create, can_admin, granted_by, granted_at) \
        values ($1, $2, false, false, true, null, $3) \
        on conflict (organization_id, user_id) do update \
        set can_admin = true, granted_by = null, granted_at = excluded.granted_at";
    // Things that nobody enabled would decide about any more. What is deleted with the account isn't among them.
    LEFT_ORGANIZATIONS = "select o.name from organization_grants g join organizations o on o.id = g.organization_id \
        where g.user_id = $1 and g.can_admin and o.personal_user_id is null and not exists (select 1 \
            from organization_grants h join users u on u.id = h.user_id where h.organization_id = o.id \
            and h.can_admin and h.user_id <> $1 and u.disabled_at is null) order by o.name";
    LEFT_PROJECTS = "select o.name, p.name from project_grants g join projects p on p.id = g.project_id \
        join organizations o on o.id = p.organization_id \
        where g.user_id = $1 and g.can_admin and not exists (select 1 \
            from project_grants h join users u on u.id = h.user_id where h.project_id = p.id \
            and h.can_admin and h.user_id <> $1 and u.disabled_at is null) order by o.name, p.name";
    LEFT_PIPELINES = "select o.name, l.name from pipeline_roles g join pipelines l on l.id = g.pipeline_id \
        join organizations o on o.id = l.organization_id \
        where g.user_id = $1 and g.role = 'owner' and not exists (select 1 \
            from pipeline_roles h join users u on u.id = h.user_id where h.pipeline_id = l.id \
            and h.role = 'owner' and h.user_id <> $1 and u.disabled_at is null) order by o.name, l.name";
    INSIDE_PERSONAL = "select p.name from projects p join organizations o on o.id = p.organization_id \
        where o.personal_user_id = $1 union all select v.name from services v \
        join organizations o on o.id = v.organization_id where o.personal_user_id = $1 \
        union all select l.name from pipelines l \
        join organizations o on o.id = l.organization_id where o.personal_user_id = $1 order by 1";
    FORGET_GRANTER_ORGANIZATIONS = "update organization_grants set granted_by = null where granted_by = $1";
    FORGET_GRANTER_PROJECTS = "update project_grants set granted_by = null where granted_by = $1";
    FORGET_GRANTER_SERVICES = "update service_grants set granted_by = null where granted_by = $1";
    FORGET_GRANTER_ROLES = "update pipeline_roles set granted_by = null where granted_by = $1";
    FORGET_GRANTER_SHARES = "update pipeline_teams set granted_by = null where granted_by = $1";
    FORGET_CREATOR_PIPELINES = "update pipelines set created_by = null where created_by = $1";
    FORGET_AUTHOR = "update pipeline_versions set author_id = null where author_id = $1";
    FORGET_DEPLOYER = "update pipeline_runs set deployed_by = null where deployed_by = $1";
    FORGET_CREATOR_SERVICES = "update services set created_by = null where created_by = $1";
    FORGET_CREATOR_TEAMS = "update teams set created_by = null where created_by = $1";
    FORGET_ADDER = "update team_members set added_by = null where added_by = $1";
    FORGET_ISSUER = "update secrets set issued_by = null where issued_by = $1";
    FORGET_ISSUING_SECRET = "update secrets set issued_with = null \
        where issued_with in (select id from secrets where user_id = $1)";
    DELETE_INVITES = "delete from invites where user_id = $1 or invited_by = $1 or organization_id in \
        (select id from organizations where personal_user_id = $1)";
    DELETE_HOME_TEAMS = "delete from home_teams where user_id = $1 or organization_id in \
        (select id from organizations where personal_user_id = $1)";
    DELETE_TEAM_PLACES = "delete from team_members where user_id = $1 or organization_id in \
        (select id from organizations where personal_user_id = $1)";
    DELETE_TEAM_SHARES = "delete from pipeline_teams where team_id in (select t.id from teams t \
        join organizations o on o.id = t.organization_id where o.personal_user_id = $1)";
    DELETE_ROLES = "delete from pipeline_roles where user_id = $1";
    DELETE_TEAMS = "delete from teams where organization_id in \
        (select id from organizations where personal_user_id = $1)";
    DELETE_QUOTAS = "delete from member_quotas where user_id = $1 or organization_id in \
        (select id from organizations where personal_user_id = $1)";
    DELETE_PROJECT_GRANTS = "delete from project_grants where user_id = $1";
    DELETE_GRANTS = "delete from organization_grants where user_id = $1 or organization_id in \
        (select id from organizations where personal_user_id = $1)";
    DELETE_SECRETS = "delete from secrets where user_id = $1";
    DELETE_SESSIONS = "delete from sessions where user_id = $1";
    DELETE_PERSONAL = "delete from organizations where personal_user_id = $1";
    DELETE_USER = "delete from users where id = $1";
    PLACES = "select 'organization', o.name, '' from organization_grants g \
            join organizations o on o.id = g.organization_id \
            where g.user_id = $1 and (o.personal_user_id is null or o.personal_user_id <> $1) \
        union all select 'project', o.name, p.name from project_grants g join projects p on p.id = g.project_id \
            join organizations o on o.id = p.organization_id where g.user_id = $1 \
        union all select 'pipeline', o.name, l.name from pipeline_roles g join pipelines l on l.id = g.pipeline_id \
            join organizations o on o.id = l.organization_id where g.user_id = $1 \
        union all select 'team', o.name, t.name from team_members g join teams t on t.id = g.team_id \
            join organizations o on o.id = t.organization_id where g.user_id = $1 \
        order by 1, 2, 3";
    SECRETS = "select count(*) from secrets \
        where user_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)";
}

/// What goes with an account, in an order that no reference stands against.
const DELETIONS: [&str; 26] = [
    FORGET_GRANTER_ORGANIZATIONS,
    FORGET_GRANTER_PROJECTS,
    FORGET_GRANTER_SERVICES,
    FORGET_GRANTER_ROLES,
    FORGET_GRANTER_SHARES,
    FORGET_CREATOR_PIPELINES,
    FORGET_AUTHOR,
    FORGET_DEPLOYER,
    FORGET_CREATOR_SERVICES,
    FORGET_CREATOR_TEAMS,
    FORGET_ADDER,
    FORGET_ISSUER,
    FORGET_ISSUING_SECRET,
    DELETE_INVITES,
    DELETE_HOME_TEAMS,
    DELETE_TEAM_PLACES,
    DELETE_TEAM_SHARES,
    DELETE_TEAMS,
    DELETE_ROLES,
    DELETE_QUOTAS,
    DELETE_PROJECT_GRANTS,
    DELETE_GRANTS,
    DELETE_SECRETS,
    DELETE_SESSIONS,
    // The user is billed there, and it is the user's: both references wait for the end of the transaction.
    DELETE_PERSONAL,
    DELETE_USER,
];

/// Disables an account: its sessions end now, its secrets are refused as long as it is. Says whether it was enabled.
///
/// # Errors
/// The store's.
pub async fn disable(tx: &mut Tx, _: Operator, user: UserId, now: Time) -> Result<bool, StoreError> {
    let disabled = execute!(tx, DISABLE, user.uuid(), now.0)? > 0;
    execute!(tx, END_SESSIONS, user.uuid(), now.0)?;
    Ok(disabled)
}

/// Enables an account again. Says whether it was disabled.
///
/// # Errors
/// The store's.
pub async fn enable(tx: &mut Tx, _: Operator, user: UserId) -> Result<bool, StoreError> {
    Ok(execute!(tx, ENABLE, user.uuid())? > 0)
}

/// Makes somebody an admin of an organization.
///
/// # Errors
/// The store's.
pub async fn rescue(
    tx: &mut Tx,
    _: Operator,
    organization: OrganizationId,
    user: UserId,
    now: Time,
) -> Result<(), StoreError> {
    execute!(tx, RESCUE, organization.uuid(), user.uuid(), now.0)?;
    Ok(())
}

/// What stands against deleting an account: things that would be left without an admin or owner, and what its personal
/// organization holds, as paths.
///
/// # Errors
/// The store's.
pub async fn hindrances(tx: &mut Tx, user: UserId, name: &Name) -> Result<Vec<String>, StoreError> {
    let shown = |name: String| Name::from_stored(name).to_string();
    let organizations = query!(tx, (String,), fetch_all, LEFT_ORGANIZATIONS, user.uuid())?;
    let projects = query!(tx, (String, String), fetch_all, LEFT_PROJECTS, user.uuid())?;
    let pipelines = query!(tx, (String, String), fetch_all, LEFT_PIPELINES, user.uuid())?;
    let inside = query!(tx, (String,), fetch_all, INSIDE_PERSONAL, user.uuid())?;
    let mut paths: Vec<String> =
        organizations.into_iter().map(|(organization,)| shown(organization)).collect();
    let parts = projects.into_iter().chain(pipelines);
    paths.extend(parts.map(|(organization, part)| format!("{}/{}", shown(organization), shown(part))));
    paths.extend(inside.into_iter().map(|(inside,)| format!("{name}/{}", shown(inside))));
    paths.sort_unstable();
    paths.dedup();
    Ok(paths)
}

/// Where the user of the proof holds something that isn't their own, as `project:acme/lake`, and how many secrets of theirs
/// work at `now`.
///
/// # Errors
/// The store's.
pub async fn held(
    tx: &mut Tx,
    proof: &Authorized<actions::ListSecrets>,
    now: Time,
) -> Result<(Vec<String>, i64), StoreError> {
    let user = proof.target().uuid();
    let rows = query!(tx, (String, String, String), fetch_all, PLACES, user)?;
    let (secrets,) = query!(tx, (i64,), fetch_one, SECRETS, user, now.0)?;
    let shown = |name: String| Name::from_stored(name).to_string();
    let place = |(kind, organization, part): (String, String, String)| match part.as_str() {
        "" => format!("{kind}:{}", shown(organization)),
        _ => format!("{kind}:{}/{}", shown(organization), shown(part)),
    };
    Ok((rows.into_iter().map(place).collect(), secrets))
}

/// Who deletes an account, and whose.
#[derive(Debug)]
pub enum Deletion {
    /// Its user.
    Own(Authorized<actions::DeleteAccount>),
    /// The operator.
    Operator(Operator, UserId),
}

impl Deletion {
    /// Whose account.
    #[must_use]
    pub fn user(&self) -> UserId {
        match self {
            Self::Own(proof) => proof.target(),
            Self::Operator(_, user) => *user,
        }
    }
}

/// Deletes an account with all that is its own; its name is nobody's for 90 days.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &mut Tx, deletion: Deletion, name: &Name, now: Time) -> Result<(), StoreError> {
    let user = deletion.user();
    for text in DELETIONS {
        execute!(tx, text, user.uuid())?;
    }
    names::free(tx, name, user, now).await
}

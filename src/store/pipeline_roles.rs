//! Who has which role on a pipeline: people, and teams that may view it.

use access::invariants::Keeper;
use access::{Authorized, PipelineId, Role, Time, UserId, actions};
use api::names::{Name, TeamPath};
use uuid::Uuid;

use super::pipelines::role;
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

macro_rules! roles {
    () => {
        "select u.id, u.name, m.role, m.granted_at, a.name as granted_by, u.disabled_at is null as enabled \
         from pipeline_roles m join users u on u.id = m.user_id left join users a on a.id = m.granted_by \
         where m.pipeline_id = $1"
    };
}

macro_rules! teams {
    () => {
        "select o.name as organization, t.name, m.granted_at, a.name as granted_by, \
         (select count(*) from team_members c where c.team_id = t.id) as members \
         from pipeline_teams m join teams t on t.id = m.team_id join organizations o on o.id = t.organization_id \
         left join users a on a.id = m.granted_by where m.pipeline_id = $1"
    };
}

texts! {
    LIST = concat!(roles!(), " and u.name > $2 order by u.name limit $3");
    FIND = concat!(roles!(), " and m.user_id = $2");
    KEEPERS = "select u.id, u.disabled_at is null from pipeline_roles g join users u on u.id = g.user_id \
        where g.pipeline_id = $1 and g.role = 'owner' order by u.id";
    OWNERS = "select u.name from pipeline_roles g join users u on u.id = g.user_id \
        where g.pipeline_id = $1 and g.role = 'owner' and u.disabled_at is null order by u.name limit $2";
    SET = "insert into pipeline_roles (pipeline_id, user_id, role, granted_by, granted_at) \
        values ($1, $2, $3, $4, $5) on conflict (pipeline_id, user_id) do update set role = excluded.role, \
        granted_by = excluded.granted_by, granted_at = excluded.granted_at";
    END = "delete from pipeline_roles where pipeline_id = $1 and user_id = $2";
    TEAMS = concat!(teams!(), " and (o.name, t.name) > ($2, $3) order by o.name, t.name limit $4");
    FIND_TEAM = concat!(teams!(), " and m.team_id = $2");
    SHARED_WITH = "select pipeline_id from pipeline_teams where team_id = $1 order by pipeline_id";
    SET_TEAM = "insert into pipeline_teams (pipeline_id, team_id, granted_by, granted_at) values ($1, $2, $3, $4) \
        on conflict (pipeline_id, team_id) do nothing";
    END_TEAM = "delete from pipeline_teams where pipeline_id = $1 and team_id = $2";
}

/// Somebody's role.
#[derive(Clone, Debug)]
pub struct RoleRow {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub user: Name,
    /// The role.
    pub role: Role,
    /// Whether they are enabled.
    pub enabled: bool,
    /// Who gave it.
    pub granted_by: Option<Name>,
    /// When.
    pub granted_at: Time,
}

/// A team that may view it.
#[derive(Clone, Debug)]
pub struct TeamRow {
    /// Its path.
    pub path: TeamPath,
    /// How many are in it.
    pub members: u32,
    /// Who let it.
    pub granted_by: Option<Name>,
    /// When.
    pub granted_at: Time,
}

#[derive(sqlx::FromRow)]
struct Person {
    id: Uuid,
    name: String,
    role: String,
    granted_at: i64,
    granted_by: Option<String>,
    enabled: bool,
}

#[derive(sqlx::FromRow)]
struct Team {
    organization: String,
    name: String,
    granted_at: i64,
    granted_by: Option<String>,
    members: i64,
}

impl Person {
    /// A word that is no role gives nothing.
    fn row(self) -> Option<RoleRow> {
        Some(RoleRow {
            id: self.id.into(),
            user: Name::from_stored(self.name),
            role: role(&self.role)?,
            enabled: self.enabled,
            granted_by: self.granted_by.map(Name::from_stored),
            granted_at: Time(self.granted_at),
        })
    }
}

impl From<Team> for TeamRow {
    fn from(row: Team) -> Self {
        let (organization, team) = (Name::from_stored(row.organization), Name::from_stored(row.name));
        Self {
            path: TeamPath { organization, team },
            members: u32::try_from(row.members).unwrap_or(u32::MAX),
            granted_by: row.granted_by.map(Name::from_stored),
            granted_at: Time(row.granted_at),
        }
    }
}

/// People with a role on the pipeline of the proof, by name, after `after`.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewPipelineAccess>,
    after: &str,
    limit: i64,
) -> Result<Vec<RoleRow>, StoreError> {
    let rows = query!(tx, Person, fetch_all, LIST, proof.target().uuid(), after, limit)?;
    Ok(rows.into_iter().filter_map(Person::row).collect())
}

/// Teams that may view the pipeline of the proof, by path, after the path `after`.
///
/// # Errors
/// The store's.
pub async fn teams(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewPipelineAccess>,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<TeamRow>, StoreError> {
    let rows = query!(tx, Team, fetch_all, TEAMS, proof.target().uuid(), after.0, after.1, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Somebody's role on a pipeline.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, id: PipelineId, user: UserId) -> Result<Option<RoleRow>, StoreError> {
    Ok(query!(tx, Person, fetch_optional, FIND, id.uuid(), user.uuid())?.and_then(Person::row))
}

/// A team as one that may view a pipeline.
///
/// # Errors
/// The store's.
pub async fn find_team(
    tx: &mut Tx,
    id: PipelineId,
    team: access::TeamId,
) -> Result<Option<TeamRow>, StoreError> {
    Ok(query!(tx, Team, fetch_optional, FIND_TEAM, id.uuid(), team.uuid())?.map(Into::into))
}

/// The pipelines that a team may view.
///
/// # Errors
/// The store's.
pub async fn shared_with(tx: &mut Tx, team: access::TeamId) -> Result<Vec<PipelineId>, StoreError> {
    let rows = query!(tx, (Uuid,), fetch_all, SHARED_WITH, team.uuid())?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

/// The owners of a pipeline, disabled ones included: what the invariants are checked on.
///
/// # Errors
/// The store's.
pub async fn keepers(tx: &mut Tx, id: PipelineId) -> Result<Vec<Keeper>, StoreError> {
    let rows = query!(tx, (Uuid, bool), fetch_all, KEEPERS, id.uuid())?;
    Ok(rows.into_iter().map(|(user, enabled)| Keeper { user: user.into(), enabled }).collect())
}

/// The names of enabled owners.
///
/// # Errors
/// The store's.
pub async fn owners(tx: &mut Tx, id: PipelineId, limit: i64) -> Result<Vec<Name>, StoreError> {
    let rows = query!(tx, (String,), fetch_all, OWNERS, id.uuid(), limit)?;
    Ok(rows.into_iter().map(|(name,)| Name::from_stored(name)).collect())
}

/// Gives the person of the proof a role, in place of the one that they have.
///
/// # Errors
/// The store's.
pub async fn set(
    tx: &mut Tx,
    proof: Authorized<actions::SharePipeline>,
    role: Role,
    now: Time,
) -> Result<(), StoreError> {
    let by = proof.actor().user();
    put(tx, proof.target(), role, by, now).await
}

/// Makes the person of the proof the owner, and whoever hands it over an editor.
///
/// # Errors
/// The store's.
pub async fn transfer(
    tx: &mut Tx,
    proof: Authorized<actions::TransferPipeline>,
    now: Time,
) -> Result<(), StoreError> {
    let ((pipeline, to), by) = (proof.target(), proof.actor().user());
    put(tx, (pipeline, to), Role::Owner, by, now).await?;
    match by {
        Some(former) => put(tx, (pipeline, former), Role::Editor, by, now).await,
        None => Ok(()),
    }
}

/// Makes the claimer the owner of the pipeline of the proof.
///
/// # Errors
/// The store's.
pub async fn claim(
    tx: &mut Tx,
    proof: Authorized<actions::ClaimPipeline>,
    now: Time,
) -> Result<(), StoreError> {
    let Some(claimer) = proof.actor().user() else { return Ok(()) };
    put(tx, (proof.target(), claimer), Role::Owner, Some(claimer), now).await
}

async fn put(
    tx: &mut Tx,
    (pipeline, user): (PipelineId, UserId),
    role: Role,
    by: Option<UserId>,
    now: Time,
) -> Result<(), StoreError> {
    let by = by.map(UserId::uuid);
    execute!(tx, SET, pipeline.uuid(), user.uuid(), role.name(), by, now.0)?;
    Ok(())
}

/// Takes the role of the person of the proof away; says whether they had one.
///
/// # Errors
/// The store's.
pub async fn end(tx: &mut Tx, proof: Authorized<actions::UnsharePipeline>) -> Result<bool, StoreError> {
    let (pipeline, user) = proof.target();
    Ok(execute!(tx, END, pipeline.uuid(), user.uuid())? > 0)
}

/// Gives up the role of the actor of the proof.
///
/// # Errors
/// The store's.
pub async fn leave(tx: &mut Tx, proof: Authorized<actions::LeavePipeline>) -> Result<(), StoreError> {
    let user = proof.actor().user().map(UserId::uuid);
    execute!(tx, END, proof.target().uuid(), user)?;
    Ok(())
}

/// Lets the members of the team of the proof view its pipeline.
///
/// # Errors
/// The store's.
pub async fn set_team(
    tx: &mut Tx,
    proof: Authorized<actions::SharePipelineWithTeam>,
    now: Time,
) -> Result<(), StoreError> {
    let ((pipeline, team), by) = (proof.target(), proof.actor().user().map(UserId::uuid));
    execute!(tx, SET_TEAM, pipeline.uuid(), team.uuid(), by, now.0)?;
    Ok(())
}

/// Ends that; says whether they could.
///
/// # Errors
/// The store's.
pub async fn end_team(
    tx: &mut Tx,
    proof: Authorized<actions::UnsharePipelineFromTeam>,
) -> Result<bool, StoreError> {
    let (pipeline, team) = proof.target();
    Ok(execute!(tx, END_TEAM, pipeline.uuid(), team.uuid())? > 0)
}

//! Who is in a team, and which one is whose home team.

use access::{Authorized, OrganizationId, Time, UserId, actions};
use api::names::Name;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

/// Members of the team `$1`. Which is whose home team is the rule of [`access::home_team`]: the one they chose, else the
/// first they joined.
macro_rules! members {
    () => {
        "select u.id, u.name, m.joined_at, a.name as added_by, u.disabled_at, \
         m.team_id = coalesce( \
           (select h.team_id from home_teams h \
            where h.organization_id = m.organization_id and h.user_id = m.user_id), \
           (select f.team_id from team_members f \
            where f.organization_id = m.organization_id and f.user_id = m.user_id \
            order by f.joined_at, f.team_id limit 1)) as home \
         from team_members m join users u on u.id = m.user_id left join users a on a.id = m.added_by \
         where m.team_id = $1"
    };
}

texts! {
    LIST = concat!(members!(), " and u.name > $2 and u.name like $3 escape '!' order by u.name limit $4");
    FIND = concat!(members!(), " and m.user_id = $2");
    ENABLED = "select u.name from team_members m join users u on u.id = m.user_id \
        where m.team_id = $1 and u.disabled_at is null order by u.name";
    BELONGS = "select exists (select 1 from users where id = $2 and billing_organization_id = $1), \
        g.can_view, g.can_create, g.can_admin \
        from organizations o left join organization_grants g on g.organization_id = o.id and g.user_id = $2 \
        where o.id = $1";
    INSERT = "insert into team_members (team_id, user_id, organization_id, added_by, joined_at) \
        select id, $2, organization_id, $3, $4 from teams where id = $1";
    DELETE_HOME = "delete from home_teams where team_id = $1 and user_id = $2";
    DELETE = "delete from team_members where team_id = $1 and user_id = $2";
    CLEAR_HOME = "delete from home_teams where user_id = $2 \
        and organization_id = (select organization_id from teams where id = $1)";
    INSERT_HOME = "insert into home_teams (organization_id, user_id, team_id) \
        select organization_id, $2, id from teams where id = $1";
}

/// Somebody in a team.
#[derive(Clone, Debug)]
pub struct TeamMemberRow {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub user: Name,
    /// When they joined.
    pub joined_at: Time,
    /// Who added them.
    pub added_by: Option<Name>,
    /// Whether it is their home team in its organization.
    pub home: bool,
    /// Whether the account is disabled.
    pub disabled: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    joined_at: i64,
    added_by: Option<String>,
    disabled_at: Option<i64>,
    home: bool,
}

impl From<Row> for TeamMemberRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            user: Name::from_stored(row.name),
            joined_at: Time(row.joined_at),
            added_by: row.added_by.map(Name::from_stored),
            home: row.home,
            disabled: row.disabled_at.is_some(),
        }
    }
}

/// The members of the team of the proof by name, after `after`; `like` is a pattern of names.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewTeam>,
    (after, like): (&str, &str),
    limit: i64,
) -> Result<Vec<TeamMemberRow>, StoreError> {
    let rows = query!(tx, Row, fetch_all, LIST, proof.target().uuid(), after, like, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The names of those in a team who are enabled.
///
/// # Errors
/// The store's.
pub async fn enabled(tx: &mut Tx, team: access::TeamId) -> Result<Vec<Name>, StoreError> {
    let rows = query!(tx, (String,), fetch_all, ENABLED, team.uuid())?;
    Ok(rows.into_iter().map(|(name,)| Name::from_stored(name)).collect())
}

/// Somebody as a member of a team, if they are one.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    team: access::TeamId,
    user: UserId,
) -> Result<Option<TeamMemberRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND, team.uuid(), user.uuid())?.map(Into::into))
}

/// Whether somebody is billed in an organization, and the flags they hold there: what [`access::may_join_team`] asks.
///
/// # Errors
/// The store's.
pub async fn belongs(
    tx: &mut Tx,
    organization: OrganizationId,
    user: UserId,
) -> Result<(bool, access::Flags), StoreError> {
    type Found = (bool, Option<bool>, Option<bool>, Option<bool>);
    let (billed, view, create, admin) =
        query!(tx, Found, fetch_one, BELONGS, organization.uuid(), user.uuid())?;
    let flags = access::Flags {
        view: view.unwrap_or_default(),
        create: create.unwrap_or_default(),
        admin: admin.unwrap_or_default(),
    };
    Ok((billed, flags))
}

/// Puts the person of the proof into the team of the proof, in which they aren't.
///
/// # Errors
/// The store's.
pub async fn insert(
    tx: &mut Tx,
    proof: Authorized<actions::AddTeamMember>,
    now: Time,
) -> Result<(), StoreError> {
    let (team, user) = proof.target();
    let by = proof.actor().user().map(UserId::uuid);
    execute!(tx, INSERT, team.uuid(), user.uuid(), by, now.0)?;
    Ok(())
}

/// Takes the person of the proof out of the team of the proof; says whether they were in it. If it was their home team,
/// the next that they joined is.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &mut Tx, proof: Authorized<actions::RemoveTeamMember>) -> Result<bool, StoreError> {
    let (team, user) = proof.target();
    execute!(tx, DELETE_HOME, team.uuid(), user.uuid())?;
    Ok(execute!(tx, DELETE, team.uuid(), user.uuid())? > 0)
}

/// Makes the team of the proof the home team of the person of the proof, who is in it.
///
/// # Errors
/// The store's.
pub async fn set_home(tx: &mut Tx, proof: Authorized<actions::SetHomeTeam>) -> Result<(), StoreError> {
    let (team, user) = proof.target();
    execute!(tx, CLEAR_HOME, team.uuid(), user.uuid())?;
    execute!(tx, INSERT_HOME, team.uuid(), user.uuid())?;
    Ok(())
}

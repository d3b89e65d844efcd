//! Teams. Who is in them: [`super::team_members`].

use access::{Actor, Authorized, TeamFacts, TeamId, Time, Visible, actions};
use api::names::Name;
use uuid::Uuid;

use super::columns::{OrganizationColumns, organization_columns, organization_tables};
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

/// Columns of a whole row, seen from the user `$1`.
macro_rules! columns {
    () => {
        concat!(
            organization_columns!(),
            ", t.id as team_id, t.name as team_name, t.description, t.discoverable, t.created_at, t.updated_at, \
             (select count(*) from team_members c where c.team_id = t.id) as members, \
             exists (select 1 from team_members i where i.team_id = t.id and i.user_id = $1) as member"
        )
    };
}

macro_rules! tables {
    () => {
        concat!(organization_tables!(), " join teams t on t.organization_id = o.id")
    };
}

texts! {
    FIND = concat!("select ", columns!(), " from ", tables!(), " where o.name = $2 and t.name = $3");
    // `$3`: whether the others are listed too, that aren't discoverable and that the caller isn't in.
    LIST = concat!(
        "select ", columns!(), " from ", tables!(),
        " where o.id = $2 and ($3 or t.discoverable \
           or exists (select 1 from team_members w where w.team_id = t.id and w.user_id = $1)) \
         and t.name > $4 and t.name like $5 escape '!' order by t.name limit $6"
    );
    INSERT = "insert into teams \
        (id, organization_id, name, description, discoverable, created_by, created_at, updated_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $7)";
    UPDATE = "update teams set name = $2, description = $3, discoverable = $4, updated_at = $5 where id = $1";
    DELETE_HOMES = "delete from home_teams where team_id = $1";
    DELETE_SHARES = "delete from pipeline_teams where team_id = $1";
    DELETE_MEMBERS = "delete from team_members where team_id = $1";
    DELETE = "delete from teams where id = $1";
}

/// A team, seen from an actor.
#[derive(Clone, Debug)]
pub struct TeamRow {
    /// The facts, for the rules.
    pub facts: TeamFacts,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// When it was created.
    pub created_at: Time,
    /// When it was last changed; grows with each change.
    pub updated_at: Time,
    /// How many are in it.
    pub members: u64,
}

/// A team to be made.
#[derive(Debug)]
pub struct NewTeam<'a> {
    /// A fresh id.
    pub id: TeamId,
    /// Its name.
    pub name: &'a Name,
    /// What it is for.
    pub description: &'a str,
    /// Whether it can be named from outside.
    pub discoverable: bool,
}

/// What a team is to be.
#[derive(Debug)]
pub struct TeamChange<'a> {
    /// Its name.
    pub name: &'a Name,
    /// What it is for.
    pub description: &'a str,
    /// Whether it can be named from outside.
    pub discoverable: bool,
    /// When; later than the change before.
    pub updated_at: Time,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    organization: OrganizationColumns,
    team_id: Uuid,
    team_name: String,
    description: String,
    discoverable: bool,
    created_at: i64,
    updated_at: i64,
    members: i64,
    member: bool,
}

impl From<Row> for TeamRow {
    fn from(row: Row) -> Self {
        let (organization, name) = (row.organization.facts(), Name::from_stored(row.team_name));
        Self {
            facts: TeamFacts {
                id: row.team_id.into(),
                path: format!("{}/{name}", organization.path),
                organization,
                discoverable: row.discoverable,
                member: row.member,
            },
            name,
            description: row.description,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            members: row.members.unsigned_abs(),
        }
    }
}

/// The team of this path, seen from `actor`.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    actor: &Actor,
    organization: &Name,
    name: &Name,
) -> Result<Option<TeamRow>, StoreError> {
    let user = actor.user().map(access::UserId::uuid);
    Ok(query!(tx, Row, fetch_optional, FIND, user, organization.stored(), name.stored())?.map(Into::into))
}

/// The visible teams of the organization of the proof by name, after `after`; with the second proof, the others too.
/// `like` is a pattern of names.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    visible: &Visible<actions::FindTeam>,
    organization: &Authorized<actions::ViewOrganization>,
    all: Option<&Authorized<actions::ListTeams>>,
    (after, like): (&str, &str),
    limit: i64,
) -> Result<Vec<TeamRow>, StoreError> {
    let (user, id) = (visible.scope().user.map(access::UserId::uuid), organization.target().uuid());
    let all = all.is_some_and(|all| all.target() == organization.target());
    let rows = query!(tx, Row, fetch_all, LIST, user, id, all, after, like, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Makes a team in the organization of the proof; nobody is in it.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn insert(
    tx: &mut Tx,
    proof: Authorized<actions::CreateTeam>,
    now: Time,
    team: NewTeam<'_>,
) -> Result<(), StoreError> {
    let (id, organization) = (team.id.uuid(), proof.target().uuid());
    let creator = proof.actor().user().map(access::UserId::uuid);
    let (name, description) = (team.name.stored(), team.description);
    execute!(tx, INSERT, id, organization, name, description, team.discoverable, creator, now.0)?;
    Ok(())
}

/// Changes the team of the proof.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn update(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateTeam>,
    change: TeamChange<'_>,
) -> Result<(), StoreError> {
    let (id, name) = (proof.target().uuid(), change.name.stored());
    execute!(tx, UPDATE, id, name, change.description, change.discoverable, change.updated_at.0)?;
    Ok(())
}

/// Deletes the team of the proof with its memberships and what was shared with it; whose home team it was has the next that they joined.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &mut Tx, proof: Authorized<actions::DeleteTeam>) -> Result<(), StoreError> {
    let id = proof.target().uuid();
    execute!(tx, DELETE_HOMES, id)?;
    execute!(tx, DELETE_MEMBERS, id)?;
    execute!(tx, DELETE_SHARES, id)?;
    execute!(tx, DELETE, id)?;
    Ok(())
}

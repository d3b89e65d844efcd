//! Pipelines, each with its newest config and what it is doing. Saved configs: [`super::pipeline_versions`]; who has which
//! role: [`super::pipeline_roles`].

mod rows;
mod text;

use access::{
    Actor, Authorized, OrganizationId, PipelineId, ProjectId, ServiceId, StreamId, Time, Visible, actions,
};
use api::names::Name;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};
use rows::Row;
pub use rows::{Ends, Held, NewPipeline, PipelineRow, Run, Wiring};
pub(super) use rows::{path, role};
use text::{columns, filtered, tables};

/// A page of a list: first which rows, then all of them. In one step every row would be made whole to be sorted.
macro_rules! page {
    ($after:literal, $order:literal) => {
        concat!(
            "select ", columns!(), " from ", tables!(), " where l.id in (select l.id from ", tables!(), filtered!(),
            " and ", $after, " order by ", $order, " limit $13) order by ", $order
        )
    };
}

texts! {
    FIND = concat!("select ", columns!(), " from ", tables!(), " where o.name = $2 and l.name = $3");
    FIND_BY_ID = concat!("select ", columns!(), " from ", tables!(), " where l.id = $2");
    BY_PATH = page!("(o.name, l.name) > ($11, $12)", "o.name, l.name");
    BY_DEPLOYMENT = page!(
        "(coalesce(r.deployed_at, 0), l.id) < ($11, $12)", "coalesce(r.deployed_at, 0) desc, l.id desc"
    );
    BY_CHANGE = page!("(l.updated_at, l.id) < ($11, $12)", "l.updated_at desc, l.id desc");
    COUNT = "select count(*), count(case when pr.role = 'owner' then 1 end), \
        count(case when pr.role in ('editor', 'reader') then 1 end), count(case when exists \
          (select 1 from team_members m join pipeline_teams w on w.team_id = m.team_id \
           where m.user_id = $1 and w.pipeline_id = l.id) then 1 end) \
        from pipelines l left join pipeline_roles pr on pr.pipeline_id = l.id and pr.user_id = $1 \
        where l.id in (select pipeline_id from pipeline_roles where user_id = $1 union \
          select w.pipeline_id from team_members m join pipeline_teams w on w.team_id = m.team_id \
          where m.user_id = $1) and (l.organization_id = $2 or $2 is null)";
    ORPHANED = "select l.id, l.name, l.created_at from pipelines l where l.organization_id = $1 and l.name > $2 \
        and not exists (select 1 from pipeline_roles r join users u on u.id = r.user_id \
          where r.pipeline_id = l.id and r.role = 'owner' and u.disabled_at is null) order by l.name limit $3";
    // By the newest config and by the one that runs.
    ON_STREAM = "select distinct v.pipeline_id from pipeline_versions v join pipelines l on l.id = v.pipeline_id \
        left join pipeline_runs r on r.pipeline_id = l.id where (v.source_id = $1 or v.sink_id = $1) \
        and (v.version = l.version or r.wanted and v.version = r.version)";
    ON_PROJECT = "select distinct v.pipeline_id from pipeline_versions v join pipelines l on l.id = v.pipeline_id \
        left join pipeline_runs r on r.pipeline_id = l.id \
        where (v.source_id in (select id from streams where project_id = $1) \
          or v.sink_id in (select id from streams where project_id = $1)) \
        and (v.version = l.version or r.wanted and v.version = r.version)";
    ON_SERVICE = "select distinct v.pipeline_id from pipeline_versions v join pipelines l on l.id = v.pipeline_id \
        left join pipeline_runs r on r.pipeline_id = l.id where v.service_id = $1 \
        and (v.version = l.version or r.wanted and v.version = r.version)";
    INSERT = "insert into pipelines (id, organization_id, name, version, words, created_by, created_at, updated_at) \
        values ($1, $2, $3, 1, $4, $5, $6, $6)";
    INSERT_OWNER = "insert into pipeline_roles (pipeline_id, user_id, role, granted_by, granted_at) \
        values ($1, $2, 'owner', null, $3)";
    // The home team is the rule of [`access::home_team`]: the one that they chose, else the first that they joined.
    INSERT_HOME_TEAM = "insert into pipeline_teams (pipeline_id, team_id, granted_by, granted_at) \
        select $1, t.id, null, $4 from teams t where t.id = coalesce( \
          (select h.team_id from home_teams h where h.organization_id = $2 and h.user_id = $3), \
          (select f.team_id from team_members f where f.organization_id = $2 and f.user_id = $3 \
           order by f.joined_at, f.team_id limit 1))";
    RENAME = "update pipelines set name = $2, updated_at = $3 where id = $1";
    DELETE_LETTERS = "delete from dead_letters where pipeline_id = $1";
    DELETE_MINUTES = "delete from pipeline_minutes where pipeline_id = $1";
    DELETE_RUN = "delete from pipeline_runs where pipeline_id = $1";
    DELETE_TEAMS = "delete from pipeline_teams where pipeline_id = $1";
    DELETE_ROLES = "delete from pipeline_roles where pipeline_id = $1";
    DELETE_VERSIONS = "delete from pipeline_versions where pipeline_id = $1";
    DELETE = "delete from pipelines where id = $1";
}

/// What goes with a pipeline, in an order that no reference stands against.
const DELETIONS: [&str; 7] =
    [DELETE_LETTERS, DELETE_MINUTES, DELETE_RUN, DELETE_TEAMS, DELETE_ROLES, DELETE_VERSIONS, DELETE];

fn user(actor: &Actor) -> Option<Uuid> {
    actor.user().map(access::UserId::uuid)
}

/// The pipeline of this path, seen from `actor`.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    actor: &Actor,
    organization: &Name,
    name: &Name,
) -> Result<Option<PipelineRow>, StoreError> {
    let (organization, name) = (organization.stored(), name.stored());
    Ok(query!(tx, Row, fetch_optional, FIND, user(actor), organization, name)?.map(Into::into))
}

/// The pipeline of this id, seen from `actor`.
///
/// # Errors
/// The store's.
pub async fn find_by_id(
    tx: &mut Tx,
    actor: &Actor,
    id: PipelineId,
) -> Result<Option<PipelineRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND_BY_ID, user(actor), id.uuid())?.map(Into::into))
}

/// Which pipelines a list holds.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    /// Those of this organization alone.
    pub organization: Option<OrganizationId>,
    /// A pattern of paths, or of words.
    pub like: &'a str,
    /// Those alone that the actor owns.
    pub owned: bool,
    /// Those alone that the actor edits or reads by a role.
    pub shared: bool,
    /// Those alone that a team of the actor's may view.
    pub team: bool,
    /// Those in this state alone; empty for any.
    pub state: &'a str,
    /// Those alone that read the stream of this path, as it is kept, or append to it; empty for any.
    pub on_stream: &'a str,
    /// Those alone that run as the service of this path; empty for any.
    pub as_service: &'a str,
    /// Those alone that the actor's team of this path may view; empty for any.
    pub by_team: &'a str,
}

impl Default for Filter<'_> {
    /// All.
    fn default() -> Self {
        Self {
            organization: None,
            like: "%",
            owned: false,
            shared: false,
            team: false,
            state: "",
            on_stream: "",
            as_service: "",
            by_team: "",
        }
    }
}

/// The order of a list, and the row before its first one.
#[derive(Clone, Copy, Debug)]
pub enum Order<'a> {
    /// By path, after this organization and name.
    Path(&'a str, &'a str),
    /// The last deployed first, after that of this time and id.
    Deployed(Time, Uuid),
    /// The last changed first, after that of this time and id.
    Updated(Time, Uuid),
}

/// The pipelines that the actor can read.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    visible: &Visible<actions::ViewPipeline>,
    filter: Filter<'_>,
    order: Order<'_>,
    limit: i64,
) -> Result<Vec<PipelineRow>, StoreError> {
    let user = visible.scope().user.map(access::UserId::uuid);
    let Filter { organization, like, owned, shared, team, state, on_stream, as_service, by_team } = filter;
    let place = organization.map(OrganizationId::uuid);
    macro_rules! rows {
        ($text:expr, $from:expr, $then:expr) => {
            query!(
                tx, Row, fetch_all, $text, user, place, like, owned, shared, team, state, on_stream,
                as_service, by_team, $from, $then, limit
            )
        };
    }
    let rows = match order {
        Order::Path(organization, name) => rows!(BY_PATH, organization, name)?,
        Order::Deployed(at, id) => rows!(BY_DEPLOYMENT, at.0, id)?,
        Order::Updated(at, id) => rows!(BY_CHANGE, at.0, id)?,
    };
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How many pipelines the actor can read: all, owned, with another role, by a team.
///
/// # Errors
/// The store's.
pub async fn count(
    tx: &mut Tx,
    visible: &Visible<actions::ViewPipeline>,
    organization: Option<OrganizationId>,
) -> Result<[u32; 4], StoreError> {
    let (user, place) =
        (visible.scope().user.map(access::UserId::uuid), organization.map(OrganizationId::uuid));
    let (all, owned, shared, team) = query!(tx, (i64, i64, i64, i64), fetch_one, COUNT, user, place)?;
    Ok([all, owned, shared, team].map(|count| u32::try_from(count).unwrap_or(u32::MAX)))
}

/// The pipelines of the proof's organization that no enabled user owns, by name, after `after`: id, name, and when they
/// were made.
///
/// # Errors
/// The store's.
pub async fn orphaned(
    tx: &mut Tx,
    proof: &Authorized<actions::ListOrphanedPipelines>,
    after: &str,
    limit: i64,
) -> Result<Vec<(PipelineId, Name, Time)>, StoreError> {
    let organization = proof.target().uuid();
    let rows = query!(tx, (Uuid, String, i64), fetch_all, ORPHANED, organization, after, limit)?;
    Ok(rows.into_iter().map(|(id, name, at)| (id.into(), Name::from_stored(name), Time(at))).collect())
}

/// The pipelines that read the stream or append to it.
///
/// # Errors
/// The store's.
pub async fn on_stream(tx: &mut Tx, stream: StreamId) -> Result<Vec<PipelineId>, StoreError> {
    ids(query!(tx, (Uuid,), fetch_all, ON_STREAM, stream.uuid()))
}

/// The pipelines that read a stream of the project or append to one.
///
/// # Errors
/// The store's.
pub async fn on_project(tx: &mut Tx, project: ProjectId) -> Result<Vec<PipelineId>, StoreError> {
    ids(query!(tx, (Uuid,), fetch_all, ON_PROJECT, project.uuid()))
}

/// The pipelines that run as the service.
///
/// # Errors
/// The store's.
pub async fn on_service(tx: &mut Tx, service: ServiceId) -> Result<Vec<PipelineId>, StoreError> {
    ids(query!(tx, (Uuid,), fetch_all, ON_SERVICE, service.uuid()))
}

fn ids(rows: Result<Vec<(Uuid,)>, StoreError>) -> Result<Vec<PipelineId>, StoreError> {
    Ok(rows?.into_iter().map(|(id,)| id.into()).collect())
}

/// Makes a pipeline in the organization of the proof. Its creator owns it, and the creator's home team there may view it.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn insert(
    tx: &mut Tx,
    proof: Authorized<actions::CreatePipeline>,
    now: Time,
    new: NewPipeline<'_>,
) -> Result<(), StoreError> {
    let (id, organization, creator) = (new.id.uuid(), proof.target().uuid(), user(&proof.actor()));
    execute!(tx, INSERT, id, organization, new.name.stored(), new.words, creator, now.0)?;
    super::pipeline_versions::first(tx, &proof, new, now).await?;
    execute!(tx, INSERT_OWNER, id, creator, now.0)?;
    execute!(tx, INSERT_HOME_TEAM, id, organization, creator, now.0)?;
    Ok(())
}

/// Renames the pipeline of the proof.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn rename(
    tx: &mut Tx,
    proof: Authorized<actions::UpdatePipeline>,
    name: &Name,
    at: Time,
) -> Result<(), StoreError> {
    execute!(tx, RENAME, proof.target().uuid(), name.stored(), at.0)?;
    Ok(())
}

/// Deletes the pipeline of the proof with all that belongs to it.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &mut Tx, proof: Authorized<actions::DeletePipeline>) -> Result<(), StoreError> {
    for text in DELETIONS {
        execute!(tx, text, proof.target().uuid())?;
    }
    Ok(())
}

//! Candidates for searches about access: who holds something on a resource, what somebody holds, in the order of ids, by
//! walking indexes from where the page before ended. Whether one of them is an answer is for the rules to say; nothing
//! of these rows is shown before they did.

use access::{OrganizationId, PipelineId, ProjectId, ServiceId, StreamId, UserId};
use api::names::{Name, PipelinePath, ProjectPath, ServicePath, StreamPath};
use uuid::Uuid;

use super::sql::{Bulk, On, query, texts};
use super::{StoreError, Tx};

/// At most `$4` projects `p` of organizations `o` that somebody holds something on. `$3`: whether those that are public count.
macro_rules! projects_of {
    () => {
        "(select id from (select project_id as id from (select project_id from project_grants \
            where user_id = $1 and project_id > $2 order by project_id limit $4) held \
          union select id from (select id from projects \
            where public and id > $2 and $3 order by id limit $4) open) either order by id limit $4) found \
        join projects p on p.id = found.id join organizations o on o.id = p.organization_id"
    };
}

texts! {
    ORGANIZATIONS_OF = "select o.id, o.name from \
        (select organization_id as id from (select organization_id from organization_grants \
            where user_id = $1 and organization_id > $2 order by organization_id limit $3) held \
         union select id from organizations where personal_user_id = $1 and id > $2) found \
        join organizations o on o.id = found.id order by o.id limit $3";
    PROJECTS_OF = concat!("select p.id, o.name, p.name from ", projects_of!(), " order by p.id");
    PROJECT = "select p.id, o.name, p.name from projects p join organizations o on o.id = p.organization_id \
        where p.id = $1";
    STREAMS_IN = "select name from streams where project_id = $1 and name > $2 order by name limit $3";
    // `$4`: whether all count, or those alone on whose project the user `$3` holds something.
    STREAMS_OF = "select s.id, o.name, p.name, s.name from service_grants g \
        join streams s on s.id = g.stream_id join projects p on p.id = s.project_id \
        join organizations o on o.id = p.organization_id \
        where g.service_id = $1 and g.stream_id > $2 and ($4 or exists \
            (select 1 from project_grants m where m.project_id = p.id and m.user_id = $3)) \
        order by g.stream_id limit $5";
    PIPELINES_OF = "select l.id, o.name, l.name from \
        (select pipeline_id as id from (select pipeline_id from pipeline_roles \
            where user_id = $1 and pipeline_id > $2 order by pipeline_id limit $3) held \
         union select id from (select distinct w.pipeline_id as id from team_members m \
            join pipeline_teams w on w.team_id = m.team_id \
            where m.user_id = $1 and w.pipeline_id > $2 order by id limit $3) viewed) found \
        join pipelines l on l.id = found.id join organizations o on o.id = l.organization_id order by l.id limit $3";
    PEOPLE_OF_PIPELINE = "select u.id, u.name from \
        (select user_id as id from (select user_id from pipeline_roles \
            where pipeline_id = $1 and user_id > $2 order by user_id limit $3) held \
         union select id from (select distinct m.user_id as id from pipeline_teams w \
            join team_members m on m.team_id = w.team_id \
            where w.pipeline_id = $1 and m.user_id > $2 order by id limit $3) viewing) found \
        join users u on u.id = found.id order by u.id limit $3";
    PEOPLE_OF_ORGANIZATION = "select u.id, u.name from \
        (select user_id as id from (select user_id from organization_grants \
            where organization_id = $1 and user_id > $2 order by user_id limit $3) held \
         union select personal_user_id from organizations where id = $1 and personal_user_id > $2) found \
        join users u on u.id = found.id order by u.id limit $3";
    PEOPLE_OF_PROJECT = "select u.id, u.name from project_grants g join users u on u.id = g.user_id \
        where g.project_id = $1 and g.user_id > $2 order by g.user_id limit $3";
    EVERYBODY = "select id, name from users where id > $1 order by id limit $2";
    SERVICES_OF = "select v.id, o.name, v.name from service_grants g join services v on v.id = g.service_id \
        join organizations o on o.id = v.organization_id \
        where g.stream_id = $1 and g.service_id > $2 order by g.service_id limit $3";
}

/// The streams of the projects that [`projects_of`] finds, at most `$5` of each however many it has; a project without any
/// has one row without a name.
pub const STREAMS_OF_PROJECTS: Bulk = Bulk {
    sqlite: concat!(
        "select p.id, o.name, p.name, s.name from ",
        projects_of!(),
        " left join streams s on s.project_id = p.id and s.name <= coalesce((select t.name from streams t \
            where t.project_id = p.id order by t.name limit 1 offset $5 - 1), '~') order by p.id, s.name"
    ),
    postgres: concat!(
        "select p.id, o.name, p.name, s.name from ",
        projects_of!(),
        " left join lateral (select t.name from streams t where t.project_id = p.id order by t.name limit $5) s on true \
            order by p.id, s.name"
    ),
};

/// Organizations that somebody holds something on, their personal one included.
///
/// # Errors
/// The store's.
pub async fn organizations_of(
    tx: &mut Tx,
    user: UserId,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, Name)>, StoreError> {
    let rows = query!(tx, (Uuid, String), fetch_all, ORGANIZATIONS_OF, user.uuid(), after, limit)?;
    Ok(rows.into_iter().map(|(id, name)| (id, Name::from_stored(name))).collect())
}

/// Projects that somebody holds something on; and those that are public, if they are wanted.
///
/// # Errors
/// The store's.
pub async fn projects_of(
    tx: &mut Tx,
    user: UserId,
    public: bool,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, ProjectPath)>, StoreError> {
    type Row = (Uuid, String, String);
    let rows = query!(tx, Row, fetch_all, PROJECTS_OF, user.uuid(), after, public, limit)?;
    Ok(rows.into_iter().map(project).collect())
}

/// The same projects, each with its first streams: at most so many of one.
///
/// # Errors
/// The store's.
pub async fn streams_of_projects(
    tx: &mut Tx,
    user: UserId,
    public: bool,
    after: Uuid,
    projects: i64,
    streams: i64,
) -> Result<Vec<(Uuid, ProjectPath, Vec<Name>)>, StoreError> {
    type Row = (Uuid, String, String, Option<String>);
    let user = user.uuid();
    let rows: Vec<Row> = match tx.on() {
        On::Sqlite(connection) => {
            let query = sqlx::query_as(STREAMS_OF_PROJECTS.sqlite).bind(user).bind(after).bind(public);
            query.bind(projects).bind(streams).fetch_all(connection).await
        }
        On::Postgres(connection) => {
            let query = sqlx::query_as(STREAMS_OF_PROJECTS.postgres).bind(user).bind(after).bind(public);
            query.bind(projects).bind(streams).fetch_all(connection).await
        }
    }?;
    let mut found: Vec<(Uuid, ProjectPath, Vec<Name>)> = Vec::new();
    for (id, organization, name, stream) in rows {
        let stream = stream.map(Name::from_stored);
        match found.last_mut().filter(|(last, ..)| *last == id) {
            Some((.., streams)) => streams.extend(stream),
            None => {
                let (id, path) = project((id, organization, name));
                found.push((id, path, stream.into_iter().collect()));
            }
        }
    }
    Ok(found)
}

/// The project of this id.
///
/// # Errors
/// The store's.
pub async fn project_of(tx: &mut Tx, id: Uuid) -> Result<Option<(Uuid, ProjectPath)>, StoreError> {
    Ok(query!(tx, (Uuid, String, String), fetch_optional, PROJECT, id)?.map(project))
}

fn project((id, organization, name): (Uuid, String, String)) -> (Uuid, ProjectPath) {
    let (organization, project) = (Name::from_stored(organization), Name::from_stored(name));
    (id, ProjectPath { organization, project })
}

/// The names of streams in a project, after the stored name `after`.
///
/// # Errors
/// The store's.
pub async fn streams_in(
    tx: &mut Tx,
    project: Uuid,
    after: &str,
    limit: i64,
) -> Result<Vec<Name>, StoreError> {
    let rows = query!(tx, (String,), fetch_all, STREAMS_IN, project, after, limit)?;
    Ok(rows.into_iter().map(|(name,)| Name::from_stored(name)).collect())
}

/// Streams that a service is granted; with `on_projects_of` those alone on whose project that person holds something.
///
/// # Errors
/// The store's.
pub async fn streams_of(
    tx: &mut Tx,
    service: ServiceId,
    on_projects_of: Option<UserId>,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, StreamPath)>, StoreError> {
    type Row = (Uuid, String, String, String);
    let (service, user, all) = (service.uuid(), on_projects_of.map(UserId::uuid), on_projects_of.is_none());
    let rows = query!(tx, Row, fetch_all, STREAMS_OF, service, after, user, all, limit)?;
    let path = |(id, organization, project, stream): Row| {
        let [organization, project, stream] = [organization, project, stream].map(Name::from_stored);
        (id, StreamPath { organization, project, stream })
    };
    Ok(rows.into_iter().map(path).collect())
}

/// Pipelines that somebody has a role on, their own or a team's.
///
/// # Errors
/// The store's.
pub async fn pipelines_of(
    tx: &mut Tx,
    user: UserId,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, PipelinePath)>, StoreError> {
    type Row = (Uuid, String, String);
    let rows = query!(tx, Row, fetch_all, PIPELINES_OF, user.uuid(), after, limit)?;
    let path = |(id, organization, pipeline): Row| {
        let [organization, pipeline] = [organization, pipeline].map(Name::from_stored);
        (id, PipelinePath { organization, pipeline })
    };
    Ok(rows.into_iter().map(path).collect())
}

/// Where people may hold something.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// On an organization; whose personal one it is, is of them.
    Organization(OrganizationId),
    /// On a project.
    Project(ProjectId),
    /// On a pipeline, by a role or by a team.
    Pipeline(PipelineId),
    /// Anywhere: everybody there is.
    Anywhere,
}

/// People who hold something there.
///
/// # Errors
/// The store's.
pub async fn people(
    tx: &mut Tx,
    place: Place,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, Name)>, StoreError> {
    type Row = (Uuid, String);
    let rows = match place {
        Place::Organization(id) => {
            query!(tx, Row, fetch_all, PEOPLE_OF_ORGANIZATION, id.uuid(), after, limit)?
        }
        Place::Project(id) => query!(tx, Row, fetch_all, PEOPLE_OF_PROJECT, id.uuid(), after, limit)?,
        Place::Pipeline(id) => query!(tx, Row, fetch_all, PEOPLE_OF_PIPELINE, id.uuid(), after, limit)?,
        Place::Anywhere => query!(tx, Row, fetch_all, EVERYBODY, after, limit)?,
    };
    Ok(rows.into_iter().map(|(id, name)| (id, Name::from_stored(name))).collect())
}

/// Services that are granted something on a stream.
///
/// # Errors
/// The store's.
pub async fn services_of(
    tx: &mut Tx,
    stream: StreamId,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, ServicePath)>, StoreError> {
    type Row = (Uuid, String, String);
    let rows = query!(tx, Row, fetch_all, SERVICES_OF, stream.uuid(), after, limit)?;
    let path = |(id, organization, service): Row| {
        let [organization, service] = [organization, service].map(Name::from_stored);
        (id, ServicePath { organization, service })
    };
    Ok(rows.into_iter().map(path).collect())
}

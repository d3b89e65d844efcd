//! Projects, and what people hold there.

use access::{Actor, Authorized, ProjectFacts, ProjectId, Time, Visible, actions};
use api::names::Name;
use uuid::Uuid;

use super::columns::{ProjectColumns, project_columns, project_tables};
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

/// Columns of a whole row.
macro_rules! columns {
    () => {
        concat!(
            project_columns!(),
            ", p.description, p.created_at, p.updated_at, \
             (select count(*) from streams s where s.project_id = p.id) as streams"
        )
    };
}

texts! {
    FIND = concat!(
        "select ", columns!(), " from ", project_tables!(), " where o.name = $2 and p.name = $3"
    );
    // `$3`: whether names are enough to be listed.
    LIST_OF_ORGANIZATION = concat!(
        "select ", columns!(), " from ", project_tables!(),
        " where o.id = $2 and ($3 or p.public or g.can_view or g.can_create or g.can_admin) \
         and p.name > $4 order by p.name limit $5"
    );
    // `$2`: whether public ones alone count.
    LIST_HELD = concat!(
        "select ", columns!(), " from ", project_tables!(),
        " where (g.can_view or g.can_create or g.can_admin) and (p.public or not $2) \
         and (o.name, p.name) > ($3, $4) order by o.name, p.name limit $5"
    );
    INSERT = "insert into projects (id, organization_id, name, description, public, created_at, updated_at) \
        values ($1, $2, $3, $4, $5, $6, $6)";
    INSERT_GRANT = "insert into project_grants \
        (project_id, user_id, can_view, can_create, can_admin, granted_by, granted_at) \
        values ($1, $2, true, true, true, $2, $3)";
    UPDATE = "update projects set name = $2, description = $3, public = $4, updated_at = $5 where id = $1";
    LIST_UNCONFIRMED = "select o.name, v.name from service_grants g join streams s on s.id = g.stream_id \
        join projects p on p.id = s.project_id join services v on v.id = g.service_id \
        join organizations o on o.id = v.organization_id \
        where p.id = $1 and v.organization_id <> p.organization_id and g.confirmed_at is null \
        group by o.name, v.name order by o.name, v.name";
    END_UNCONFIRMED = "delete from service_grants where confirmed_at is null \
        and stream_id in (select id from streams where project_id = $1) \
        and service_id not in (select v.id from services v \
            join projects p on p.organization_id = v.organization_id where p.id = $1)";
    TRANSFER = "update projects set organization_id = $2, updated_at = $3 where id = $1";
    DELETE_SERVICE_GRANTS = "delete from service_grants \
        where stream_id in (select id from streams where project_id = $1)";
    DELETE_RECORDS = "delete from records where stream_id in (select id from streams where project_id = $1)";
    DELETE_STREAMS = "delete from streams where project_id = $1";
    DELETE_GRANTS = "delete from project_grants where project_id = $1";
    DELETE = "delete from projects where id = $1";
    ADMINS = "select u.name from project_grants g join users u on u.id = g.user_id \
        where g.project_id = $1 and g.can_admin and u.disabled_at is null order by u.name limit $2";
}

/// A project, seen from an actor.
#[derive(Clone, Debug)]
pub struct ProjectRow {
    /// The facts, for the rules.
    pub facts: ProjectFacts,
    /// The name of its organization.
    pub organization: Name,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// When it was created.
    pub created_at: Time,
    /// When it was last changed; grows with each change.
    pub updated_at: Time,
    /// How many streams it has.
    pub streams: u32,
}

/// A project to be made.
#[derive(Debug)]
pub struct NewProject<'a> {
    /// A fresh id.
    pub id: ProjectId,
    /// Its name.
    pub name: &'a Name,
    /// What it is for.
    pub description: &'a str,
    /// Whether everybody may see it.
    pub public: bool,
}

/// What a project is to be.
#[derive(Debug)]
pub struct ProjectChange<'a> {
    /// Its name.
    pub name: &'a Name,
    /// What it is for.
    pub description: &'a str,
    /// Whether everybody may see it.
    pub public: bool,
    /// Whether it is public until now.
    pub was_public: bool,
    /// When; later than the change before.
    pub updated_at: Time,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    project: ProjectColumns,
    description: String,
    created_at: i64,
    updated_at: i64,
    streams: i64,
}

impl From<Row> for ProjectRow {
    fn from(row: Row) -> Self {
        Self {
            facts: row.project.facts(),
            organization: row.project.organization.name(),
            name: row.project.name(),
            description: row.description,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            streams: u32::try_from(row.streams).unwrap_or(u32::MAX),
        }
    }
}

/// The project of this path, seen from `actor`.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    actor: &Actor,
    organization: &Name,
    name: &Name,
) -> Result<Option<ProjectRow>, StoreError> {
    let user = actor.user().map(access::UserId::uuid);
    Ok(query!(tx, Row, fetch_optional, FIND, user, organization.stored(), name.stored())?.map(Into::into))
}

/// The visible projects of the organization of the proof by name, after `after`; with the second proof, the others
/// too, of which the names alone may be shown.
///
/// # Errors
/// The store's.
pub async fn list_of_organization(
    tx: &mut Tx,
    visible: &Visible<actions::ViewProject>,
    organization: &Authorized<actions::ViewOrganization>,
    names: Option<&Authorized<actions::ListProjects>>,
    after: &str,
    limit: i64,
) -> Result<Vec<ProjectRow>, StoreError> {
    let (user, id) = (visible.scope().user.map(access::UserId::uuid), organization.target().uuid());
    let names = names.is_some_and(|names| names.target() == organization.target());
    let rows = query!(tx, Row, fetch_all, LIST_OF_ORGANIZATION, user, id, names, after, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The visible projects on which the asking user holds a flag, by path, after the path `after`; none for anybody
/// else.
///
/// # Errors
/// The store's.
pub async fn list_held(
    tx: &mut Tx,
    visible: &Visible<actions::ViewProject>,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<ProjectRow>, StoreError> {
    let user = visible.actor().user().map(access::UserId::uuid);
    // What is held doesn't count under a public read secret, but it still says which public projects are meant.
    let public_alone = visible.scope().user.is_none();
    let rows = query!(tx, Row, fetch_all, LIST_HELD, user, public_alone, after.0, after.1, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Makes a project in the organization of the proof; its creator gets all three flags on it.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn insert(
    tx: &mut Tx,
    proof: Authorized<actions::CreateProject>,
    now: Time,
    project: NewProject<'_>,
) -> Result<(), StoreError> {
    let (id, organization) = (project.id.uuid(), proof.target().uuid());
    let (name, description) = (project.name.stored(), project.description);
    execute!(tx, INSERT, id, organization, name, description, project.public, now.0)?;
    if let Some(creator) = proof.actor().user() {
        execute!(tx, INSERT_GRANT, id, creator.uuid(), now.0)?;
    }
    Ok(())
}

/// Changes the project of the proof. A project that becomes private ends the grants of other organizations'
/// services that nobody confirmed, for good; their paths are the answer.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn update(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateProject>,
    change: ProjectChange<'_>,
) -> Result<Vec<String>, StoreError> {
    let id: Uuid = proof.target().uuid();
    let (name, description, at) = (change.name.stored(), change.description, change.updated_at.0);
    execute!(tx, UPDATE, id, name, description, change.public, at)?;
    if change.public || !change.was_public {
        return Ok(Vec::new());
    }
    let ended = query!(tx, (String, String), fetch_all, LIST_UNCONFIRMED, id)?;
    if !ended.is_empty() {
        execute!(tx, END_UNCONFIRMED, id)?;
    }
    let path = |(organization, service): (String, String)| {
        format!("{}/{}", Name::from_stored(organization), Name::from_stored(service))
    };
    Ok(ended.into_iter().map(path).collect())
}

/// Moves the project of the proof to the organization of the proof. Grants stay as they are: those of services that are
/// now another organization's count as such, and those of the new organization's own count without being confirmed.
///
/// # Errors
/// The store's; among them that the name is taken.
pub async fn transfer(
    tx: &mut Tx,
    proof: Authorized<actions::TransferProject>,
    updated_at: Time,
) -> Result<(), StoreError> {
    let (project, to) = proof.target();
    execute!(tx, TRANSFER, project.uuid(), to.uuid(), updated_at.0)?;
    Ok(())
}

/// Deletes the project of the proof with its streams, their records, and all grants on it and them.
///
/// # Errors
/// The store's.
pub async fn delete(tx: &mut Tx, proof: Authorized<actions::DeleteProject>) -> Result<(), StoreError> {
    let id = proof.target().uuid();
    for text in [DELETE_SERVICE_GRANTS, DELETE_RECORDS, DELETE_STREAMS, DELETE_GRANTS, DELETE] {
        execute!(tx, text, id)?;
    }
    Ok(())
}

/// The first enabled admins, by name: those who can grant what is missing.
///
/// # Errors
/// The store's.
pub async fn admins(tx: &mut Tx, id: ProjectId, limit: i64) -> Result<Vec<Name>, StoreError> {
    let rows = query!(tx, (String,), fetch_all, ADMINS, id.uuid(), limit)?;
    Ok(rows.into_iter().map(|(name,)| Name::from_stored(name)).collect())
}

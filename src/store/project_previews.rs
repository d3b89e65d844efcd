//! Parts of the world around a project, a stream or a team, for previews. What of it the asker may see is for
//! `operations` to say.

use access::world::{Grant, Service, User};
use access::{Flags, ProjectId, ServiceId, StreamFlags, StreamId, TeamId, UserId};
use api::names::Name;
use uuid::Uuid;

use super::sql::{query, texts};
use super::{StoreError, Tx};

macro_rules! grants {
    () => {
        "select v.id, v.organization_id, o.name, v.name, v.created_by, g.stream_id, g.can_read, g.can_write, \
         g.confirmed_at is not null, v.gateway_since is not null from service_grants g join streams s on s.id = g.stream_id \
         join services v on v.id = g.service_id join organizations o on o.id = v.organization_id"
    };
}

texts! {
    PERSON = "select name, disabled_at is null from users where id = $1";
    // `$2`: whether everybody is wanted, or admins and these two alone.
    MEMBERS = "select u.id, u.name, u.disabled_at is null, g.can_view, g.can_create, g.can_admin \
        from project_grants g join users u on u.id = g.user_id \
        where g.project_id = $1 and ($2 or g.can_admin or g.user_id = $3 or g.user_id = $4)";
    STREAMS = "select id, name from streams where project_id = $1";
    GRANTS_IN_PROJECT = concat!(grants!(), " where s.project_id = $1");
    GRANTS_OF_SERVICE = concat!(grants!(), " where s.project_id = $1 and v.id = $2");
    GRANTS_ON_STREAM = concat!(grants!(), " where s.id = $1");
    TEAM = "select u.id, u.name, u.disabled_at is null from team_members m join users u on u.id = m.user_id \
        where m.team_id = $1 and (m.user_id = $2 or $2 is null)";
}

/// A person by name, as previews know them.
fn person(name: String, enabled: bool) -> User {
    User { name: Name::from_stored(name).to_string(), enabled, billed_to: None }
}

/// The person of this id.
///
/// # Errors
/// The store's.
pub async fn user(tx: &mut Tx, id: UserId) -> Result<Option<User>, StoreError> {
    let row = query!(tx, (String, bool), fetch_optional, PERSON, id.uuid())?;
    Ok(row.map(|(name, enabled)| person(name, enabled)))
}

/// Which people of a project.
#[derive(Clone, Copy, Debug)]
pub enum Whom {
    /// All who hold a flag.
    All,
    /// The admins, and these two.
    AdminsAnd(Option<UserId>, Option<UserId>),
}

/// People of a project with what they hold there.
///
/// # Errors
/// The store's.
pub async fn members(
    tx: &mut Tx,
    id: ProjectId,
    whom: Whom,
) -> Result<Vec<(UserId, User, Flags)>, StoreError> {
    type Row = (Uuid, String, bool, bool, bool, bool);
    let (all, one, other) = match whom {
        Whom::All => (true, None, None),
        Whom::AdminsAnd(one, other) => (false, one.map(UserId::uuid), other.map(UserId::uuid)),
    };
    let rows = query!(tx, Row, fetch_all, MEMBERS, id.uuid(), all, one, other)?;
    let member = |(id, name, enabled, view, create, admin): Row| {
        (id.into(), person(name, enabled), Flags { view, create, admin })
    };
    Ok(rows.into_iter().map(member).collect())
}

/// The streams of a project.
///
/// # Errors
/// The store's.
pub async fn streams(tx: &mut Tx, id: ProjectId) -> Result<Vec<(StreamId, Name)>, StoreError> {
    let rows = query!(tx, (Uuid, String), fetch_all, STREAMS, id.uuid())?;
    Ok(rows.into_iter().map(|(id, name)| (id.into(), Name::from_stored(name))).collect())
}

/// Where grants of services are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Where {
    /// On all streams of a project.
    Project(ProjectId),
    /// On all streams of a project, by this service.
    Held(ProjectId, ServiceId),
    /// On one stream.
    Stream(StreamId),
}

/// Services that hold a grant there, each once for each grant, with that alone.
///
/// # Errors
/// The store's.
pub async fn services(tx: &mut Tx, place: Where) -> Result<Vec<(ServiceId, Service)>, StoreError> {
    type Row = (Uuid, Uuid, String, String, Option<Uuid>, Uuid, bool, bool, bool, bool);
    let rows = match place {
        Where::Project(id) => query!(tx, Row, fetch_all, GRANTS_IN_PROJECT, id.uuid())?,
        Where::Held(id, service) => query!(tx, Row, fetch_all, GRANTS_OF_SERVICE, id.uuid(), service.uuid())?,
        Where::Stream(id) => query!(tx, Row, fetch_all, GRANTS_ON_STREAM, id.uuid())?,
    };
    let service =
        |(id, organization, owner, name, created_by, stream, read, write, confirmed, gateway): Row| {
            let grant = Grant { flags: StreamFlags { read, write }, confirmed };
            let service = Service {
                path: format!("{}/{}", Name::from_stored(owner), Name::from_stored(name)),
                organization: organization.into(),
                created_by: created_by.map(Into::into),
                gateway,
                grants: [(stream.into(), grant)].into(),
            };
            (id.into(), service)
        };
    Ok(rows.into_iter().map(service).collect())
}

/// The members of a team: all, or this one alone, if they are in it.
///
/// # Errors
/// The store's.
pub async fn team(tx: &mut Tx, id: TeamId, alone: Option<UserId>) -> Result<Vec<(UserId, User)>, StoreError> {
    let alone = alone.map(UserId::uuid);
    let rows = query!(tx, (Uuid, String, bool), fetch_all, TEAM, id.uuid(), alone)?;
    Ok(rows.into_iter().map(|(id, name, enabled)| (id.into(), person(name, enabled))).collect())
}

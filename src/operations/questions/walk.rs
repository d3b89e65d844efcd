//! Which subjects or resources a search looks at, a chunk at a time. A walk finds at least all that the asker may hear
//! of, and mostly not much more; what of it is an answer, the desk decides one by one.

use access::{Actor, Listed, Permission, ResourceKind, ServiceId, StreamId, UserId};
use api::names::{Name, StreamPath};

use super::desk::Desk;
use super::question::{Resource, Subject};
use super::token::{BEHIND_ALL, Position};
use crate::store::searches::{self, Place};
use crate::store::{StoreError, Tx};

/// How many projects are looked at together for their streams.
const PROJECTS: i64 = 60;

/// Candidates, each with the position after it; some positions have none, where there was nothing to look at.
pub(super) type Chunk<T> = Vec<(Position, Option<T>)>;

/// Through resources.
#[derive(Clone, Copy, Debug)]
pub(super) enum Resources {
    /// There are none.
    Nothing,
    /// Organizations that this person holds something on.
    Organizations(UserId),
    /// Projects that this person holds something on, and perhaps what is public.
    Projects(UserId, bool),
    /// The streams of those.
    Streams(UserId, bool),
    /// Pipelines that this person has a role on, their own or a team's.
    Pipelines(UserId),
    /// Streams that the service is granted; perhaps only where this person holds something on the project.
    Granted(ServiceId, Option<UserId>),
}

impl Resources {
    /// For what `subject` may do on resources of this kind, as far as the asker may hear of it.
    pub(super) fn of(desk: &Desk<'_>, subject: &Actor, kind: ResourceKind, what: Permission) -> Self {
        let all = desk.gateway.is_some() || desk.is_own(subject);
        // About others one hears only where one holds something oneself.
        let holder = if all { subject.user() } else { desk.asker.user() };
        let public = all && matches!(what, Permission::View | Permission::Read);
        match (kind, subject.service(), holder) {
            (ResourceKind::Stream, Some(service), _) if all => Self::Granted(service, None),
            (ResourceKind::Stream, Some(service), Some(asker)) => Self::Granted(service, Some(asker)),
            // Services hold nothing but grants on streams.
            (_, Some(_), _) | (_, _, None) => Self::Nothing,
            (ResourceKind::Organization, None, Some(user)) => Self::Organizations(user),
            (ResourceKind::Project, None, Some(user)) => Self::Projects(user, public),
            (ResourceKind::Stream, None, Some(user)) => Self::Streams(user, public),
            (ResourceKind::Pipeline, None, Some(user)) => Self::Pipelines(user),
            _ => Self::Nothing,
        }
    }

    /// The next candidates; none at the end.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn next(
        self,
        tx: &mut Tx,
        from: &Position,
        limit: i64,
    ) -> Result<Chunk<Resource>, StoreError> {
        Ok(match self {
            Self::Nothing => Vec::new(),
            Self::Organizations(user) => {
                let rows = searches::organizations_of(tx, user, from.id, limit).await?;
                chunk(rows, Resource::Organization)
            }
            Self::Projects(user, public) => {
                let rows = searches::projects_of(tx, user, public, from.id, limit).await?;
                chunk(rows, Resource::Project)
            }
            Self::Pipelines(user) => {
                let rows = searches::pipelines_of(tx, user, from.id, limit).await?;
                chunk(rows, |path| Resource::Pipeline(path.organization, path.pipeline))
            }
            Self::Granted(service, asker) => {
                let rows = searches::streams_of(tx, service, asker, from.id, limit).await?;
                chunk(rows, Resource::Stream)
            }
            Self::Streams(user, public) => streams(tx, user, public, from, limit).await?,
        })
    }
}

/// Streams project by project: first the rest of the one in which the page before ended.
async fn streams(
    tx: &mut Tx,
    user: UserId,
    public: bool,
    from: &Position,
    limit: i64,
) -> Result<Chunk<Resource>, StoreError> {
    let mut projects = Vec::new();
    if !matches!(from.name.as_str(), "" | BEHIND_ALL)
        && let Some((id, path)) = searches::project_of(tx, from.id).await?
    {
        projects.push((id, path, searches::streams_in(tx, id, &from.name, limit).await?));
    }
    projects.extend(searches::streams_of_projects(tx, user, public, from.id, PROJECTS, limit).await?);
    let (mut found, mut left): (Chunk<Resource>, _) =
        (Vec::new(), usize::try_from(limit).unwrap_or_default());
    for (id, path, names) in projects {
        let more = names.len() >= left;
        found.extend(names.into_iter().take(left).map(|stream: Name| {
            let position = Position { id, name: stream.stored().to_owned() };
            let (organization, project) = (path.organization.clone(), path.project.clone());
            left -= 1;
            (position, Some(Resource::Stream(StreamPath { organization, project, stream })))
        }));
        if more {
            break;
        }
        found.push((Position { id, name: BEHIND_ALL.to_owned() }, None));
    }
    Ok(found)
}

/// Through subjects.
#[derive(Clone, Debug)]
pub(super) enum Subjects {
    /// Perhaps this one alone.
    Alone(Option<Subject>),
    /// People who hold something there.
    People(Place),
    /// Services that are granted something on the stream.
    Services(StreamId),
}

impl Subjects {
    /// For who of this kind may do it on what the asker sees.
    pub(super) fn of(desk: &Desk<'_>, kind: &str, seen: &Listed, what: Permission) -> Self {
        if kind == "caller" {
            return Self::Alone(Some(Subject::Caller));
        }
        if !desk.may_ask(seen) {
            let own = match kind {
                "user" => desk.asker.user().is_some(),
                _ => desk.asker.service().is_some(),
            };
            return Self::Alone(Subject::of(kind, desk.name).ok().filter(|_| own));
        }
        let reads = matches!(what, Permission::View | Permission::Read);
        match (kind, seen) {
            ("user", Listed::Organization(facts)) => Self::People(Place::Organization(facts.id)),
            ("user", Listed::Project(facts)) if facts.public && reads => Self::People(Place::Anywhere),
            ("user", Listed::Project(facts)) => Self::People(Place::Project(facts.id)),
            ("user", Listed::Stream(facts)) if facts.project.public && reads => Self::People(Place::Anywhere),
            ("user", Listed::Stream(facts)) => Self::People(Place::Project(facts.project.id)),
            ("user", Listed::Pipeline(facts)) => Self::People(Place::Pipeline(facts.id)),
            ("service", Listed::Stream(facts)) => Self::Services(facts.id),
            _ => Self::Alone(None),
        }
    }

    /// The next candidates; none at the end.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn next(
        &self,
        tx: &mut Tx,
        from: &Position,
        limit: i64,
    ) -> Result<Chunk<Subject>, StoreError> {
        Ok(match self {
            Self::Alone(subject) => {
                let first = *from == Position::default();
                let end = Position { name: BEHIND_ALL.to_owned(), ..Position::default() };
                subject.iter().filter(|_| first).map(|subject| (end.clone(), Some(subject.clone()))).collect()
            }
            Self::People(place) => chunk(searches::people(tx, *place, from.id, limit).await?, Subject::User),
            Self::Services(stream) => {
                let rows = searches::services_of(tx, *stream, from.id, limit).await?;
                chunk(rows, |path| Subject::Service(path.organization, path.service))
            }
        })
    }
}

fn chunk<R, T>(rows: Vec<(uuid::Uuid, R)>, candidate: impl Fn(R) -> T) -> Chunk<T> {
    rows.into_iter().map(|(id, row)| (Position::after(id), Some(candidate(row)))).collect()
}

//! Parts of the world, for previews: what somebody holds, and who else decides about it. What of it the asker may see is
//! for `operations` to say.

use access::world::User;
use access::{Flags, OrganizationId, PipelineId, ProjectId, Role, TeamId, UserId};
use api::names::Name;
use uuid::Uuid;

use super::pipelines::role;
use super::sql::{query, texts};
use super::{StoreError, Tx};

macro_rules! holders {
    () => {
        "select u.id, u.name, u.disabled_at is null, g.can_view, g.can_create, g.can_admin \
         from organization_grants g join users u on u.id = g.user_id where g.organization_id = $1"
    };
}

texts! {
    PERSON = "select u.name, u.disabled_at is null, u.billing_organization_id, p.id \
        from users u left join organizations p on p.personal_user_id = u.id where u.id = $1";
    ORGANIZATION_HOLDERS = holders!();
    ORGANIZATION_ADMINS = concat!(holders!(), " and g.can_admin");
    ORGANIZATION_TEAMS = "select t.id, t.name, t.discoverable, u.id, u.name, u.disabled_at is null from teams t \
        left join team_members m on m.team_id = t.id left join users u on u.id = m.user_id \
        where t.organization_id = $1 order by t.name";
    PROJECTS_OF = "select p.id, p.name, g.can_view, g.can_create, g.can_admin from project_grants g \
        join projects p on p.id = g.project_id where g.user_id = $1 and p.organization_id = $2 order by p.name";
    PIPELINES_OF = "select l.id, l.name, g.role from pipeline_roles g join pipelines l on l.id = g.pipeline_id \
        where g.user_id = $1 and l.organization_id = $2 order by l.name";
    TEAMS_OF = "select t.id, t.name, t.discoverable from team_members m join teams t on t.id = m.team_id \
        where m.user_id = $1 and m.organization_id = $2 order by t.name";
}

/// A person, as previews need them.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// Their name.
    pub name: Name,
    /// Whether they are enabled.
    pub enabled: bool,
    /// Who pays for them.
    pub billed_to: OrganizationId,
    /// Their personal organization.
    pub personal: Option<OrganizationId>,
}

/// The person of this id.
///
/// # Errors
/// The store's.
pub async fn person(tx: &mut Tx, id: UserId) -> Result<Option<PersonRow>, StoreError> {
    let row = query!(tx, (String, bool, Uuid, Option<Uuid>), fetch_optional, PERSON, id.uuid())?;
    Ok(row.map(|(name, enabled, billed_to, personal)| PersonRow {
        name: Name::from_stored(name),
        enabled,
        billed_to: billed_to.into(),
        personal: personal.map(Into::into),
    }))
}

/// Who decides about the organization, with all that they hold there.
///
/// # Errors
/// The store's.
pub async fn organization_admins(
    tx: &mut Tx,
    id: OrganizationId,
) -> Result<Vec<(UserId, User, Flags)>, StoreError> {
    let rows = query!(tx, Holder, fetch_all, ORGANIZATION_ADMINS, id.uuid())?;
    Ok(rows.into_iter().map(holder).collect())
}

/// Everybody who holds a flag on the organization, with all that they hold there.
///
/// # Errors
/// The store's.
pub async fn organization_holders(
    tx: &mut Tx,
    id: OrganizationId,
) -> Result<Vec<(UserId, User, Flags)>, StoreError> {
    let rows = query!(tx, Holder, fetch_all, ORGANIZATION_HOLDERS, id.uuid())?;
    Ok(rows.into_iter().map(holder).collect())
}

type Holder = (Uuid, String, bool, bool, bool, bool);

fn holder((id, name, enabled, view, create, admin): Holder) -> (UserId, User, Flags) {
    (id.into(), person_of(name, enabled), Flags { view, create, admin })
}

fn person_of(name: String, enabled: bool) -> User {
    User { name: Name::from_stored(name).to_string(), enabled, billed_to: None }
}

/// A team, whether it is discoverable, and one of its members, if it has any.
pub type TeamPlace = (TeamId, Name, bool, Option<(UserId, User)>);

/// The teams of the organization by name, each once for each member.
///
/// # Errors
/// The store's.
pub async fn organization_teams(tx: &mut Tx, id: OrganizationId) -> Result<Vec<TeamPlace>, StoreError> {
    type Row = (Uuid, String, bool, Option<Uuid>, Option<String>, bool);
    let rows = query!(tx, Row, fetch_all, ORGANIZATION_TEAMS, id.uuid())?;
    let place = |(team, name, open, user, person, enabled): Row| {
        let user: Option<UserId> = user.map(Into::into);
        let member = user.zip(person.map(|person| person_of(person, enabled)));
        (team.into(), Name::from_stored(name), open, member)
    };
    Ok(rows.into_iter().map(place).collect())
}

/// The projects of the organization on which somebody holds a flag, by name.
///
/// # Errors
/// The store's.
pub async fn projects_of(
    tx: &mut Tx,
    user: UserId,
    organization: OrganizationId,
) -> Result<Vec<(ProjectId, Name, Flags)>, StoreError> {
    type Row = (Uuid, String, bool, bool, bool);
    let rows = query!(tx, Row, fetch_all, PROJECTS_OF, user.uuid(), organization.uuid())?;
    let project = |(id, name, view, create, admin): Row| {
        (id.into(), Name::from_stored(name), Flags { view, create, admin })
    };
    Ok(rows.into_iter().map(project).collect())
}

/// The pipelines of the organization on which somebody has a role, by name.
///
/// # Errors
/// The store's.
pub async fn pipelines_of(
    tx: &mut Tx,
    user: UserId,
    organization: OrganizationId,
) -> Result<Vec<(PipelineId, Name, Role)>, StoreError> {
    type Row = (Uuid, String, String);
    let rows = query!(tx, Row, fetch_all, PIPELINES_OF, user.uuid(), organization.uuid())?;
    let pipeline = |(id, name, word): Row| Some((id.into(), Name::from_stored(name), role(&word)?));
    Ok(rows.into_iter().filter_map(pipeline).collect())
}

/// The teams of the organization that somebody is in, by name, each with whether it is discoverable.
///
/// # Errors
/// The store's.
pub async fn teams_of(
    tx: &mut Tx,
    user: UserId,
    organization: OrganizationId,
) -> Result<Vec<(TeamId, Name, bool)>, StoreError> {
    let rows = query!(tx, (Uuid, String, bool), fetch_all, TEAMS_OF, user.uuid(), organization.uuid())?;
    Ok(rows.into_iter().map(|(id, name, open)| (id.into(), Name::from_stored(name), open)).collect())
}

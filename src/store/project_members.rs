//! What people hold on a project.

use access::invariants::Keeper;
use access::{Authorized, Flags, ProjectId, Time, UserId, actions};
use api::names::Name;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

macro_rules! members {
    () => {
        "select u.id, u.name, m.can_view, m.can_create, m.can_admin, m.granted_at, a.name as granted_by, \
         u.disabled_at from project_grants m join users u on u.id = m.user_id \
         left join users a on a.id = m.granted_by where m.project_id = $1"
    };
}

texts! {
    LIST = concat!(members!(), " and u.name > $2 and u.name like $3 escape '!' order by u.name limit $4");
    FIND = concat!(members!(), " and m.user_id = $2");
    KEEPERS = "select u.id, u.disabled_at is null from project_grants g join users u on u.id = g.user_id \
        where g.project_id = $1 and g.can_admin order by u.id";
    SET = "insert into project_grants (project_id, user_id, can_view, can_create, can_admin, granted_by, granted_at) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (project_id, user_id) do update set \
        can_view = excluded.can_view, can_create = excluded.can_create, can_admin = excluded.can_admin, \
        granted_by = excluded.granted_by, granted_at = excluded.granted_at";
    DELETE = "delete from project_grants where project_id = $1 and user_id = $2";
}

/// Somebody who holds a flag on a project.
#[derive(Clone, Debug)]
pub struct ProjectMemberRow {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub user: Name,
    /// What they hold, as stored.
    pub flags: Flags,
    /// Who set it.
    pub granted_by: Option<Name>,
    /// When.
    pub granted_at: Time,
    /// Whether the account is disabled.
    pub disabled: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    can_view: bool,
    can_create: bool,
    can_admin: bool,
    granted_at: i64,
    granted_by: Option<String>,
    disabled_at: Option<i64>,
}

impl From<Row> for ProjectMemberRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            user: Name::from_stored(row.name),
            flags: Flags { view: row.can_view, create: row.can_create, admin: row.can_admin },
            granted_by: row.granted_by.map(Name::from_stored),
            granted_at: Time(row.granted_at),
            disabled: row.disabled_at.is_some(),
        }
    }
}

/// Who holds a flag on the project of the proof, by name, after `after`; `like` is a pattern of names.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewProjectMembers>,
    (after, like): (&str, &str),
    limit: i64,
) -> Result<Vec<ProjectMemberRow>, StoreError> {
    let rows = query!(tx, Row, fetch_all, LIST, proof.target().uuid(), after, like, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What somebody holds on a project, if anything.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    project: ProjectId,
    user: UserId,
) -> Result<Option<ProjectMemberRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND, project.uuid(), user.uuid())?.map(Into::into))
}

/// The admins of a project, disabled ones included: what the invariants are checked on.
///
/// # Errors
/// The store's.
pub async fn keepers(tx: &mut Tx, project: ProjectId) -> Result<Vec<Keeper>, StoreError> {
    let rows = query!(tx, (Uuid, bool), fetch_all, KEEPERS, project.uuid())?;
    Ok(rows.into_iter().map(|(user, enabled)| Keeper { user: user.into(), enabled }).collect())
}

/// Sets what the person of the proof holds on the project of the proof; a row exists while any flag is set.
///
/// # Errors
/// The store's.
pub async fn set(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateProjectPermissions>,
    flags: Flags,
    now: Time,
) -> Result<(), StoreError> {
    let by = proof.actor().user();
    put(tx, proof.target(), flags, by, now).await
}

/// Makes the claimer admin of the project of the proof, beside what they hold there.
///
/// # Errors
/// The store's.
pub async fn claim(
    tx: &mut Tx,
    proof: Authorized<actions::ClaimProject>,
    held: Flags,
    now: Time,
) -> Result<(), StoreError> {
    let Some(claimer) = proof.actor().user() else { return Ok(()) };
    put(tx, (proof.target(), claimer), Flags { admin: true, ..held }, Some(claimer), now).await
}

async fn put(
    tx: &mut Tx,
    (project, user): (ProjectId, UserId),
    flags: Flags,
    by: Option<UserId>,
    now: Time,
) -> Result<(), StoreError> {
    if !flags.any() {
        execute!(tx, DELETE, project.uuid(), user.uuid())?;
        return Ok(());
    }
    let (by, Flags { view, create, admin }) = (by.map(UserId::uuid), flags);
    execute!(tx, SET, project.uuid(), user.uuid(), view, create, admin, by, now.0)?;
    Ok(())
}

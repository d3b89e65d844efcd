//! What people hold on a project: list, and set flags.

use std::slice;

use access::{About, Flags, ProjectFacts, UserId, actions, authorize};
use api::flags::{FlagChange, FlagChanges};
use api::members::MembersChanged;
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf};
use api::projects::{ListProjectMembers, ProjectMember, UpdateProjectPermissions};
use api::{Fault, FaultKind, Page, PageRequest};
use serde::Serialize;

use super::audit::{self, Entry};
use super::facts::NOBODY;
use super::members::unknown;
use super::{Context, Stop, facts, keepers, pages, previews};
use crate::store::project_members::{self, ProjectMemberRow};
use crate::store::{Tx, users};

/// What the audit log tells of a person's place in a project.
#[derive(Serialize)]
struct State<'a> {
    user: &'a Name,
    #[serde(flatten)]
    flags: Flags,
}

/// Lists who holds what on a project, by name.
///
/// # Errors
/// A fault that says why not.
pub async fn list_project_members(
    context: &Context,
    input: ListProjectMembers,
) -> Result<Page<ProjectMember>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let after = pages::name_cursor(page.after.as_deref())?;
    let like = crate::store::search::holding(input.search.as_deref());
    context
        .reading("ListProjectMembers", async |tx| {
            let project =
                facts::project(tx, context.actor(), &input.organization, &input.project).await?.facts;
            let proof = authorize::<actions::ViewProjectMembers>(context.actor(), &project)?;
            let rows = project_members::list(tx, &proof, (&after, &like), pages::one_more(&page)).await?;
            Ok(pages::page(&page, rows, |row| row.user.to_string()).map(shown))
        })
        .await
}

/// Sets the flags of any user on a project; a flag left out stays.
///
/// # Errors
/// A fault that says why not; a conflict if no enabled admin would be left.
pub async fn update_project_permissions(
    context: &Context,
    input: UpdateProjectPermissions,
) -> Result<ProjectMember, Fault> {
    context
        .changing("UpdateProjectPermissions", async |tx| {
            let UpdateProjectPermissions { organization, project, user, .. } = &input;
            let on = facts::project(tx, context.actor(), organization, project).await?.facts;
            let id = users::find_by_name(tx, user).await?.map(|user| user.id);
            let about = About { on: on.clone(), whom: id.unwrap_or(NOBODY) };
            let _proof = authorize::<actions::UpdateProjectPermissions>(context.actor(), &about)?;
            let Some(id) = id else {
                let nobody = Fault::field("user", "there is nobody of this name");
                return Err(Fault { kind: FaultKind::NotFound, ..nobody }.into());
            };
            let before = project_members::find(tx, on.id, id).await?.map(shown);
            context.still(&before)?;
            let was = before.as_ref().map_or(Flags::NONE, |before| before.flags);
            let UpdateProjectPermissions { view, create, admin, .. } = input;
            let change = FlagChange { user: user.clone(), view, create, admin };
            let flags = change.over(was);
            let nothing = ProjectMember {
                id,
                user: user.clone(),
                flags: Flags::NONE,
                granted_by: None,
                granted_at: context.now,
                disabled: before.as_ref().is_some_and(|before| before.disabled),
            };
            if flags == was {
                return Ok(before.unwrap_or(nothing));
            }
            let of = preview_of(organization, project, vec![user.clone()]);
            let changes = |facts: &PreviewFacts| facts.set_flags(slice::from_ref(&change));
            previews::still_holds(context, tx, &of, changes, input.seen.as_deref()).await?;
            let admins = project_members::keepers(tx, on.id).await?;
            set(context, tx, "UpdateProjectPermissions", &on, id, &change).await?;
            keepers::keep(context, &on.path, &admins, &project_members::keepers(tx, on.id).await?)?;
            Ok(project_members::find(tx, on.id, id).await?.map_or(nothing, shown))
        })
        .await
}

/// Sets the flags of several people, each their own, on a project: of all or of none.
pub(super) async fn set_all(
    context: &Context,
    tx: &mut Tx,
    (organization, project): (&Name, &Name),
    changes: &FlagChanges,
    seen: Option<&str>,
) -> Result<MembersChanged, Stop> {
    let on = facts::project(tx, context.actor(), organization, project).await?.facts;
    let about = About { on: on.clone(), whom: NOBODY };
    let _proof = authorize::<actions::UpdateProjectPermissions>(context.actor(), &about)?;
    let of = preview_of(organization, project, changes.users());
    let would = |facts: &PreviewFacts| facts.set_flags(changes.as_slice());
    previews::still_holds(context, tx, &of, would, seen).await?;
    let admins = project_members::keepers(tx, on.id).await?;
    let mut changed = Vec::new();
    for change in changes.as_slice() {
        let name = &change.user;
        let user = users::find_by_name(tx, name).await?.ok_or_else(|| unknown(name))?;
        if set(context, tx, "UpdateFlags", &on, user.id, change).await? {
            changed.push(name.clone());
        }
    }
    keepers::keep(context, &on.path, &admins, &project_members::keepers(tx, on.id).await?)?;
    Ok(MembersChanged { changed })
}

/// Sets somebody's flags and says whether anything changed. Whether an admin is left is for the caller to check, once
/// all is done.
async fn set(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    on: &ProjectFacts,
    id: UserId,
    change: &FlagChange,
) -> Result<bool, Stop> {
    let held = project_members::find(tx, on.id, id).await?.map_or(Flags::NONE, |row| row.flags);
    let (user, flags) = (&change.user, change.over(held));
    if flags == held {
        return Ok(false);
    }
    let about = About { on: on.clone(), whom: id };
    let proof = authorize::<actions::UpdateProjectPermissions>(context.actor(), &about)?;
    project_members::set(tx, proof, flags, context.now).await?;
    let state = |flags| State { user, flags };
    let entry = Entry::new(operation, format!("project:{}", on.path)).of(id);
    let entry = entry.inside(on.organization.id).before(&state(held)).after(&state(flags));
    audit::append(context, tx, entry).await?;
    Ok(true)
}

fn preview_of(organization: &Name, project: &Name, users: Vec<Name>) -> PreviewOf {
    PreviewOf::ProjectMembers { organization: organization.clone(), project: project.clone(), users }
}

fn shown(row: ProjectMemberRow) -> ProjectMember {
    ProjectMember {
        id: row.id,
        user: row.user,
        flags: row.flags,
        granted_by: row.granted_by,
        granted_at: row.granted_at,
        disabled: row.disabled,
    }
}

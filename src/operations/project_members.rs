//! What people hold on a project: list, and set flags.

use access::world::Change;
use access::{About, Flags, actions, authorize};
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf};
use api::projects::{ListProjectMembers, ProjectMember, UpdateProjectPermissions};
use api::{Fault, FaultKind, Page, PageRequest};
use serde::Serialize;

use super::audit::{self, Entry};
use super::facts::NOBODY;
use super::{Context, facts, keepers, pages, previews};
use crate::store::project_members::{self, ProjectMemberRow};
use crate::store::users;

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
            let proof = authorize::<actions::UpdateProjectPermissions>(context.actor(), &about)?;
            let Some(id) = id else {
                let nobody = Fault::field("user", "there is nobody of this name");
                return Err(Fault { kind: FaultKind::NotFound, ..nobody }.into());
            };
            let before = project_members::find(tx, on.id, id).await?.map(shown);
            context.still(&before)?;
            let was = before.as_ref().map_or(Flags::NONE, |before| before.flags);
            let flags = Flags {
                view: input.view.unwrap_or(was.view),
                create: input.create.unwrap_or(was.create),
                admin: input.admin.unwrap_or(was.admin),
            };
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
            let of = PreviewOf::ProjectMember {
                organization: organization.clone(),
                project: project.clone(),
                user: user.clone(),
            };
            let changes = |_: &PreviewFacts| vec![Change::ProjectFlags { project: on.id, user: id, flags }];
            previews::still_holds(tx, context.actor(), &of, changes, input.seen.as_deref()).await?;
            let admins = project_members::keepers(tx, on.id).await?;
            project_members::set(tx, proof, flags, context.now).await?;
            keepers::keep(&on.path, &admins, &project_members::keepers(tx, on.id).await?)?;
            let state = |flags| State { user, flags };
            let entry = Entry::new("UpdateProjectPermissions", format!("project:{}", on.path)).of(id);
            let entry = entry.inside(on.organization.id).before(&state(was)).after(&state(flags));
            audit::append(context, tx, entry).await?;
            Ok(project_members::find(tx, on.id, id).await?.map_or(nothing, shown))
        })
        .await
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

//! Flags of several people at once, each their own, on an organization or on a project of it.

use api::Fault;
use api::flags::UpdateFlags;
use api::members::MembersChanged;

use super::{Context, members, project_members};

/// Sets the flags of several people, or of none if one of them can't be.
///
/// # Errors
/// A fault that says why not.
pub async fn update_flags(context: &Context, input: UpdateFlags) -> Result<MembersChanged, Fault> {
    const NAME: &str = "UpdateFlags";
    let UpdateFlags { organization, project, changes, seen } = &input;
    context
        .changing(NAME, async |tx| match project {
            Some(project) => {
                project_members::set_all(context, tx, (organization, project), changes, seen.as_deref()).await
            }
            None => members::set_all(context, tx, NAME, organization, changes, seen.as_deref()).await,
        })
        .await
}

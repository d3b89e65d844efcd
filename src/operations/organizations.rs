//! Organizations: their profile, the caller's own, create, change, delete.

mod change;
mod delete;

use access::{Actor, Flags, OrganizationFacts, Outcome, actions, authorize, check};
use api::organizations::{ListOrganizations, Organization, ShowOrganization};
use api::{Fault, Page, PageRequest};

use super::facts::{self, own_account};
use super::secrets::kept_description;
use super::{Context, pages};
use crate::store::organizations::{self, OrganizationRow};
pub(super) use change::{QuotaState, free_for, megabytes, stored};
pub use change::{create_organization, update_organization, update_organization_quota};
pub use delete::{delete_organization, show_organization_contents};

/// Lists the organizations that the caller is billed in or holds a flag in.
///
/// # Errors
/// A fault that says why not.
pub async fn list_organizations(
    context: &Context,
    input: ListOrganizations,
) -> Result<Page<Organization>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let after = pages::name_cursor(page.after.as_deref())?;
    context
        .reading("ListOrganizations", async |tx| {
            let proof = authorize::<actions::ViewAccount>(context.actor(), &own_account(context))?;
            let rows = organizations::list_of_user(tx, &proof, &after, pages::one_more(&page)).await?;
            let rows = pages::page(&page, rows, |row| row.name.to_string());
            Ok(rows.map(|row| view(row, context.actor())))
        })
        .await
}

/// Shows an organization: its name and description are for everybody.
///
/// # Errors
/// A fault that says why not.
pub async fn show_organization(context: &Context, input: ShowOrganization) -> Result<Organization, Fault> {
    context
        .reading("ShowOrganization", async |tx| {
            let row = facts::organization(tx, context.actor(), &input.organization).await?;
            let _proof = authorize::<actions::ViewOrganization>(context.actor(), &row.facts)?;
            Ok(view(row, context.actor()))
        })
        .await
}

/// An organization as `actor` sees it. Its bounds are for who may see its members.
fn view(row: OrganizationRow, actor: &Actor) -> Organization {
    let flags = flags(actor, &row.facts);
    let bounds = if flags.view { row.bounds } else { organizations::Bounds::default() };
    Organization {
        id: row.facts.id,
        path: row.name.to_string(),
        name: row.name,
        description: kept_description(row.description),
        personal: row.facts.personal_of.is_some(),
        created_at: row.created_at,
        flags,
        pays_for_you: row.facts.billed_here,
        longest_secret_days: bounds.longest_secret_days,
        read_quota_mb: bounds.read_quota_mb,
        write_quota_mb: bounds.write_quota_mb,
    }
}

/// What the actor may do there now, with this credential.
fn flags(actor: &Actor, facts: &OrganizationFacts) -> Flags {
    Flags {
        view: check::<actions::ViewMembers>(actor, facts) == Outcome::Allowed,
        create: check::<actions::CreateProject>(actor, facts) == Outcome::Allowed,
        admin: check::<actions::UpdateOrganization>(actor, facts) == Outcome::Allowed,
    }
}

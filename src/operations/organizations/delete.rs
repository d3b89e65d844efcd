//! Deleting an organization: only one that pays for nobody else and holds nothing.

use access::world::Change;
use access::{actions, authorize};
use api::names::Name;
use api::organizations::{
    DeleteOrganization, Deleted, OrganizationContents, ShowOrganizationContents, SomeOf,
};
use api::previews::{PreviewFacts, PreviewOf};
use api::{Fault, FaultKind};

use super::change::tied;
use super::view;
use crate::operations::audit::{self, Entry};
use crate::operations::sign_in::confirmed_if_browsing;
use crate::operations::{Context, facts, previews};
use crate::store::organizations::{self, Contents};
use crate::store::{names, places};

/// How many things of a kind a refusal names.
const NAMED: usize = 5;

/// That, and one to see whether there are others.
const ONE_MORE: i64 = 6;

/// Deletes an organization. The caller's billing returns to their personal organization; invites, grants and teams go.
///
/// # Errors
/// A fault that says why not: among them that it pays for others or holds projects, services or pipelines.
pub async fn delete_organization(context: &Context, input: DeleteOrganization) -> Result<Deleted, Fault> {
    context
        .changing("DeleteOrganization", async |tx| {
            let actor = context.actor();
            let row = facts::organization(tx, actor, &input.organization).await?;
            let (organization, name) = (row.facts.clone(), row.name.clone());
            let proof = authorize::<actions::DeleteOrganization>(actor, &organization)?;
            let before = view(row, actor);
            context.still(&before)?;
            if organization.personal_of.is_some() {
                return Err(tied(&name, "deleted").into());
            }
            let contents = organizations::contents(tx, &proof, ONE_MORE).await?;
            if let Some(fault) = in_the_way(&name, &contents) {
                return Err(fault.into());
            }
            let of = PreviewOf::Organization { organization: name.clone() };
            let id = organization.id;
            let changes = |_: &PreviewFacts| vec![Change::DeleteOrganization { organization: id }];
            previews::still_holds(context, tx, &of, changes, input.seen.as_deref()).await?;
            // Last, so that nobody is asked in vain.
            confirmed_if_browsing(context, tx).await?;
            if let Some(user) = actor.user() {
                if organization.billed_here {
                    places::bill_to_personal(tx, &proof, user, context.now).await?;
                }
                names::free(tx, &name, user, context.now).await?;
            }
            organizations::delete(tx, proof).await?;
            let entry = Entry::new("DeleteOrganization", format!("organization:{name}"));
            audit::append(context, tx, entry.inside(organization.id).before(&before)).await?;
            Ok(Deleted { path: organization.path })
        })
        .await
}

/// Tells what would refuse it: whom else the organization pays for, and what it holds.
///
/// # Errors
/// A fault that says why not.
pub async fn show_organization_contents(
    context: &Context,
    input: ShowOrganizationContents,
) -> Result<OrganizationContents, Fault> {
    context
        .reading("ShowOrganizationContents", async |tx| {
            let row = facts::organization(tx, context.actor(), &input.organization).await?;
            let proof = authorize::<actions::DeleteOrganization>(context.actor(), &row.facts)?;
            let contents = organizations::contents(tx, &proof, ONE_MORE).await?;
            let path = |thing: &Name| format!("{}/{thing}", row.name);
            Ok(OrganizationContents {
                people: some(&contents.people, Name::to_string),
                projects: some(&contents.projects, path),
                services: some(&contents.services, path),
                pipelines: some(&contents.pipelines, path),
            })
        })
        .await
}

fn some(names: &[Name], show: impl Fn(&Name) -> String) -> SomeOf {
    SomeOf { named: names.iter().take(NAMED).map(show).collect(), more: names.len() > NAMED }
}

/// The refusal, if anything stands in the way.
fn in_the_way(name: &Name, contents: &Contents) -> Option<Fault> {
    let mut reasons = Vec::new();
    if !contents.people.is_empty() {
        reasons.push(format!("pays for {}", listed(&contents.people, Name::to_string)));
    }
    let path = |kind: &'static str| move |thing: &Name| format!("{kind}:{name}/{thing}");
    if !contents.projects.is_empty() {
        reasons.push(format!("holds {}", listed(&contents.projects, path("project"))));
    }
    if !contents.services.is_empty() {
        reasons.push(format!("holds {}", listed(&contents.services, path("service"))));
    }
    if !contents.pipelines.is_empty() {
        reasons.push(format!("holds {}", listed(&contents.pipelines, path("pipeline"))));
    }
    if reasons.is_empty() {
        return None;
    }
    let detail = format!(
        "{name} still {}. Remove those people, and transfer or delete those things, before you delete it.",
        reasons.join(" and ")
    );
    Some(Fault { resource: Some(format!("organization:{name}")), ..Fault::new(FaultKind::Conflict, detail) })
}

fn listed(names: &[Name], show: impl Fn(&Name) -> String) -> String {
    let mut shown: Vec<String> = names.iter().take(NAMED).map(show).collect();
    if names.len() > NAMED {
        shown.push("others".to_owned());
    }
    shown.join(", ")
}

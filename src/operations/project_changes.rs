//! What ends a project or gives it to others: delete, transfer, claim.

use access::invariants::is_orphaned;
use access::world::Change;
use access::{Flags, ProjectClaimFacts, ProjectTransferFacts, actions, authorize};
use api::names::Name;
use api::organizations::Deleted;
use api::previews::{PreviewFacts, PreviewOf, claimed};
use api::projects::{ClaimProject, DeleteProject, Project, TransferProject};
use api::{Fault, FaultKind};
use serde::Serialize;

use super::audit::{self, Entry};
use super::projects::view;
use super::{Context, Stop, facts, pipelines, previews};
use crate::store::{StoreError, Tx, Unique, project_members, projects};

/// What the audit log tells of a project that is gone.
#[derive(Serialize)]
struct Gone<'a> {
    description: &'a str,
    public: bool,
    streams: u32,
}

/// What the audit log tells of where a project is.
#[derive(Serialize)]
struct Place<'a> {
    organization: &'a Name,
}

/// What the audit log tells of who took a project over.
#[derive(Serialize)]
struct Claimed<'a> {
    user: Option<&'a str>,
    #[serde(flatten)]
    flags: Flags,
}

/// Deletes a project with its streams, records and grants.
///
/// # Errors
/// A fault that says why not.
pub async fn delete_project(context: &Context, input: DeleteProject) -> Result<Deleted, Fault> {
    context
        .changing("DeleteProject", async |tx| {
            let DeleteProject { organization, project, seen } = input.clone();
            let row = facts::project(tx, context.actor(), &organization, &project).await?;
            let proof = authorize::<actions::DeleteProject>(context.actor(), &row.facts)?;
            context.still(&view(row.clone(), context.actor()))?;
            let of = PreviewOf::Project { organization, project };
            let changes = |_: &PreviewFacts| vec![Change::DeleteProject { project: row.facts.id }];
            previews::still_holds(context, tx, &of, changes, seen.as_deref()).await?;
            pipelines::remember(tx, &proof).await?;
            projects::delete(tx, proof).await?;
            let gone = Gone { description: &row.description, public: row.facts.public, streams: row.streams };
            let entry = Entry::new("DeleteProject", format!("project:{}", row.facts.path));
            audit::append(context, tx, entry.inside(row.facts.organization.id).before(&gone)).await?;
            Ok(Deleted { path: row.facts.path })
        })
        .await
}

/// Moves a project to another organization. What people hold on it stays; of what services hold, what counts is decided
/// by whose they are from then on.
///
/// # Errors
/// A fault that says why not; a conflict at `to` if the name is taken there.
pub async fn transfer_project(context: &Context, input: TransferProject) -> Result<Project, Fault> {
    context
        .changing("TransferProject", async |tx| {
            let TransferProject { organization, project, to, seen } = input.clone();
            let actor = context.actor();
            let row = facts::project(tx, actor, &organization, &project).await?;
            let Some(target) = crate::store::organizations::find(tx, actor, &to).await? else {
                let _proof = authorize::<actions::UpdateProject>(actor, &row.facts)?;
                let missing = Fault::field("to", "there is no organization of this name");
                return Err(Fault { kind: FaultKind::NotFound, ..missing }.into());
            };
            let (from, into) = (row.facts.organization.id, target.facts.id);
            let both = ProjectTransferFacts { project: row.facts.clone(), to: target.facts };
            let proof = authorize::<actions::TransferProject>(actor, &both)?;
            if from == into {
                return Err(Fault::field("to", "the project is in this organization already").into());
            }
            let of = PreviewOf::ProjectTransfer {
                organization: organization.clone(),
                project: project.clone(),
                to: to.clone(),
            };
            let changes =
                |_: &PreviewFacts| vec![Change::TransferProject { project: row.facts.id, to: into }];
            previews::still_holds(context, tx, &of, changes, seen.as_deref()).await?;
            let updated_at = context.now.max(row.updated_at.plus(1));
            projects::transfer(tx, proof, updated_at).await.map_err(taken)?;
            let (was, is) = (Place { organization: &organization }, Place { organization: &to });
            // Either organization's admins find it in their log.
            for inside in [from, into] {
                let entry = Entry::new("TransferProject", format!("project:{}", row.facts.path));
                audit::append(context, tx, entry.inside(inside).before(&was).after(&is)).await?;
            }
            Ok(view(facts::project(tx, actor, &to, &project).await?, actor))
        })
        .await
}

/// Makes the caller admin of a project that has no enabled admin.
///
/// # Errors
/// A fault that says why not.
pub async fn claim_project(context: &Context, input: ClaimProject) -> Result<Project, Fault> {
    context
        .changing("ClaimProject", async |tx| {
            claim(context, tx, &input.organization, &input.project).await?;
            let actor = context.actor();
            Ok(view(facts::project(tx, actor, &input.organization, &input.project).await?, actor))
        })
        .await
}

/// Passes a project without an enabled admin to the caller.
///
/// # Errors
/// A denial if they may not, and the store's.
pub(super) async fn claim(
    context: &Context,
    tx: &mut Tx,
    organization: &Name,
    project: &Name,
) -> Result<(), Stop> {
    let actor = context.actor();
    let project = facts::project(tx, actor, organization, project).await?.facts;
    let orphaned = is_orphaned(&project_members::keepers(tx, project.id).await?);
    let (held, path, inside) = (project.held, project.path.clone(), project.organization.id);
    let proof = authorize::<actions::ClaimProject>(actor, &ProjectClaimFacts { project, orphaned })?;
    project_members::claim(tx, proof, held, context.now).await?;
    let state = |flags| Claimed { user: context.who.name.as_deref(), flags };
    let entry = Entry::new("ClaimProject", format!("project:{path}")).inside(inside);
    audit::append(context, tx, entry.before(&state(held)).after(&state(claimed(held)))).await?;
    Ok(())
}

fn taken(error: StoreError) -> Stop {
    match error {
        StoreError::Exists(Unique::ProjectName) => {
            let taken = Fault::field("to", "that organization has a project of this name already");
            Fault { kind: FaultKind::Conflict, ..taken }.into()
        }
        error => error.into(),
    }
}

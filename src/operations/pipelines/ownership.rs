//! Handing a pipeline over, giving up a role on it, and claiming one that nobody owns.

use access::world::Change;
use access::{About, Role, actions, authorize};
use api::Fault;
use api::names::Name;
use api::organizations::Deleted;
use api::pipelines::{ClaimPipeline, LeavePipeline, Pipeline, TransferPipeline};
use api::previews::{PreviewFacts, PreviewOf};

use super::sharing::{State, enabled, manages};
use super::view;
use crate::operations::audit::{self, Entry};
use crate::operations::{Context, Stop, facts, keepers, previews};
use crate::store::{Tx, pipeline_roles};

/// Makes somebody the owner of a pipeline; the caller, an owner too, stays on as an editor.
///
/// # Errors
/// A fault that says why not.
pub async fn transfer_pipeline(context: &Context, input: TransferPipeline) -> Result<Pipeline, Fault> {
    context
        .changing("TransferPipeline", async |tx| {
            let TransferPipeline { organization, pipeline, user, seen } = &input;
            let actor = context.actor();
            let on = facts::pipeline(tx, actor, organization, pipeline).await?.facts;
            manages(context, &on)?;
            let to = enabled(tx, user, true).await?;
            let about = About { on: on.clone(), whom: to };
            let proof = authorize::<actions::TransferPipeline>(actor, &about)?;
            let Some(from) = actor.user().filter(|from| *from != to) else {
                return Err(Fault::field("user", "you own it already; name somebody else").into());
            };
            let of = PreviewOf::Pipeline {
                organization: organization.clone(),
                pipeline: pipeline.clone(),
                users: vec![user.clone()],
                teams: Vec::new(),
            };
            let changes = |_: &PreviewFacts| vec![Change::TransferPipeline { pipeline: on.id, from, to }];
            previews::still_holds(context, tx, &of, changes, seen.as_deref()).await?;
            let owners = pipeline_roles::keepers(tx, on.id).await?;
            let before = pipeline_roles::find(tx, on.id, to).await?.map(|row| row.role);
            pipeline_roles::transfer(tx, proof, context.now).await?;
            keepers::keep_owner(context, &on.path, &owners, &pipeline_roles::keepers(tx, on.id).await?)?;
            let mine = context.who.name.as_deref().unwrap_or_default().parse::<Name>().ok();
            for (who, id, was, is) in [
                (Some(user), to, before, Role::Owner),
                (mine.as_ref(), from, Some(Role::Owner), Role::Editor),
            ] {
                let state = |role: Option<Role>| State { user: who, team: None, role: role.map(Into::into) };
                let entry = Entry::new("TransferPipeline", format!("pipeline:{}", on.path)).of(id);
                let entry = entry.inside(on.organization.id).before(&state(was)).after(&state(Some(is)));
                audit::append(context, tx, entry).await?;
            }
            Ok(view(facts::pipeline(tx, actor, organization, pipeline).await?, actor)?)
        })
        .await
}

/// Gives up the caller's own role. What a team of theirs gives them stays.
///
/// # Errors
/// A fault that says why not; a conflict if no enabled owner would be left.
pub async fn leave_pipeline(context: &Context, input: LeavePipeline) -> Result<Deleted, Fault> {
    context
        .changing("LeavePipeline", async |tx| {
            let actor = context.actor();
            let on = facts::pipeline(tx, actor, &input.organization, &input.pipeline).await?.facts;
            let proof = authorize::<actions::LeavePipeline>(actor, &on)?;
            let owners = pipeline_roles::keepers(tx, on.id).await?;
            pipeline_roles::leave(tx, proof).await?;
            keepers::keep_owner(context, &on.path, &owners, &pipeline_roles::keepers(tx, on.id).await?)?;
            let mine = context.who.name.as_deref().unwrap_or_default().parse::<Name>().ok();
            let state =
                |role: Option<Role>| State { user: mine.as_ref(), team: None, role: role.map(Into::into) };
            let entry = Entry::new("LeavePipeline", format!("pipeline:{}", on.path));
            let entry = entry.inside(on.organization.id).before(&state(on.role)).after(&state(None));
            audit::append(context, tx, entry).await?;
            Ok(Deleted { path: on.path })
        })
        .await
}

/// Makes the caller the owner of a pipeline that has no enabled owner.
///
/// # Errors
/// A fault that says why not.
pub async fn claim_pipeline(context: &Context, input: ClaimPipeline) -> Result<Pipeline, Fault> {
    context
        .changing("ClaimPipeline", async |tx| {
            let actor = context.actor();
            claim(context, tx, &input.organization, &input.pipeline).await?;
            Ok(view(facts::pipeline(tx, actor, &input.organization, &input.pipeline).await?, actor)?)
        })
        .await
}

/// Passes a pipeline without an enabled owner to the caller.
///
/// # Errors
/// A denial if they may not, and the store's.
pub(in crate::operations) async fn claim(
    context: &Context,
    tx: &mut Tx,
    organization: &Name,
    pipeline: &Name,
) -> Result<(), Stop> {
    let on = facts::pipeline(tx, context.actor(), organization, pipeline).await?.facts;
    let proof = authorize::<actions::ClaimPipeline>(context.actor(), &on)?;
    pipeline_roles::claim(tx, proof, context.now).await?;
    let mine = context.who.name.as_deref().unwrap_or_default().parse::<Name>().ok();
    let state = |role: Option<Role>| State { user: mine.as_ref(), team: None, role: role.map(Into::into) };
    let entry = Entry::new("ClaimPipeline", format!("pipeline:{}", on.path)).inside(on.organization.id);
    audit::append(context, tx, entry.before(&state(on.role)).after(&state(Some(Role::Owner)))).await?;
    Ok(())
}

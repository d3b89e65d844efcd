//! Sharing a pipeline, and ending that, one by one or several at once.

use access::{About, PipelineFacts, PipelineTeamFacts, Role, TeamId, UserId, actions, authorize, check};
use api::names::{Name, PipelinePath, TeamPath};
use api::organizations::Deleted;
use api::pipelines::{
    AccessChange, AccessChanged, PipelineAccess, PipelineRole, SharePipeline, UnsharePipeline,
    UpdatePipelineAccess,
};
use api::previews::{PreviewFacts, PreviewOf};
use api::{Fault, FaultKind};
use serde::Serialize;

use super::roles::{of_person, of_team};
use crate::operations::audit::{self, Entry};
use crate::operations::facts::NOBODY;
use crate::operations::{Context, Stop, facts, keepers, previews};
use crate::store::pipeline_roles;
use crate::store::{Tx, teams, users};

/// The most people and teams that are changed at once.
const MOST: usize = 500;

/// What the audit log tells of a role.
#[derive(Serialize)]
pub(super) struct State<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) team: Option<&'a TeamPath>,
    pub(super) role: Option<PipelineRole>,
}

/// Gives a person a role, in place of the one they have, or lets a team's members view the pipeline. Done twice it is done
/// once.
///
/// # Errors
/// A fault that says why not; a conflict if no enabled owner would be left.
pub async fn share_pipeline(context: &Context, input: SharePipeline) -> Result<PipelineAccess, Fault> {
    let change = match whom(input.user.as_ref(), input.team.as_ref())? {
        Whom::User(user) => {
            let Some(role) = input.role else {
                return Err(Fault::field("role", "give a role: owner, editor or reader"));
            };
            AccessChange::User { user: user.clone(), role: Some(role) }
        }
        Whom::Team(_) if input.role.is_some() => {
            return Err(Fault::field("role", "a team is always a viewer; leave the role out"));
        }
        Whom::Team(team) => AccessChange::Team { team: team.clone(), shared: true },
    };
    context
        .changing("SharePipeline", async |tx| {
            let row = facts::pipeline(tx, context.actor(), &input.organization, &input.pipeline).await?;
            let owners = pipeline_roles::keepers(tx, row.facts.id).await?;
            let (_, now) = set(context, tx, "SharePipeline", &row.facts, &change).await?;
            let after = pipeline_roles::keepers(tx, row.facts.id).await?;
            keepers::keep_owner(context, &row.facts.path, &owners, &after)?;
            Ok(now.ok_or_else(Fault::internal)?)
        })
        .await
}

/// Takes a person's or a team's role away.
///
/// # Errors
/// A fault that says why not: among them that they have none; a conflict if no enabled owner would be left.
pub async fn unshare_pipeline(context: &Context, input: UnsharePipeline) -> Result<Deleted, Fault> {
    let change = match whom(input.user.as_ref(), input.team.as_ref())? {
        Whom::User(user) => AccessChange::User { user: user.clone(), role: None },
        Whom::Team(team) => AccessChange::Team { team: team.clone(), shared: false },
    };
    context
        .changing("UnsharePipeline", async |tx| {
            let row = facts::pipeline(tx, context.actor(), &input.organization, &input.pipeline).await?;
            let owners = pipeline_roles::keepers(tx, row.facts.id).await?;
            let (changed, _) = set(context, tx, "UnsharePipeline", &row.facts, &change).await?;
            if changed.is_none() {
                let (field, message) = match &change {
                    AccessChange::User { user, .. } => ("user", format!("{user} has no role on it")),
                    AccessChange::Team { team, .. } => ("team", format!("it isn’t shared with {team}")),
                };
                return Err(Fault { kind: FaultKind::NotFound, ..Fault::field(field, message) }.into());
            }
            let after = pipeline_roles::keepers(tx, row.facts.id).await?;
            keepers::keep_owner(context, &row.facts.path, &owners, &after)?;
            Ok(Deleted { path: row.facts.path })
        })
        .await
}

/// Changes several people's and teams' roles, or none if one of them can't be changed; answers with those that changed and
/// have one now, and with what takes it back.
///
/// # Errors
/// A fault that says why not; a conflict if no enabled owner would be left, or if what the caller saw no longer holds.
pub async fn update_pipeline_access(
    context: &Context,
    input: UpdatePipelineAccess,
) -> Result<AccessChanged, Fault> {
    if input.changes.len() > MOST {
        let message = format!("at most {MOST} at once; these are {}", input.changes.len());
        return Err(Fault::field("changes", message));
    }
    context
        .changing("UpdatePipelineAccess", async |tx| {
            let UpdatePipelineAccess { organization, pipeline, changes, seen } = input.clone();
            let on = facts::pipeline(tx, context.actor(), &organization, &pipeline).await?.facts;
            manages(context, &on)?;
            let path = PipelinePath { organization: organization.clone(), pipeline: pipeline.clone() };
            let of = PreviewOf::of_roles(organization, pipeline, &changes);
            let would = |facts: &PreviewFacts| facts.set_roles(&changes);
            previews::still_holds(context, tx, &of, would, seen.as_deref()).await?;
            let owners = pipeline_roles::keepers(tx, on.id).await?;
            let (mut items, mut undo) = (Vec::new(), Vec::new());
            for change in &changes {
                let (changed, now) = set(context, tx, "UpdatePipelineAccess", &on, change).await?;
                items.extend(now.filter(|_| changed.is_some()));
                undo.extend(changed);
            }
            keepers::keep_owner(context, &on.path, &owners, &pipeline_roles::keepers(tx, on.id).await?)?;
            Ok(AccessChanged { path, items, undo })
        })
        .await
}

enum Whom<'a> {
    User(&'a Name),
    Team(&'a TeamPath),
}

fn whom<'a>(user: Option<&'a Name>, team: Option<&'a TeamPath>) -> Result<Whom<'a>, Fault> {
    match (user, team) {
        (Some(user), None) => Ok(Whom::User(user)),
        (None, Some(team)) => Ok(Whom::Team(team)),
        (None, None) => Err(Fault::field("user", "say with whom: a user or a team")),
        (Some(_), Some(_)) => Err(Fault::field("team", "give a user or a team, not both")),
    }
}

/// Whoever may not share hears so, whomever they named.
pub(super) fn manages(context: &Context, on: &PipelineFacts) -> Result<(), Stop> {
    let about = About { on: on.clone(), whom: NOBODY };
    let _proof = authorize::<actions::SharePipeline>(context.actor(), &about)?;
    Ok(())
}

/// Changes one role, and says what takes that back, if it changed anything, and what it is now. Whether an owner is left is for the caller
/// to check, once all is done.
async fn set(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    on: &PipelineFacts,
    change: &AccessChange,
) -> Result<(Option<AccessChange>, Option<PipelineAccess>), Stop> {
    manages(context, on)?;
    match change {
        AccessChange::User { user, role } => set_person(context, tx, operation, on, (user, *role)).await,
        AccessChange::Team { team, shared } => set_team(context, tx, operation, on, (team, *shared)).await,
    }
}

async fn set_person(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    on: &PipelineFacts,
    (user, role): (&Name, Option<Role>),
) -> Result<(Option<AccessChange>, Option<PipelineAccess>), Stop> {
    let id = enabled(tx, user, role.is_some()).await?;
    let before = pipeline_roles::find(tx, on.id, id).await?;
    let was = before.as_ref().map(|before| before.role);
    if was == role {
        return Ok((None, before.map(of_person)));
    }
    let about = About { on: on.clone(), whom: id };
    match role {
        Some(role) => {
            let proof = authorize::<actions::SharePipeline>(context.actor(), &about)?;
            pipeline_roles::set(tx, proof, role, context.now).await?;
        }
        None => {
            let proof = authorize::<actions::UnsharePipeline>(context.actor(), &about)?;
            pipeline_roles::end(tx, proof).await?;
        }
    }
    let state = |role: Option<Role>| State { user: Some(user), team: None, role: role.map(Into::into) };
    let entry = Entry::new(operation, format!("pipeline:{}", on.path)).of(id).inside(on.organization.id);
    audit::append(context, tx, entry.before(&state(was)).after(&state(role))).await?;
    let undo = AccessChange::User { user: user.clone(), role: was };
    Ok((Some(undo), pipeline_roles::find(tx, on.id, id).await?.map(of_person)))
}

/// The person of this name, who has to be enabled if they are to be given something.
///
/// # Errors
/// If there is nobody, or they are disabled; and the store's.
pub(super) async fn enabled(tx: &mut Tx, user: &Name, given: bool) -> Result<UserId, Stop> {
    let Some(person) = users::find_by_name(tx, user).await? else {
        let nobody = Fault::field("user", "there is nobody of this name");
        return Err(Fault { kind: FaultKind::NotFound, ..nobody }.into());
    };
    if given && person.disabled {
        return Err(Fault::field("user", format!("the account of {user} is disabled")).into());
    }
    Ok(person.id)
}

async fn set_team(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    on: &PipelineFacts,
    (team, shared): (&TeamPath, bool),
) -> Result<(Option<AccessChange>, Option<PipelineAccess>), Stop> {
    let actor = context.actor();
    let nothing = || {
        Stop::from(Fault {
            kind: FaultKind::NotFound,
            ..Fault::field("team", "there is no team of this path that you can name")
        })
    };
    let found = teams::find(tx, actor, &team.organization, &team.team).await?;
    let facts = found.ok_or_else(nothing)?.facts;
    let id = facts.id;
    let before = pipeline_roles::find_team(tx, on.id, id).await?;
    if before.is_some() == shared {
        return match before {
            Some(before) => Ok((None, Some(of_team(before)))),
            // Only who may name it learns that it is there.
            None if check::<actions::FindTeam>(actor, &facts) == access::Outcome::Allowed => Ok((None, None)),
            None => Err(nothing()),
        };
    }
    if shared {
        let both = PipelineTeamFacts { pipeline: on.clone(), team: facts };
        let proof = match authorize::<actions::SharePipelineWithTeam>(actor, &both) {
            Err(denial) if denial.kind == access::DenialKind::Hidden => return Err(nothing()),
            proof => proof?,
        };
        pipeline_roles::set_team(tx, proof, context.now).await?;
    } else {
        let about = About::<PipelineFacts, TeamId> { on: on.clone(), whom: id };
        let proof = authorize::<actions::UnsharePipelineFromTeam>(actor, &about)?;
        pipeline_roles::end_team(tx, proof).await?;
    }
    let state = |shared: bool| State {
        user: None,
        team: Some(team),
        role: shared.then_some(PipelineRole::TeamViewer),
    };
    let entry = Entry::new(operation, format!("pipeline:{}", on.path)).inside(on.organization.id);
    audit::append(context, tx, entry.before(&state(!shared)).after(&state(shared))).await?;
    let undo = AccessChange::Team { team: team.clone(), shared: !shared };
    Ok((Some(undo), pipeline_roles::find_team(tx, on.id, id).await?.map(of_team)))
}

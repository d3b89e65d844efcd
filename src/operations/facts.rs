//! Loads what the rules weigh, and answers for what isn't there: "a missing child is answered by its parent's view".

use access::{AccountFacts, Actor, Authorized, ConsoleFacts, Denial, UserId, actions, authorize};
use api::names::{Name, StreamPath};
use uuid::Uuid;

use super::{Context, Stop};
use crate::store::organizations::OrganizationRow;
use crate::store::pipelines::PipelineRow;
use crate::store::projects::ProjectRow;
use crate::store::services::ServiceRow;
use crate::store::streams::StreamRow;
use crate::store::teams::TeamRow;
use crate::store::{Tx, organizations, pipelines, projects, services, streams, teams};

/// An account that nobody has: what callers without one have as their own.
pub(super) const NOBODY: UserId = UserId::new(Uuid::nil());

/// The proof that somebody asks, by whatever credential.
///
/// # Errors
/// The denial of whoever has none.
pub(super) fn present(actor: &Actor) -> Result<Authorized<actions::WhoAmI>, Denial> {
    authorize(actor, &ConsoleFacts { organizations_open: false })
}

/// The account of the caller.
pub(super) fn own_account(context: &Context) -> AccountFacts {
    AccountFacts {
        user: context.actor().user().unwrap_or(NOBODY),
        path: context.who.name.clone().unwrap_or_default(),
    }
}

/// The organization of this name, seen from `actor`.
///
/// # Errors
/// If there is none, and the store's.
pub async fn organization(tx: &mut Tx, actor: &Actor, name: &Name) -> Result<OrganizationRow, Stop> {
    organizations::find(tx, actor, name).await?.ok_or_else(|| Stop::missing(actor))
}

/// The project of this path, seen from `actor`.
///
/// # Errors
/// If there is none, and the store's.
pub async fn project(
    tx: &mut Tx,
    actor: &Actor,
    organization: &Name,
    name: &Name,
) -> Result<ProjectRow, Stop> {
    projects::find(tx, actor, organization, name).await?.ok_or_else(|| Stop::missing(actor))
}

/// The stream of this path, seen from `actor`.
///
/// # Errors
/// If there is none: then the denial of its project, unless that is visible. And the store's.
pub async fn stream(tx: &mut Tx, actor: &Actor, path: &StreamPath) -> Result<StreamRow, Stop> {
    if let Some(stream) = streams::find(tx, actor, path).await? {
        return Ok(stream);
    }
    // A service knows streams one by one, not by their project.
    if actor.service().is_none() {
        let project = project(tx, actor, &path.organization, &path.project).await?;
        let _visible = authorize::<actions::ViewProject>(actor, &project.facts)?;
    }
    Err(Stop::missing(actor))
}

/// The service of this path, seen from the caller.
///
/// # Errors
/// If there is none, and the store's.
pub async fn service(
    tx: &mut Tx,
    context: &Context,
    organization: &Name,
    name: &Name,
) -> Result<ServiceRow, Stop> {
    let found = services::find(tx, context.actor(), context.now, (organization, name)).await?;
    found.ok_or_else(|| Stop::missing(context.actor()))
}

/// The team of this path, seen from `actor`.
///
/// # Errors
/// If there is none, and the store's.
pub async fn team(tx: &mut Tx, actor: &Actor, organization: &Name, name: &Name) -> Result<TeamRow, Stop> {
    teams::find(tx, actor, organization, name).await?.ok_or_else(|| Stop::missing(actor))
}

/// The pipeline of this path, seen from `actor`. Nobody but those with a role may know that there is none, either.
///
/// # Errors
/// If there is none, and the store's.
pub async fn pipeline(
    tx: &mut Tx,
    actor: &Actor,
    organization: &Name,
    name: &Name,
) -> Result<PipelineRow, Stop> {
    pipelines::find(tx, actor, organization, name).await?.ok_or_else(|| Stop::missing(actor))
}

//! What a form's preview is computed from: the part of the world that its change touches, as far as the caller may see
//! it. The same part is loaded again on save, and compared.

mod organization;
mod people;
mod pipelines;
mod things;

use std::collections::BTreeMap;

use access::world::{Change, User, World, preview_all};
use access::{Flags, OrganizationId, UserId};
use api::names::StreamPath;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use api::{Fault, FaultKind};

pub(super) use people::accepting;

use super::{Context, Stop};
use crate::store::{Tx, previews};

/// Tells what the shared rules need to preview a form's change.
///
/// # Errors
/// A fault that says why not.
pub async fn show_preview_facts(context: &Context, input: ShowPreviewFacts) -> Result<PreviewFacts, Fault> {
    context.reading("ShowPreviewFacts", async |tx| part(context, tx, &input.of).await).await
}

/// The part of the world that a form is about, as far as the caller may see it.
///
/// # Errors
/// If they may not see what the form is about, and the store's.
pub(super) async fn part(context: &Context, tx: &mut Tx, of: &PreviewOf) -> Result<PreviewFacts, Stop> {
    let actor = context.actor();
    match of {
        PreviewOf::Members { organization, users } => people::members(context, tx, organization, users).await,
        PreviewOf::OwnMembership { organization } => people::own(tx, actor, organization).await,
        PreviewOf::Organization { organization } => organization::organization(tx, actor, organization).await,
        PreviewOf::Project { organization, project } => {
            things::project(tx, actor, organization, project).await
        }
        PreviewOf::ProjectMembers { organization, project, users } => {
            things::project_members(tx, actor, (organization, project, users)).await
        }
        PreviewOf::ProjectTransfer { organization, project, to } => {
            things::project_transfer(tx, actor, (organization, project, to)).await
        }
        PreviewOf::ProjectService { organization, project, service } => {
            things::project_service(tx, actor, (organization, project, service)).await
        }
        PreviewOf::Stream { organization, project, stream } => {
            let (organization, project) = (organization.clone(), project.clone());
            things::stream(tx, actor, &StreamPath { organization, project, stream: stream.clone() }).await
        }
        PreviewOf::Team { organization, team, users } => {
            things::team(tx, actor, (organization, team, users)).await
        }
        PreviewOf::Service { organization, service, streams } => {
            things::service(context, tx, (organization, service), streams).await
        }
        PreviewOf::Pipeline { organization, pipeline, users, teams } => {
            pipelines::pipeline(tx, actor, (organization, pipeline), (users, teams)).await
        }
    }
}

/// Checks that what the caller saw of a change before they saved it still holds, if they saw anything.
///
/// # Errors
/// If it doesn't: a conflict.
pub(super) async fn still_holds(
    context: &Context,
    tx: &mut Tx,
    of: &PreviewOf,
    changes: impl FnOnce(&PreviewFacts) -> Vec<Change>,
    seen: Option<&str>,
) -> Result<(), Stop> {
    let Some(seen) = seen else { return Ok(()) };
    let facts = part(context, tx, of).await?;
    if preview_all(&facts.world, &changes(&facts)).seen_by(context.actor(), &facts.world).mark() == seen {
        return Ok(());
    }
    let detail =
        "Somebody changed this meanwhile, and it would do something else now. Look again before you save.";
    Err(Fault::new(FaultKind::Conflict, detail).into())
}

/// A part of the world that is being put together.
struct Part {
    world: World,
    hidden: u32,
    organization: OrganizationId,
    users: Vec<UserId>,
}

impl Part {
    fn new(organization: OrganizationId, users: Vec<UserId>) -> Self {
        Self { world: World::default(), hidden: 0, organization, users }
    }

    /// Adds somebody who isn't there yet. Who pays for them is told only if the form is about them.
    async fn add_person(&mut self, tx: &mut Tx, user: UserId) -> Result<(), Stop> {
        if !self.world.users.contains_key(&user)
            && let Some(person) = previews::person(tx, user).await?
        {
            let billed_to = self.users.contains(&user).then_some(person.billed_to);
            let known = User { name: person.name.to_string(), enabled: person.enabled, billed_to };
            self.world.users.insert(user, known);
        }
        Ok(())
    }

    /// Adds people who aren't there yet, and gives what they hold.
    fn add_known(&mut self, people: Vec<(UserId, User, Flags)>) -> BTreeMap<UserId, Flags> {
        let flags = people.iter().map(|(user, _, held)| (*user, *held)).collect();
        for (user, known, _) in people {
            self.world.users.entry(user).or_insert(known);
        }
        flags
    }

    fn facts(self) -> PreviewFacts {
        PreviewFacts {
            world: self.world,
            hidden: self.hidden,
            users: self.users,
            ..PreviewFacts::of(self.organization)
        }
    }
}

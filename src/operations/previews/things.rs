//! The world around a project, a stream or a team: who holds something there that a change of it would touch.

use std::collections::BTreeMap;

use access::world::{Grant, Organization, Project, Service, Stream, Team, World};
use access::{
    Actor, OrganizationFacts, ProjectFacts, ProjectTransferFacts, ServiceFacts, TeamFacts, UserId, actions,
    authorize,
};
use api::names::{Name, ServicePath, StreamPath};
use api::previews::PreviewFacts;

use crate::operations::{Context, Stop, facts};
use crate::store::project_previews::{self as rows, Where, Whom};
use crate::store::{Tx, project_members, service_grants, services, users};

/// A project that becomes public or private, or is deleted: all who hold something on it or its streams.
pub(super) async fn project(
    tx: &mut Tx,
    actor: &Actor,
    organization: &Name,
    project: &Name,
) -> Result<PreviewFacts, Stop> {
    let on = facts::project(tx, actor, organization, project).await?.facts;
    let _proof = authorize::<actions::ViewProjectMembers>(actor, &on)?;
    let mut part = of(actor, &on.organization);
    add_project(&mut part, tx, &on, Whom::All).await?;
    add_streams(&mut part, tx, &on).await?;
    Ok(PreviewFacts { project: Some(on.id), ..part })
}

/// People's flags on a project: them, the caller, and the admins.
pub(super) async fn project_members(
    tx: &mut Tx,
    actor: &Actor,
    (organization, project, names): (&Name, &Name, &[Name]),
) -> Result<PreviewFacts, Stop> {
    let on = facts::project(tx, actor, organization, project).await?.facts;
    let _proof = authorize::<actions::ViewProjectMembers>(actor, &on)?;
    let mut people = Vec::with_capacity(names.len());
    for name in names {
        people.push(users::find_by_name(tx, name).await?.ok_or_else(|| Stop::missing(actor))?.id);
    }
    let mut part = of(actor, &on.organization);
    add_project(&mut part, tx, &on, Whom::AdminsAnd(actor.user(), None)).await?;
    for user in &people {
        add_user(&mut part, tx, *user).await?;
        let held = project_members::find(tx, on.id, *user).await?.map(|row| row.flags);
        if let (Some(held), Some(project)) = (held, part.world.projects.get_mut(&on.id)) {
            project.flags.insert(*user, held);
        }
    }
    Ok(PreviewFacts { project: Some(on.id), users: people, ..part })
}

/// A project that moves: people keep what they hold, but services change from their own organization's to another's.
pub(super) async fn project_transfer(
    tx: &mut Tx,
    actor: &Actor,
    (organization, project, to): (&Name, &Name, &Name),
) -> Result<PreviewFacts, Stop> {
    let on = facts::project(tx, actor, organization, project).await?.facts;
    let to = facts::organization(tx, actor, to).await?.facts;
    let mut part = of(actor, &on.organization);
    add_organization(&mut part.world, actor, &to);
    let id = to.id;
    let _proof =
        authorize::<actions::TransferProject>(actor, &ProjectTransferFacts { project: on.clone(), to })?;
    add_project(&mut part, tx, &on, Whom::AdminsAnd(actor.user(), None)).await?;
    add_streams(&mut part, tx, &on).await?;
    Ok(PreviewFacts { project: Some(on.id), to: Some(id), ..part })
}

/// A service's grants on a project's streams, which its admins confirm or end. Of the streams those alone are told; one
/// that holds nothing here is told like one that isn't there.
pub(super) async fn project_service(
    tx: &mut Tx,
    actor: &Actor,
    (organization, project, service): (&Name, &Name, &ServicePath),
) -> Result<PreviewFacts, Stop> {
    let on = facts::project(tx, actor, organization, project).await?.facts;
    let _proof = authorize::<actions::ListProjectServices>(actor, &on)?;
    let mut part = of(actor, &on.organization);
    add_project(&mut part, tx, &on, Whom::AdminsAnd(actor.user(), None)).await?;
    let row = services::name_by_path(tx, &service.organization, &service.service).await?;
    if let Some(row) = row {
        add_services(&mut part.world, tx, Where::Held(on.id, row.id)).await?;
    }
    let held = part.world.services.iter().next().map(|(id, service)| (*id, service.grants.clone()));
    let Some((id, granted)) = held else { return Ok(PreviewFacts { project: Some(on.id), ..part }) };
    for (stream, name) in rows::streams(tx, on.id).await? {
        if granted.contains_key(&stream) {
            let path = format!("{}/{name}", on.path);
            part.world.streams.insert(stream, Stream { path, project: on.id });
        }
    }
    Ok(PreviewFacts { project: Some(on.id), service: Some(id), ..part })
}

/// A stream that is deleted: all who hold something on its project, and the services that hold a grant on it.
pub(super) async fn stream(tx: &mut Tx, actor: &Actor, path: &StreamPath) -> Result<PreviewFacts, Stop> {
    let on = facts::stream(tx, actor, path).await?.facts;
    let _proof = authorize::<actions::ViewStreamAccess>(actor, &on)?;
    let mut part = of(actor, &on.project.organization);
    add_project(&mut part, tx, &on.project, Whom::All).await?;
    part.world.streams.insert(on.id, Stream { path: on.path, project: on.project.id });
    add_services(&mut part.world, tx, Where::Stream(on.id)).await?;
    Ok(PreviewFacts { project: Some(on.project.id), stream: Some(on.id), ..part })
}

/// A team that is deleted, or that people join or leave: then they alone of its members are told.
pub(super) async fn team(
    tx: &mut Tx,
    actor: &Actor,
    (organization, team, names): (&Name, &Name, &[Name]),
) -> Result<PreviewFacts, Stop> {
    let on = facts::team(tx, actor, organization, team).await?.facts;
    let _proof = authorize::<actions::ViewTeam>(actor, &on)?;
    let mut part = of(actor, &on.organization);
    let TeamFacts { id, path, organization, discoverable, .. } = on;
    let mut whom = Vec::with_capacity(names.len());
    let mut people = if names.is_empty() { rows::team(tx, id, None).await? } else { Vec::new() };
    for name in names {
        let user = users::find_by_name(tx, name).await?.ok_or_else(|| Stop::missing(actor))?.id;
        people.extend(rows::team(tx, id, Some(user)).await?);
        add_user(&mut part, tx, user).await?;
        whom.push(user);
    }
    let members = people.iter().map(|(user, _)| *user).collect();
    part.world.users.extend(people);
    part.world.teams.insert(id, Team { path, organization: organization.id, discoverable, members });
    part.hidden = super::pipelines::add_shared(&mut part.world, tx, actor, id).await?;
    Ok(PreviewFacts { team: Some(id), users: whom, ..part })
}

/// A service's grants on some streams. The service holds here what it was granted on these alone: nothing else changes.
pub(super) async fn service(
    context: &Context,
    tx: &mut Tx,
    (organization, service): (&Name, &Name),
    streams: &[StreamPath],
) -> Result<PreviewFacts, Stop> {
    let actor = context.actor();
    let on = facts::service(tx, context, organization, service).await?.facts;
    let _proof = authorize::<actions::ListServicePermissions>(actor, &on)?;
    let mut part = of(actor, &on.organization);
    let mut grants = BTreeMap::new();
    for path in streams {
        let row = facts::stream(tx, actor, path).await?.facts;
        let granted = service_grants::find(tx, actor, on.id, row.id).await?;
        if granted.is_none() {
            let _known = authorize::<actions::ViewStream>(actor, &row)?;
        }
        let project = &row.project;
        add_organization(&mut part.world, actor, &project.organization);
        let (path, owner, public) = (project.path.clone(), project.organization.id, project.public);
        let flags = actor.user().filter(|_| project.held.any()).map(|user| (user, project.held));
        let flags = flags.into_iter().collect();
        part.world.projects.insert(project.id, Project { path, organization: owner, public, flags });
        part.world.streams.insert(row.id, Stream { path: row.path, project: project.id });
        if let Some(granted) = granted {
            grants.insert(row.id, Grant { flags: granted.held, confirmed: granted.confirmed });
        }
    }
    let ServiceFacts { id, path, organization, created_by, gateway } = on;
    let organization = organization.id;
    part.world.services.insert(id, Service { path, organization, created_by, gateway, grants });
    Ok(PreviewFacts { service: Some(id), ..part })
}

/// An empty part with the organization. What others hold on it has no effect on what is inside.
fn of(actor: &Actor, organization: &OrganizationFacts) -> PreviewFacts {
    let mut part = PreviewFacts::of(organization.id);
    add_organization(&mut part.world, actor, organization);
    part
}

fn add_organization(world: &mut World, actor: &Actor, facts: &OrganizationFacts) {
    let own = actor.user().filter(|_| facts.held.any());
    let flags = own.map(|user| (user, facts.held)).into_iter().collect();
    let (path, personal_of) = (facts.path.clone(), facts.personal_of);
    world.organizations.insert(facts.id, Organization { path, personal_of, flags });
}

async fn add_user(part: &mut PreviewFacts, tx: &mut Tx, user: UserId) -> Result<(), Stop> {
    if let Some(known) = rows::user(tx, user).await? {
        part.world.users.insert(user, known);
    }
    Ok(())
}

async fn add_project(
    part: &mut PreviewFacts,
    tx: &mut Tx,
    facts: &ProjectFacts,
    whom: Whom,
) -> Result<(), Stop> {
    let people = rows::members(tx, facts.id, whom).await?;
    let flags = people.iter().map(|(user, _, flags)| (*user, *flags)).collect();
    part.world.users.extend(people.into_iter().map(|(user, known, _)| (user, known)));
    let (path, organization, public) = (facts.path.clone(), facts.organization.id, facts.public);
    part.world.projects.insert(facts.id, Project { path, organization, public, flags });
    Ok(())
}

async fn add_streams(part: &mut PreviewFacts, tx: &mut Tx, project: &ProjectFacts) -> Result<(), Stop> {
    for (id, name) in rows::streams(tx, project.id).await? {
        let path = format!("{}/{name}", project.path);
        part.world.streams.insert(id, Stream { path, project: project.id });
    }
    add_services(&mut part.world, tx, Where::Project(project.id)).await
}

async fn add_services(world: &mut World, tx: &mut Tx, place: Where) -> Result<(), Stop> {
    for (id, service) in rows::services(tx, place).await? {
        let grants = service.grants.clone();
        world.services.entry(id).or_insert(service).grants.extend(grants);
    }
    Ok(())
}

//! The world around a pipeline: who has a role on it, and who views it by a team.

use access::world::{Organization, Pipeline, Team, User, World};
use access::{Actor, OrganizationFacts, Outcome, TeamFacts, TeamId, UserId, actions, authorize, check};
use api::names::{Name, TeamPath};
use api::previews::PreviewFacts;

use crate::operations::{Stop, facts};
use crate::store::pipelines::PipelineRow;
use crate::store::project_previews as rows;
use crate::store::teams::TeamRow;
use crate::store::{Tx, pipeline_roles, pipelines, previews, teams, users};

/// A pipeline whose roles change, or that is deleted: all who have a role, the people and teams of the form, and those in
/// the teams that the caller may see. Who is in the others is counted.
pub(super) async fn pipeline(
    tx: &mut Tx,
    actor: &Actor,
    (organization, pipeline): (&Name, &Name),
    (names, paths): (&[Name], &[TeamPath]),
) -> Result<PreviewFacts, Stop> {
    let row = facts::pipeline(tx, actor, organization, pipeline).await?;
    let _proof = authorize::<actions::ViewPipelineAccess>(actor, &row.facts)?;
    let mut part = PreviewFacts::of(row.facts.organization.id);
    let closed = add(&mut part.world, tx, actor, &row).await?.unwrap_or_default();
    let mut affected: Vec<TeamId> = Vec::new();
    for path in paths {
        let found = teams::find(tx, actor, &path.organization, &path.team).await?;
        let team = found.ok_or_else(|| Stop::missing(actor))?;
        let id = team.facts.id;
        let listed = part.world.pipelines.get(&row.facts.id).is_some_and(|one| one.teams.contains(&id));
        if !listed {
            // The access list shows the others to whoever sees it.
            let _named = authorize::<actions::FindTeam>(actor, &team.facts)?;
        }
        affected.push(id);
        if !part.world.teams.contains_key(&id) && !add_team(&mut part.world, tx, actor, &team).await? {
            part.hidden = part.hidden.saturating_add(people(team.members));
        }
    }
    for name in names {
        let user = users::find_by_name(tx, name).await?.ok_or_else(|| Stop::missing(actor))?;
        add_user(&mut part.world, tx, user.id).await?;
        part.users.push(user.id);
    }
    let deletes = names.is_empty() && paths.is_empty();
    for (team, members) in closed {
        if deletes || affected.contains(&team) {
            part.hidden = part.hidden.saturating_add(members);
        }
    }
    Ok(PreviewFacts { pipeline: Some(row.facts.id), teams: affected, ..part })
}

/// Adds the pipelines that a team may view; says how many of them the caller may not see.
pub(super) async fn add_shared(
    world: &mut World,
    tx: &mut Tx,
    actor: &Actor,
    team: TeamId,
) -> Result<u32, Stop> {
    let mut hidden = 0;
    for id in pipeline_roles::shared_with(tx, team).await? {
        let Some(row) = pipelines::find_by_id(tx, actor, id).await? else { continue };
        if !world.pipelines.contains_key(&id) && add(world, tx, actor, &row).await?.is_none() {
            hidden += 1;
        }
    }
    Ok(hidden)
}

/// Adds the pipelines of an organization on which somebody has a role; says how many of them the caller may not see.
pub(super) async fn add_held(
    world: &mut World,
    tx: &mut Tx,
    actor: &Actor,
    organization: &OrganizationFacts,
    user: UserId,
) -> Result<u32, Stop> {
    let mut hidden = 0;
    for (id, _, _) in previews::pipelines_of(tx, user, organization.id).await? {
        let Some(row) = pipelines::find_by_id(tx, actor, id).await? else { continue };
        if !world.pipelines.contains_key(&id) && add(world, tx, actor, &row).await?.is_none() {
            hidden += 1;
        }
    }
    Ok(hidden)
}

/// Adds a pipeline with its roles and teams, if the caller sees who has which; gives the teams whose members they may not
/// see, each with how many are in it.
async fn add(
    world: &mut World,
    tx: &mut Tx,
    actor: &Actor,
    row: &PipelineRow,
) -> Result<Option<Vec<(TeamId, u32)>>, Stop> {
    let Ok(proof) = authorize::<actions::ViewPipelineAccess>(actor, &row.facts) else { return Ok(None) };
    add_place(world, actor, &row.facts.organization);
    let (path, organization) = (row.facts.path.clone(), row.facts.organization.id);
    let mut pipeline = Pipeline { path, organization, roles: Default::default(), teams: Default::default() };
    for role in pipeline_roles::list(tx, &proof, "", i64::MAX).await? {
        let user = User { name: role.user.to_string(), enabled: role.enabled, billed_to: None };
        world.users.entry(role.id).or_insert(user);
        pipeline.roles.insert(role.id, role.role);
    }
    let mut closed = Vec::new();
    for shared in pipeline_roles::teams(tx, &proof, ("", ""), i64::MAX).await? {
        let TeamPath { organization, team } = &shared.path;
        let Some(team) = teams::find(tx, actor, organization, team).await? else { continue };
        pipeline.teams.insert(team.facts.id);
        if !world.teams.contains_key(&team.facts.id) && !add_team(world, tx, actor, &team).await? {
            closed.push((team.facts.id, people(team.members)));
        }
    }
    world.pipelines.insert(row.facts.id, pipeline);
    Ok(Some(closed))
}

/// Adds a team with those members whom the caller may see; says whether those are all.
async fn add_team(world: &mut World, tx: &mut Tx, actor: &Actor, team: &TeamRow) -> Result<bool, Stop> {
    let open = check::<actions::ViewTeam>(actor, &team.facts) == Outcome::Allowed;
    let TeamFacts { id, path, organization, discoverable, .. } = &team.facts;
    add_place(world, actor, organization);
    // Everybody knows of themselves.
    let alone = actor.user().filter(|_| !open);
    let members = if open || alone.is_some() { rows::team(tx, *id, alone).await? } else { Vec::new() };
    let (path, organization, discoverable) = (path.clone(), organization.id, *discoverable);
    let known = members.iter().map(|(user, _)| *user).collect();
    world.teams.insert(*id, Team { path, organization, discoverable, members: known });
    for (user, known) in members {
        world.users.entry(user).or_insert(known);
    }
    Ok(open)
}

/// What others hold on it has no effect on what is inside.
fn add_place(world: &mut World, actor: &Actor, facts: &OrganizationFacts) {
    let own = actor.user().filter(|_| facts.held.any());
    let flags = own.map(|user| (user, facts.held)).into_iter().collect();
    let (path, personal_of) = (facts.path.clone(), facts.personal_of);
    world.organizations.entry(facts.id).or_insert(Organization { path, personal_of, flags });
}

async fn add_user(world: &mut World, tx: &mut Tx, user: UserId) -> Result<(), Stop> {
    if let Some(known) = rows::user(tx, user).await? {
        world.users.entry(user).or_insert(known);
    }
    Ok(())
}

fn people(members: u64) -> u32 {
    u32::try_from(members).unwrap_or(u32::MAX)
}

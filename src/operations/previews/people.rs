//! People's place in an organization: their flags, an invite, their removal; and the caller's own.

use std::collections::{BTreeMap, BTreeSet};

use access::world::{Organization, Project, Team};
use access::{Actor, OrganizationFacts, Outcome, TeamFacts, UserId, actions, authorize, check};
use api::names::Name;
use api::previews::PreviewFacts;

use super::Part;
use crate::operations::{Context, Stop, facts};
use crate::store::project_previews::{self, Whom};
use crate::store::{Tx, members, organizations, previews, projects, removals, users};

/// The place of others.
pub(super) async fn members(
    context: &Context,
    tx: &mut Tx,
    organization: &Name,
    names: &[Name],
) -> Result<PreviewFacts, Stop> {
    let actor = context.actor();
    let organization = facts::organization(tx, actor, organization).await?;
    let _proof = authorize::<actions::ViewMembers>(actor, &organization.facts)?;
    let mut people = Vec::with_capacity(names.len());
    for name in names {
        people.push(users::find_by_name(tx, name).await?.ok_or_else(|| Stop::missing(actor))?.id);
    }
    let organization = organization.facts;
    let sent = sent_invites(context, tx, &organization, &people).await?;
    Ok(PreviewFacts { sent_invites: sent, ..part(tx, actor, organization, people).await? })
}

/// How many invites each of these people sent that are pending, for who sees invites.
async fn sent_invites(
    context: &Context,
    tx: &mut Tx,
    organization: &OrganizationFacts,
    people: &[UserId],
) -> Result<BTreeMap<UserId, u32>, Stop> {
    let mut sent = BTreeMap::new();
    if check::<actions::ListInvites>(context.actor(), organization) != Outcome::Allowed {
        return Ok(sent);
    }
    for user in people {
        let count = removals::count_sent_invites(tx, organization.id, *user, context.now).await?;
        if count > 0 {
            sent.insert(*user, u32::try_from(count).unwrap_or(u32::MAX));
        }
    }
    Ok(sent)
}

/// The caller's own place.
pub(super) async fn own(tx: &mut Tx, actor: &Actor, organization: &Name) -> Result<PreviewFacts, Stop> {
    let organization = facts::organization(tx, actor, organization).await?;
    let _proof = authorize::<actions::LeaveOrganization>(actor, &organization.facts)?;
    let caller = actor.user().ok_or_else(|| Stop::missing(actor))?;
    part(tx, actor, organization.facts, vec![caller]).await
}

/// What accepting an invite touches of the caller. They are told whatever they hold in either organization, since the
/// invite is for them.
pub(in crate::operations) async fn accepting(
    tx: &mut Tx,
    actor: &Actor,
    organization: &OrganizationFacts,
    user: UserId,
) -> Result<PreviewFacts, Stop> {
    let mut part = Part::new(organization.id, vec![user]);
    part.add_person(tx, user).await?;
    let flags = Some(organization.held).filter(|held| held.any()).map(|held| (user, held));
    let (path, personal_of) = (organization.path.clone(), organization.personal_of);
    let place = Organization { path, personal_of, flags: flags.into_iter().collect() };
    part.world.organizations.insert(organization.id, place);
    add_former(&mut part, tx, actor, user).await?;
    Ok(part.facts())
}

async fn part(
    tx: &mut Tx,
    actor: &Actor,
    organization: OrganizationFacts,
    people: Vec<UserId>,
) -> Result<PreviewFacts, Stop> {
    let mut part = Part::new(organization.id, people.clone());
    let own = actor.user();
    let sees = check::<actions::ViewMembers>(actor, &organization) == Outcome::Allowed;
    let mut flags = BTreeMap::new();
    let asked: BTreeSet<UserId> = people.iter().copied().chain(own).collect();
    for user in asked {
        part.add_person(tx, user).await?;
        let held = members::held(tx, organization.id, user).await?;
        if held.any() {
            flags.insert(user, held);
        }
    }
    if sees {
        let admins = previews::organization_admins(tx, organization.id).await?;
        flags.extend(part.add_known(admins));
    }
    let place =
        Organization { path: organization.path.clone(), personal_of: organization.personal_of, flags };
    part.world.organizations.insert(organization.id, place);
    for user in people {
        add_personal(&mut part, tx, user).await?;
        add_projects(&mut part, tx, actor, &organization, user).await?;
        add_teams(&mut part, tx, actor, &organization, user).await?;
        part.hidden += super::pipelines::add_held(&mut part.world, tx, actor, &organization, user).await?;
        if own == Some(user) {
            add_former(&mut part, tx, actor, user).await?;
        }
    }
    Ok(part.facts())
}

/// Where billing returns to.
pub(super) async fn add_personal(part: &mut Part, tx: &mut Tx, user: UserId) -> Result<(), Stop> {
    let Some(person) = previews::person(tx, user).await? else { return Ok(()) };
    let Some(id) = person.personal.filter(|id| !part.world.organizations.contains_key(id)) else {
        return Ok(());
    };
    let flags = BTreeMap::new();
    let personal = Organization { path: person.name.to_string(), personal_of: Some(user), flags };
    part.world.organizations.insert(id, personal);
    Ok(())
}

/// The projects inside on which they hold a flag, with those who decide there.
async fn add_projects(
    part: &mut Part,
    tx: &mut Tx,
    actor: &Actor,
    organization: &OrganizationFacts,
    user: UserId,
) -> Result<(), Stop> {
    let name = organization.path.parse::<Name>().map_err(|_| Stop::missing(actor))?;
    for (id, project, held) in previews::projects_of(tx, user, organization.id).await? {
        if let Some(known) = part.world.projects.get_mut(&id) {
            known.flags.insert(user, held);
            continue;
        }
        let Some(row) = projects::find(tx, actor, &name, &project).await? else { continue };
        if check::<actions::ViewProjectMembers>(actor, &row.facts) != Outcome::Allowed {
            part.hidden += 1;
            continue;
        }
        let whom = Whom::AdminsAnd(actor.user(), Some(user));
        let flags = part.add_known(project_previews::members(tx, id, whom).await?);
        let organization = organization.id;
        let project = Project { path: row.facts.path, organization, public: row.facts.public, flags };
        part.world.projects.insert(id, project);
    }
    Ok(())
}

/// The teams inside that they are in, without their other members.
async fn add_teams(
    part: &mut Part,
    tx: &mut Tx,
    actor: &Actor,
    organization: &OrganizationFacts,
    user: UserId,
) -> Result<(), Stop> {
    let own = actor.user() == Some(user);
    for (id, name, discoverable) in previews::teams_of(tx, user, organization.id).await? {
        let path = format!("{}/{name}", organization.path);
        let organization = organization.clone();
        let facts = TeamFacts { id, path, organization, discoverable, member: own };
        if !own && check::<actions::ViewTeam>(actor, &facts) != Outcome::Allowed {
            part.hidden += 1;
            continue;
        }
        let (organization, members) = (facts.organization.id, BTreeSet::new());
        let team = Team { path: facts.path, organization, discoverable, members };
        part.world.teams.entry(id).or_insert(team).members.insert(user);
        part.hidden += super::pipelines::add_shared(&mut part.world, tx, actor, id).await?;
    }
    Ok(())
}

/// The organization that pays for the caller now, where accepting an invite ends what only that gave them.
async fn add_former(part: &mut Part, tx: &mut Tx, actor: &Actor, user: UserId) -> Result<(), Stop> {
    let Some(person) = users::find(tx, user).await? else { return Ok(()) };
    let Some(former) = organizations::find(tx, actor, &person.billing_organization).await? else {
        return Ok(());
    };
    let facts = former.facts;
    if facts.id == part.organization {
        return Ok(());
    }
    add_teams(part, tx, actor, &facts, user).await?;
    let mut flags = BTreeMap::new();
    if facts.held.any() {
        flags.insert(user, facts.held);
    }
    let place = Organization { path: facts.path, personal_of: facts.personal_of, flags };
    part.world.organizations.insert(facts.id, place);
    Ok(())
}

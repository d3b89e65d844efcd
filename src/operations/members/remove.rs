//! Removing people and leaving: all that somebody holds inside ends. What would be left without anybody who decides
//! about it stands in the way, or passes to the admin who removes.

use std::collections::{BTreeMap, btree_map};

use access::invariants::Keeper;
use access::{About, Flags, OrganizationFacts, PipelineId, ProjectId, Role, UserId, actions, authorize};
use api::members::{LeaveOrganization, RemoveMember, RemoveMembers, Removed};
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf};
use api::{Fault, FaultKind};
use serde::Serialize;

use super::bulk::unknown;
use super::flags::{keepers, keeps_admin};
use super::holdings::{Inside, inside};
use super::parties;
use crate::operations::audit::{self, Entry};
use crate::operations::facts::{self, NOBODY};
use crate::operations::keepers::leaves_ownerless;
use crate::operations::{Context, Stop, pipelines, previews, project_changes};
use crate::store::removals::Removal;
use crate::store::{Tx, pipeline_roles, project_members, removals, users};

/// What the audit log tells of somebody's place.
#[derive(Serialize)]
struct Place<'a> {
    user: &'a Name,
    #[serde(flatten)]
    flags: Flags,
    billed_here: bool,
    projects: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pipelines: Vec<String>,
    teams: Vec<String>,
}

/// What the audit log tells of a removal.
#[derive(Serialize)]
struct Ended<'a> {
    user: &'a Name,
    revoked_secrets: u64,
}

/// How people go.
struct How {
    operation: &'static str,
    take_over: bool,
    revoke_secrets: bool,
}

/// Ends everything that somebody holds inside an organization.
///
/// # Errors
/// A fault that says why not: among them that they hold nothing there.
pub async fn remove_member(context: &Context, input: RemoveMember) -> Result<Removed, Fault> {
    let how = || How {
        operation: "RemoveMember",
        take_over: input.take_over,
        revoke_secrets: input.revoke_secrets,
    };
    context
        .changing("RemoveMember", async |tx| {
            let (on, user) = parties(context, tx, &input.organization, &input.user).await?;
            let about = About { on, whom: user.as_ref().map_or(NOBODY, |user| user.id) };
            let _proof = authorize::<actions::RemoveMember>(context.actor(), &about)?;
            let user = user.ok_or_else(Fault::not_found)?;
            let people = [(user.id, user.name)];
            seen(context, tx, &input.organization, &people, input.take_over, input.seen.as_deref()).await?;
            let removed = remove(context, tx, &about.on, &people, how()).await?;
            if removed.users.is_empty() {
                return Err(Fault::not_found().into());
            }
            Ok(removed)
        })
        .await
}

/// Removes several people at once, or none if one of them can't be. Who holds nothing inside is passed over.
///
/// # Errors
/// A fault that says why not.
pub async fn remove_members(context: &Context, input: RemoveMembers) -> Result<Removed, Fault> {
    let how = || How {
        operation: "RemoveMembers",
        take_over: input.take_over,
        revoke_secrets: input.revoke_secrets,
    };
    context
        .changing("RemoveMembers", async |tx| {
            let on = facts::organization(tx, context.actor(), &input.organization).await?.facts;
            let about = About { on, whom: NOBODY };
            let _proof = authorize::<actions::RemoveMember>(context.actor(), &about)?;
            let mut people = Vec::new();
            for name in input.users.iter() {
                let user = users::find_by_name(tx, name).await?.ok_or_else(|| unknown(name))?;
                people.push((user.id, user.name));
            }
            seen(context, tx, &input.organization, &people, input.take_over, input.seen.as_deref()).await?;
            remove(context, tx, &about.on, &people, how()).await
        })
        .await
}

/// Gives up everything that the caller holds inside.
///
/// # Errors
/// A fault that says why not: among them that there is nothing.
pub async fn leave_organization(context: &Context, input: LeaveOrganization) -> Result<Removed, Fault> {
    let how =
        || How { operation: "LeaveOrganization", take_over: false, revoke_secrets: input.revoke_secrets };
    context
        .changing("LeaveOrganization", async |tx| {
            let actor = context.actor();
            let on = facts::organization(tx, actor, &input.organization).await?.facts;
            let _proof = authorize::<actions::LeaveOrganization>(actor, &on)?;
            let user = match actor.user() {
                Some(user) => users::find(tx, user).await?,
                None => None,
            };
            let user = user.ok_or_else(Fault::not_found)?;
            let of = PreviewOf::OwnMembership { organization: input.organization.clone() };
            let changes = |facts: &PreviewFacts| facts.remove(None);
            previews::still_holds(context, tx, &of, changes, input.seen.as_deref()).await?;
            let removed = remove(context, tx, &on, &[(user.id, user.name)], how()).await?;
            if removed.users.is_empty() {
                return Err(Fault::not_found().into());
            }
            Ok(removed)
        })
        .await
}

/// Who takes over what would be ownerless: nobody who goes too.
fn taker(context: &Context, people: &[(UserId, Name)], take_over: bool) -> Option<UserId> {
    context.actor().user().filter(|user| take_over && people.iter().all(|(whom, _)| whom != user))
}

async fn seen(
    context: &Context,
    tx: &mut Tx,
    organization: &Name,
    people: &[(UserId, Name)],
    take_over: bool,
    seen: Option<&str>,
) -> Result<(), Stop> {
    let users = people.iter().map(|(_, name)| name.clone()).collect();
    let of = PreviewOf::Members { organization: organization.clone(), users };
    let changes = |facts: &PreviewFacts| facts.remove(taker(context, people, take_over));
    previews::still_holds(context, tx, &of, changes, seen).await
}

async fn remove(
    context: &Context,
    tx: &mut Tx,
    organization: &OrganizationFacts,
    people: &[(UserId, Name)],
    how: How,
) -> Result<Removed, Stop> {
    let before = keepers(tx, organization).await?;
    let mut projects: BTreeMap<ProjectId, (Name, Vec<Keeper>)> = BTreeMap::new();
    let mut owned: BTreeMap<PipelineId, (Name, Vec<Keeper>)> = BTreeMap::new();
    let mut removed = Removed { users: Vec::new(), taken_over: Vec::new(), revoked_secrets: 0 };
    for (user, name) in people {
        let held = inside(tx, organization, *user, context.now).await?;
        if !held.any() {
            continue;
        }
        if organization.personal_of == Some(*user) {
            let path = &organization.path;
            let detail = format!("{path} is the personal organization of {name}, who stays its admin.");
            return Err(Fault::new(FaultKind::Conflict, detail).into());
        }
        for project in held.projects.iter().filter(|project| project.flags.admin) {
            if let btree_map::Entry::Vacant(vacant) = projects.entry(project.id) {
                let keepers = project_members::keepers(tx, project.id).await?;
                vacant.insert((project.name.clone(), keepers));
            }
        }
        for pipeline in held.pipelines.iter().filter(|pipeline| pipeline.role == Role::Owner) {
            if let btree_map::Entry::Vacant(vacant) = owned.entry(pipeline.id) {
                let keepers = pipeline_roles::keepers(tx, pipeline.id).await?;
                vacant.insert((pipeline.name.clone(), keepers));
            }
        }
        removed.revoked_secrets += end(context, tx, organization, (*user, name), held, &how).await?;
        removed.users.push(name.clone());
    }
    let mut left = Vec::new();
    for (id, (name, before)) in projects {
        if leaves_ownerless(context, &before, &project_members::keepers(tx, id).await?) {
            left.push(name);
        }
    }
    left.sort();
    let mut left_pipelines = Vec::new();
    for (id, (name, before)) in owned {
        if leaves_ownerless(context, &before, &pipeline_roles::keepers(tx, id).await?) {
            left_pipelines.push(name);
        }
    }
    left_pipelines.sort();
    let path = |kind: &'static str| move |name: &Name| format!("{kind}:{}/{name}", organization.path);
    let mut paths: Vec<String> = left.iter().map(path("project")).collect();
    paths.extend(left_pipelines.iter().map(path("pipeline")));
    if taker(context, people, how.take_over).is_some() {
        let inside: Name = organization.path.parse().map_err(|_| Fault::internal())?;
        // "They pass to the admin in the same transaction, audited as claims."
        for name in &left {
            project_changes::claim(context, tx, &inside, name).await?;
        }
        for name in &left_pipelines {
            pipelines::claim(context, tx, &inside, name).await?;
        }
        removed.taken_over = paths;
    } else if !paths.is_empty() {
        return Err(ownerless(paths, how.operation).into());
    }
    keeps_admin(context, tx, organization, &before).await?;
    Ok(removed)
}

/// Ends one person's place; says how many secrets were revoked.
async fn end(
    context: &Context,
    tx: &mut Tx,
    organization: &OrganizationFacts,
    (user, name): (UserId, &Name),
    held: Inside,
    how: &How,
) -> Result<u32, Stop> {
    let removal = if how.operation == "LeaveOrganization" {
        Removal::Left(authorize(context.actor(), organization)?, user)
    } else {
        Removal::Removed(authorize(context.actor(), &About { on: organization.clone(), whom: user })?)
    };
    let revoked_secrets = removals::end_place(tx, removal, how.revoke_secrets, context.now).await?;
    let was = Place {
        user: name,
        flags: held.flags,
        billed_here: held.billed_here,
        projects: held.projects.into_iter().map(|project| project.path).collect(),
        pipelines: held.pipelines.into_iter().map(|pipeline| pipeline.path).collect(),
        teams: held.teams.into_iter().map(|(_, path, _)| path).collect(),
    };
    let entry = Entry::new(how.operation, format!("organization:{}", organization.path));
    let entry =
        entry.of(user).inside(organization.id).before(&was).after(&Ended { user: name, revoked_secrets });
    audit::append(context, tx, entry).await?;
    Ok(u32::try_from(revoked_secrets).unwrap_or(u32::MAX))
}

fn ownerless(paths: Vec<String>, operation: &str) -> Fault {
    let way_out = match operation {
        "LeaveOrganization" => "Make somebody else admin or owner there first, or delete it.",
        _ => "Make somebody else admin or owner there first, or take it over (--take-over).",
    };
    let detail = format!("Nobody else decides about {}. {way_out}", paths.join(", "));
    Fault { resource: paths.into_iter().next(), ..Fault::new(FaultKind::Conflict, detail) }
}

//! Who is in a team: list, add, remove; and which is somebody's home team.

use access::{Authorized, TeamMemberFacts, UserId, actions, authorize, may_join_team};
use api::members::MembersChanged;
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf};
use api::teams::{
    AddTeamMember, AddTeamMembers, ListTeamMembers, RemoveTeamMember, SetHomeTeam, Team, TeamMember,
};
use api::{Fault, Page, PageRequest};
use serde::Serialize;

use super::audit::{self, Entry};
use super::facts::NOBODY;
use super::teams::view;
use super::{Context, Stop, facts, pages, previews};
use crate::store::team_members::{self, TeamMemberRow};
use crate::store::teams::TeamRow;
use crate::store::{Tx, users};

/// What the audit log tells of a membership.
#[derive(Serialize)]
struct State<'a> {
    user: &'a Name,
    member: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    home: bool,
}

/// Lists a team's members by name.
///
/// # Errors
/// A fault that says why not.
pub async fn list_team_members(context: &Context, input: ListTeamMembers) -> Result<Page<TeamMember>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let after = pages::name_cursor(page.after.as_deref())?;
    let like = crate::store::search::holding(input.search.as_deref());
    context
        .reading("ListTeamMembers", async |tx| {
            let team = facts::team(tx, context.actor(), &input.organization, &input.team).await?.facts;
            let proof = authorize::<actions::ViewTeam>(context.actor(), &team)?;
            let rows = team_members::list(tx, &proof, (&after, &like), pages::one_more(&page)).await?;
            Ok(pages::page(&page, rows, |row| row.user.to_string()).map(shown))
        })
        .await
}

/// Puts somebody into a team who is a member of its organization or holds a flag there; whoever is in it stays so.
///
/// # Errors
/// A fault that says why not.
pub async fn add_team_member(context: &Context, input: AddTeamMember) -> Result<TeamMember, Fault> {
    context
        .changing("AddTeamMember", async |tx| {
            let AddTeamMember { organization, team: name, user, seen } = &input;
            let (team, id) = of(context, tx, organization, name, user).await?;
            let proof = authorize::<actions::AddTeamMember>(context.actor(), &about(&team, id))?;
            let (id, joins) = joining(tx, &team, ("user", user, id)).await?;
            if joins {
                still_holds(context, tx, (organization, name, &[user]), true, seen.as_deref()).await?;
                team_members::insert(tx, proof, context.now).await?;
                note(context, tx, "AddTeamMember", &team, (user, id), (false, true)).await?;
            }
            member(context, tx, &team, id).await
        })
        .await
}

/// Puts several people into a team, or none if one of them can't be.
///
/// # Errors
/// A fault that says why not.
pub async fn add_team_members(context: &Context, input: AddTeamMembers) -> Result<MembersChanged, Fault> {
    context
        .changing("AddTeamMembers", async |tx| {
            let AddTeamMembers { organization, team: name, users: names, seen } = &input;
            let team = facts::team(tx, context.actor(), organization, name).await?;
            let _proof = authorize::<actions::AddTeamMember>(context.actor(), &about(&team, None))?;
            let mut joiners = Vec::new();
            for name in names.iter() {
                let id = users::find_by_name(tx, name).await?.map(|user| user.id);
                let proof = authorize::<actions::AddTeamMember>(context.actor(), &about(&team, id))?;
                let (id, joins) = joining(tx, &team, ("users", name, id)).await?;
                joiners.extend(joins.then_some((proof, name, id)));
            }
            let whom: Vec<&Name> = names.iter().collect();
            still_holds(context, tx, (organization, name, &whom), true, seen.as_deref()).await?;
            let mut changed = Vec::new();
            for (proof, name, id) in joiners {
                team_members::insert(tx, proof, context.now).await?;
                note(context, tx, "AddTeamMembers", &team, (name, id), (false, true)).await?;
                changed.push(name.clone());
            }
            Ok(MembersChanged { changed })
        })
        .await
}

/// Who it is that shall be in a team, and whether they aren't yet. A fault is at `field`.
async fn joining(
    tx: &mut Tx,
    team: &TeamRow,
    (field, user, id): (&str, &Name, Option<UserId>),
) -> Result<(UserId, bool), Stop> {
    let Some(id) = id else {
        return Err(Fault::field(field, format!("there is nobody called {user}")).into());
    };
    if team_members::find(tx, team.facts.id, id).await?.is_some() {
        return Ok((id, false));
    }
    let (billed_here, flags) = team_members::belongs(tx, team.facts.organization.id, id).await?;
    if may_join_team(billed_here, flags) {
        return Ok((id, true));
    }
    let organization = &team.facts.organization.path;
    let message = format!(
        "{user} is no member of {organization} and holds no flag there; invite {user} or grant a flag first"
    );
    Err(Fault::field(field, message).into())
}

/// Takes somebody out of a team; the members may leave it themselves.
///
/// # Errors
/// A fault that says why not.
pub async fn remove_team_member(context: &Context, input: RemoveTeamMember) -> Result<Team, Fault> {
    context
        .changing("RemoveTeamMember", async |tx| {
            let RemoveTeamMember { organization, team: name, user, seen } = &input;
            let (mut team, id) = of(context, tx, organization, name, user).await?;
            let proof = authorize::<actions::RemoveTeamMember>(context.actor(), &about(&team, id))?;
            let Some(id) = id else { return Err(Stop::missing(context.actor())) };
            still_holds(context, tx, (organization, name, &[user]), false, seen.as_deref()).await?;
            if !team_members::delete(tx, proof).await? {
                return Err(Stop::missing(context.actor()));
            }
            note(context, tx, "RemoveTeamMember", &team, (user, id), (true, false)).await?;
            team.members = team.members.saturating_sub(1);
            team.facts.member &= context.actor().user() != Some(id);
            Ok(view(team, context.actor()))
        })
        .await
}

/// Makes a team somebody's home team in its organization; they have to be in it.
///
/// # Errors
/// A fault that says why not.
pub async fn set_home_team(context: &Context, input: SetHomeTeam) -> Result<TeamMember, Fault> {
    context
        .changing("SetHomeTeam", async |tx| {
            let SetHomeTeam { organization, team, user } = &input;
            let (team, id) = of(context, tx, organization, team, user).await?;
            let proof: Authorized<actions::SetHomeTeam> = authorize(context.actor(), &about(&team, id))?;
            let Some(id) = id else { return Err(Stop::missing(context.actor())) };
            let before = member(context, tx, &team, id).await?;
            if before.home {
                return Ok(before);
            }
            team_members::set_home(tx, proof).await?;
            let home = |home| State { user, member: true, home };
            let entry = Entry::new("SetHomeTeam", format!("team:{}", team.facts.path));
            let entry = entry.inside(team.facts.organization.id).of(id).before(&home(false));
            audit::append(context, tx, entry.after(&home(true))).await?;
            member(context, tx, &team, id).await
        })
        .await
}

/// The team, and the id of the person, if there is one of this name.
async fn of(
    context: &Context,
    tx: &mut Tx,
    organization: &Name,
    team: &Name,
    user: &Name,
) -> Result<(TeamRow, Option<UserId>), Stop> {
    let team = facts::team(tx, context.actor(), organization, team).await?;
    let user = users::find_by_name(tx, user).await?;
    Ok((team, user.map(|user| user.id)))
}

/// Whether what the caller saw of it, if anything, is still what joining (or else leaving) does.
async fn still_holds(
    context: &Context,
    tx: &mut Tx,
    (organization, team, users): (&Name, &Name, &[&Name]),
    member: bool,
    seen: Option<&str>,
) -> Result<(), Stop> {
    let users = users.iter().map(|user| (*user).clone()).collect();
    let of = PreviewOf::Team { organization: organization.clone(), team: team.clone(), users };
    let changes = |facts: &PreviewFacts| facts.set_membership(member);
    previews::still_holds(context, tx, &of, changes, seen).await
}

fn about(team: &TeamRow, user: Option<UserId>) -> TeamMemberFacts {
    TeamMemberFacts { team: team.facts.clone(), user: user.unwrap_or(NOBODY) }
}

async fn member(context: &Context, tx: &mut Tx, team: &TeamRow, user: UserId) -> Result<TeamMember, Stop> {
    let row = team_members::find(tx, team.facts.id, user).await?;
    Ok(shown(row.ok_or_else(|| Stop::missing(context.actor()))?))
}

async fn note(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    team: &TeamRow,
    (user, id): (&Name, UserId),
    (before, after): (bool, bool),
) -> Result<(), Stop> {
    let state = |member| State { user, member, home: false };
    let entry = Entry::new(operation, format!("team:{}", team.facts.path)).of(id);
    let entry = entry.inside(team.facts.organization.id).before(&state(before)).after(&state(after));
    Ok(audit::append(context, tx, entry).await?)
}

fn shown(row: TeamMemberRow) -> TeamMember {
    TeamMember {
        id: row.id,
        user: row.user,
        joined_at: row.joined_at,
        added_by: row.added_by,
        home: row.home,
        disabled: row.disabled,
    }
}

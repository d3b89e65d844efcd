//! Teams: create, list, show, change, delete. Who is in them: [`super::team_members`].

use access::world::Change;
use access::{Actor, TeamId, actions, authorize, check, visible};
use api::fields::Description;
use api::names::Name;
use api::organizations::Deleted;
use api::previews::{PreviewFacts, PreviewOf};
use api::teams::{CreateTeam, DeleteTeam, ListTeams, ShowTeam, Team, UpdateTeam};
use api::{Fault, Page, PageRequest};
use serde::Serialize;

use super::audit::{self, Entry};
use super::secrets::kept_description;
use super::{Context, facts, pages, previews};
use crate::ids;
use crate::store::teams::{self, NewTeam, TeamChange, TeamRow};

/// What the audit log tells of a team.
#[derive(Serialize)]
struct State<'a> {
    name: &'a Name,
    description: &'a str,
    discoverable: bool,
}

/// Creates a team.
///
/// # Errors
/// A fault that says why not.
pub async fn create_team(context: &Context, input: CreateTeam) -> Result<Team, Fault> {
    context
        .changing("CreateTeam", async |tx| {
            let organization = facts::organization(tx, context.actor(), &input.organization).await?.facts;
            let proof = authorize::<actions::CreateTeam>(context.actor(), &organization)?;
            let id: TeamId = ids::fresh(context.now);
            let (name, description) = (&input.name, input.description.as_str());
            let discoverable = input.discoverable;
            teams::insert(tx, proof, context.now, NewTeam { id, name, description, discoverable }).await?;
            let made = facts::team(tx, context.actor(), &input.organization, name).await?;
            let entry = Entry::new("CreateTeam", format!("team:{}", made.facts.path));
            let entry = entry.inside(organization.id).after(&State { name, description, discoverable });
            audit::append(context, tx, entry).await?;
            Ok(view(made, context.actor()))
        })
        .await
}

/// Lists an organization's teams: all of them with `view`; else, for somebody who is signed in, those that are
/// discoverable and their own.
///
/// # Errors
/// A fault that says why not.
pub async fn list_teams(context: &Context, input: ListTeams) -> Result<Page<Team>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let after = pages::name_cursor(page.after.as_deref())?;
    let like = crate::store::search::holding(input.search.as_deref());
    context
        .reading("ListTeams", async |tx| {
            let actor = context.actor();
            let organization = facts::organization(tx, actor, &input.organization).await?.facts;
            let profile = authorize::<actions::ViewOrganization>(actor, &organization)?;
            let visible = visible(actor);
            let all = match authorize::<actions::ListTeams>(actor, &organization) {
                Ok(all) => Some(all),
                // Services, strangers and public read secrets know no teams.
                Err(denial) if visible.scope().user.is_none() => return Err(denial.into()),
                Err(_) => None,
            };
            let (part, limit) = ((after.as_str(), like.as_str()), pages::one_more(&page));
            let rows = teams::list(tx, &visible, &profile, all.as_ref(), part, limit).await?;
            Ok(pages::page(&page, rows, |row| row.name.to_string()).map(|row| view(row, actor)))
        })
        .await
}

/// Shows a team.
///
/// # Errors
/// A fault that says why not.
pub async fn show_team(context: &Context, input: ShowTeam) -> Result<Team, Fault> {
    context
        .reading("ShowTeam", async |tx| {
            let row = facts::team(tx, context.actor(), &input.organization, &input.team).await?;
            let _proof = authorize::<actions::FindTeam>(context.actor(), &row.facts)?;
            Ok(view(row, context.actor()))
        })
        .await
}

/// Changes a team's name, description or whether it is discoverable; a field left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_team(context: &Context, input: UpdateTeam) -> Result<Team, Fault> {
    context
        .changing("UpdateTeam", async |tx| {
            let actor = context.actor();
            let row = facts::team(tx, actor, &input.organization, &input.team).await?;
            let proof = authorize::<actions::UpdateTeam>(actor, &row.facts)?;
            let (organization, last) = (row.facts.organization.id, row.updated_at);
            let before = view(row, actor);
            context.still(&before)?;
            let name = input.name.as_ref().unwrap_or(&before.name);
            let description = input.description.as_ref().unwrap_or(&before.description).as_str();
            let discoverable = input.discoverable.unwrap_or(before.discoverable);
            let was = (&before.name, before.description.as_str(), before.discoverable);
            if (name, description, discoverable) == was {
                return Ok(before);
            }
            let updated_at = context.now.max(last.plus(1));
            let change = TeamChange { name, description, discoverable, updated_at };
            teams::update(tx, proof, change).await?;
            let after = facts::team(tx, actor, &input.organization, name).await?;
            let (old, told, found) = was;
            let entry = Entry::new("UpdateTeam", format!("team:{}", before.path)).inside(organization);
            let entry = entry.before(&State { name: old, description: told, discoverable: found });
            let entry = entry.after(&State { name, description, discoverable });
            audit::append(context, tx, entry).await?;
            Ok(view(after, actor))
        })
        .await
}

/// Deletes a team with its memberships.
///
/// # Errors
/// A fault that says why not.
pub async fn delete_team(context: &Context, input: DeleteTeam) -> Result<Deleted, Fault> {
    context
        .changing("DeleteTeam", async |tx| {
            let row = facts::team(tx, context.actor(), &input.organization, &input.team).await?;
            let proof = authorize::<actions::DeleteTeam>(context.actor(), &row.facts)?;
            context.still(&view(row.clone(), context.actor()))?;
            let DeleteTeam { organization, team, seen } = input.clone();
            let of = PreviewOf::Team { organization, team, users: Vec::new() };
            let changes = |_: &PreviewFacts| vec![Change::DeleteTeam { team: row.facts.id }];
            previews::still_holds(context, tx, &of, changes, seen.as_deref()).await?;
            teams::delete(tx, proof).await?;
            let entry = Entry::new("DeleteTeam", format!("team:{}", row.facts.path));
            let state = State {
                name: &row.name,
                description: &row.description,
                discoverable: row.facts.discoverable,
            };
            let entry = entry.inside(row.facts.organization.id).before(&state);
            audit::append(context, tx, entry).await?;
            Ok(Deleted { path: row.facts.path })
        })
        .await
}

/// A team as `actor` sees it. Without `view` on its organization it is a name with a count.
pub(super) fn view(row: TeamRow, actor: &Actor) -> Team {
    let sees = check::<actions::ViewTeam>(actor, &row.facts) == access::Outcome::Allowed;
    Team {
        id: row.facts.id,
        name: row.name,
        path: row.facts.path,
        description: if sees { kept_description(row.description) } else { Description::default() },
        discoverable: row.facts.discoverable,
        members: row.members,
        member: row.facts.member,
        created_at: row.created_at,
    }
}

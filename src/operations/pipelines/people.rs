//! Who may read, edit and manage a pipeline, and because of what: roles and viewing teams together.

use std::collections::BTreeMap;

use access::{Outcome, PipelineRights, Role, actions, authorize, check};
use api::names::{Name, TeamPath};
use api::pipelines::{ListPipelinePeople, PipelinePeople, PipelinePerson};
use api::{Fault, PageRequest};

use crate::operations::{Context, facts, pages};
use crate::store::{pipeline_roles, team_members, teams};

/// Lists the people who may read a pipeline, by name. Of a team whose members the caller may not see, they hear its path.
///
/// # Errors
/// A fault that says why not.
pub async fn list_pipeline_people(
    context: &Context,
    input: ListPipelinePeople,
) -> Result<PipelinePeople, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let after = pages::name_cursor(page.after.as_deref())?;
    context
        .reading("ListPipelinePeople", async |tx| {
            let actor = context.actor();
            let row = facts::pipeline(tx, actor, &input.organization, &input.pipeline).await?;
            let proof = authorize::<actions::ViewPipelineAccess>(actor, &row.facts)?;
            let mut people = BTreeMap::new();
            for role in pipeline_roles::list(tx, &proof, "", i64::MAX).await? {
                if role.enabled {
                    let person = of(&mut people, &role.user);
                    person.rights = role.role.rights();
                    person.role = Some(role.role);
                    person.granted_by = role.granted_by;
                    person.granted_at = Some(role.granted_at);
                }
            }
            let mut closed_teams = Vec::new();
            for team in pipeline_roles::teams(tx, &proof, ("", ""), i64::MAX).await? {
                let TeamPath { organization, team: name } = &team.path;
                let Some(facts) = teams::find(tx, actor, organization, name).await?.map(|row| row.facts)
                else {
                    continue;
                };
                if check::<actions::ViewTeam>(actor, &facts) == Outcome::Allowed {
                    for user in team_members::enabled(tx, facts.id).await? {
                        views(of(&mut people, &user), &team.path);
                    }
                    continue;
                }
                // Everybody knows of themselves.
                let mine = context.who.name.as_deref().and_then(|name| name.parse::<Name>().ok());
                if let Some(mine) = mine.filter(|_| facts.member) {
                    views(of(&mut people, &mine), &team.path);
                }
                closed_teams.push(team.path);
            }
            let total = u32::try_from(people.len()).unwrap_or(u32::MAX);
            let limit = usize::try_from(page.limit).unwrap_or(usize::MAX).saturating_add(1);
            let rest = people.into_values().filter(|person| person.user.stored() > after.as_str());
            let rows: Vec<PipelinePerson> = rest.take(limit).collect();
            let part = pages::page(&page, rows, |person| person.user.to_string()).map(|person| person);
            Ok(PipelinePeople { items: part.items, next: part.next, total, closed_teams })
        })
        .await
}

fn of<'a>(people: &'a mut BTreeMap<String, PipelinePerson>, user: &Name) -> &'a mut PipelinePerson {
    people.entry(user.stored().to_owned()).or_insert_with(|| PipelinePerson {
        user: user.clone(),
        rights: PipelineRights::NONE,
        role: None,
        granted_by: None,
        granted_at: None,
        teams: Vec::new(),
    })
}

/// "Team viewer stacks; effective = union."
fn views(person: &mut PipelinePerson, team: &TeamPath) {
    let role = person.role.map_or(PipelineRights::NONE, Role::rights);
    person.rights = role.union(PipelineRights::TEAM_VIEWER);
    person.teams.push(team.clone());
}

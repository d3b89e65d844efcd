//! Who has which role on a pipeline.

use access::{actions, authorize};
use api::names::{Name, TeamPath};
use api::pipelines::{ListPipelineAccess, PipelineAccess, PipelineRole};
use api::{Fault, Page, PageRequest};

use crate::operations::{Context, facts, pages};
use crate::store::pipeline_roles::{self, RoleRow, TeamRow};

/// Lists who has which role on a pipeline: people by name, then teams by path.
///
/// # Errors
/// A fault that says why not.
pub async fn list_pipeline_access(
    context: &Context,
    input: ListPipelineAccess,
) -> Result<Page<PipelineAccess>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let (person, team) = cursor(page.after.as_deref())?;
    context
        .reading("ListPipelineAccess", async |tx| {
            let row = facts::pipeline(tx, context.actor(), &input.organization, &input.pipeline).await?;
            let proof = authorize::<actions::ViewPipelineAccess>(context.actor(), &row.facts)?;
            let mut limit = pages::one_more(&page);
            let mut rows: Vec<PipelineAccess> = Vec::new();
            if team.is_none() {
                let after = person.as_ref().map_or("", Name::stored);
                let people = pipeline_roles::list(tx, &proof, after, limit).await?;
                rows.extend(people.into_iter().map(of_person));
                limit -= i64::try_from(rows.len()).unwrap_or(limit);
            }
            if limit > 0 {
                let after =
                    team.as_ref().map_or(("", ""), |team| (team.organization.stored(), team.team.stored()));
                let teams = pipeline_roles::teams(tx, &proof, after, limit).await?;
                rows.extend(teams.into_iter().map(of_team));
            }
            let key = |row: &PipelineAccess| match (&row.user, &row.team_path) {
                (Some(user), _) => user.to_string(),
                (None, team) => team.as_ref().map(TeamPath::to_string).unwrap_or_default(),
            };
            Ok(pages::page(&page, rows, key).map(|row| row))
        })
        .await
}

/// A cursor is the name of a person or the path of a team.
fn cursor(after: Option<&str>) -> Result<(Option<Name>, Option<TeamPath>), Fault> {
    match after {
        None => Ok((None, None)),
        Some(path) if path.contains('/') => Ok((None, Some(path.parse().map_err(|_| pages::bad_cursor())?))),
        Some(name) => Ok((Some(name.parse().map_err(|_| pages::bad_cursor())?), None)),
    }
}

pub(super) fn of_person(row: RoleRow) -> PipelineAccess {
    PipelineAccess {
        user: Some(row.user),
        team: None,
        team_path: None,
        members: None,
        role: row.role.into(),
        enabled: row.enabled,
        granted_by: row.granted_by,
        granted_at: row.granted_at,
    }
}

pub(super) fn of_team(row: TeamRow) -> PipelineAccess {
    PipelineAccess {
        user: None,
        team: Some(row.path.team.clone()),
        team_path: Some(row.path),
        members: Some(row.members),
        role: PipelineRole::TeamViewer,
        enabled: true,
        granted_by: row.granted_by,
        granted_at: row.granted_at,
    }
}

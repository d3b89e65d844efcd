//! What somebody holds inside an organization: what leaving or being removed would end.

use access::{
    About, Flags, OrganizationFacts, Outcome, PipelineId, ProjectId, Role, TeamId, Time, UserId, actions,
    authorize, check,
};
use api::Fault;
use api::members::{Holding, IssuedServiceSecret, MemberHoldings, ShowMemberHoldings};
use api::names::Name;

use super::parties;
use crate::operations::facts::NOBODY;
use crate::operations::{Context, Stop};
use crate::store::{Tx, members, pipeline_roles, pipelines, previews, project_members, projects, removals};

/// A project inside.
pub(super) struct InsideProject {
    pub(super) id: ProjectId,
    pub(super) name: Name,
    pub(super) path: String,
    pub(super) flags: Flags,
}

/// A pipeline inside.
pub(super) struct InsidePipeline {
    pub(super) id: PipelineId,
    pub(super) name: Name,
    pub(super) path: String,
    pub(super) role: Role,
}

/// All that somebody holds inside, whoever may see it.
pub(super) struct Inside {
    pub(super) flags: Flags,
    pub(super) billed_here: bool,
    pub(super) projects: Vec<InsideProject>,
    pub(super) pipelines: Vec<InsidePipeline>,
    pub(super) teams: Vec<(TeamId, String, bool)>,
    pub(super) invites: u64,
}

impl Inside {
    /// Whether there is anything to end.
    pub(super) fn any(&self) -> bool {
        let held = self.flags.any() || self.billed_here || !self.projects.is_empty();
        held || !self.pipelines.is_empty() || !self.teams.is_empty() || self.invites > 0
    }
}

/// Loads what somebody holds inside.
pub(super) async fn inside(
    tx: &mut Tx,
    organization: &OrganizationFacts,
    user: UserId,
    now: Time,
) -> Result<Inside, Stop> {
    let path = |name: &Name| format!("{}/{name}", organization.path);
    let projects = previews::projects_of(tx, user, organization.id).await?;
    let pipelines = previews::pipelines_of(tx, user, organization.id).await?;
    let teams = previews::teams_of(tx, user, organization.id).await?;
    Ok(Inside {
        flags: members::held(tx, organization.id, user).await?,
        billed_here: members::is_billed_to(tx, organization.id, user).await?,
        projects: projects
            .into_iter()
            .map(|(id, name, flags)| InsideProject { id, path: path(&name), name, flags })
            .collect(),
        pipelines: pipelines
            .into_iter()
            .map(|(id, name, role)| InsidePipeline { id, path: path(&name), name, role })
            .collect(),
        teams: teams.into_iter().map(|(id, name, open)| (id, path(&name), open)).collect(),
        invites: removals::count_sent_invites(tx, organization.id, user, now).await?,
    })
}

/// Tells what somebody would lose by leaving or being removed. What the caller may not see is counted.
///
/// # Errors
/// A fault that says why not: among them that they hold nothing there.
pub async fn show_member_holdings(
    context: &Context,
    input: ShowMemberHoldings,
) -> Result<MemberHoldings, Fault> {
    context
        .reading("ShowMemberHoldings", async |tx| {
            let actor = context.actor();
            let (on, user) = parties(context, tx, &input.organization, &input.user).await?;
            let about = About { on, whom: user.as_ref().map_or(NOBODY, |user| user.id) };
            if actor.user() == Some(about.whom) {
                let _proof = authorize::<actions::LeaveOrganization>(actor, &about.on)?;
            } else {
                let _proof = authorize::<actions::RemoveMember>(actor, &about)?;
            }
            let organization = about.on;
            let user = user.ok_or_else(Fault::not_found)?;
            let held = inside(tx, &organization, user.id, context.now).await?;
            if !held.any() {
                return Err(Fault::not_found().into());
            }
            let (mut holdings, mut hidden) = (Vec::new(), 0);
            for project in &held.projects {
                let row = projects::find(tx, actor, &input.organization, &project.name).await?;
                let sees = |row: projects::ProjectRow| {
                    check::<actions::ViewProjectMembers>(actor, &row.facts) == Outcome::Allowed
                };
                if !row.is_some_and(sees) {
                    hidden += 1;
                    continue;
                }
                let keepers = project_members::keepers(tx, project.id).await?;
                let others = keepers.iter().any(|keeper| keeper.enabled && keeper.user != user.id);
                holdings.push(Holding {
                    resource: format!("project:{}", project.path),
                    holds: words(project.flags),
                    only_keeper: project.flags.admin && !others,
                });
            }
            for pipeline in &held.pipelines {
                let row = pipelines::find(tx, actor, &input.organization, &pipeline.name).await?;
                let sees = |row: pipelines::PipelineRow| {
                    check::<actions::ViewPipelineAccess>(actor, &row.facts) == Outcome::Allowed
                };
                if !row.is_some_and(sees) {
                    hidden += 1;
                    continue;
                }
                let keepers = pipeline_roles::keepers(tx, pipeline.id).await?;
                let others = keepers.iter().any(|keeper| keeper.enabled && keeper.user != user.id);
                holdings.push(Holding {
                    resource: format!("pipeline:{}", pipeline.path),
                    holds: pipeline.role.name().to_owned(),
                    only_keeper: pipeline.role == Role::Owner && !others,
                });
            }
            // The teams of an organization are for its admins, and one's own for oneself: those who come this far.
            holdings.extend(held.teams.iter().map(|(_, path, _)| Holding {
                resource: format!("team:{path}"),
                holds: "member".to_owned(),
                only_keeper: false,
            }));
            let secrets = removals::issued_secrets(tx, organization.id, user.id, context.now).await?;
            let secret = |(service, hint, description): (Name, String, String)| IssuedServiceSecret {
                service: format!("{}/{service}", organization.path),
                hint,
                description,
            };
            let row = members::find(tx, organization.id, user.id).await?;
            Ok(MemberHoldings {
                user: user.name,
                flags: held.flags,
                billed_here: held.billed_here,
                read_quota_mb: row.as_ref().and_then(|row| row.read_quota_mb),
                write_quota_mb: row.as_ref().and_then(|row| row.write_quota_mb),
                holdings,
                hidden,
                invites: u32::try_from(held.invites).unwrap_or(u32::MAX),
                secrets: secrets.into_iter().map(secret).collect(),
            })
        })
        .await
}

/// `view, admin`.
fn words(flags: Flags) -> String {
    flags.names().collect::<Vec<_>>().join(", ")
}

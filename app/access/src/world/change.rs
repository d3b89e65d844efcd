//! Changes to a world, with what follows from them by rule.

use super::{Grant, World};
use crate::facts::may_join_team;
use crate::{
    Flags, OrganizationId, PipelineId, ProjectId, Role, ServiceId, StreamFlags, StreamId, TeamId, UserId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A change of access, as a form describes it. One that names something that isn't there changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are the ids of what the variant names, and its new value")]
pub enum Change {
    /// Set somebody's flags on an organization.
    OrganizationFlags { organization: OrganizationId, user: UserId, flags: Flags },
    /// Set somebody's flags on a project.
    ProjectFlags { project: ProjectId, user: UserId, flags: Flags },
    /// Make a project public or private.
    Public { project: ProjectId, public: bool },
    /// Set a service's grant on a stream.
    ServiceGrant { service: ServiceId, stream: StreamId, flags: StreamFlags },
    /// Confirm the grants of a service in a project.
    ConfirmService { project: ProjectId, service: ServiceId },
    /// End the grants of a service in a project.
    EndService { project: ProjectId, service: ServiceId },
    /// Give somebody a role on a pipeline, or take it.
    PipelineRole { pipeline: PipelineId, user: UserId, role: Option<Role> },
    /// Make somebody owner, and the former owner an editor.
    TransferPipeline { pipeline: PipelineId, from: UserId, to: UserId },
    /// Share a pipeline with a team, or no longer.
    PipelineTeam { pipeline: PipelineId, team: TeamId, shared: bool },
    /// Put somebody into a team, or take them out.
    TeamMember { team: TeamId, user: UserId, member: bool },
    /// Accept an invite: flags are added, and billing moves here.
    AcceptInvite { organization: OrganizationId, user: UserId, flags: Flags },
    /// Leave or be removed: everything held inside ends.
    RemovePerson { organization: OrganizationId, user: UserId },
    /// Move a project to another organization.
    TransferProject { project: ProjectId, to: OrganizationId },
    /// Disable or enable an account.
    Enabled { user: UserId, enabled: bool },
    /// Delete an organization, with all that is in it.
    DeleteOrganization { organization: OrganizationId },
    /// Delete a project with its streams.
    DeleteProject { project: ProjectId },
    /// Delete a stream.
    DeleteStream { stream: StreamId },
    /// Delete a service.
    DeleteService { service: ServiceId },
    /// Delete a team.
    DeleteTeam { team: TeamId },
    /// Delete a pipeline.
    DeletePipeline { pipeline: PipelineId },
}

impl World {
    /// The world after a change.
    #[must_use]
    pub fn after(&self, change: &Change) -> Self {
        let mut world = self.clone();
        let _known = world.apply(change);
        world
    }

    /// The world after several changes, one after the other.
    #[must_use]
    pub fn after_all(&self, changes: &[Change]) -> Self {
        let mut world = self.clone();
        for change in changes {
            let _known = world.apply(change);
        }
        world
    }

    fn apply(&mut self, change: &Change) -> Option<()> {
        match *change {
            Change::OrganizationFlags { organization, user, flags } => {
                set(&mut self.organizations.get_mut(&organization)?.flags, user, flags);
                self.end_team_memberships(organization, user);
            }
            Change::ProjectFlags { project, user, flags } => {
                set(&mut self.projects.get_mut(&project)?.flags, user, flags);
            }
            Change::Public { project, public } => {
                self.projects.get_mut(&project)?.public = public;
                if !public {
                    self.end_unconfirmed_grants(project);
                }
            }
            Change::ServiceGrant { service, stream, flags } => {
                self.streams.get(&stream)?;
                let grants = &mut self.services.get_mut(&service)?.grants;
                let before = grants.remove(&stream);
                // What was confirmed stays so while nothing is added; an addition is confirmed anew.
                let confirmed =
                    before.is_some_and(|before| before.confirmed && !flags.without(before.flags).any());
                if flags.any() {
                    grants.insert(stream, Grant { flags, confirmed });
                }
            }
            Change::ConfirmService { project, service } => {
                self.grants_in(project, service)?.for_each(|(_, grant)| grant.confirmed = true);
            }
            Change::EndService { project, service } => {
                let ended: Vec<StreamId> =
                    self.grants_in(project, service)?.map(|(stream, _)| *stream).collect();
                self.services.get_mut(&service)?.grants.retain(|stream, _| !ended.contains(stream));
            }
            Change::PipelineRole { pipeline, user, role } => {
                let roles = &mut self.pipelines.get_mut(&pipeline)?.roles;
                match role {
                    Some(role) => roles.insert(user, role),
                    None => roles.remove(&user),
                };
            }
            Change::TransferPipeline { pipeline, from, to } => {
                let roles = &mut self.pipelines.get_mut(&pipeline)?.roles;
                roles.insert(from, Role::Editor);
                roles.insert(to, Role::Owner);
            }
            Change::PipelineTeam { pipeline, team, shared } => {
                self.teams.get(&team)?;
                let teams = &mut self.pipelines.get_mut(&pipeline)?.teams;
                if shared {
                    teams.insert(team)
                } else {
                    teams.remove(&team)
                };
            }
            Change::TeamMember { team, user, member } => {
                let members = &mut self.teams.get_mut(&team)?.members;
                if member {
                    members.insert(user)
                } else {
                    members.remove(&user)
                };
            }
            Change::AcceptInvite { organization, user, flags } => {
                let held = &mut self.organizations.get_mut(&organization)?.flags;
                let flags = crate::invite::accepted(held.get(&user).copied().unwrap_or_default(), flags);
                set(held, user, flags);
                let former = self.users.get_mut(&user)?.billed_to.replace(organization);
                self.end_team_memberships(former?, user);
            }
            Change::RemovePerson { organization, user } => self.remove_person(organization, user)?,
            Change::TransferProject { project, to } => {
                self.organizations.get(&to)?;
                self.projects.get_mut(&project)?.organization = to;
            }
            Change::Enabled { user, enabled } => self.users.get_mut(&user)?.enabled = enabled,
            Change::DeleteOrganization { organization } => self.delete_organization(organization)?,
            Change::DeleteProject { project } => {
                self.projects.remove(&project);
                let gone: Vec<StreamId> = self.streams_in(project);
                gone.into_iter().for_each(|stream| self.delete_stream(stream));
            }
            Change::DeleteStream { stream } => self.delete_stream(stream),
            Change::DeleteService { service } => drop(self.services.remove(&service)),
            Change::DeleteTeam { team } => {
                self.teams.remove(&team);
                for pipeline in self.pipelines.values_mut() {
                    pipeline.teams.remove(&team);
                }
            }
            Change::DeletePipeline { pipeline } => drop(self.pipelines.remove(&pipeline)),
        }
        Some(())
    }

    fn remove_person(&mut self, organization: OrganizationId, user: UserId) -> Option<()> {
        self.organizations.get_mut(&organization)?.flags.remove(&user);
        for project in self.projects.values_mut().filter(|project| project.organization == organization) {
            project.flags.remove(&user);
        }
        for pipeline in self.pipelines.values_mut().filter(|pipeline| pipeline.organization == organization) {
            pipeline.roles.remove(&user);
        }
        let personal = self.personal(user);
        let person = self.users.get_mut(&user)?;
        if person.billed_to == Some(organization) {
            person.billed_to = personal;
        }
        self.end_team_memberships(organization, user);
        Some(())
    }

    fn personal(&self, user: UserId) -> Option<OrganizationId> {
        self.organizations.iter().find(|(_, one)| one.personal_of == Some(user)).map(|(id, _)| *id)
    }

    fn delete_organization(&mut self, organization: OrganizationId) -> Option<()> {
        self.organizations.remove(&organization)?;
        let projects = self.projects.iter().filter(|(_, project)| project.organization == organization);
        let projects: Vec<Change> =
            projects.map(|(project, _)| Change::DeleteProject { project: *project }).collect();
        let teams = self.teams.iter().filter(|(_, team)| team.organization == organization);
        let teams: Vec<Change> = teams.map(|(team, _)| Change::DeleteTeam { team: *team }).collect();
        for change in projects.iter().chain(&teams) {
            let _known = self.apply(change);
        }
        self.services.retain(|_, service| service.organization != organization);
        self.pipelines.retain(|_, pipeline| pipeline.organization != organization);
        let paid = self.users.iter().filter(|(_, user)| user.billed_to == Some(organization));
        let paid: Vec<UserId> = paid.map(|(user, _)| *user).collect();
        for user in paid {
            let personal = self.personal(user);
            self.users.get_mut(&user)?.billed_to = personal;
        }
        Some(())
    }

    /// A team takes members and holders of a flag; "when that ends, so does the membership".
    fn end_team_memberships(&mut self, organization: OrganizationId, user: UserId) {
        let billed_here = self.users.get(&user).is_some_and(|user| user.billed_to == Some(organization));
        let flags = self.organizations.get(&organization).and_then(|one| one.flags.get(&user).copied());
        if !may_join_team(billed_here, flags.unwrap_or_default()) {
            for team in self.teams.values_mut().filter(|team| team.organization == organization) {
                team.members.remove(&user);
            }
        }
    }

    /// "Making a project private lists the unconfirmed ones and ends them for good."
    fn end_unconfirmed_grants(&mut self, project: ProjectId) {
        let Some(organization) = self.projects.get(&project).map(|project| project.organization) else {
            return;
        };
        let streams = self.streams_in(project);
        for service in self.services.values_mut().filter(|service| service.organization != organization) {
            service.grants.retain(|stream, grant| grant.confirmed || !streams.contains(stream));
        }
    }

    fn streams_in(&self, project: ProjectId) -> Vec<StreamId> {
        self.streams.iter().filter(|(_, stream)| stream.project == project).map(|(id, _)| *id).collect()
    }

    fn grants_in(
        &mut self,
        project: ProjectId,
        service: ServiceId,
    ) -> Option<impl Iterator<Item = (&StreamId, &mut Grant)>> {
        let streams = self.streams_in(project);
        let grants = &mut self.services.get_mut(&service)?.grants;
        Some(grants.iter_mut().filter(move |(stream, _)| streams.contains(stream)))
    }

    fn delete_stream(&mut self, stream: StreamId) {
        self.streams.remove(&stream);
        for service in self.services.values_mut() {
            service.grants.remove(&stream);
        }
    }
}

fn set(flags: &mut BTreeMap<UserId, Flags>, user: UserId, new: Flags) {
    if new.any() {
        flags.insert(user, new)
    } else {
        flags.remove(&user)
    };
}

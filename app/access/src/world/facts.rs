//! Facts about the things of a world, as one actor's request would load them.

use super::{Pipeline, World};
use crate::facts::{
    AccountFacts, Holding, IssuingFacts, OrganizationFacts, PipelineFacts, ProjectFacts, ServiceFacts,
    StreamFacts, TeamFacts, counting_grant,
};
use crate::invariants::{Keeper, is_orphaned};
use crate::{
    Actor, Flags, OrganizationId, PipelineId, ProjectId, Role, ServiceId, StreamFlags, StreamId, TeamId,
    UserId,
};
use std::collections::BTreeMap;

impl World {
    /// An account.
    #[must_use]
    pub fn account(&self, user: UserId) -> Option<AccountFacts> {
        Some(AccountFacts { user, path: self.users.get(&user)?.name.clone() })
    }

    /// An organization, seen from the actor.
    #[must_use]
    pub fn organization(&self, actor: &Actor, id: OrganizationId) -> Option<OrganizationFacts> {
        let organization = self.organizations.get(&id)?;
        let user = actor.user().and_then(|user| self.users.get(&user));
        Some(OrganizationFacts {
            id,
            path: organization.path.clone(),
            personal_of: organization.personal_of,
            held: held(&organization.flags, actor),
            billed_here: user.is_some_and(|user| user.billed_to == Some(id)),
        })
    }

    /// A project, seen from the actor.
    #[must_use]
    pub fn project(&self, actor: &Actor, id: ProjectId) -> Option<ProjectFacts> {
        let project = self.projects.get(&id)?;
        Some(ProjectFacts {
            id,
            path: project.path.clone(),
            organization: self.organization(actor, project.organization)?,
            public: project.public,
            held: held(&project.flags, actor),
        })
    }

    /// A stream, seen from the actor.
    #[must_use]
    pub fn stream(&self, actor: &Actor, id: StreamId) -> Option<StreamFacts> {
        let stream = self.streams.get(&id)?;
        let granted = actor.service().map_or(StreamFlags::NONE, |service| self.granted(service, id));
        Some(StreamFacts {
            id,
            path: stream.path.clone(),
            project: self.project(actor, stream.project)?,
            granted,
        })
    }

    /// What of a service's grant on a stream counts now.
    #[must_use]
    pub fn granted(&self, service: ServiceId, stream: StreamId) -> StreamFlags {
        let counts = || {
            let service = self.services.get(&service)?;
            let grant = service.grants.get(&stream)?;
            let project = self.projects.get(&self.streams.get(&stream)?.project)?;
            let same = project.organization == service.organization;
            Some(counting_grant(grant.flags, same, project.public, grant.confirmed))
        };
        counts().unwrap_or_default()
    }

    /// A service, seen from the actor.
    #[must_use]
    pub fn service(&self, actor: &Actor, id: ServiceId) -> Option<ServiceFacts> {
        let service = self.services.get(&id)?;
        Some(ServiceFacts {
            id,
            path: service.path.clone(),
            organization: self.organization(actor, service.organization)?,
            created_by: service.created_by,
            gateway: service.gateway,
        })
    }

    /// A service with all that it holds, seen from the actor.
    #[must_use]
    pub fn issuing(&self, actor: &Actor, id: ServiceId) -> Option<IssuingFacts> {
        let mut holds = Vec::new();
        for (stream, grant) in &self.services.get(&id)?.grants {
            let stream = self.streams.get(stream)?;
            let project = self.project(actor, stream.project)?;
            holds.push(Holding { stream: stream.path.clone(), project, flags: grant.flags });
        }
        Some(IssuingFacts { service: self.service(actor, id)?, holds })
    }

    /// A team, seen from the actor.
    #[must_use]
    pub fn team(&self, actor: &Actor, id: TeamId) -> Option<TeamFacts> {
        let team = self.teams.get(&id)?;
        Some(TeamFacts {
            id,
            path: team.path.clone(),
            organization: self.organization(actor, team.organization)?,
            discoverable: team.discoverable,
            member: actor.user().is_some_and(|user| team.members.contains(&user)),
        })
    }

    /// A pipeline, seen from the actor.
    #[must_use]
    pub fn pipeline(&self, actor: &Actor, id: PipelineId) -> Option<PipelineFacts> {
        let pipeline = self.pipelines.get(&id)?;
        let user = actor.user();
        let teams = pipeline.teams.iter().filter_map(|team| self.teams.get(team));
        let mine = teams.filter(|team| user.is_some_and(|user| team.members.contains(&user)));
        Some(PipelineFacts {
            id,
            path: pipeline.path.clone(),
            organization: self.organization(actor, pipeline.organization)?,
            role: user.and_then(|user| pipeline.roles.get(&user).copied()),
            teams: mine.map(|team| team.path.clone()).collect(),
            orphaned: is_orphaned(&self.owners(pipeline)),
        })
    }

    /// Those with `admin` among `flags`.
    #[must_use]
    pub fn admins(&self, flags: &BTreeMap<UserId, Flags>) -> Vec<Keeper> {
        flags.iter().filter(|(_, flags)| flags.admin).map(|(user, _)| self.keeper(*user)).collect()
    }

    /// The owners of a pipeline.
    #[must_use]
    pub fn owners(&self, pipeline: &Pipeline) -> Vec<Keeper> {
        let owners = pipeline.roles.iter().filter(|(_, role)| **role == Role::Owner);
        owners.map(|(user, _)| self.keeper(*user)).collect()
    }

    fn keeper(&self, user: UserId) -> Keeper {
        Keeper { user, enabled: self.users.get(&user).is_some_and(|user| user.enabled) }
    }
}

fn held(flags: &BTreeMap<UserId, Flags>, actor: &Actor) -> Flags {
    actor.user().and_then(|user| flags.get(&user).copied()).unwrap_or_default()
}

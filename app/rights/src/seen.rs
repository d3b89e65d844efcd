//! Facts out of a snapshot, as one actor relates to things: the same as a database would give.

use access::{
    Actor, Flags, OrganizationFacts, PipelineFacts, PipelineId, ProjectFacts, StreamFacts, StreamId,
    TeamFacts,
};
use api::names::{Name, StreamPath};
use uuid::Uuid;

use crate::Snapshot;
use crate::column::Place;
use crate::snapshot::flags;

/// The parts of a path, as shown.
fn path_of(parts: &[Option<&Name>]) -> String {
    let length = parts.iter().flatten().map(|part| part.stored().len() + 1).sum();
    let mut path = String::with_capacity(length);
    for part in parts.iter().flatten() {
        if !path.is_empty() {
            path.push('/');
        }
        path.extend(part.stored().chars().map(|c| if c == '_' { '-' } else { c }));
    }
    path
}

/// A snapshot, as one actor sees it: with `WORDS`, or in outline, with what decides alone.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'s, const WORDS: bool = true> {
    snapshot: &'s Snapshot,
    user: Option<Place>,
    service: Option<Place>,
}

impl Snapshot {
    /// Facts as `actor` relates to things, with their paths, which answers tell.
    #[must_use]
    #[inline]
    pub fn seen_by(&self, actor: &Actor) -> Seen<'_> {
        let user = actor.user().and_then(|id| self.users.place(id.uuid()));
        let service = actor.service().and_then(|id| self.services.place(id.uuid()));
        Seen { snapshot: self, user, service }
    }
}

impl<const WORDS: bool> Seen<'_, WORDS> {
    /// The path of a thing; empty where no words are wanted.
    fn path<'n>(self, parts: impl Fn() -> [Option<&'n Name>; 2]) -> String {
        if WORDS { path_of(&parts()) } else { String::new() }
    }

    #[inline]
    fn organization_at(self, place: Place) -> Option<OrganizationFacts> {
        let organizations = &self.snapshot.organizations;
        let organization = organizations.get(place)?;
        let pays = |user| self.snapshot.users.get(user).is_some_and(|user| user.billed_to == place);
        Some(OrganizationFacts {
            id: if WORDS { organizations.id(place)? } else { Uuid::nil() }.into(),
            path: self.path(|| [organizations.name(place), None]),
            personal_of: organization.personal_of,
            held: self.user.map_or(Flags::NONE, |user| flags(organization.granted.get(user))),
            billed_here: WORDS && self.user.is_some_and(pays),
        })
    }

    #[inline]
    fn project_at(self, place: Place) -> Option<ProjectFacts> {
        let (projects, organizations) = (&self.snapshot.projects, &self.snapshot.organizations);
        let (project, organization) = (projects.get(place)?, projects.parent(place)?);
        Some(ProjectFacts {
            id: if WORDS { projects.id(place)? } else { Uuid::nil() }.into(),
            path: self.path(|| [organizations.name(organization), projects.name(place)]),
            organization: self.organization_at(organization)?,
            public: project.public,
            held: self.user.map_or(Flags::NONE, |user| flags(project.granted.get(user))),
        })
    }

    // Facts are large: inlined, they are made where they are weighed, instead of copied there.
    #[inline(always)]
    fn stream_at(self, place: Place) -> Option<StreamFacts> {
        let streams = &self.snapshot.streams;
        let project = self.project_at(streams.parent(place)?)?;
        let path = match WORDS {
            true => format!("{}/{}", project.path, streams.name(place)?),
            false => String::new(),
        };
        let granted = self.snapshot.on_stream(place, self.service);
        Some(StreamFacts { id: streams.id(place)?.into(), path, project, granted })
    }
}

impl<'s> Seen<'s> {
    /// The same with what decides alone, which is quicker.
    const fn outlined(self) -> Seen<'s, false> {
        Seen { snapshot: self.snapshot, user: self.user, service: self.service }
    }

    fn pipeline_at(self, place: Place) -> Option<PipelineFacts> {
        let snapshot = self.snapshot;
        let (pipeline, organization) = (snapshot.pipelines.get(place)?, snapshot.pipelines.parent(place)?);
        let viewing = |team: &Place| {
            let member = self.user.is_some_and(|user| {
                snapshot.teams.get(*team).is_some_and(|team| team.members.get(user) != 0)
            });
            let home = snapshot.teams.parent(*team).filter(|_| member)?;
            Some([Some(snapshot.organizations.name(home)?), Some(snapshot.teams.name(*team)?)])
        };
        let mut teams: Vec<[Option<&Name>; 2]> = pipeline.teams.iter().filter_map(viewing).collect();
        teams.sort_unstable();
        let enabled = |owner: &Place| snapshot.users.get(*owner).is_some_and(|owner| owner.enabled);
        Some(PipelineFacts {
            id: snapshot.pipelines.id(place)?.into(),
            path: self.path(|| [snapshot.organizations.name(organization), snapshot.pipelines.name(place)]),
            organization: self.organization_at(organization)?,
            role: Snapshot::role_on(pipeline, self.user),
            teams: teams.iter().map(|team| path_of(team)).collect(),
            orphaned: !pipeline.owners.iter().any(enabled),
        })
    }

    fn team_at(self, place: Place) -> Option<TeamFacts> {
        let teams = &self.snapshot.teams;
        let (team, organization) = (teams.get(place)?, teams.parent(place)?);
        Some(TeamFacts {
            id: teams.id(place)?.into(),
            path: self.path(|| [self.snapshot.organizations.name(organization), teams.name(place)]),
            organization: self.organization_at(organization)?,
            discoverable: team.discoverable,
            member: self.user.is_some_and(|user| team.members.get(user) != 0),
        })
    }

    /// The teams that may view a pipeline.
    #[must_use]
    pub fn teams_of(self, pipeline: PipelineId) -> Vec<TeamFacts> {
        let pipelines = &self.snapshot.pipelines;
        let pipeline = pipelines.place(pipeline.uuid()).and_then(|place| pipelines.get(place));
        let teams = pipeline.map_or(&[][..], |pipeline| &pipeline.teams);
        teams.iter().filter_map(|place| self.team_at(*place)).collect()
    }

    /// The pipeline of this path.
    #[must_use]
    pub fn pipeline(self, organization: &Name, name: &Name) -> Option<PipelineFacts> {
        let organization = self.snapshot.organization_named(organization)?;
        self.pipeline_at(self.snapshot.pipelines.named(organization, name)?)
    }

    /// The organization of this name.
    #[must_use]
    pub fn organization(self, name: &Name) -> Option<OrganizationFacts> {
        self.organization_at(self.snapshot.organization_named(name)?)
    }

    /// The project of this path.
    #[must_use]
    pub fn project(self, organization: &Name, name: &Name) -> Option<ProjectFacts> {
        self.project_at(self.snapshot.project_named(organization, name)?)
    }

    /// What decides about the stream of this path: no paths, nor the ids of its project and organization, nor whether that
    /// pays. The rules ask for none of them; only words do.
    #[must_use]
    #[inline(always)]
    pub fn stream_outline(self, path: &StreamPath) -> Option<StreamFacts> {
        self.outlined().stream_at(self.snapshot.stream_named(path)?)
    }

    /// The same of the stream of this id.
    #[must_use]
    #[inline(always)]
    pub fn stream_outline_of(self, id: StreamId) -> Option<StreamFacts> {
        self.outlined().stream_at(self.snapshot.streams.place(id.uuid())?)
    }

    /// The stream of this path.
    #[must_use]
    pub fn stream(self, path: &StreamPath) -> Option<StreamFacts> {
        self.stream_at(self.snapshot.stream_named(path)?)
    }
}

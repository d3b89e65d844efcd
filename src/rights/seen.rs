//! Facts out of a snapshot, as one actor relates to things: the same as the store loads them.

use access::{Actor, OrganizationFacts, PipelineFacts, PipelineId, ProjectFacts, StreamFacts, TeamFacts};
use api::names::{Name, StreamPath};

use super::nouns::{Organization, Place, Project};
use super::snapshot::Snapshot;

/// A snapshot, as one actor sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'s> {
    snapshot: &'s Snapshot,
    user: Option<Place>,
    service: Option<Place>,
    /// Whether paths are made: only words need them, decisions don't.
    words: bool,
}

impl Snapshot {
    /// Facts as `actor` relates to things, with their paths, which answers tell.
    #[must_use]
    pub fn seen_by(&self, actor: &Actor) -> Seen<'_> {
        let user = actor.user().and_then(|id| self.users.place(id.uuid()));
        let service = actor.service().and_then(|id| self.services.place(id.uuid()));
        Seen { snapshot: self, user, service, words: true }
    }
}

impl<'s> Seen<'s> {
    /// The same without paths: enough to decide, and quicker.
    #[must_use]
    pub const fn without_words(self) -> Self {
        Self { words: false, ..self }
    }

    fn path(&self, parts: &[&Name]) -> String {
        if !self.words {
            return String::new();
        }
        let mut path = String::with_capacity(parts.iter().map(|part| part.stored().len() + 1).sum());
        for part in parts {
            if !path.is_empty() {
                path.push('/');
            }
            path.extend(part.stored().chars().map(|c| if c == '_' { '-' } else { c }));
        }
        path
    }

    fn organization_facts(&self, place: Place, organization: &Organization) -> OrganizationFacts {
        let user = self.user.and_then(|user| self.snapshot.users.get(user));
        OrganizationFacts {
            id: organization.id,
            path: self.path(&[&organization.name]),
            personal_of: organization.personal_of,
            held: self.snapshot.on_organization(place, self.user),
            billed_here: user.is_some_and(|user| user.billed_to == organization.id.uuid()),
        }
    }

    fn organization_at(&self, place: Place) -> Option<OrganizationFacts> {
        Some(self.organization_facts(place, self.snapshot.organizations.get(place)?))
    }

    fn project_facts(&self, place: Place, project: &Project, organization: &Organization) -> ProjectFacts {
        ProjectFacts {
            id: project.id,
            path: self.path(&[&organization.name, &project.name]),
            organization: self.organization_facts(project.organization, organization),
            public: project.public,
            held: self.snapshot.on_project(place, self.user),
        }
    }

    fn project_at(&self, place: Place) -> Option<ProjectFacts> {
        let project = self.snapshot.projects.get(place)?;
        let organization = self.snapshot.organizations.get(project.organization)?;
        Some(self.project_facts(place, project, organization))
    }

    fn stream_at(&self, place: Place) -> Option<StreamFacts> {
        let stream = self.snapshot.streams.get(place)?;
        let project = self.snapshot.projects.get(stream.project)?;
        let organization = self.snapshot.organizations.get(project.organization)?;
        Some(StreamFacts {
            id: stream.id,
            path: self.path(&[&organization.name, &project.name, &stream.name]),
            project: self.project_facts(stream.project, project, organization),
            granted: self.snapshot.on_stream(place, project, self.service),
        })
    }

    fn pipeline_at(&self, place: Place) -> Option<PipelineFacts> {
        let snapshot = self.snapshot;
        let pipeline = snapshot.pipelines.get(place)?;
        let organization = self.organization_at(pipeline.organization)?;
        let viewing = |team: &Place| {
            let member = self.user.is_some_and(|user| snapshot.team_members.get(*team, user) != 0);
            let team = snapshot.teams.get(*team).filter(|_| member)?;
            Some([&snapshot.organizations.get(team.organization)?.name, &team.name])
        };
        let mut teams: Vec<[&Name; 2]> =
            snapshot.pipeline_teams.get(place).iter().filter_map(viewing).collect();
        teams.sort_unstable();
        let enabled = |owner: &Place| snapshot.users.get(*owner).is_some_and(|owner| owner.enabled);
        Some(PipelineFacts {
            id: pipeline.id,
            path: self.path(&[&snapshot.organizations.get(pipeline.organization)?.name, &pipeline.name]),
            organization,
            role: snapshot.role_on(place, self.user),
            teams: teams.iter().map(|team| self.path(team)).collect(),
            orphaned: !snapshot.pipeline_owners.get(place).iter().any(enabled),
        })
    }

    /// The teams that may view a pipeline.
    #[must_use]
    pub fn teams_of(&self, pipeline: PipelineId) -> Vec<TeamFacts> {
        let snapshot = self.snapshot;
        let facts = |place: &Place| {
            let team = snapshot.teams.get(*place)?;
            Some(TeamFacts {
                id: team.id,
                path: self.path(&[&snapshot.organizations.get(team.organization)?.name, &team.name]),
                organization: self.organization_at(team.organization)?,
                discoverable: team.discoverable,
                member: self.user.is_some_and(|user| snapshot.team_members.get(*place, user) != 0),
            })
        };
        let place = snapshot.pipelines.place(pipeline.uuid());
        place.map_or(&[][..], |place| snapshot.pipeline_teams.get(place)).iter().filter_map(facts).collect()
    }

    /// The pipeline of this path.
    #[must_use]
    pub fn pipeline(&self, organization: &Name, name: &Name) -> Option<PipelineFacts> {
        let (organization, _) = self.snapshot.organization_named(organization)?;
        self.pipeline_at(self.snapshot.pipelines.find(organization, name)?.0)
    }

    /// The organization of this name.
    #[must_use]
    pub fn organization(&self, name: &Name) -> Option<OrganizationFacts> {
        self.organization_at(self.snapshot.organization_named(name)?.0)
    }

    /// The project of this path.
    #[must_use]
    pub fn project(&self, organization: &Name, name: &Name) -> Option<ProjectFacts> {
        self.project_at(self.snapshot.project_named(organization, name)?.0)
    }

    /// The stream of this path.
    #[must_use]
    pub fn stream(&self, path: &StreamPath) -> Option<StreamFacts> {
        self.stream_at(self.snapshot.stream_named(path)?.0)
    }

    /// The stream of this id.
    #[must_use]
    pub fn stream_of(&self, id: access::StreamId) -> Option<StreamFacts> {
        self.stream_at(self.snapshot.streams.place(id.uuid())?)
    }
}

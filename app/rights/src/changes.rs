//! What changes a snapshot: a row that there is now, or one that is gone.

use std::sync::Arc;

use access::Role;
use uuid::Uuid;

use crate::Snapshot;
use crate::column::{NOWHERE, Place};
use crate::rows::{Bounds, Key, Noun, Row};
use crate::snapshot::{bits, bits_of_grant, bits_of_role};

/// Sets a value, and says whether it was another.
fn set<V: PartialEq>(held: &mut V, value: V) -> bool {
    let changed = *held != value;
    *held = value;
    changed
}

/// The places, with or without one of them.
fn with(places: &[Place], place: Place, there: bool) -> Arc<[Place]> {
    places.iter().copied().filter(|held| *held != place).chain(there.then_some(place)).collect()
}

impl Snapshot {
    /// Takes a row that there is now. Says whether anything changed.
    pub fn put(&mut self, row: Row) -> bool {
        let organization = |snapshot: &Self, id| snapshot.organizations.place(id).unwrap_or(NOWHERE);
        match row {
            Row::Organization { id, name, personal_of, bounds } => {
                self.organizations.put(id.uuid(), NOWHERE, name, |row| {
                    set(&mut row.personal_of, personal_of) | set(&mut row.bounds, bounds)
                })
            }
            Row::User { id, name, enabled, billed_to } => {
                let billed_to = organization(self, billed_to);
                self.users.put(id.uuid(), NOWHERE, name, |row| {
                    set(&mut row.enabled, enabled) | set(&mut row.billed_to, billed_to)
                })
            }
            Row::Project { id, organization: home, name, public } => {
                self.projects.put(id, organization(self, home), name, |row| set(&mut row.public, public))
            }
            Row::Stream { id, project, name, schema } => {
                let project = self.projects.place(project).unwrap_or(NOWHERE);
                self.streams.put(id, project, name, |row| set(&mut row.schema, schema.map(Arc::from)))
            }
            Row::Service { id, organization: home, name, gateway, bounds } => {
                self.services.put(id.uuid(), organization(self, home), name, |row| {
                    set(&mut row.gateway, gateway) | set(&mut row.bounds, bounds)
                })
            }
            Row::OrganizationGrant { organization, user, flags } => {
                self.set_organization_grant(organization, user, bits(flags))
            }
            Row::ProjectGrant { project, user, flags } => self.set_project_grant(project, user, bits(flags)),
            Row::ServiceGrant { service, stream, flags, confirmed } => {
                self.set_service_grant(service, stream, bits_of_grant(flags, confirmed))
            }
            Row::MemberQuota { organization, user, bounds } => {
                self.set_bounds(organization, user, Some(bounds))
            }
            Row::Team { id, organization: home, name, discoverable } => {
                let home = organization(self, home);
                self.teams.put(id, home, name, |row| set(&mut row.discoverable, discoverable))
            }
            Row::TeamMember { team, user } => self.set_team_member(team, user, true),
            Row::Pipeline { id, organization: home, name } => {
                self.pipelines.put(id, organization(self, home), name, |_| false)
            }
            Row::PipelineRole { pipeline, user, role } => self.set_role(pipeline, user, Some(role)),
            Row::PipelineTeam { pipeline, team } => self.set_pipeline_team(pipeline, team, true),
            Row::Secret(row) => self.secrets.put(row),
        }
    }

    /// Takes out a row that is gone. Grants whose thing or person went before them are out of reach already. Says whether
    /// anything changed.
    pub fn take(&mut self, key: Key) -> bool {
        let Key { noun, a, b } = key;
        match noun {
            Noun::Organization => self.organizations.take(a),
            Noun::User => self.users.take(a),
            Noun::Project => self.projects.take(a),
            Noun::Stream => self.streams.take(a),
            Noun::Service => self.services.take(a),
            Noun::OrganizationGrant => self.set_organization_grant(a, b, 0),
            Noun::ProjectGrant => self.set_project_grant(a, b, 0),
            Noun::ServiceGrant => self.set_service_grant(a, b, 0),
            Noun::MemberQuota => self.set_bounds(a, b, None),
            Noun::Team => self.teams.take(a),
            Noun::TeamMember => self.set_team_member(a, b, false),
            Noun::Pipeline => self.pipelines.take(a),
            Noun::PipelineRole => self.set_role(a, b, None),
            Noun::PipelineTeam => self.set_pipeline_team(a, b, false),
            Noun::Secret => self.secrets.take(a),
        }
    }

    fn set_organization_grant(&mut self, organization: Uuid, user: Uuid, bits: u8) -> bool {
        let Some(user) = self.users.place(user) else { return false };
        self.organizations.change(organization, |row| row.granted.put(user, bits))
    }

    fn set_project_grant(&mut self, project: Uuid, user: Uuid, bits: u8) -> bool {
        let Some(user) = self.users.place(user) else { return false };
        self.projects.change(project, |row| row.granted.put(user, bits))
    }

    fn set_service_grant(&mut self, service: Uuid, stream: Uuid, bits: u8) -> bool {
        let Some(stream) = self.streams.place(stream) else { return false };
        self.services.change(service, |row| row.grants.put(stream, bits))
    }

    fn set_bounds(&mut self, organization: Uuid, user: Uuid, bounds: Option<Bounds>) -> bool {
        let Some(organization) = self.organizations.place(organization) else { return false };
        self.users.change(user, |row| {
            let others = row.bounds.iter().copied().filter(|(place, _)| *place != organization);
            let bounds = others.chain(bounds.map(|bounds| (organization, bounds))).collect();
            set(&mut row.bounds, bounds)
        })
    }

    fn set_team_member(&mut self, team: Uuid, user: Uuid, member: bool) -> bool {
        let Some(user) = self.users.place(user) else { return false };
        self.teams.change(team, |row| row.members.put(user, u8::from(member)))
    }

    fn set_role(&mut self, pipeline: Uuid, user: Uuid, role: Option<Role>) -> bool {
        let Some(user) = self.users.place(user) else { return false };
        self.pipelines.change(pipeline, |row| {
            row.owners = with(&row.owners, user, role == Some(Role::Owner));
            row.roles.put(user, role.map_or(0, bits_of_role))
        })
    }

    fn set_pipeline_team(&mut self, pipeline: Uuid, team: Uuid, shared: bool) -> bool {
        let Some(team) = self.teams.place(team) else { return false };
        self.pipelines.change(pipeline, |row| {
            let changed = row.teams.contains(&team) != shared;
            row.teams = with(&row.teams, team, shared);
            changed
        })
    }
}

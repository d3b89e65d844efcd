//! Who holds what at one moment. It never changes; a later moment is another one, which shares what stayed.

use std::sync::Arc;

use access::{Actor, Flags, Role, SecretId, StreamFlags, Time, counting_grant};
use api::names::{Name, StreamPath};
use uuid::Uuid;

use super::nouns::{
    NOWHERE, Nouns, Organization, Pipeline, Place, Project, Service, Stream, Team, User, hash_of,
};
use super::table::{Table, spread};
use crate::store::quotas::{Bounds, Direction};
use crate::store::rights::{Key, Noun, Row, SecretRow};
use crate::store::secrets::{Owner, SecretIdentity};

/// What somebody holds on something: two places, the second above three bits. There may be a million of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    on: Place,
    whom_and_bits: u32,
}

/// How many bits say what is held.
const HELD: u32 = 3;

impl Grant {
    const fn new(on: Place, whom: Place, bits: u8) -> Self {
        Self { on, whom_and_bits: whom << HELD | bits as u32 }
    }

    const fn whom(self) -> Place {
        self.whom_and_bits >> HELD
    }

    const fn bits(self) -> u8 {
        (self.whom_and_bits & ((1 << HELD) - 1)) as u8
    }
}

/// A right on the first place for the second.
#[derive(Clone, Debug, Default)]
pub(super) struct Grants(Table<Grant>);

impl Grants {
    fn hash(on: Place, whom: Place) -> u64 {
        spread((u64::from(on) << 32) | u64::from(whom))
    }

    pub(super) fn get(&self, on: Place, whom: Place) -> u8 {
        let held = self.0.find(Self::hash(on, whom), |grant| grant.on == on && grant.whom() == whom);
        held.map_or(0, |grant| grant.bits())
    }

    fn put(&mut self, on: Place, whom: Place, bits: u8) {
        let is = |grant: &Grant| grant.on == on && grant.whom() == whom;
        let hash = Self::hash(on, whom);
        if bits == 0 {
            self.0.take(hash, is);
        } else {
            let grant = Grant::new(on, whom, bits);
            self.0.put(hash, grant, is, |grant| Self::hash(grant.on, grant.whom()));
        }
    }
}

/// Places that belong to a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists(Table<(Place, Arc<[Place]>)>);

impl Lists {
    pub(super) fn get(&self, of: Place) -> &[Place] {
        let held = self.0.find(spread(u64::from(of)), |(known, _)| *known == of);
        held.map_or(&[], |(_, places)| places)
    }

    fn set(&mut self, of: Place, place: Place, there: bool) {
        let mut places: Vec<Place> = self.get(of).iter().copied().filter(|held| *held != place).collect();
        if there {
            places.push(place);
        }
        let (hash, is) = (spread(u64::from(of)), |held: &(Place, Arc<[Place]>)| held.0 == of);
        if places.is_empty() {
            self.0.take(hash, is);
        } else {
            self.0.put(hash, (of, places.into()), is, |(of, _)| spread(u64::from(*of)));
        }
    }
}

/// Who holds what at one moment.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Which one it is of those that this node had; later ones have higher numbers.
    pub(super) revision: u64,
    pub(super) users: Nouns<User>,
    pub(super) organizations: Nouns<Organization>,
    pub(super) projects: Nouns<Project>,
    pub(super) streams: Nouns<Stream>,
    pub(super) services: Nouns<Service>,
    pub(super) organization_grants: Grants,
    pub(super) project_grants: Grants,
    pub(super) service_grants: Grants,
    pub(super) teams: Nouns<Team>,
    pub(super) team_members: Grants,
    pub(super) pipelines: Nouns<Pipeline>,
    pub(super) pipeline_roles: Grants,
    /// Its owners, disabled ones too.
    pub(super) pipeline_owners: Lists,
    /// Teams that may view it.
    pub(super) pipeline_teams: Lists,
    bounded: Table<(Place, Place, Bounds)>,
    secrets: Table<SecretRow>,
    secret_hashes: Table<(Uuid, [u8; 32])>,
}

const READER: u8 = 1;
const EDITOR: u8 = 2;
const OWNER: u8 = 3;

const fn bits(flags: Flags) -> u8 {
    flags.view as u8 | (flags.create as u8) << 1 | (flags.admin as u8) << 2
}

const fn flags(bits: u8) -> Flags {
    Flags { view: bits & 1 != 0, create: bits & 2 != 0, admin: bits & 4 != 0 }
}

fn first_bytes(hash: &[u8; 32]) -> u64 {
    hash.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

impl Snapshot {
    /// Which one it is of those that this node had: the same number, the same rights.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// How many grants there are, and the bytes that they take in memory.
    #[must_use]
    pub fn grants(&self) -> (usize, usize) {
        let tables = [&self.organization_grants.0, &self.project_grants.0, &self.service_grants.0];
        (tables.iter().map(|table| table.len()).sum(), tables.iter().map(|table| table.bytes()).sum())
    }

    /// What a user holds on an organization, as stored.
    pub(super) fn on_organization(&self, organization: Place, user: Option<Place>) -> Flags {
        flags(user.map_or(0, |user| self.organization_grants.get(organization, user)))
    }

    /// What a user holds on a project, as stored.
    pub(super) fn on_project(&self, project: Place, user: Option<Place>) -> Flags {
        flags(user.map_or(0, |user| self.project_grants.get(project, user)))
    }

    /// What of a service's grant on a stream counts now.
    pub(super) fn on_stream(&self, stream: Place, project: &Project, service: Option<Place>) -> StreamFlags {
        let held = service.map_or(0, |service| self.service_grants.get(service, stream));
        if held == 0 {
            return StreamFlags::NONE;
        }
        let organization = service.and_then(|service| self.services.get(service)).map(|one| one.organization);
        let stored = StreamFlags { read: held & 1 != 0, write: held & 2 != 0 };
        counting_grant(stored, organization == Some(project.organization), project.public, held & 4 != 0)
    }

    /// The organization of this name.
    #[must_use]
    pub(super) fn organization_named(&self, name: &Name) -> Option<(Place, &Organization)> {
        self.organizations.find(NOWHERE, name)
    }

    /// The project of this path.
    #[must_use]
    pub(super) fn project_named(&self, organization: &Name, name: &Name) -> Option<(Place, &Project)> {
        self.projects.find(self.organization_named(organization)?.0, name)
    }

    /// The stream of this path.
    #[must_use]
    pub(super) fn stream_named(&self, path: &StreamPath) -> Option<(Place, &Stream)> {
        self.streams.find(self.project_named(&path.organization, &path.project)?.0, &path.stream)
    }

    /// The text of the JSON Schema of the stream of this path.
    #[must_use]
    pub fn schema(&self, path: &StreamPath) -> Option<String> {
        self.stream_named(path)?.1.schema.as_deref().map(str::to_owned)
    }

    /// The user of this name, unless disabled.
    #[must_use]
    pub fn user_named(&self, name: &Name) -> Option<access::UserId> {
        self.users.find(NOWHERE, name).map(|(_, user)| user).filter(|user| user.enabled).map(|user| user.id)
    }

    /// The service of this path.
    #[must_use]
    pub fn service_named(&self, organization: &Name, name: &Name) -> Option<access::ServiceId> {
        let (organization, _) = self.organization_named(organization)?;
        Some(self.services.find(organization, name)?.1.id)
    }

    /// Whether the operator registered the asking service as a gateway.
    #[must_use]
    pub fn gateway(&self, actor: &Actor) -> Option<access::ServiceId> {
        let service = self.services.get(self.services.place(actor.service()?.uuid())?)?;
        service.gateway.then_some(service.id)
    }

    /// Who the token with this SHA-256 belongs to.
    #[must_use]
    pub fn identity(&self, hash: &[u8; 32]) -> Option<SecretIdentity> {
        let row = self.secrets.find(first_bytes(hash), |row| row.hash == *hash)?;
        let (name, disabled) = match row.owner {
            Owner::User(id) => {
                let user = self.users.get(self.users.place(id.uuid())?)?;
                (user.name.to_string(), !user.enabled)
            }
            Owner::Service(id) => {
                let service = self.services.get(self.services.place(id.uuid())?)?;
                let organization = self.organizations.get(service.organization)?;
                (format!("{}/{}", organization.name, service.name), false)
            }
        };
        let SecretRow { id, kind, owner, created_at, expires_at, revoked_at, .. } = *row;
        Some(SecretIdentity { id, kind, owner, name, created_at, expires_at, revoked_at, disabled })
    }

    /// Whether the secret of this id lets its owner in at `now`.
    #[must_use]
    pub fn still_works(&self, secret: SecretId, now: Time) -> bool {
        let id = secret.uuid();
        let hash = self.secret_hashes.find(hash_of(id), |held| held.0 == id);
        hash.and_then(|(_, hash)| self.identity(hash)).is_some_and(|known| known.actor(now).is_some())
    }

    /// Whether anything bounds in this direction what `actor` spends: their own quota or that of whoever pays.
    #[must_use]
    pub fn is_bounded(&self, actor: &Actor, direction: Direction) -> bool {
        let bounds = || {
            let (payer, own) = match actor {
                Actor::Anonymous => return None,
                Actor::User { id, .. } => {
                    let place = self.users.place(id.uuid())?;
                    let payer = self.organizations.place(self.users.get(place)?.billed_to)?;
                    (payer, self.member_bounds(payer, place))
                }
                Actor::Service { id } => {
                    let service = self.services.get(self.services.place(id.uuid())?)?;
                    (service.organization, service.bounds)
                }
            };
            direction.of(self.organizations.get(payer)?.bounds).or(direction.of(own))
        };
        bounds().is_some()
    }

    fn member_bounds(&self, organization: Place, user: Place) -> Bounds {
        let hash = Grants::hash(organization, user);
        let held = self.bounded.find(hash, |(on, whom, _)| *on == organization && *whom == user);
        held.map_or((None, None), |(_, _, bounds)| *bounds)
    }

    fn set_organization_grant(&mut self, organization: Uuid, user: Uuid, bits: u8) {
        if let Some((on, whom)) = self.organizations.place(organization).zip(self.users.place(user)) {
            self.organization_grants.put(on, whom, bits);
        }
    }

    fn set_project_grant(&mut self, project: Uuid, user: Uuid, bits: u8) {
        if let Some((on, whom)) = self.projects.place(project).zip(self.users.place(user)) {
            self.project_grants.put(on, whom, bits);
        }
    }

    fn set_service_grant(&mut self, service: Uuid, stream: Uuid, bits: u8) {
        if let Some((on, whom)) = self.services.place(service).zip(self.streams.place(stream)) {
            self.service_grants.put(on, whom, bits);
        }
    }

    fn set_bounds(&mut self, organization: Uuid, user: Uuid, bounds: Option<Bounds>) {
        let places = self.organizations.place(organization).zip(self.users.place(user));
        let Some((on, whom)) = places else { return };
        let (hash, is) =
            (Grants::hash(on, whom), |held: &(Place, Place, Bounds)| (held.0, held.1) == (on, whom));
        match bounds {
            Some(bounds) => {
                self.bounded.put(hash, (on, whom, bounds), is, |held| Grants::hash(held.0, held.1));
            }
            None => drop(self.bounded.take(hash, is)),
        }
    }

    fn set_team_member(&mut self, team: Uuid, user: Uuid, member: bool) {
        if let Some((team, user)) = self.teams.place(team).zip(self.users.place(user)) {
            self.team_members.put(team, user, u8::from(member));
        }
    }

    fn set_role(&mut self, pipeline: Uuid, user: Uuid, role: Option<Role>) {
        if let Some((pipeline, user)) = self.pipelines.place(pipeline).zip(self.users.place(user)) {
            let bits = match role {
                None => 0,
                Some(Role::Reader) => READER,
                Some(Role::Editor) => EDITOR,
                Some(Role::Owner) => OWNER,
            };
            self.pipeline_roles.put(pipeline, user, bits);
            self.pipeline_owners.set(pipeline, user, role == Some(Role::Owner));
        }
    }

    fn set_pipeline_team(&mut self, pipeline: Uuid, team: Uuid, shared: bool) {
        if let Some((pipeline, team)) = self.pipelines.place(pipeline).zip(self.teams.place(team)) {
            self.pipeline_teams.set(pipeline, team, shared);
        }
    }

    /// A user's role on a pipeline.
    pub(super) fn role_on(&self, pipeline: Place, user: Option<Place>) -> Option<Role> {
        match self.pipeline_roles.get(pipeline, user?) {
            READER => Some(Role::Reader),
            EDITOR => Some(Role::Editor),
            OWNER => Some(Role::Owner),
            _ => None,
        }
    }

    /// Takes a row that there is now.
    pub(super) fn put(&mut self, row: Row) {
        match row {
            Row::Organization { id, name, personal_of, bounds } => {
                self.organizations.put(Organization { id, name, personal_of, bounds });
            }
            Row::User { id, name, enabled, billed_to } => {
                self.users.put(User { id, name, enabled, billed_to })
            }
            Row::Project { id, organization, name, public } => {
                let organization = self.organizations.place(organization).unwrap_or(NOWHERE);
                self.projects.put(Project { id: id.into(), organization, name, public });
            }
            Row::Stream { id, project, name, schema } => {
                let project = self.projects.place(project).unwrap_or(NOWHERE);
                self.streams.put(Stream { id: id.into(), project, name, schema: schema.map(Into::into) });
            }
            Row::Service { id, organization, name, gateway, bounds } => {
                let organization = self.organizations.place(organization).unwrap_or(NOWHERE);
                self.services.put(Service { id, organization, name, gateway, bounds });
            }
            Row::OrganizationGrant { organization, user, flags } => {
                self.set_organization_grant(organization, user, bits(flags));
            }
            Row::ProjectGrant { project, user, flags } => self.set_project_grant(project, user, bits(flags)),
            Row::ServiceGrant { service, stream, flags, confirmed } => {
                let bits = u8::from(flags.read) | u8::from(flags.write) << 1 | u8::from(confirmed) << 2;
                self.set_service_grant(service, stream, bits);
            }
            Row::MemberQuota { organization, user, bounds } => {
                self.set_bounds(organization, user, Some(bounds));
            }
            Row::Team { id, organization, name, discoverable } => {
                let organization = self.organizations.place(organization).unwrap_or(NOWHERE);
                self.teams.put(Team { id: id.into(), organization, name, discoverable });
            }
            Row::TeamMember { team, user } => self.set_team_member(team, user, true),
            Row::Pipeline { id, organization, name } => {
                let organization = self.organizations.place(organization).unwrap_or(NOWHERE);
                self.pipelines.put(Pipeline { id: id.into(), organization, name });
            }
            Row::PipelineRole { pipeline, user, role } => self.set_role(pipeline, user, Some(role)),
            Row::PipelineTeam { pipeline, team } => self.set_pipeline_team(pipeline, team, true),
            Row::Secret(row) => {
                let (id, hash) = (row.id.uuid(), row.hash);
                let rehash = |held: &(Uuid, [u8; 32])| hash_of(held.0);
                self.secret_hashes.put(hash_of(id), (id, hash), |held| held.0 == id, rehash);
                let rehash = |held: &SecretRow| first_bytes(&held.hash);
                self.secrets.put(first_bytes(&hash), row, |held| held.hash == hash, rehash);
            }
        }
    }

    /// Takes out a row that is gone. Grants whose thing or person went before them are out of reach already.
    pub(super) fn take(&mut self, key: Key) {
        match key.noun {
            Noun::Organization => self.organizations.take(key.a),
            Noun::User => self.users.take(key.a),
            Noun::Project => self.projects.take(key.a),
            Noun::Stream => self.streams.take(key.a),
            Noun::Service => self.services.take(key.a),
            Noun::OrganizationGrant => self.set_organization_grant(key.a, key.b, 0),
            Noun::ProjectGrant => self.set_project_grant(key.a, key.b, 0),
            Noun::ServiceGrant => self.set_service_grant(key.a, key.b, 0),
            Noun::MemberQuota => self.set_bounds(key.a, key.b, None),
            Noun::Team => self.teams.take(key.a),
            Noun::TeamMember => self.set_team_member(key.a, key.b, false),
            Noun::Pipeline => self.pipelines.take(key.a),
            Noun::PipelineRole => self.set_role(key.a, key.b, None),
            Noun::PipelineTeam => self.set_pipeline_team(key.a, key.b, false),
            Noun::Secret => {
                if let Some((_, hash)) = self.secret_hashes.take(hash_of(key.a), |held| held.0 == key.a) {
                    self.secrets.take(first_bytes(&hash), |held| held.hash == hash);
                }
            }
        }
    }
}

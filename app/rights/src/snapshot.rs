//! Who holds what at one moment. It never changes; a later moment is another one, which shares what stayed.

use access::{
    Actor, Flags, Role, SecretId, SecretKind, ServiceId, StreamFlags, Time, UserId, counting_grant,
};
use api::names::{Name, StreamPath};

use crate::column::{NOWHERE, Place};
use crate::nouns::{Nouns, Organization, Pipeline, Project, Service, Stream, Team, User};
use crate::rows::{Bounds, Direction, Owner, SecretIdentity, SecretRow};
use crate::secrets::Secrets;

/// Who holds what at one moment.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub(crate) revision: u64,
    pub(crate) users: Nouns<User>,
    pub(crate) organizations: Nouns<Organization>,
    pub(crate) projects: Nouns<Project>,
    pub(crate) streams: Nouns<Stream>,
    pub(crate) services: Nouns<Service>,
    pub(crate) teams: Nouns<Team>,
    pub(crate) pipelines: Nouns<Pipeline>,
    pub(crate) secrets: Secrets,
}

/// Roles on a pipeline, as they are kept.
const ROLES: [(u8, Role); 3] = [(1, Role::Reader), (2, Role::Editor), (3, Role::Owner)];

/// How a role is kept.
pub(crate) fn bits_of_role(role: Role) -> u8 {
    ROLES.into_iter().find(|(_, known)| *known == role).map_or(0, |(bits, _)| bits)
}

/// How flags are kept.
pub(crate) const fn bits(flags: Flags) -> u8 {
    flags.view as u8 | (flags.create as u8) << 1 | (flags.admin as u8) << 2
}

/// What flags were kept as.
pub(crate) const fn flags(bits: u8) -> Flags {
    Flags { view: bits & 1 != 0, create: bits & 2 != 0, admin: bits & 4 != 0 }
}

/// How a service's grant is kept.
pub(crate) const fn bits_of_grant(flags: StreamFlags, confirmed: bool) -> u8 {
    flags.read as u8 | (flags.write as u8) << 1 | (confirmed as u8) << 2
}

impl Snapshot {
    /// Which one it is of those that this node had: the same number, the same rights. Later ones have higher numbers.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The same rights under another number.
    #[must_use]
    pub fn numbered(self, revision: u64) -> Self {
        Self { revision, ..self }
    }

    /// How many grants there are, and the bytes that they take in memory.
    #[must_use]
    pub fn grants(&self) -> (usize, usize) {
        let on_organizations = self.organizations.all().map(|organization| &organization.granted);
        let on_projects = self.projects.all().map(|project| &project.granted);
        let of_services = self.services.all().map(|service| &service.grants);
        on_organizations
            .chain(on_projects)
            .chain(of_services)
            .fold((0, 0), |(count, bytes), held| (count + held.len(), bytes + held.bytes()))
    }

    /// What of a service's grant on a stream counts now.
    #[inline]
    pub(crate) fn on_stream(&self, stream: Place, service: Option<Place>) -> StreamFlags {
        let counts = || {
            let (place, service) = (service?, self.services.get(service?)?);
            let held = service.grants.get(stream);
            let stored = StreamFlags { read: held & 1 != 0, write: held & 2 != 0 };
            if !stored.any() {
                return None;
            }
            let project = self.streams.parent(stream)?;
            let own = self.services.parent(place) == self.projects.parent(project);
            Some(counting_grant(stored, own, self.projects.get(project)?.public, held & 4 != 0))
        };
        counts().unwrap_or(StreamFlags::NONE)
    }

    /// A user's role on a pipeline.
    pub(crate) fn role_on(pipeline: &Pipeline, user: Option<Place>) -> Option<Role> {
        let held = pipeline.roles.get(user?);
        ROLES.into_iter().find(|(bits, _)| *bits == held).map(|(_, role)| role)
    }

    /// The organization of this name.
    pub(crate) fn organization_named(&self, name: &Name) -> Option<Place> {
        self.organizations.named(NOWHERE, name)
    }

    /// The project of this path.
    pub(crate) fn project_named(&self, organization: &Name, name: &Name) -> Option<Place> {
        self.projects.named(self.organization_named(organization)?, name)
    }

    /// The stream of this path.
    pub(crate) fn stream_named(&self, path: &StreamPath) -> Option<Place> {
        self.streams.named(self.project_named(&path.organization, &path.project)?, &path.stream)
    }

    /// The text of the JSON Schema of the stream of this path.
    #[must_use]
    pub fn schema(&self, path: &StreamPath) -> Option<String> {
        self.streams.get(self.stream_named(path)?)?.schema.as_deref().map(str::to_owned)
    }

    /// The user of this name, unless disabled.
    #[must_use]
    pub fn user_named(&self, name: &Name) -> Option<UserId> {
        let place = self.users.named(NOWHERE, name)?;
        self.users.get(place)?.enabled.then(|| self.users.id(place))?.map(UserId::new)
    }

    /// The service of this path.
    #[must_use]
    pub fn service_named(&self, organization: &Name, name: &Name) -> Option<ServiceId> {
        let place = self.services.named(self.organization_named(organization)?, name)?;
        self.services.id(place).map(ServiceId::new)
    }

    /// Whether the operator registered the asking service as a gateway.
    #[must_use]
    pub fn gateway(&self, actor: &Actor) -> Option<ServiceId> {
        let service = actor.service()?;
        self.services.get(self.services.place(service.uuid())?)?.gateway.then_some(service)
    }

    /// Who the token with this SHA-256 belongs to.
    #[must_use]
    pub fn identity(&self, hash: &[u8; 32]) -> Option<SecretIdentity> {
        self.identity_of(self.secrets.hashed(hash)?)
    }

    /// The secret whose token has this SHA-256, its kind, and who presents it at `now`; `None` unless it works.
    #[must_use]
    pub fn presented(&self, hash: &[u8; 32], now: Time) -> Option<(SecretId, SecretKind, Actor)> {
        let row = self.secrets.hashed(hash)?;
        Some((row.id, row.kind, self.let_in(row, now)?))
    }

    /// Whether the secret of this id lets its owner in at `now`.
    #[must_use]
    pub fn still_works(&self, secret: SecretId, now: Time) -> bool {
        self.secrets.get(secret).is_some_and(|row| self.let_in(row, now).is_some())
    }

    /// Whom a secret lets in at `now`.
    fn let_in(&self, row: &SecretRow, now: Time) -> Option<Actor> {
        let known = match row.owner {
            Owner::User(id) => self.users.get(self.users.place(id.uuid())?)?.enabled,
            Owner::Service(id) => self.services.place(id.uuid()).is_some(),
        };
        row.actor(now).filter(|_| known)
    }

    fn identity_of(&self, row: &SecretRow) -> Option<SecretIdentity> {
        let (name, disabled) = match row.owner {
            Owner::User(id) => {
                let place = self.users.place(id.uuid())?;
                (self.users.name(place)?.to_string(), !self.users.get(place)?.enabled)
            }
            Owner::Service(id) => {
                let place = self.services.place(id.uuid())?;
                let organization = self.organizations.name(self.services.parent(place)?)?;
                (format!("{organization}/{}", self.services.name(place)?), false)
            }
        };
        let SecretRow { id, kind, owner, created_at, expires_at, revoked_at, .. } = *row;
        Some(SecretIdentity { id, kind, owner, name, created_at, expires_at, revoked_at, disabled })
    }

    /// Whether anything bounds in this direction what `actor` spends: their own quota or that of whoever pays.
    #[must_use]
    pub fn is_bounded(&self, actor: &Actor, direction: Direction) -> bool {
        let bounds = || {
            let (payer, own) = match actor {
                Actor::Anonymous => return None,
                Actor::User { id, .. } => {
                    let user = self.users.get(self.users.place(id.uuid())?)?;
                    (user.billed_to, bounds_at(&user.bounds, user.billed_to))
                }
                Actor::Service { id } => {
                    let place = self.services.place(id.uuid())?;
                    (self.services.parent(place)?, self.services.get(place)?.bounds)
                }
            };
            direction.pick(self.organizations.get(payer)?.bounds).or(direction.pick(own))
        };
        bounds().is_some()
    }
}

/// The bounds that an organization set.
fn bounds_at(bounds: &[(Place, Bounds)], organization: Place) -> Bounds {
    bounds.iter().find(|(place, _)| *place == organization).map_or((None, None), |(_, bounds)| *bounds)
}

//! The rows that rights hang on, as a database has them.

use access::{
    Actor, Flags, OrganizationId, Role, SecretId, SecretKind, ServiceId, StreamFlags, Time, UserId,
};
use api::names::Name;
use uuid::Uuid;

/// A quota's two bounds in megabytes a month: reading, writing.
pub type Bounds = (Option<u64>, Option<u64>);

/// One direction of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Out of a stream.
    Read,
    /// Into one.
    Write,
}

impl Direction {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// That of the two which is of this direction.
    #[must_use]
    pub fn pick<T>(self, (read, write): (T, T)) -> T {
        match self {
            Self::Read => read,
            Self::Write => write,
        }
    }
}

/// The kinds of rows, in an order in which each stands behind what it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is what its name says")]
pub enum Noun {
    Organization,
    User,
    Project,
    Stream,
    Service,
    OrganizationGrant,
    ProjectGrant,
    ServiceGrant,
    MemberQuota,
    Team,
    TeamMember,
    Pipeline,
    PipelineRole,
    PipelineTeam,
    Secret,
}

impl Noun {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Organization,
        Self::User,
        Self::Project,
        Self::Stream,
        Self::Service,
        Self::OrganizationGrant,
        Self::ProjectGrant,
        Self::ServiceGrant,
        Self::MemberQuota,
        Self::Team,
        Self::TeamMember,
        Self::Pipeline,
        Self::PipelineRole,
        Self::PipelineTeam,
        Self::Secret,
    ];
}

/// Which row changed, came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Its kind.
    pub noun: Noun,
    /// Its id, or the first of two.
    pub a: Uuid,
    /// The second id; nil for rows with one.
    pub b: Uuid,
}

/// A row.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields are the columns")]
pub enum Row {
    Organization { id: OrganizationId, name: Name, personal_of: Option<UserId>, bounds: Bounds },
    User { id: UserId, name: Name, enabled: bool, billed_to: Uuid },
    Project { id: Uuid, organization: Uuid, name: Name, public: bool },
    Stream { id: Uuid, project: Uuid, name: Name, schema: Option<String> },
    Service { id: ServiceId, organization: Uuid, name: Name, gateway: bool, bounds: Bounds },
    OrganizationGrant { organization: Uuid, user: Uuid, flags: Flags },
    ProjectGrant { project: Uuid, user: Uuid, flags: Flags },
    ServiceGrant { service: Uuid, stream: Uuid, flags: StreamFlags, confirmed: bool },
    MemberQuota { organization: Uuid, user: Uuid, bounds: Bounds },
    Team { id: Uuid, organization: Uuid, name: Name, discoverable: bool },
    TeamMember { team: Uuid, user: Uuid },
    Pipeline { id: Uuid, organization: Uuid, name: Name },
    PipelineRole { pipeline: Uuid, user: Uuid, role: Role },
    PipelineTeam { pipeline: Uuid, team: Uuid },
    Secret(SecretRow),
}

/// Whose a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A person's.
    User(UserId),
    /// A service's.
    Service(ServiceId),
}

/// A secret, as far as it tells who presents it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRow {
    /// Its id.
    pub id: SecretId,
    /// The SHA-256 of its token.
    pub hash: [u8; 32],
    /// Its kind.
    pub kind: SecretKind,
    /// Whose it is.
    pub owner: Owner,
    /// When it was issued.
    pub created_at: Time,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
    /// When it was revoked.
    pub revoked_at: Option<Time>,
}

/// Who a token belongs to, and whether it works.
#[derive(Clone, Debug)]
pub struct SecretIdentity {
    /// The secret.
    pub id: SecretId,
    /// Its kind.
    pub kind: SecretKind,
    /// Whose it is.
    pub owner: Owner,
    /// The user's name or the service's path, as shown.
    pub name: String,
    /// When it was issued.
    pub created_at: Time,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
    /// When it was revoked.
    pub revoked_at: Option<Time>,
    /// Whether its user is disabled.
    pub disabled: bool,
}

impl SecretIdentity {
    /// Who presents the token at `now`; nobody, if it doesn't work.
    #[must_use]
    pub fn actor(&self, now: Time) -> Option<Actor> {
        actor_of(self.kind, self.owner, self.revoked_at, self.expires_at, now).filter(|_| !self.disabled)
    }
}

impl SecretRow {
    /// Who presents the token at `now`, unless their account is disabled.
    pub(crate) fn actor(&self, now: Time) -> Option<Actor> {
        actor_of(self.kind, self.owner, self.revoked_at, self.expires_at, now)
    }
}

/// Who presents such a secret at `now`.
fn actor_of(
    kind: SecretKind,
    owner: Owner,
    revoked_at: Option<Time>,
    expires_at: Option<Time>,
    now: Time,
) -> Option<Actor> {
    let ended = revoked_at.is_some() || expires_at.is_some_and(|end| end <= now);
    match (ended, owner, kind.credential()) {
        (false, Owner::User(id), Some(credential)) => Some(Actor::User { id, credential }),
        (false, Owner::Service(id), None) => Some(Actor::Service { id }),
        _ => None,
    }
}

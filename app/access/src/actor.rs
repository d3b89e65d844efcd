//! Who asks. A credential never adds anything: it is a ceiling on what its owner may do at this moment.

use crate::{ServiceId, UserId};
use serde::{Deserialize, Serialize};

/// Who is asking, as the edge of the system established it.
///
/// A presented credential that is malformed, unknown, expired or revoked is refused before there is an actor; it is
/// never taken for [`Actor::Anonymous`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Nobody was presented.
    Anonymous,
    /// A person.
    User {
        /// The person.
        id: UserId,
        /// What they signed in or authenticated with.
        credential: UserCredential,
    },
    /// A service, by one of its secrets.
    Service {
        /// The service.
        id: ServiceId,
    },
}

/// How a person proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserCredential {
    /// A browser session: everything the user may do.
    Session,
    /// A full (CLI) secret: the same, but no full secrets and none of the account's sign-in settings.
    Full,
    /// A private read secret: views what the user can view, and changes nothing.
    PrivateRead,
    /// A public read secret: public projects only.
    PublicRead,
}

/// What kind of secret a token is; its prefix says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// A user's full (CLI) secret.
    Full,
    /// A user's private read secret.
    PrivateRead,
    /// A user's public read secret.
    PublicRead,
    /// A service's secret.
    Service,
}

impl Actor {
    /// The person behind the actor, if it is one.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::Anonymous | Self::Service { .. } => None,
        }
    }

    /// The service behind the actor, if it is one.
    #[must_use]
    pub const fn service(&self) -> Option<ServiceId> {
        match self {
            Self::Service { id } => Some(*id),
            Self::Anonymous | Self::User { .. } => None,
        }
    }

    /// The person's credential, if the actor is one.
    #[must_use]
    pub const fn credential(&self) -> Option<UserCredential> {
        match self {
            Self::User { credential, .. } => Some(*credential),
            Self::Anonymous | Self::Service { .. } => None,
        }
    }
}

impl UserCredential {
    /// Whether the credential may change anything at all.
    #[must_use]
    pub const fn changes(self) -> bool {
        matches!(self, Self::Session | Self::Full)
    }

    /// The credential in words, to stand after "your".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Session => "browser session",
            Self::Full => "full secret",
            Self::PrivateRead => "private read secret",
            Self::PublicRead => "public read secret",
        }
    }
}

impl SecretKind {
    /// The ceiling that a user's secret of this kind puts on its owner; `None` for a service's.
    #[must_use]
    pub const fn credential(self) -> Option<UserCredential> {
        match self {
            Self::Full => Some(UserCredential::Full),
            Self::PrivateRead => Some(UserCredential::PrivateRead),
            Self::PublicRead => Some(UserCredential::PublicRead),
            Self::Service => None,
        }
    }
}

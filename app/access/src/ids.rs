//! Typed ids: one newtype for each kind of thing, so that a project's id is never taken for a stream's.
//!
//! All are UUIDv7 made by the caller (this crate has neither a clock nor randomness), and are never reused.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a UUID read from the database or freshly made.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID itself, as the databases store it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A person with an account.
    UserId,
    /// An organization, personal ones included.
    OrganizationId,
    /// A project of an organization.
    ProjectId,
    /// A stream of a project.
    StreamId,
    /// A service of an organization.
    ServiceId,
    /// A team of an organization.
    TeamId,
    /// A pipeline of an organization.
    PipelineId,
    /// A secret of a user or a service.
    SecretId,
    /// An invite into an organization.
    InviteId,
    /// A browser session of a user.
    SessionId,
    /// A passkey of a user.
    PasskeyId,
}

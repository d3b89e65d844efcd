//! A yes, and the way by which it came.

use crate::ResourceRef;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One way in which the actor has a permission. Several may hold at once; taking one away leaves the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Path {
    /// Nobody needs a flag for it.
    Open,
    /// It needs no more than being signed in.
    SignedIn,
    /// The account, secret, session or invite is the actor's own.
    Own,
    /// The project is public.
    Public {
        /// The public project.
        resource: ResourceRef,
    },
    /// A flag granted on the resource.
    Grant {
        /// Where.
        resource: ResourceRef,
        /// The flag that is stored.
        flag: String,
    },
    /// Not granted itself, but following from a flag that is.
    Implied {
        /// Where.
        resource: ResourceRef,
        /// The flag that is stored.
        by_flag: String,
        /// The one that follows from it.
        flag: String,
    },
    /// The organization is the user's personal one.
    Personal {
        /// The personal organization.
        resource: ResourceRef,
    },
    /// A role on the pipeline.
    Role {
        /// The pipeline.
        resource: ResourceRef,
        /// The user's role.
        role: String,
    },
    /// Membership of a team that the pipeline is shared with.
    Team {
        /// The pipeline.
        resource: ResourceRef,
        /// The team's path.
        team: String,
    },
    /// Membership of the team itself.
    Member {
        /// The team.
        resource: ResourceRef,
    },
    /// Having created the service, with `create` on its organization.
    Creator {
        /// The service.
        resource: ResourceRef,
    },
    /// The service asks about itself.
    Itself {
        /// The service.
        resource: ResourceRef,
    },
    /// The service is a gateway that the operator registered.
    Gateway,
    /// Nobody enabled is left who could decide about it, and the actor is admin of its organization.
    Orphaned {
        /// The project or pipeline.
        resource: ResourceRef,
    },
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("Everybody may."),
            Self::SignedIn => f.write_str("Everybody who is signed in may."),
            Self::Own => f.write_str("It is your own."),
            Self::Public { resource } => write!(f, "Everybody may, since {resource} is public."),
            Self::Grant { resource, flag } => write!(f, "{flag} is granted on {resource}."),
            Self::Implied { resource, by_flag, flag } => {
                write!(f, "{by_flag} is granted on {resource}, and includes {flag}.")
            }
            Self::Personal { resource } => write!(f, "{resource} is your personal organization."),
            Self::Role { resource, role } => write!(f, "The role on {resource} is {role}."),
            Self::Team { resource, team } => {
                write!(f, "Member of team {team}, which {resource} is shared with.")
            }
            Self::Member { resource } => write!(f, "Member of {resource}."),
            Self::Creator { resource } => write!(f, "Created {resource}, and still holds create there."),
            Self::Itself { resource } => write!(f, "{resource} may know about itself."),
            Self::Gateway => f.write_str("It is a registered gateway."),
            Self::Orphaned { resource } => {
                write!(f, "Admin of the organization, and {resource} has nobody left who decides about it.")
            }
        }
    }
}

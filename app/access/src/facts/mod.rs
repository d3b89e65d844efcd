//! What the caller loaded about a resource, always relative to the actor at hand, and the rule that weighs it.
//!
//! One file for each kind of thing: the facts, the permissions that exist on it, and who has them. Facts are loaded in
//! the transaction that acts on the answer.

mod about;
mod access_list;
mod account;
mod console;
mod gateway;
mod invite;
mod issuing;
mod organization;
mod pipeline;
mod project;
mod reasons;
mod secret;
mod service;
mod stream;
mod team;
mod wiring;

pub use about::About;
pub use access_list::{AccessListFacts, AccessListPermission, Listed};
pub use account::{AccountFacts, AccountPermission};
pub use console::{ConsoleFacts, ConsolePermission};
pub use gateway::{GatewayFacts, GatewayPermission};
pub use invite::{InviteFacts, InvitePermission};
pub use issuing::{Holding, IssuingFacts, IssuingPermission, ServiceGrantFacts, ServiceGrantPermission};
pub use organization::{OrganizationFacts, OrganizationPermission};
pub use pipeline::{PipelineFacts, PipelinePermission};
pub use project::{
    ProjectClaimFacts, ProjectClaimPermission, ProjectFacts, ProjectPermission, ProjectTransferFacts,
    ProjectTransferPermission,
};
pub use secret::{SecretFacts, SecretOwner, SecretPermission};
pub use service::{ServiceFacts, ServicePermission, counting_grant};
pub use stream::{StreamFacts, StreamPermission};
pub use team::{TeamFacts, TeamMemberFacts, TeamMemberPermission, TeamPermission, home_team, may_join_team};
pub use wiring::{
    PipelineChangeFacts, PipelineChangePermission, PipelineSampleFacts, PipelineSamplePermission,
    PipelineTeamFacts, PipelineTeamPermission, WiringFacts,
};

use crate::ask::{Ask, Refusal, Weight};

/// Facts know how to weigh the permissions that exist on them.
pub trait Facts {
    /// The permissions on this kind of thing.
    type Permission: Copy + std::fmt::Debug;

    /// Whether the asker has the permission; if not, whether they may know of the thing at all.
    #[doc(hidden)]
    fn weigh(&self, ask: &mut Ask<'_>, need: Self::Permission) -> Weight;
}

/// All of several permissions. Hidden outweighs forbidden, whatever the order they are weighed in: a refusal about one
/// thing must not tell that another exists.
fn all(weights: impl IntoIterator<Item = Weight>) -> Weight {
    weights.into_iter().filter_map(Weight::err).min().map_or(Ok(()), |refusal: Refusal| Err(refusal))
}

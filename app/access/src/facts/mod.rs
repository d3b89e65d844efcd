//! What the caller loaded about a resource, always relative to the actor at hand, and the rule that weighs it.
//!
//! One file for each kind of thing: the facts, the permissions that exist on it, and who has them. Facts are loaded in
//! the transaction that acts on the answer.

mod access_list;
mod account;
mod organization;
mod project;
mod secret;
mod stream;

pub use access_list::{AccessListFacts, AccessListPermission, Listed};
pub use account::{AccountFacts, AccountPermission, ConsoleFacts, ConsolePermission};
pub use organization::{OrganizationFacts, OrganizationPermission};
pub use project::{ProjectFacts, ProjectPermission};
pub use secret::{SecretFacts, SecretOwner, SecretPermission};
pub use stream::{StreamFacts, StreamPermission};

use crate::ask::{Ask, Weight};

/// Facts know how to weigh the permissions that exist on them.
pub trait Facts {
    /// The permissions on this kind of thing.
    type Permission: Copy + std::fmt::Debug;

    /// Whether the asker has the permission; if not, whether they may know of the thing at all.
    #[doc(hidden)]
    fn weigh(&self, ask: &mut Ask<'_>, need: Self::Permission) -> Weight;
}

//! Every action, in tables: one unit struct for each operation, with the permission it needs and whether it
//! changes anything. A store function names the action in its signature.

mod account;
mod organization;
mod pipeline;
mod project;
mod service;
mod stream;
mod team;

pub use account::*;
pub use organization::*;
pub use pipeline::*;
pub use project::*;
pub use service::*;
pub use stream::*;
pub use team::*;

use crate::{Actor, Denial, Explanation, Facts, Outcome};

/// An operation that somebody may or may not be allowed.
pub trait Action {
    /// What must be known to decide.
    type Facts: Facts;
    /// What the proof is about: the ids that a store function works on.
    type Target: Copy;
    /// Its name, as in the audit log.
    const NAME: &'static str;
    /// The permission it needs.
    const NEEDS: <Self::Facts as Facts>::Permission;
    /// Whether it changes anything; then credentials that only read are refused.
    const CHANGES: bool;
    /// The ids in the facts.
    fn target(facts: &Self::Facts) -> Self::Target;
}

/// One row of a table, for those who walk over all actions: tests, documentation.
#[derive(Debug)]
pub struct Row<F: Facts> {
    /// The action's name.
    pub name: &'static str,
    /// The permission it needs.
    pub needs: F::Permission,
    /// Whether it changes anything.
    pub changes: bool,
    /// Decides it.
    pub check: fn(&Actor, &F) -> Outcome,
    /// Decides it with reasons.
    pub explain: fn(&Actor, &F) -> Explanation,
    /// The denial, if it is one.
    pub deny: fn(&Actor, &F) -> Option<Denial>,
}

/// Writes the unit structs, their [`Action`]s and the table of one kind of facts.
macro_rules! actions {
    (
        $(#[$table_doc:meta])*
        $table:ident: $facts:ty => $target:ty, |$given:ident| $id:expr, $permission:ident;
        $($(#[$doc:meta])* $verb:ident $name:ident: $needs:ident;)*
    ) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl $crate::Action for $name {
                type Facts = $facts;
                type Target = $target;
                const NAME: &'static str = stringify!($name);
                const NEEDS: $permission = $permission::$needs;
                const CHANGES: bool = $crate::actions::actions!(@changes $verb);

                fn target($given: &$facts) -> $target {
                    $id
                }
            }
        )*

        $(#[$table_doc])*
        pub const $table: &[$crate::Row<$facts>] = &[$($crate::Row {
            name: stringify!($name),
            needs: $permission::$needs,
            changes: $crate::actions::actions!(@changes $verb),
            check: $crate::check::<$name>,
            explain: $crate::explain::<$name>,
            deny: |actor, facts| $crate::authorize::<$name>(actor, facts).err(),
        }),*];
    };
    (@changes views) => { false };
    (@changes changes) => { true };
}
pub(crate) use actions;

//! Lists hold what a check would allow one by one.

use crate::{Action, Actor, Outcome, ServiceId, UserCredential, UserId, check};
use std::marker::PhantomData;

/// What a list may hold: the rows on which the actor may do `A`, say [`crate::actions::ViewProject`].
///
/// Store functions that list take it as others take a proof, build their condition from [`Visible::scope`], and
/// equal a filter by [`Visible::keeps`]; tests compare the two.
#[derive(Debug)]
pub struct Visible<A> {
    actor: Actor,
    action: PhantomData<A>,
}

/// Where the rows of a list may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Rows that this person holds something on.
    pub user: Option<UserId>,
    /// Rows that this service holds a grant on.
    pub service: Option<ServiceId>,
    /// Rows that are public.
    pub public: bool,
}

/// The list of what `actor` may do `A` on.
#[must_use]
pub const fn visible<A: Action>(actor: &Actor) -> Visible<A> {
    Visible { actor: *actor, action: PhantomData }
}

impl<A: Action> Visible<A> {
    /// Who asks.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// Whether one row belongs in it.
    #[must_use]
    pub fn keeps(&self, facts: &A::Facts) -> bool {
        check::<A>(&self.actor, facts) == Outcome::Allowed
    }

    /// Where its rows may come from. What a person holds doesn't count under a public read secret: "lists hold public
    /// projects only"; and what is public doesn't count for a service.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        match self.actor {
            Actor::Anonymous | Actor::User { credential: UserCredential::PublicRead, .. } => {
                Scope { user: None, service: None, public: true }
            }
            Actor::User { id, .. } => Scope { user: Some(id), service: None, public: true },
            Actor::Service { id } => Scope { user: None, service: Some(id), public: false },
        }
    }
}

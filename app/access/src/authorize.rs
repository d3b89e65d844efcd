//! The proof, and its only maker.

use crate::{Action, Actor, Ask, Denial, NearMiss, Path};
use serde::{Deserialize, Serialize};

/// The proof that an actor may do `A` to one target, at the time the facts were loaded.
///
/// Neither `Clone` nor `Copy`: store functions that change something take it by value, so a proof is used once.
///
/// ```
/// # use access::{actions::*, *};
/// fn delete_project(proof: Authorized<DeleteProject>) -> ProjectId {
///     proof.target()
/// }
/// fn request(actor: &Actor, project: &ProjectFacts) -> Result<ProjectId, Denial> {
///     Ok(delete_project(authorize::<DeleteProject>(actor, project)?))
/// }
/// ```
///
/// It can't be forged:
/// ```compile_fail,E0451
/// # use access::{actions::*, *};
/// fn forge(actor: Actor, target: ProjectId) -> Authorized<DeleteProject> {
///     Authorized { actor, target }
/// }
/// ```
/// nor used twice:
/// ```compile_fail,E0382
/// # use access::{actions::*, *};
/// # fn delete_project(proof: Authorized<DeleteProject>) {}
/// fn twice(proof: Authorized<DeleteProject>) {
///     delete_project(proof);
///     delete_project(proof);
/// }
/// ```
/// nor copied for that:
/// ```compile_fail,E0599
/// # use access::{actions::*, *};
/// fn copy(proof: Authorized<DeleteProject>) -> Authorized<DeleteProject> {
///     proof.clone()
/// }
/// ```
/// nor taken for another:
/// ```compile_fail,E0308
/// # use access::{actions::*, *};
/// # fn delete_project(proof: Authorized<DeleteProject>) {}
/// fn mistake(seen: Authorized<ViewProject>) {
///     delete_project(seen);
/// }
/// ```
/// nor brought in from outside as data:
/// ```compile_fail,E0277
/// # use access::{actions::*, *};
/// fn parse<T: for<'a> serde::Deserialize<'a>>() {}
/// parse::<Authorized<DeleteProject>>();
/// ```
#[derive(Debug)]
#[must_use]
pub struct Authorized<A: Action> {
    actor: Actor,
    target: A::Target,
}

impl<A: Action> Authorized<A> {
    /// What it may be done to. Store functions take no id beside the proof.
    pub fn target(&self) -> A::Target {
        self.target
    }

    /// Who may, for the audit row.
    pub fn actor(&self) -> Actor {
        self.actor
    }
}

/// Whether the actor may, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Yes.
    Allowed,
    /// 401.
    Unauthenticated,
    /// 403.
    Forbidden,
    /// 404.
    Hidden,
}

/// Why an action is allowed or refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The answer.
    pub outcome: Outcome,
    /// Every way that leads to a yes; empty on a no.
    pub paths: Vec<Path>,
    /// What isn't enough; empty on a yes, a 401 and a 404.
    pub near_misses: Vec<NearMiss>,
}

/// Decides whether `actor` may do `A`, and hands out the proof.
///
/// # Errors
/// The [`Denial`], which every door answers in the same way.
pub fn authorize<A: Action>(actor: &Actor, facts: &A::Facts) -> Result<Authorized<A>, Denial> {
    if check::<A>(actor, facts) == Outcome::Allowed {
        return Ok(Authorized { actor: *actor, target: A::target(facts) });
    }
    let mut ask = Ask::explaining(actor);
    let outcome = ask.decide(facts, A::NEEDS, A::CHANGES);
    Err(ask.denial(outcome, A::NAME))
}

/// The denial for what isn't there: exactly the one for what is hidden.
///
/// What is missing inside something that is there is answered by that first: a stream by [`crate::actions::ViewProject`]
/// on its project, a secret by [`crate::SecretFacts::absent`].
#[must_use]
pub fn absent<A: Action>(actor: &Actor) -> Denial {
    let outcome = if *actor == Actor::Anonymous { Outcome::Unauthenticated } else { Outcome::Hidden };
    Ask::explaining(actor).denial(outcome, A::NAME)
}

/// The bare outcome: what lists are filtered by, and what the gateway asks. Allocates nothing, and reads no path: on a hot
/// way the facts' paths may be empty.
pub fn check<A: Action>(actor: &Actor, facts: &A::Facts) -> Outcome {
    Ask::quick(actor).decide(facts, A::NEEDS, A::CHANGES)
}

/// The outcome with its reasons.
pub fn explain<A: Action>(actor: &Actor, facts: &A::Facts) -> Explanation {
    let mut ask = Ask::explaining(actor);
    let outcome = ask.decide(facts, A::NEEDS, A::CHANGES);
    ask.explanation(outcome)
}

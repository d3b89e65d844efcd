//! One question being decided: who asks, what their credential leaves of their rights, and the reasons collected
//! on the way. Rules talk to this and nothing else, so a ceiling can't be forgotten in one of them.

use crate::{
    Actor, Denial, DenialKind, Explanation, Facts, Flags, NearMiss, Outcome, Path, PipelineRights,
    ResourceKind, ResourceRef, StreamFlags, UserCredential, UserId,
};

/// Why a rule said no. Hidden outweighs forbidden wherever several permissions are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The asker may not know of the thing.
    Hidden,
    /// The asker knows of it, and may not.
    Forbidden,
}

/// What a rule says about one permission.
pub type Weight = Result<(), Refusal>;

/// A question under way. Made by [`crate::check`] and its sisters only.
#[derive(Debug)]
pub struct Ask<'a> {
    actor: &'a Actor,
    reasons: Option<Reasons>,
}

#[derive(Debug, Default)]
struct Reasons {
    paths: Vec<Path>,
    misses: Vec<NearMiss>,
    /// The first permission found missing, and where.
    blame: Option<(&'static str, ResourceRef, bool)>,
}

impl<'a> Ask<'a> {
    pub(crate) fn quick(actor: &'a Actor) -> Self {
        Self { actor, reasons: None }
    }

    pub(crate) fn explaining(actor: &'a Actor) -> Self {
        Self { actor, reasons: Some(Reasons::default()) }
    }

    /// Whether anybody wants to hear the reasons.
    pub(crate) fn explains(&self) -> bool {
        self.reasons.is_some()
    }

    pub(crate) fn actor(&self) -> &'a Actor {
        self.actor
    }

    pub(crate) fn is_me(&self, user: UserId) -> bool {
        self.actor.user() == Some(user)
    }

    /// Services do not profit from what is public; everybody else does.
    pub(crate) fn profits_from_public(&self) -> bool {
        self.actor.service().is_none()
    }

    /// What the credential leaves of a user's stored flags: first the effective ones, then the ceiling, so that a
    /// private read secret still views what its owner views only because they create.
    pub(crate) fn flags(&self, stored: Flags) -> Flags {
        let held = stored.effective();
        match self.actor.credential() {
            Some(UserCredential::Session | UserCredential::Full) => held,
            Some(UserCredential::PrivateRead) => Flags { view: held.view, ..Flags::NONE },
            Some(UserCredential::PublicRead) | None => Flags::NONE,
        }
    }

    /// What the credential leaves of a user's rights on a pipeline: a private read secret "reads pipelines".
    pub(crate) fn pipeline_rights(&self, rights: PipelineRights) -> PipelineRights {
        match self.actor.credential() {
            Some(UserCredential::Session | UserCredential::Full) => rights,
            Some(UserCredential::PrivateRead) => PipelineRights { read: rights.read, ..PipelineRights::NONE },
            Some(UserCredential::PublicRead) | None => PipelineRights::NONE,
        }
    }

    /// Whether a person asks with a credential that changes things.
    pub(crate) fn may_change(&self) -> bool {
        self.actor.credential().is_some_and(UserCredential::changes)
    }

    /// Whether a person asks with a credential that sees more than public projects.
    pub(crate) fn sees_own(&self) -> bool {
        self.actor.credential().is_some_and(|credential| credential != UserCredential::PublicRead)
    }

    /// A service's own grants; nobody else has any.
    pub(crate) fn stream_flags(&self, granted: StreamFlags) -> StreamFlags {
        if self.actor.service().is_some() { granted } else { StreamFlags::NONE }
    }

    /// Notes a way that leads to a yes, and passes on whether it does.
    pub(crate) fn way(&mut self, open: bool, path: impl FnOnce() -> Path) -> bool {
        if open && let Some(reasons) = &mut self.reasons {
            reasons.paths.push(path());
        }
        open
    }

    /// Notes something the asker has that isn't enough.
    pub(crate) fn miss(&mut self, near: bool, miss: impl FnOnce() -> NearMiss) {
        if near && let Some(reasons) = &mut self.reasons {
            reasons.misses.push(miss());
        }
    }

    /// The end of a rule: yes, or a no that hides what isn't visible and names what is missing.
    pub(crate) fn end(
        &mut self,
        allowed: bool,
        visible: bool,
        missing: &'static str,
        resource: (ResourceKind, &str),
        may_see_grantors: bool,
    ) -> Weight {
        match (allowed, visible) {
            (true, _) => Ok(()),
            (false, false) => Err(Refusal::Hidden),
            (false, true) => {
                if let Some(reasons) = &mut self.reasons
                    && reasons.blame.is_none()
                {
                    let (kind, path) = resource;
                    reasons.blame = Some((missing, ResourceRef::new(kind, path), may_see_grantors));
                }
                Err(Refusal::Forbidden)
            }
        }
    }

    pub(crate) fn decide<F: Facts>(&mut self, facts: &F, needs: F::Permission, changes: bool) -> Outcome {
        let mut weight = facts.weigh(self, needs);
        // "Changes nothing": whatever a rule says, a reading credential never gets beyond forbidden.
        if changes
            && let Some(credential) = self.actor.credential()
            && !credential.changes()
        {
            self.miss(weight.is_ok(), || {
                NearMiss::new(
                    "You may do this yourself",
                    format!("your {} changes nothing", credential.words()),
                )
            });
            let forbidden = self.end(false, true, "change", (ResourceKind::Console, ""), false);
            weight = weight.and(forbidden);
        }
        match (weight, self.actor) {
            (Ok(()), _) => Outcome::Allowed,
            (Err(_), Actor::Anonymous) => Outcome::Unauthenticated,
            (Err(Refusal::Hidden), _) => Outcome::Hidden,
            (Err(Refusal::Forbidden), _) => Outcome::Forbidden,
        }
    }

    pub(crate) fn explanation(self, outcome: Outcome) -> Explanation {
        let reasons = self.reasons.unwrap_or_default();
        let (paths, near_misses) = match outcome {
            Outcome::Allowed => (reasons.paths, Vec::new()),
            Outcome::Forbidden => (Vec::new(), reasons.misses),
            Outcome::Unauthenticated | Outcome::Hidden => (Vec::new(), Vec::new()),
        };
        Explanation { outcome, paths, near_misses }
    }

    pub(crate) fn denial(self, outcome: Outcome, action: &'static str) -> Denial {
        let kind = match outcome {
            Outcome::Unauthenticated => DenialKind::Unauthenticated,
            Outcome::Hidden => DenialKind::Hidden,
            Outcome::Allowed | Outcome::Forbidden => DenialKind::Forbidden,
        };
        let nothing = Denial {
            kind,
            action,
            permission: "view",
            resource: None,
            near_misses: Vec::new(),
            may_see_grantors: false,
        };
        match (kind, self.reasons) {
            (DenialKind::Forbidden, Some(Reasons { misses, blame, .. })) => {
                let Some((permission, resource, may_see_grantors)) = blame else { return nothing };
                Denial {
                    permission,
                    resource: Some(resource),
                    near_misses: misses,
                    may_see_grantors,
                    ..nothing
                }
            }
            _ => nothing,
        }
    }
}

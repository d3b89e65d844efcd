//! Where one asker's questions are answered, by what is in memory: all of one call on the same state.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::{
    AccessListFacts, Actor, Explanation, Flags, Listed, Outcome, Permission, PipelineFacts, ServiceId,
    UserCredential, actions, check, explain_permission,
};
use api::Fault;
use api::questions::{Decision, DecisionContext, NOTHING_KNOWN};

use super::no;
use super::question::{NoQuestion, Question, Resource, Subject};
use super::words::Words;
use crate::operations::Context;
use crate::rights::Snapshot;

/// An answer that may be told.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Whether it is about the asker.
    pub(super) own: bool,
    /// The resource as the asker sees it.
    pub(super) seen: Listed,
    /// What the rules say.
    pub(super) explanation: Explanation,
}

/// One asker's questions.
pub(super) struct Desk<'c> {
    rights: Arc<Snapshot>,
    pub(super) asker: &'c Actor,
    /// The asker's name or path, as shown.
    pub(super) name: &'c str,
    /// The asking service, if the operator registered it as a gateway.
    pub(super) gateway: Option<ServiceId>,
}

/// The teams that may view a pipeline, as far as the asker may see who is in them.
#[derive(Debug, Default)]
struct OpenTeams {
    paths: BTreeSet<String>,
    /// Whether there are others.
    closed: bool,
}

impl<'c> Desk<'c> {
    /// A desk for whoever calls `operation`.
    ///
    /// # Errors
    /// If nothing is known of anybody's rights at the moment.
    pub(super) async fn open(context: &'c Context, operation: &'static str) -> Result<Self, Fault> {
        let rights = context.remembering(operation, |rights| Ok(Arc::clone(rights))).await?;
        let asker = context.actor();
        let gateway = rights.gateway(asker);
        Ok(Self { rights, asker, name: context.who.name.as_deref().unwrap_or_default(), gateway })
    }

    /// The answer of AuthZEN; `subject` is how the asker named whom it is about.
    pub(super) fn decision(&self, subject: &str, question: &Result<Question, NoQuestion>) -> Decision {
        let question = match question {
            Ok(question) => question,
            Err(none) => return no(none),
        };
        let verdict = self.decide(question);
        let (decision, reason) = match &verdict {
            Some(verdict) => {
                let words = Words { subject, permission: question.permission, verdict };
                (words.decision(), words.reason())
            }
            None => (false, NOTHING_KNOWN.to_owned()),
        };
        Decision { decision, context: DecisionContext { reason, error: None } }
    }

    /// Decides; `None` for what is absent, hidden or not for the asker to know, which must not be told apart.
    pub(super) fn decide(&self, question: &Question) -> Option<Verdict> {
        let asker = *self.asker;
        let seen = self.listed(&asker, &question.resource)?;
        match self.subject(&question.subject) {
            Some(subject) if self.is_own(&subject) => {
                let explanation = explain_permission(&asker, question.permission, &seen);
                // For whom it is hidden it is absent.
                (explanation.outcome != Outcome::Hidden).then_some(Verdict { own: true, seen, explanation })
            }
            Some(subject) if self.may_ask(&seen) => self.about_another(subject, question, seen),
            _ => None,
        }
    }

    /// Whether the answer is a yes that may be told.
    pub(super) fn allows(&self, question: &Question) -> bool {
        self.decide(question).is_some_and(|verdict| verdict.explanation.outcome == Outcome::Allowed)
    }

    /// Whether the asker may ask what others may do here.
    pub(super) fn may_ask(&self, seen: &Listed) -> bool {
        let about = AccessListFacts { about: seen.clone(), gateway: self.gateway };
        check::<actions::CheckOthers>(self.asker, &about) == Outcome::Allowed
    }

    /// Whether a question about `subject` is one about the asker: a credential without a ceiling is its owner.
    pub(super) fn is_own(&self, subject: &Actor) -> bool {
        let asker = self.asker;
        let changes = asker.credential().is_none_or(UserCredential::changes);
        asker == subject || (changes && asker.user().is_some() && asker.user() == subject.user())
    }

    fn about_another(&self, subject: Actor, question: &Question, seen: Listed) -> Option<Verdict> {
        let mut facts = self.listed(&subject, &question.resource)?;
        let reached = match (&mut facts, &seen) {
            (Listed::Project(facts), Listed::Project(seen)) => Some((facts, seen)),
            (Listed::Stream(facts), Listed::Stream(seen)) => Some((&mut facts.project, &seen.project)),
            _ => None,
        };
        // What somebody holds on the organization is for those to know who view its members. It decides nothing here.
        if let Some((facts, seen)) = reached
            && check::<actions::ViewMembers>(self.asker, &seen.organization) != Outcome::Allowed
        {
            facts.organization.held = Flags::NONE;
            facts.organization.billed_here = false;
            facts.organization.personal_of = None;
        }
        let mut veiled = false;
        if let (Listed::Pipeline(facts), Listed::Pipeline(seen)) = (&mut facts, &seen) {
            veiled = self.veil(facts, seen);
        }
        let granted = matches!(&facts, Listed::Stream(stream) if stream.granted.any());
        let explanation = explain_permission(&subject, question.permission, &facts);
        // A service without a grant here stands on no list that the asker sees: the same as none of that name.
        if subject.service().is_some() && !granted && explanation.outcome != Outcome::Allowed {
            return None;
        }
        // Who is in a team that the asker may not look into isn't told, neither by a yes nor by a no.
        if veiled && question.permission == Permission::Read && explanation.outcome != Outcome::Allowed {
            return None;
        }
        Some(Verdict { own: false, seen, explanation })
    }

    /// Who the subject is; nobody, if there is none or it is disabled.
    pub(super) fn subject(&self, subject: &Subject) -> Option<Actor> {
        match subject {
            Subject::Caller => Some(*self.asker),
            Subject::User(name) => {
                let id = self.rights.user_named(name)?;
                Some(Actor::User { id, credential: UserCredential::Session })
            }
            Subject::Service(organization, name) => {
                Some(Actor::Service { id: self.rights.service_named(organization, name)? })
            }
        }
    }

    /// Takes from what somebody holds on a pipeline what the asker may not see: their place in teams, and in the
    /// organization. Says whether they could view it by a team that was left out.
    fn veil(&self, facts: &mut PipelineFacts, seen: &PipelineFacts) -> bool {
        // A gateway may ask about everybody.
        if self.gateway.is_some() {
            return false;
        }
        if check::<actions::ViewMembers>(self.asker, &seen.organization) != Outcome::Allowed {
            facts.organization.held = Flags::NONE;
            facts.organization.billed_here = false;
            facts.organization.personal_of = None;
        }
        let open = self.open_teams(seen);
        facts.teams.retain(|team| open.paths.contains(team));
        open.closed
    }

    fn open_teams(&self, seen: &PipelineFacts) -> OpenTeams {
        let mut open = OpenTeams::default();
        if check::<actions::ViewPipelineAccess>(self.asker, seen) == Outcome::Allowed {
            for team in self.rights.seen_by(self.asker).teams_of(seen.id) {
                if check::<actions::ViewTeam>(self.asker, &team) == Outcome::Allowed {
                    open.paths.insert(team.path);
                } else {
                    open.closed = true;
                }
            }
        }
        open
    }

    /// The resource as `actor` relates to it.
    pub(super) fn listed(&self, actor: &Actor, resource: &Resource) -> Option<Listed> {
        let seen = self.rights.seen_by(actor);
        match resource {
            Resource::Organization(name) => seen.organization(name).map(Listed::Organization),
            Resource::Project(path) => seen.project(&path.organization, &path.project).map(Listed::Project),
            Resource::Stream(path) => seen.stream(path).map(Listed::Stream),
            Resource::Pipeline(organization, name) => seen.pipeline(organization, name).map(Listed::Pipeline),
        }
    }
}

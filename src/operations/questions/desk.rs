//! Where one asker's questions are answered, in one transaction: what was loaded for one of them serves the others.

use std::collections::{BTreeSet, HashMap};

use access::{
    AccessListFacts, Actor, Explanation, Flags, Listed, Outcome, Permission, PipelineFacts, PipelineId,
    ServiceId, UserCredential, actions, authorize, check, explain_permission,
};
use api::names::TeamPath;
use api::questions::{Decision, DecisionContext};

use super::no;
use super::question::{NoQuestion, Question, Resource, Subject};
use super::words::{NOTHING_KNOWN, Words};
use crate::operations::Context;
use crate::store::{
    StoreError, Tx, gateways, organizations, pipeline_roles, pipelines, projects, services, streams, teams,
    users,
};

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
pub(super) struct Desk<'t, 'c> {
    pub(super) tx: &'t mut Tx,
    pub(super) asker: &'c Actor,
    /// The asker's name or path, as shown.
    pub(super) name: &'c str,
    /// The asking service, if the operator registered it as a gateway.
    pub(super) gateway: Option<ServiceId>,
    subjects: HashMap<Subject, Option<Actor>>,
    listed: HashMap<(Actor, Resource), Option<Listed>>,
    open_teams: HashMap<PipelineId, OpenTeams>,
}

/// The teams that may view a pipeline, as far as the asker may see who is in them.
#[derive(Clone, Debug)]
struct OpenTeams {
    paths: BTreeSet<String>,
    /// Whether there are others.
    closed: bool,
}

impl<'t, 'c> Desk<'t, 'c> {
    /// A desk for whoever calls.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn open(tx: &'t mut Tx, context: &'c Context) -> Result<Self, StoreError> {
        let asker = context.actor();
        let gateway = gateways::registered(tx, asker).await?;
        let name = context.who.name.as_deref().unwrap_or_default();
        Ok(Self {
            tx,
            asker,
            name,
            gateway,
            subjects: HashMap::new(),
            listed: HashMap::new(),
            open_teams: HashMap::new(),
        })
    }

    /// The answer of AuthZEN; `subject` is how the asker named whom it is about.
    pub(super) async fn decision(
        &mut self,
        subject: &str,
        question: &Result<Question, NoQuestion>,
    ) -> Result<Decision, StoreError> {
        let question = match question {
            Ok(question) => question,
            Err(none) => return Ok(no(none)),
        };
        let verdict = self.decide(question).await?;
        let (decision, reason) = match &verdict {
            Some(verdict) => {
                let words = Words { subject, permission: question.permission, verdict };
                (words.decision(), words.reason())
            }
            None => (false, NOTHING_KNOWN.to_owned()),
        };
        Ok(Decision { decision, context: DecisionContext { reason, error: None } })
    }

    /// Decides; `None` for what is absent, hidden or not for the asker to know, which must not be told apart.
    pub(super) async fn decide(&mut self, question: &Question) -> Result<Option<Verdict>, StoreError> {
        let asker = *self.asker;
        let Some(seen) = self.listed(asker, &question.resource).await? else { return Ok(None) };
        let verdict = match self.subject(&question.subject).await? {
            Some(subject) if self.is_own(&subject) => {
                let explanation = explain_permission(&asker, question.permission, &seen);
                // For whom it is hidden it is absent.
                (explanation.outcome != Outcome::Hidden).then_some(Verdict { own: true, seen, explanation })
            }
            Some(subject) if self.may_ask(&seen) => self.about_another(subject, question, seen).await?,
            _ => None,
        };
        Ok(verdict)
    }

    /// Whether the answer is a yes that may be told.
    pub(super) async fn allows(&mut self, question: &Question) -> Result<bool, StoreError> {
        let verdict = self.decide(question).await?;
        Ok(verdict.is_some_and(|verdict| verdict.explanation.outcome == Outcome::Allowed))
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

    async fn about_another(
        &mut self,
        subject: Actor,
        question: &Question,
        seen: Listed,
    ) -> Result<Option<Verdict>, StoreError> {
        let Some(mut facts) = self.listed(subject, &question.resource).await? else { return Ok(None) };
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
            veiled = self.veil(facts, seen).await?;
        }
        let granted = matches!(&facts, Listed::Stream(stream) if stream.granted.any());
        let explanation = explain_permission(&subject, question.permission, &facts);
        // A service without a grant here stands on no list that the asker sees: the same as none of that name.
        if subject.service().is_some() && !granted && explanation.outcome != Outcome::Allowed {
            return Ok(None);
        }
        // Who is in a team that the asker may not look into isn't told, neither by a yes nor by a no.
        if veiled && question.permission == Permission::Read && explanation.outcome != Outcome::Allowed {
            return Ok(None);
        }
        Ok(Some(Verdict { own: false, seen, explanation }))
    }

    /// Who the subject is; nobody, if there is none or it is disabled.
    pub(super) async fn subject(&mut self, subject: &Subject) -> Result<Option<Actor>, StoreError> {
        if let Some(known) = self.subjects.get(subject) {
            return Ok(*known);
        }
        let found = match subject {
            Subject::Caller => Some(*self.asker),
            Subject::User(name) => {
                let user = users::find_by_name(self.tx, name).await?.filter(|user| !user.disabled);
                user.map(|user| Actor::User { id: user.id, credential: UserCredential::Session })
            }
            Subject::Service(organization, name) => {
                let service = services::name_by_path(self.tx, organization, name).await?;
                service.map(|service| Actor::Service { id: service.id })
            }
        };
        self.subjects.insert(subject.clone(), found);
        Ok(found)
    }

    /// Takes from what somebody holds on a pipeline what the asker may not see: their place in teams, and in the
    /// organization. Says whether they could view it by a team that was left out.
    async fn veil(&mut self, facts: &mut PipelineFacts, seen: &PipelineFacts) -> Result<bool, StoreError> {
        // A gateway may ask about everybody.
        if self.gateway.is_some() {
            return Ok(false);
        }
        if check::<actions::ViewMembers>(self.asker, &seen.organization) != Outcome::Allowed {
            facts.organization.held = Flags::NONE;
            facts.organization.billed_here = false;
            facts.organization.personal_of = None;
        }
        let open = self.open_teams(seen).await?;
        facts.teams.retain(|team| open.paths.contains(team));
        Ok(open.closed)
    }

    async fn open_teams(&mut self, seen: &PipelineFacts) -> Result<OpenTeams, StoreError> {
        if let Some(known) = self.open_teams.get(&seen.id) {
            return Ok(known.clone());
        }
        let mut open = OpenTeams { paths: BTreeSet::new(), closed: false };
        if let Ok(proof) = authorize::<actions::ViewPipelineAccess>(self.asker, seen) {
            for row in pipeline_roles::teams(self.tx, &proof, ("", ""), i64::MAX).await? {
                let TeamPath { organization, team } = &row.path;
                let team = teams::find(self.tx, self.asker, organization, team).await?;
                let views = |team: &teams::TeamRow| {
                    check::<actions::ViewTeam>(self.asker, &team.facts) == Outcome::Allowed
                };
                match team.filter(views) {
                    Some(team) => drop(open.paths.insert(team.facts.path)),
                    None => open.closed = true,
                }
            }
        }
        self.open_teams.insert(seen.id, open.clone());
        Ok(open)
    }

    /// The resource as `actor` relates to it.
    pub(super) async fn listed(
        &mut self,
        actor: Actor,
        resource: &Resource,
    ) -> Result<Option<Listed>, StoreError> {
        let key = (actor, resource.clone());
        if let Some(known) = self.listed.get(&key) {
            return Ok(known.clone());
        }
        let found = match resource {
            Resource::Organization(name) => {
                let row = organizations::find(self.tx, &actor, name).await?;
                row.map(|row| Listed::Organization(row.facts))
            }
            Resource::Project(path) => {
                let row = projects::find(self.tx, &actor, &path.organization, &path.project).await?;
                row.map(|row| Listed::Project(row.facts))
            }
            Resource::Stream(path) => {
                streams::find(self.tx, &actor, path).await?.map(|row| Listed::Stream(row.facts))
            }
            Resource::Pipeline(organization, name) => {
                let row = pipelines::find(self.tx, &actor, organization, name).await?;
                row.map(|row| Listed::Pipeline(row.facts))
            }
        };
        self.listed.insert(key, found.clone());
        Ok(found)
    }
}

//! What the rules say to a question, and how much of it the asker may hear.

use access::{
    AccessListFacts, Actor, Explanation, Flags, Listed, Outcome, UserCredential, actions, check,
    explain_permission,
};

use super::question::{Question, Resource, Subject};
use crate::store::{StoreError, Tx, organizations, projects, services, streams, users};

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

/// Decides; `None` for what is absent, hidden or not for the asker to know, which must not be told apart.
pub(super) async fn decide(
    tx: &mut Tx,
    asker: &Actor,
    question: &Question,
) -> Result<Option<Verdict>, StoreError> {
    let Some(seen) = listed(tx, asker, &question.resource).await? else { return Ok(None) };
    let subject = match &question.subject {
        Subject::Caller => Some(*asker),
        Subject::User(name) => {
            let user = users::find_by_name(tx, name).await?.filter(|user| !user.disabled);
            user.map(|user| Actor::User { id: user.id, credential: UserCredential::Session })
        }
        Subject::Service(organization, name) => {
            let service = services::find_by_path(tx, organization, name).await?;
            service.map(|service| Actor::Service { id: service.id })
        }
    };
    let about = AccessListFacts { about: seen, gateway: None };
    let may_ask = check::<actions::CheckOthers>(asker, &about) == Outcome::Allowed;
    let seen = about.about;
    let verdict = match subject {
        Some(subject) if is_own(asker, &subject) => {
            let explanation = explain_permission(asker, question.permission, &seen);
            // For whom it is hidden it is absent.
            (explanation.outcome != Outcome::Hidden).then_some(Verdict { own: true, seen, explanation })
        }
        Some(subject) if may_ask => about_another(tx, asker, subject, question, seen).await?,
        _ => None,
    };
    Ok(verdict)
}

/// Whether a question about `subject` is one about the asker: a credential without a ceiling is its owner.
fn is_own(asker: &Actor, subject: &Actor) -> bool {
    let changes = asker.credential().is_none_or(UserCredential::changes);
    asker == subject || (changes && asker.user().is_some() && asker.user() == subject.user())
}

async fn about_another(
    tx: &mut Tx,
    asker: &Actor,
    subject: Actor,
    question: &Question,
    seen: Listed,
) -> Result<Option<Verdict>, StoreError> {
    let Some(mut facts) = listed(tx, &subject, &question.resource).await? else { return Ok(None) };
    let reached = match (&mut facts, &seen) {
        (Listed::Project(facts), Listed::Project(seen)) => Some((facts, seen)),
        (Listed::Stream(facts), Listed::Stream(seen)) => Some((&mut facts.project, &seen.project)),
        _ => None,
    };
    // What somebody holds on the organization is for those to know who view its members. It decides nothing here.
    if let Some((facts, seen)) = reached
        && check::<actions::ViewMembers>(asker, &seen.organization) != Outcome::Allowed
    {
        facts.organization.held = Flags::NONE;
        facts.organization.billed_here = false;
        facts.organization.personal_of = None;
    }
    let granted = matches!(&facts, Listed::Stream(stream) if stream.granted.any());
    let explanation = explain_permission(&subject, question.permission, &facts);
    // A service without a grant here stands on no list that the asker sees: the same as none of that name.
    if subject.service().is_some() && !granted && explanation.outcome != Outcome::Allowed {
        return Ok(None);
    }
    Ok(Some(Verdict { own: false, seen, explanation }))
}

/// The resource as `actor` relates to it. Pipelines are not kept yet, so none of that name exists.
async fn listed(tx: &mut Tx, actor: &Actor, resource: &Resource) -> Result<Option<Listed>, StoreError> {
    Ok(match resource {
        Resource::Organization(name) => {
            organizations::find(tx, actor, name).await?.map(|row| Listed::Organization(row.facts))
        }
        Resource::Project(path) => {
            let row = projects::find(tx, actor, &path.organization, &path.project).await?;
            row.map(|row| Listed::Project(row.facts))
        }
        Resource::Stream(path) => streams::find(tx, actor, path).await?.map(|row| Listed::Stream(row.facts)),
        Resource::Pipeline(..) => None,
    })
}

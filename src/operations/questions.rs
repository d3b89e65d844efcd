//! Questions about access, as AuthZEN asks them and as people do. Everybody with a credential may ask about
//! themselves; about others, who may see the access list of the resource, and registered gateways.

mod batch;
mod desk;
mod question;
mod search;
mod token;
mod walk;
mod words;

use access::{Actor, ConsoleFacts, Listed, Outcome, StreamFacts, actions, authorize, check};
use api::names::Name;
use api::questions::{CheckAccess, Decision, DecisionContext, ExplainAccess, Explanation, NOTHING_KNOWN};
use api::{Fault, FaultKind};

use super::{Context, Stop};
use crate::store::{Tx, organizations, projects};
pub use batch::check_access_batch;
use desk::{Desk, Verdict};
use question::{NoQuestion, Question, Subject};
pub use search::{search_actions, search_resources, search_subjects};
use words::Words;

/// The most people that are named as those who could grant something.
const GRANTORS: i64 = 5;

/// Answers one evaluation of AuthZEN: a question that can't be answered is a no, with the reason.
///
/// # Errors
/// 401 without a credential; 400 if a part of the question is missing; the store's.
pub async fn check_access(context: &Context, input: CheckAccess) -> Result<Decision, Fault> {
    let (subject, resource) = (&input.subject, &input.resource);
    present(context.actor())?;
    let question = Question::of_entities(subject, &input.action.name, resource).map_err(incomplete)?;
    let name = question::words_of(subject);
    Ok(Desk::open(context, "CheckAccess").await?.decision(&name, &question))
}

/// Answers a question with the ways of a yes or the near misses of a no.
///
/// # Errors
/// 401 without a credential; 422 for words that are no question; the store's.
pub async fn explain_access(context: &Context, input: ExplainAccess) -> Result<Explanation, Fault> {
    let who = context.actor();
    present(who)?;
    let question = match Question::of_words(&input) {
        Ok(question) => question,
        Err(none) => return Err(none.fault()),
    };
    let desk = Desk::open(context, "ExplainAccess").await?;
    let Some(verdict) = desk.decide(&question) else { return Ok(unknown()) };
    context
        .reading("ExplainAccess", async |tx| {
            let words = Words { subject: &input.actor, permission: question.permission, verdict: &verdict };
            let decision = words.decision();
            let grantors = if decision { Vec::new() } else { grantors(tx, who, &question, &verdict).await? };
            Ok(Explanation {
                decision,
                reason: words.reason(),
                paths: words.paths(),
                near_misses: words.near_misses(),
                grantors,
            })
        })
        .await
}

/// Nobody without a credential hears anything.
fn present(actor: &Actor) -> Result<(), Fault> {
    let facts = ConsoleFacts { organizations_open: false };
    authorize::<actions::CheckCaller>(actor, &facts).map(drop).map_err(|_| Fault::unauthenticated())
}

/// The answer to what lacks a part that the standard demands.
fn incomplete(missing: &'static str) -> Fault {
    Fault { kind: FaultKind::BadRequest, ..Fault::field(missing, "is needed") }
}

/// A no for what is no question.
fn no(none: &NoQuestion) -> Decision {
    let reason = match none {
        NoQuestion::Nameless(..) => NOTHING_KNOWN.to_owned(),
        NoQuestion::Unknown(field, why) => format!("{field}: {why}."),
    };
    Decision { decision: false, context: DecisionContext { reason, error: None } }
}

fn unknown() -> Explanation {
    Explanation {
        decision: false,
        reason: NOTHING_KNOWN.to_owned(),
        paths: Vec::new(),
        near_misses: Vec::new(),
        grantors: Vec::new(),
    }
}

/// Who could grant what is missing to a person, where the asker may see the members. What a service lacks is granted
/// by those who manage it, each within what they hold: nobody that a list could name.
async fn grantors(
    tx: &mut Tx,
    asker: &Actor,
    question: &Question,
    verdict: &Verdict,
) -> Result<Vec<String>, Stop> {
    if matches!(question.subject, Subject::Service(..)) || asker.service().is_some() {
        return Ok(Vec::new());
    }
    let names: Vec<Name> = match &verdict.seen {
        Listed::Organization(facts) if check::<actions::ViewMembers>(asker, facts) == Outcome::Allowed => {
            organizations::admins(tx, facts.id, GRANTORS).await?
        }
        Listed::Project(facts) | Listed::Stream(StreamFacts { project: facts, .. })
            if check::<actions::ViewProjectMembers>(asker, facts) == Outcome::Allowed =>
        {
            projects::admins(tx, facts.id, GRANTORS).await?
        }
        _ => Vec::new(),
    };
    Ok(names.iter().map(Name::to_string).collect())
}

//! Questions about access, as AuthZEN asks them and as people do. Everybody with a credential may ask about
//! themselves; about others, who may see the access list of the resource.

mod question;
mod verdict;
mod words;

use access::{Actor, ConsoleFacts, Listed, Outcome, StreamFacts, actions, authorize, check};
use api::Fault;
use api::names::Name;
use api::questions::{CheckAccess, Decision, DecisionContext, Entity, ExplainAccess, Explanation};

use super::{Context, Stop};
use crate::store::{Tx, organizations, projects};
use question::{NoQuestion, Question, Subject};
use verdict::{Verdict, decide};
use words::{NOTHING_KNOWN, Words};

/// The most people that are named as those who could grant something.
const GRANTORS: i64 = 5;

/// Answers one evaluation of AuthZEN: a question that can't be answered is a no, with the reason.
///
/// # Errors
/// 401 without a credential; the store's.
pub async fn check_access(context: &Context, input: CheckAccess) -> Result<Decision, Fault> {
    let Entity { kind, id } = &input.subject;
    let subject = if kind == "caller" { kind.clone() } else { format!("{kind}:{id}") };
    let explanation = answer(context, "CheckAccess", &subject, Question::of_check(&input)).await?;
    let explanation = match explanation {
        Ok(explanation) => explanation,
        Err(NoQuestion::Nameless(..)) => unknown(NOTHING_KNOWN.to_owned()),
        Err(NoQuestion::Unknown(field, why)) => unknown(format!("{field}: {why}.")),
    };
    let Explanation { decision, reason, .. } = explanation;
    Ok(Decision { decision, context: DecisionContext { reason } })
}

/// Answers a question with the ways of a yes or the near misses of a no.
///
/// # Errors
/// 401 without a credential; 422 for words that are no question; the store's.
pub async fn explain_access(context: &Context, input: ExplainAccess) -> Result<Explanation, Fault> {
    let question = Question::of_words(&input);
    answer(context, "ExplainAccess", &input.actor, question).await?.map_err(NoQuestion::fault)
}

async fn answer(
    context: &Context,
    operation: &'static str,
    subject: &str,
    question: Result<Question, NoQuestion>,
) -> Result<Result<Explanation, NoQuestion>, Fault> {
    let who = context.actor();
    context
        .reading(operation, async |tx| {
            let _present =
                authorize::<actions::CheckCaller>(who, &ConsoleFacts { organizations_open: false })?;
            let question = match question {
                Ok(question) => question,
                Err(none) => return Ok(Err(none)),
            };
            let Some(verdict) = decide(tx, who, &question).await? else {
                return Ok(Ok(unknown(NOTHING_KNOWN.to_owned())));
            };
            let words = Words { subject, permission: question.permission, verdict: &verdict };
            let decision = words.decision();
            let grantors = if decision { Vec::new() } else { grantors(tx, who, &question, &verdict).await? };
            Ok(Ok(Explanation {
                decision,
                reason: words.reason(),
                paths: words.paths(),
                near_misses: words.near_misses(),
                grantors,
            }))
        })
        .await
}

fn unknown(reason: String) -> Explanation {
    Explanation { decision: false, reason, paths: Vec::new(), near_misses: Vec::new(), grantors: Vec::new() }
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

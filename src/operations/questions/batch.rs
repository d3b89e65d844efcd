//! Several evaluations of AuthZEN, all on the same state.

use api::questions::{
    ActionName, CheckAccess, CheckAccessBatch, Decision, DecisionContext, Decisions, Entity, EvaluationError,
    PartialAction, PartialEntity, PartialEvaluation, Semantic,
};
use api::{Fault, FaultKind};

use super::desk::Desk;
use super::question::{self, Question};
use super::{check_access, incomplete, present};
use crate::operations::Context;

/// The most evaluations of one call.
const MOST: usize = 1000;

/// Answers several evaluations, in their order, up to the one after which the caller wants it to end. One that lacks
/// something is a no that says so; the others are answered all the same.
///
/// # Errors
/// 401 without a credential; 400 if a lone evaluation lacks something; 422 if there are too many; the store's.
pub async fn check_access_batch(context: &Context, input: CheckAccessBatch) -> Result<Decisions, Fault> {
    present(context.actor())?;
    let CheckAccessBatch { subject, action, resource, evaluations, options } = input;
    let above = PartialEvaluation { subject, action, resource };
    let evaluations = evaluations.unwrap_or_default();
    if evaluations.len() > MOST {
        let detail = format!("at most {MOST} in one call; these are {}", evaluations.len());
        return Err(Fault { kind: FaultKind::Invalid, ..Fault::field("evaluations", detail) });
    }
    if evaluations.is_empty() {
        let alone = complete(PartialEvaluation::default(), &above).map_err(incomplete)?;
        let Decision { decision, context } = check_access(context, alone).await?;
        return Ok(Decisions { decision: Some(decision), context: Some(context), evaluations: None });
    }
    let last = match options.and_then(|options| options.evaluations_semantic).unwrap_or_default() {
        Semantic::ExecuteAll => None,
        Semantic::DenyOnFirstDeny => Some(false),
        Semantic::PermitOnFirstPermit => Some(true),
    };
    let desk = Desk::open(context, "CheckAccessBatch").await?;
    let mut decisions = Vec::with_capacity(evaluations.len());
    for evaluation in evaluations {
        let decision = match complete(evaluation, &above).and_then(asked) {
            Ok((name, question)) => desk.decision(&name, &question),
            Err(missing) => broken(missing),
        };
        let ends = Some(decision.decision) == last;
        decisions.push(decision);
        if ends {
            break;
        }
    }
    Ok(Decisions { evaluations: Some(decisions), ..Decisions::default() })
}

type Asked = (String, Result<Question, question::NoQuestion>);

fn asked(whole: CheckAccess) -> Result<Asked, &'static str> {
    let question = Question::of_entities(&whole.subject, &whole.action.name, &whole.resource)?;
    Ok((question::words_of(&whole.subject), question))
}

/// An evaluation with what it leaves to those above; the error is the name of what is missing.
fn complete(own: PartialEvaluation, above: &PartialEvaluation) -> Result<CheckAccess, &'static str> {
    let subject = own.subject.or_else(|| above.subject.clone()).ok_or("subject")?;
    let action = own.action.or_else(|| above.action.clone()).ok_or("action")?;
    let resource = own.resource.or_else(|| above.resource.clone()).ok_or("resource")?;
    let entity = |PartialEntity { kind, id }: PartialEntity, missing: &'static str| {
        Ok::<_, &'static str>(Entity { kind: kind.ok_or(missing)?, id: id.unwrap_or_default() })
    };
    let PartialAction { name } = action;
    Ok(CheckAccess {
        subject: entity(subject, "subject.type")?,
        action: ActionName { name: name.ok_or("action.name")? },
        resource: entity(resource, "resource.type")?,
    })
}

/// A no for an evaluation that lacks something.
fn broken(missing: &str) -> Decision {
    let message = format!("{missing} is needed");
    let error = Some(EvaluationError { status: FaultKind::BadRequest.status(), message: message.clone() });
    Decision { decision: false, context: DecisionContext { reason: format!("{message}."), error } }
}

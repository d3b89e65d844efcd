//! What questions about access are tried on. Whoever has a credential may ask; what isn't for them to know is a no and not
//! a refusal.

use api::Request;
use api::questions::{
    ActionName, CheckAccess, CheckAccessBatch, Entity, ExplainAccess, Kind, PartialEvaluation, SearchActions,
    SearchResources, SearchSubjects,
};

/// Samples of what this file knows.
pub(super) fn samples(operation: &str) -> Option<Vec<(&'static str, Request)>> {
    let entity = |kind: &str, id: &str| Entity { kind: kind.into(), id: id.into() };
    let (bob, events) = (entity("user", "bob"), entity("stream", "ada/lake/events"));
    let read = || ActionName { name: "read".into() };
    let kind = |kind: &str| Kind { kind: kind.into() };
    let request: Request = match operation {
        "CheckAccess" => CheckAccess { subject: bob, action: read(), resource: events }.into(),
        "CheckAccessBatch" => CheckAccessBatch {
            subject: Some(bob.into()),
            action: Some(read().into()),
            evaluations: Some(vec![PartialEvaluation {
                resource: Some(events.into()),
                ..Default::default()
            }]),
            ..Default::default()
        }
        .into(),
        "SearchSubjects" => {
            SearchSubjects { subject: kind("user"), action: read(), resource: events, page: None }.into()
        }
        "SearchResources" => {
            SearchResources { subject: bob, action: read(), resource: kind("stream"), page: None }.into()
        }
        "SearchActions" => SearchActions { subject: bob, resource: events, page: None }.into(),
        "ExplainAccess" => ExplainAccess {
            actor: "user:bob".into(),
            action: "read".into(),
            resource: "stream:ada/lake/events".into(),
        }
        .into(),
        _ => return None,
    };
    Some(vec![("of bob", request)])
}

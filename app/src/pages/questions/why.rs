//! May somebody do this on that: why, or why not.

use access::{Permission, ResourceKind};
use api::Fault;
use api::questions::{ActionName, CheckAccess, Entity, ExplainAccess, SearchActions};
use leptos::prelude::*;

use super::super::answer::{self, answer as drawn};
use super::super::requests::wanted;
use super::asked::{Asked, Errors, Right, address};
use crate::backend::ask;
use crate::parts::{Glyph, Icon, Panel};
use crate::shell::bar::encoded;

/// The answer, or what is wrong with the question.
pub(super) async fn answer(asked: &Asked) -> Result<Result<AnyView, Errors>, Fault> {
    let (subject, right) = (asked.subject(), asked.right());
    let on = right.as_ref().ok().map(|right| asked.resource(right.kind));
    let (Ok(subject), Ok(right), Some(Ok(on))) = (&subject, &right, &on) else {
        let on = on.and_then(Result::err);
        return Ok(Err(Errors { who: subject.err(), may: right.err(), on }));
    };
    let words = |entity: &Entity| format!("{}:{}", entity.kind, entity.id);
    let (actor, resource, action) = (words(subject), words(on), right.permission.to_string());
    let me = asked.is_me(subject);
    let told =
        ask(ExplainAccess { actor: actor.clone(), action: action.clone(), resource: resource.clone() });
    let told = told.await?;
    let who = if me { "you".to_owned() } else { subject.id.clone() };
    let title = match (me, told.decision) {
        _ if told.is_unknown() => format!("No answer about {}", on.id),
        (true, yes) => format!("You {} {} {}", can(yes), right.verb(), on.id),
        (false, yes) => format!("{who} {} {} {}", can(yes), right.verb(), on.id),
    };
    let takes = answer::takes(me || subject.kind == "user", (right.kind, right.permission), &on.id);
    let give = if told.decision || told.is_unknown() { None } else { give(subject, *right, on).await };
    let request = match (told.decision || told.is_unknown(), subject.kind.as_str()) {
        (false, "user") => {
            let to = format!("to {} {}", right.verb(), on.id);
            wanted(&action, &resource, Some(&subject.id), to)
        }
        _ => None,
    };
    let more = if told.is_unknown() { None } else { Some(others(&who, subject, *right, on).await?) };
    let command = format!("sluicegate access explain {actor} {action} {resource}");
    let answer = drawn(answer::Asked { actor, who, title, takes, give, request, more, command }, told);
    Ok(Ok(view! { <Panel title="Answer">{answer}</Panel> }.into_any()))
}

const fn can(yes: bool) -> &'static str {
    if yes { "can" } else { "can’t" }
}

/// Every right there is on the thing, with whether it is held; each leads to its own answer.
async fn others(who: &str, subject: &Entity, asked: Right, on: &Entity) -> Result<AnyView, Fault> {
    let held = SearchActions { subject: subject.clone(), resource: on.clone(), page: None };
    let held = ask(held).await?.results;
    let rights = Right::of(asked.kind).map(|right| {
        let name = right.permission.name();
        let yes = held.iter().any(|held| held.name == name);
        let (glyph, word) = if yes { (Glyph::Check, "yes") } else { (Glyph::Minus, "no") };
        view! {
            <a class="chip" href=why(subject, right, on) aria-current=(right == asked).then_some("true")>
                <Icon glyph />
                {name}
                <span class="visually-hidden">": " {word}</span>
            </a>
        }
    });
    let title = format!("All that {who} may do there");
    Ok(view! {
        <div>
            <h3>{title.clone()}</h3>
            <nav class="chips" aria-label=title>
                {rights.collect_view()}
            </nav>
        </div>
    }
    .into_any())
}

/// The page with this question.
pub(super) fn why(subject: &Entity, right: Right, on: &Entity) -> String {
    address([("who", Some(subject.id.clone())), ("may", Some(right.word())), ("on", Some(on.id.clone()))])
}

/// Where the viewer gives a person what is missing; none for who may not.
async fn give(subject: &Entity, right: Right, on: &Entity) -> Option<String> {
    // A service is granted streams on its own page, by those who manage it.
    if subject.kind != "user" {
        return None;
    }
    let name = encoded(&subject.id);
    let project = || match on.id.rsplit_once('/') {
        Some((project, _)) if right.kind == ResourceKind::Stream => project.to_owned(),
        _ => on.id.clone(),
    };
    let (kind, id, permission, href) = match right.kind {
        ResourceKind::Organization => {
            (right.kind, on.id.clone(), Permission::Admin, format!("/{}/-/members?edit={name}", on.id))
        }
        ResourceKind::Pipeline => {
            let (organization, pipeline) = on.id.split_once('/')?;
            let href = format!("/{organization}/-/pipelines/{pipeline}?tab=sharing&share=people");
            (right.kind, on.id.clone(), Permission::Manage, href)
        }
        _ => {
            let href = format!("/{}?tab=members&edit={name}", project());
            (ResourceKind::Project, project(), Permission::Admin, href)
        }
    };
    let question = CheckAccess {
        subject: Entity { kind: "caller".into(), id: String::new() },
        action: ActionName { name: permission.to_string() },
        resource: Entity { kind: kind.to_string(), id },
    };
    ask(question).await.is_ok_and(|answer| answer.decision).then_some(href)
}

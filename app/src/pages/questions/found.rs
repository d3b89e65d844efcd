//! On what somebody may do something, and who may: lists with pages.

use access::ResourceKind;
use api::questions::{ActionName, Entity, Kind, SearchPage, SearchResources, SearchResults, SearchSubjects};
use api::{Fault, Operation};
use leptos::prelude::*;

use super::super::query;
use super::asked::{Asked, Errors, address, title};
use super::list::{List, resource_row, subject_row};
use crate::backend::ask;
use crate::parts::Head;

/// A part of a search's answer may be empty and not the last. So many are asked for before the reader is asked to go on.
const PARTS: usize = 4;

/// What somebody may do something on.
pub(super) async fn resources(asked: &Asked) -> Result<Result<AnyView, Errors>, Fault> {
    let (subject, right) = match (asked.subject(), asked.right()) {
        (Ok(subject), Ok(right)) => (subject, right),
        (who, may) => return Ok(Err(Errors { who: who.err(), may: may.err(), on: None })),
    };
    let found = found(|page| SearchResources {
        subject: subject.clone(),
        action: ActionName { name: right.permission.to_string() },
        resource: Kind { kind: right.kind.to_string() },
        page: Some(page),
    })
    .await?;
    let (kind, action) = (right.kind, right.permission);
    let list = List {
        title: if asked.is_me(&subject) {
            format!("{} that you can {}", title(kind), right.verb())
        } else {
            format!("{} that {} can {}", title(kind), subject.id, right.verb())
        },
        heads: vec![Head::Text("Path"), Head::Hidden("Why")],
        rows: found.results.iter().map(|on| resource_row(&subject, right, on)).collect(),
        next: address([
            ("tab", Some("list".into())),
            ("who", Some(subject.id.clone())),
            ("may", Some(right.word())),
            ("after", Some(found.page.next_token.clone())),
        ]),
        more: !found.page.next_token.is_empty(),
        none: if asked.is_me(&subject) {
            format!("There is nothing that you can {} here.", right.verb())
        } else {
            format!("None that {} can {}, as far as you may know.", subject.id, right.verb())
        },
        foot: if asked.is_me(&subject) {
            "By whatever way: granted, by a role or a team, or public."
        } else {
            "Those whose access list you can see, too."
        },
        segments: None,
        command: format!(
            "sluicegate access list {}:{} --kind {kind} --action {action}",
            subject.kind, subject.id
        ),
    };
    Ok(Ok(list.view()))
}

/// Who may do something.
pub(super) async fn subjects(asked: &Asked) -> Result<Result<AnyView, Errors>, Fault> {
    let right = match asked.right() {
        Ok(right) => right,
        Err(may) => return Ok(Err(Errors { may: Some(may), ..Errors::default() })),
    };
    let on = match asked.resource(right.kind) {
        Ok(on) => on,
        Err(on) => return Ok(Err(Errors { on: Some(on), ..Errors::default() })),
    };
    // Services hold nothing but grants on streams.
    let has_services = right.kind == ResourceKind::Stream;
    let services = has_services && query("of").as_deref() == Some("services");
    let kind = if services { "service" } else { "user" };
    let found = found(|page| SearchSubjects {
        subject: Kind { kind: kind.to_owned() },
        action: ActionName { name: right.permission.to_string() },
        resource: on.clone(),
        page: Some(page),
    })
    .await?;
    let link = |services: bool, after: Option<String>| {
        address([
            ("tab", Some("who-can".into())),
            ("may", Some(right.word())),
            ("on", Some(on.id.clone())),
            ("of", services.then(|| "services".to_owned())),
            ("after", after),
        ])
    };
    let segments = has_services.then(|| {
        view! {
            <div class="segments">
                <a href=link(false, None) aria-current=(!services).then_some("true")>
                    "People"
                </a>
                <a href=link(true, None) aria-current=services.then_some("true")>
                    "Services"
                </a>
            </div>
        }
        .into_any()
    });
    let who = if services { "services" } else { "people" };
    let list = List {
        title: format!("Who can {} {}", right.verb(), on.id),
        heads: vec![Head::Text("Who"), Head::Hidden("Why")],
        rows: found.results.iter().map(|subject| subject_row(asked, subject, right, &on)).collect(),
        next: link(services, Some(found.page.next_token.clone())),
        more: !found.page.next_token.is_empty(),
        none: format!(
            "There are no {who} that you may know of. What isn’t there, or isn’t for you to see, answers the same."
        ),
        foot: "As far as you may know: others than yourself where you can see the access list.",
        segments,
        command: format!("sluicegate access who-can {} {}:{}", right.permission, on.kind, on.id),
    };
    Ok(Ok(list.view()))
}

/// A part of a search's answer from where the address says; the next with something in it, if there is nothing in that.
async fn found<O>(search: impl Fn(SearchPage) -> O) -> Result<SearchResults<Entity>, Fault>
where
    O: Operation<Output = SearchResults<Entity>>,
{
    let part = |token| search(SearchPage { token, limit: None });
    let mut found = ask(part(query("after"))).await?;
    for _ in 1..PARTS {
        if !found.results.is_empty() || found.page.next_token.is_empty() {
            break;
        }
        found = ask(part(Some(found.page.next_token))).await?;
    }
    Ok(found)
}

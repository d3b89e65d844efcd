//! What others lately changed about the viewer's access, in words.

use api::Fault;
use api::audit::{AccessChange, Altered, ListAccessChanges};
use leptos::prelude::*;

use crate::backend::{ask, now};
use crate::parts::{Panel, Timestamp};

/// The panel; nothing where nobody changed anything.
pub(super) async fn panel() -> Result<Option<AnyView>, Fault> {
    let changes = ask(ListAccessChanges {}).await?.items;
    if changes.is_empty() {
        return Ok(None);
    }
    let now = now();
    let lines = changes.into_iter().map(|change| {
        let (before, after) = words(&change);
        let actor = match change.actor.as_str() {
            "operator" => "The operator".to_owned(),
            name => name.to_owned(),
        };
        view! {
            <li>
                <strong>{actor}</strong>
                " "
                {before}
                " "
                <a href=page(&change)>{change.path.clone()}</a>
                {after}
                <span class="second">
                    <Timestamp at=change.at now />
                </span>
            </li>
        }
    });
    let lines = lines.collect_view();
    let all = view! { <a href="/-/profile/activity">"All activity"</a> };
    Ok(Some(
        view! {
            <Panel title="Changes to your access" aside=all.into_any()>
                <ul class="access-changes">{lines}</ul>
            </Panel>
        }
        .into_any(),
    ))
}

/// Where what it is about is found, if it still has that path.
fn page(change: &AccessChange) -> String {
    match (change.kind.as_str(), change.path.split_once('/')) {
        ("team", Some((organization, team))) => format!("/{organization}/-/teams/{team}"),
        ("pipeline", Some((organization, pipeline))) => format!("/{organization}/-/pipelines/{pipeline}"),
        _ => format!("/{}", change.path),
    }
}

/// What stands before and after the path.
fn words(change: &AccessChange) -> (String, String) {
    let list = |words: &[String]| words.join(", ");
    let role = |role: &str| role.replace('_', " ");
    let kind = &change.kind;
    let article = |role: &str| if role.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    match &change.altered {
        Altered::Flags { gained, lost } => match (gained.is_empty(), lost.is_empty()) {
            (false, true) => (format!("gave you {} on {kind}", list(gained)), String::new()),
            (true, false) => (format!("took {} from you on {kind}", list(lost)), String::new()),
            (false, false) => {
                (format!("gave you {} on {kind}", list(gained)), format!(" and took {}", list(lost)))
            }
            (true, true) => (format!("changed your flags on {kind}"), String::new()),
        },
        Altered::Role { from: None, to: Some(to) } => {
            (format!("made you {} {} of pipeline", article(to), role(to)), String::new())
        }
        Altered::Role { from: Some(from), to: Some(to) } => {
            let made = format!("made you {} {} of pipeline", article(to), role(to));
            (made, format!(", where you were {} {}", article(from), role(from)))
        }
        Altered::Role { from: Some(from), to: None } => {
            (format!("ended your role, {}, on pipeline", role(from)), String::new())
        }
        Altered::Role { from: None, to: None } => {
            ("changed who has a role on pipeline".to_owned(), String::new())
        }
        Altered::Team { member: true } => ("put you into team".to_owned(), String::new()),
        Altered::Team { member: false } => ("took you out of team".to_owned(), String::new()),
        Altered::Removed => {
            ("removed you from organization".to_owned(), " with all that you held inside".to_owned())
        }
        Altered::Quota => ("changed what you may spend at the expense of".to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use access::Time;

    use super::*;

    fn said(kind: &str, path: &str, altered: Altered) -> (String, String) {
        let change =
            AccessChange { at: Time(0), actor: "ada".into(), kind: kind.into(), path: path.into(), altered };
        let (before, after) = words(&change);
        (format!("{before} {path}{after}"), page(&change))
    }

    #[test]
    fn changes_are_sentences_with_links() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let flags =
            |gained: &[&str], lost: &[&str]| Altered::Flags { gained: list(gained), lost: list(lost) };
        let some = |role: &str| Some(role.to_owned());
        for (kind, path, altered, words, page) in [
            (
                "project",
                "acme/lake",
                flags(&["view", "create"], &[]),
                "gave you view, create on project acme/lake",
                "/acme/lake",
            ),
            (
                "organization",
                "acme",
                flags(&[], &["admin"]),
                "took admin from you on organization acme",
                "/acme",
            ),
            (
                "organization",
                "acme",
                flags(&["view"], &["admin"]),
                "gave you view on organization acme and took admin",
                "/acme",
            ),
            (
                "pipeline",
                "acme/enrich",
                Altered::Role { from: some("owner"), to: some("editor") },
                "made you an editor of pipeline acme/enrich, where you were an owner",
                "/acme/-/pipelines/enrich",
            ),
            (
                "pipeline",
                "acme/enrich",
                Altered::Role { from: some("reader"), to: None },
                "ended your role, reader, on pipeline acme/enrich",
                "/acme/-/pipelines/enrich",
            ),
            (
                "team",
                "acme/ops",
                Altered::Team { member: true },
                "put you into team acme/ops",
                "/acme/-/teams/ops",
            ),
            (
                "organization",
                "acme",
                Altered::Removed,
                "removed you from organization acme with all that you held inside",
                "/acme",
            ),
        ] {
            assert_eq!(said(kind, path, altered), (words.to_owned(), page.to_owned()));
        }
    }
}

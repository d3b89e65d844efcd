//! What was looked for by its name: the page that the field in the top bar leads to. A plain GET form, as the field is.

use api::find::{FindThings, FoundThing, ThingKind};
use api::{Fault, FaultKind, Page};
use leptos::prelude::*;

use super::teams::search_box;
use super::{Made, frame, query};
use crate::backend::{ask, reply, viewer};
use crate::parts::{
    BarePanel, Cell, CodeLine, Empty, Glyph, Head, LinkButton, MainCell, Pager, Path, Row, Subject, Table,
    Tile, Title,
};
use crate::shell::bar::encoded;
use crate::shell::{Crumb, Frame};

const PATH: &str = "/-/find";
const LEDE: &str = "Organizations, projects, streams, pipelines, services and teams that you can see, by parts of their \
    names. With a / or blanks, parts of the whole path.";

/// The page.
pub(super) async fn page() -> Made {
    viewer().ok_or_else(Fault::unauthenticated)?;
    let search = query("search").map(|search| search.trim().to_owned()).filter(|search| !search.is_empty());
    let only = query("kind").and_then(|word| ThingKind::of_word(&word));
    let after = query("after");
    let (body, taken) = match &search {
        None => {
            (empty("Find by name", "Type a part of it: two characters are enough.".to_owned(), None), false)
        }
        Some(search) => {
            let find = FindThings { search: search.clone(), kind: only, limit: None, after: after.clone() };
            match ask(find).await {
                Ok(found) => (list(found, search, only, after.is_some()), true),
                Err(fault) if fault.kind == FaultKind::Invalid => {
                    reply().set_status(fault.status());
                    (empty("Nothing was looked for", too_short(&fault), None), false)
                }
                Err(fault) => return Err(fault),
            }
        }
    };
    let chips = search.as_deref().map(|search| kinds(search, only));
    let command = search.as_deref().filter(|_| taken).map(|search| {
        let kind = only.map(|kind| format!(" --kind {kind}")).unwrap_or_default();
        let text = format!("sluicegate find{kind} {}", quoted(search));
        view! { <CodeLine text=text command=true wrap=true label="The same from a terminal" /> }
    });
    let kept = only.map(|kind| ("kind", kind.word()));
    let view = view! {
        <Title subject=Subject::Page("Find".into()) lede=LEDE.into_any() />
        <div class="stack">
            <BarePanel label="Found by name">
                <div class="people-tools">
                    {search_box(PATH, search.as_deref(), "Name or path", kept)} {chips}
                </div>
                {body}
            </BarePanel>
            {command}
        </div>
    };
    Ok((Frame { crumbs: vec![Crumb::here("Find")], ..frame("Find") }, view.into_any()))
}

/// A text as a shell takes it for one word.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '/' | '.');
    if text.starts_with(|letter: char| letter.is_ascii_alphanumeric()) && text.chars().all(plain) {
        text.to_owned()
    } else {
        let ends_options = if text.starts_with('-') { "-- " } else { "" };
        format!("{ends_options}'{}'", text.replace('\'', "'\\''"))
    }
}

/// What is wrong with what was typed, as a sentence.
fn too_short(fault: &Fault) -> String {
    let why = fault.errors.first().map_or(&fault.detail, |error| &error.message);
    let mut letters = why.chars();
    let sentence = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters);
    format!("{}.", sentence.collect::<String>().trim_end_matches('.'))
}

/// What stands there where nothing is listed; `clear` leads to where more is looked at.
fn empty(title: &'static str, line: String, clear: Option<String>) -> AnyView {
    let clear = clear.map(|href| view! { <LinkButton href>"Clear filters"</LinkButton> }.into_any());
    view! { <Empty glyph=Glyph::Search title=title line=line actions=clear /> }.into_any()
}

/// The page of what was looked for, of this kind alone or of all.
fn address(search: &str, kind: Option<ThingKind>) -> String {
    let kind = kind.map(|kind| format!("&kind={kind}")).unwrap_or_default();
    format!("{PATH}?search={}{kind}", encoded(search))
}

/// The kinds, to be looked for alone.
fn kinds(search: &str, only: Option<ThingKind>) -> AnyView {
    let chip = |label: &'static str, kind: Option<ThingKind>| {
        view! {
            <a class="chip" href=address(search, kind) aria-current=(kind == only).then_some("true")>
                {label}
            </a>
        }
    };
    view! {
        <nav class="chips" aria-label="Kinds">
            {chip("All", None)}
            {ThingKind::ALL.map(|kind| chip(title(kind), Some(kind)))}
        </nav>
    }
    .into_any()
}

/// A kind as the head of many.
const fn title(kind: ThingKind) -> &'static str {
    match kind {
        ThingKind::Organization => "Organizations",
        ThingKind::Project => "Projects",
        ThingKind::Stream => "Streams",
        ThingKind::Pipeline => "Pipelines",
        ThingKind::Service => "Services",
        ThingKind::Team => "Teams",
    }
}

fn list(found: Page<FoundThing>, search: &str, only: Option<ThingKind>, further: bool) -> AnyView {
    if found.items.is_empty() && found.next.is_none() {
        let what = only.map_or_else(|| "Nothing".to_owned(), |kind| format!("No {kind}"));
        let line = format!("{what} that you can see has “{search}” in its name.");
        return empty("Nothing found", line, only.map(|_| address(search, None)));
    }
    let range = if further { "Further on" } else { "The best first" };
    let pager = found.next.map(|next| {
        let next = format!("{}&after={}", address(search, only), encoded(&next));
        view! {
            <div class="panel-foot">
                <Pager range=range next=Some(next) />
            </div>
        }
    });
    let rows = found.items.iter().map(row).collect_view();
    view! {
        <Table label="Found" heads=vec![Head::Text("Path"), Head::Text("Kind")]>
            {rows}
        </Table>
        {pager}
    }
    .into_any()
}

fn row(thing: &FoundThing) -> AnyView {
    let (path, href, kind) = (thing.path.clone(), thing.page(), thing.kind.to_string());
    let glyph = Glyph::of(thing.kind);
    view! {
        <Row>
            <MainCell>
                <Tile glyph />
                <Path path=path href=Some(href) />
            </MainCell>
            <Cell label="Kind">{kind}</Cell>
        </Row>
    }
    .into_any()
}

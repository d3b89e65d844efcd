//! What was looked for by its name: the page that the field in the top bar leads to. A plain GET form, as the field is.

use api::find::{FindThings, FoundThing, FoundThings, MAX_THINGS, ThingKind};
use api::{Fault, FaultKind};
use leptos::prelude::*;

use super::teams::search_box;
use super::{Made, frame, query};
use crate::backend::{ask, reply, viewer};
use crate::islands::glyph;
use crate::parts::{
    BarePanel, Cell, CodeLine, Empty, Glyph, Head, MainCell, Path, Row, Subject, Table, Tile, Title,
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
    let only = query("kind");
    let only = ThingKind::ALL.into_iter().find(|kind| only.as_deref() == Some(kind.word()));
    let body = match &search {
        None => empty("Find by name", "Type a part of it: two characters are enough.".to_owned()),
        Some(search) => {
            let find = FindThings { search: search.clone(), kind: only, limit: Some(MAX_THINGS) };
            match ask(find).await {
                Ok(found) => list(found, search),
                Err(fault) if fault.kind == FaultKind::Invalid => {
                    reply().set_status(fault.status());
                    empty("Nothing was looked for", too_short(&fault))
                }
                Err(fault) => return Err(fault),
            }
        }
    };
    let chips = search.as_deref().map(|search| kinds(search, only));
    let command = search.as_deref().map(|search| {
        let kind = only.map(|kind| format!(" --kind {kind}")).unwrap_or_default();
        let text = format!("sluicegate find {}{kind}", quoted(search));
        view! { <CodeLine text=text command=true wrap=true label="The same from a terminal" /> }
    });
    let view = view! {
        <Title subject=Subject::Page("Find".into()) lede=LEDE.into_any() />
        <div class="stack">
            <BarePanel label="Found by name">
                <div class="people-tools">
                    {search_box(PATH, search.as_deref(), "Name or path", None)} {chips}
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
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// What is wrong with what was typed, as a sentence.
fn too_short(fault: &Fault) -> String {
    let why = fault.errors.first().map_or(&fault.detail, |error| &error.message);
    let mut letters = why.chars();
    let sentence = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters);
    format!("{}.", sentence.collect::<String>().trim_end_matches('.'))
}

/// What stands there where nothing is listed.
fn empty(title: &'static str, line: String) -> AnyView {
    view! { <Empty glyph=Glyph::Search title=title line=line /> }.into_any()
}

/// The kinds, to be looked for alone.
fn kinds(search: &str, only: Option<ThingKind>) -> AnyView {
    let chip = |label: &'static str, kind: Option<ThingKind>| {
        let kind_of = kind.map(|kind| format!("&kind={kind}")).unwrap_or_default();
        let href = format!("{PATH}?search={}{kind_of}", encoded(search));
        view! {
            <a class="chip" href=href aria-current=(kind == only).then_some("true")>
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

fn list(found: FoundThings, search: &str) -> AnyView {
    if found.things.is_empty() {
        let line = format!("Nothing that you can see has “{search}” in its name.");
        return empty("Nothing found", line);
    }
    let more = found.more.then(|| {
        view! {
            <footer class="panel-foot">
                <p>{format!("These are the first {MAX_THINGS}. Type more of the name, or choose a kind.")}</p>
            </footer>
        }
    });
    let rows = found.things.iter().map(row).collect_view();
    view! {
        <Table label="Found" heads=vec![Head::Text("Path"), Head::Text("Kind")]>
            {rows}
        </Table>
        {more}
    }
    .into_any()
}

fn row(thing: &FoundThing) -> AnyView {
    let (path, href, kind) = (thing.path.clone(), thing.page(), thing.kind.to_string());
    let glyph = glyph(thing.kind);
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

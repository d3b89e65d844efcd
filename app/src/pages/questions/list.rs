//! What was found, drawn: a table with its pages, each row with the way to its answer.

use access::ResourceKind;
use api::questions::Entity;
use leptos::prelude::*;

use super::super::query;
use super::asked::{Asked, Right};
use super::why::why;
use crate::parts::{
    Avatar, Badge, CodeLine, Empty, Glyph, Head, MainCell, MenuCell, Pager, Panel, Path, Row, Table, Tile,
    TileTone, Tone,
};

/// A list of what was found.
pub(super) struct List {
    pub(super) title: String,
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<AnyView>,
    /// Where it goes on.
    pub(super) next: String,
    pub(super) more: bool,
    /// What is said where nothing is.
    pub(super) none: String,
    pub(super) foot: &'static str,
    pub(super) segments: Option<AnyView>,
    pub(super) command: String,
}

impl List {
    pub(super) fn view(self) -> AnyView {
        let Self { title, heads, rows, next, more, none, foot, segments, command } = self;
        let list = match (rows.is_empty(), more) {
            (true, true) => {
                let line = "There is more to look at: the list goes on on the next page.";
                view! { <Empty glyph=Glyph::Search title="None among the first" line=line /> }.into_any()
            }
            (true, false) => {
                view! { <Empty glyph=Glyph::Search title="Nothing found" line=none /> }.into_any()
            }
            (false, _) => view! {
                <Table label=title.clone() heads=heads>
                    {rows}
                </Table>
            }
            .into_any(),
        };
        let from = if query("after").is_some() { "Further on" } else { "From the first" };
        let foot = view! {
            <p>{foot}</p>
            {more.then(|| view! { <Pager range=from next=Some(next) /> })}
        };
        view! {
            <div class="stack">
                <Panel title=title flush=true aside=segments foot=foot.into_any()>
                    {list}
                </Panel>
                <CodeLine text=command command=true wrap=true label="The same from a terminal" />
            </div>
        }
        .into_any()
    }
}

pub(super) fn resource_row(subject: &Entity, right: Right, on: &Entity) -> AnyView {
    let href = match on.id.split_once('/') {
        Some((organization, pipeline)) if right.kind == ResourceKind::Pipeline => {
            format!("/{organization}/-/pipelines/{pipeline}")
        }
        _ => format!("/{}", on.id),
    };
    let (path, explained) = (on.id.clone(), explained(subject, right, on));
    view! {
        <Row>
            <MainCell>
                <Path path=path href=Some(href) />
            </MainCell>
            {explained}
        </Row>
    }
    .into_any()
}

pub(super) fn subject_row(asked: &Asked, subject: &Entity, right: Right, on: &Entity) -> AnyView {
    let lead = if subject.kind == "service" {
        view! { <Tile glyph=Glyph::Box tone=TileTone::Quiet /> }.into_any()
    } else {
        view! { <Avatar name=subject.id.clone() /> }.into_any()
    };
    let you = asked.is_me(subject).then(|| view! { <Badge tone=Tone::Accent text="you" /> });
    let (name, explained) = (subject.id.clone(), explained(subject, right, on));
    view! {
        <Row>
            <MainCell>{lead} {name} {you}</MainCell>
            {explained}
        </Row>
    }
    .into_any()
}

/// The way to the answer for one row.
fn explained(subject: &Entity, right: Right, on: &Entity) -> AnyView {
    let label = format!("Why {} can {} {}", subject.id, right.verb(), on.id);
    let href = why(subject, right, on);
    view! {
        <MenuCell>
            <a class="why" href=href aria-label=label>
                "Why"
            </a>
        </MenuCell>
    }
    .into_any()
}

//! Tables. Real ones; on a phone the style turns each row into a card, with the labels that the cells carry. The roles
//! are written out, since a browser drops those of a table that isn't laid out as one.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// The head of a column.
#[derive(Clone, Copy, Debug)]
pub enum Head {
    /// A word.
    Text(&'static str),
    /// A word over numbers.
    End(&'static str),
    /// A word beside the tick that selects all rows for the form with this id.
    Select(&'static str, &'static str),
    /// Said, not shown: the row menus.
    Hidden(&'static str),
}

/// A table in a panel.
#[component]
pub fn Table(
    /// What the rows are, for screen readers.
    #[prop(into)]
    label: String,
    /// One head a column.
    heads: Vec<Head>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let heads = heads.into_iter().map(|head| match head {
        Head::Text(word) => view! {
            <th role="columnheader" scope="col">
                {word}
            </th>
        }
        .into_any(),
        Head::End(word) => view! {
            <th role="columnheader" scope="col" class="end">
                {word}
            </th>
        }
        .into_any(),
        Head::Select(word, form) => view! {
            <th role="columnheader" scope="col">
                <input
                    class="tick square needs-script"
                    type="checkbox"
                    form=form
                    data-select-all=""
                    aria-label="Select everybody on this page"
                />
                " "
                {word}
            </th>
        }
        .into_any(),
        Head::Hidden(word) => view! {
            <th role="columnheader" scope="col">
                <span class="visually-hidden">{word}</span>
            </th>
        }
        .into_any(),
    });
    view! {
        <div class="table-scroll">
            <table class="table" role="table" aria-label=label>
                <thead role="rowgroup">
                    <tr role="row">{heads.collect_view()}</tr>
                </thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What is particular about a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowState {
    /// Nothing.
    #[default]
    Plain,
    /// New, chosen or changed.
    Selected,
    /// Over: muted.
    Ended,
}

/// A row.
#[component]
pub fn Row(
    /// What is particular about it.
    #[prop(optional)]
    state: RowState,
    /// `MainCell`, `Cell`s, and `MenuCell` last.
    children: Children,
) -> impl IntoView {
    let class = match state {
        RowState::Plain => None,
        RowState::Selected => Some("selected"),
        RowState::Ended => Some("ended"),
    };
    view! {
        <tr role="row" class=class>
            {children()}
        </tr>
    }
    .into_any()
}

/// The first cell: what the row is about, and a handle or path on a second line.
#[component]
pub fn MainCell(
    /// The name: text, a link, a path.
    children: Children,
    /// The second line: a path or an id, in mono.
    #[prop(optional, into)]
    second: String,
    /// The second line is a sentence, not code.
    #[prop(optional)]
    prose: bool,
    /// Its label on a phone.
    #[prop(optional)]
    second_label: Option<&'static str>,
) -> impl IntoView {
    let class = if prose { "second" } else { "second code" };
    view! {
        <td role="cell" class="main">
            <div class="name">{children()}</div>
            {(!second.is_empty())
                .then(|| {
                    view! {
                        <span class=class data-label=second_label>
                            <span>{second}</span>
                        </span>
                    }
                })}
        </td>
    }
    .into_any()
}

/// A cell.
#[component]
pub fn Cell(
    /// The head of its column, as a phone shows it.
    label: &'static str,
    /// A number.
    #[prop(optional)]
    end: bool,
    /// A second line.
    #[prop(optional_no_strip, into)]
    second: Option<String>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <td role="cell" class=end.then_some("end") data-label=label>
            <div>{children()} {second.map(|second| view! { <span class="second">{second}</span> })}</div>
        </td>
    }
    .into_any()
}

/// The last cell: the row's menu.
#[component]
pub fn MenuCell(
    /// A `RowMenu`.
    children: Children,
) -> impl IntoView {
    view! {
        <td role="cell" class="menu-cell">
            {children()}
        </td>
    }
    .into_any()
}

/// The foot of a long table: which rows are shown, and the pages before and after.
#[component]
pub fn Pager(
    /// "1–10 of 48", or what can be said.
    #[prop(into)]
    range: String,
    /// The first page, from one behind it: a page that only knows what follows has no page before.
    #[prop(optional_no_strip, into)]
    first: Option<String>,
    /// The page before.
    #[prop(optional_no_strip, into)]
    previous: Option<String>,
    /// The page after.
    #[prop(optional_no_strip, into)]
    next: Option<String>,
) -> impl IntoView {
    let step = |href: String, glyph, label: &'static str| {
        view! {
            <a class="button small" href=href aria-label=label>
                <Icon glyph />
            </a>
        }
    };
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{range}</span>
            {first
                .map(|href| {
                    view! {
                        <a class="button small" href=href>
                            "First page"
                        </a>
                    }
                })}
            {previous.map(|href| step(href, Glyph::Left, "Previous page"))}
            {next.map(|href| step(href, Glyph::Right, "Next page"))}
        </nav>
    }
    .into_any()
}

//! The addresses of dialogs over a list: they open over the part of it that the page shows, and close onto the same part.

use std::fmt::Display;

use leptos::prelude::*;

use super::{hidden, outcome, query};
use crate::shell::bar::encoded;

/// What a page's query says of the part of its list that is shown.
const PART: [&str; 6] = ["search", "filter", "state", "sort", "after", "before"];

fn with(mut href: String, name: &str, value: &str) -> String {
    href.push(if href.contains('?') { '&' } else { '?' });
    href.push_str(&format!("{name}={}", encoded(value)));
    href
}

/// This address, with the part of the list that the page shows.
pub(super) fn same_part(href: &str) -> String {
    let part = PART.into_iter().filter_map(|name| Some((name, query(name)?)));
    part.fold(href.to_owned(), |href, (name, value)| with(href, name, &value))
}

/// The same in a form that asks for another page.
pub(super) fn part_fields() -> AnyView {
    let part = PART.into_iter().filter_map(|name| Some(hidden(name, query(name)?)));
    part.collect_view().into_any()
}

/// This address with a dialog over the same part.
pub(super) fn opening(href: &str, name: &str, value: impl Display) -> String {
    with(same_part(href), name, &value.to_string())
}

/// The same part without the dialog, at the button of the row menu with this id: it takes focus again.
pub(super) fn closing(href: &str, menu: &str) -> String {
    let href = same_part(href);
    // From the answer to a posted form a fragment would lead nowhere else than to the same answer.
    if outcome().is_some() { href } else { format!("{href}#{}", crate::parts::menu_button(menu)) }
}

//! What stands under a field while something is looked up in it: the matches, one of them marked. The field itself, and
//! what keys and answers do, is an island's.

use super::{Avatar, Glyph, Icon};
use leptos::prelude::*;

/// One match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// What the field takes.
    pub name: String,
    /// What tells it from others: "member of acme".
    pub second: String,
}

/// The id of a match in the list of this id.
#[must_use]
pub fn match_id(list: &str, index: usize) -> String {
    format!("{list}-{index}")
}

/// The matches, as a list box. Focus stays in the field, which names the marked one by its id.
#[component]
pub fn Matches(
    /// Unique in the page; the field names it.
    #[prop(into)]
    id: String,
    /// "People".
    label: &'static str,
    /// At least one.
    matches: Vec<Match>,
    /// Which is marked.
    #[prop(into)]
    marked: Signal<Option<usize>>,
    /// Called with the one that was clicked.
    choose: Callback<usize>,
) -> impl IntoView {
    let options = matches.into_iter().enumerate().map(|(index, found)| {
        let is_marked = move || if marked.get() == Some(index) { "true" } else { "false" };
        view! {
            // A press would take focus out of the field before the click arrives.
            <li
                role="option"
                id=match_id(&id, index)
                class="match"
                aria-selected=is_marked
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| choose.run(index)
            >
                <Avatar name=found.name.clone() />
                <div>
                    <span class="name">{found.name}</span>
                    <span class="second">{found.second}</span>
                </div>
            </li>
        }
        .into_any()
    });
    let options = options.collect_view();
    view! {
        <ul role="listbox" id=id class="matches" aria-label=label>
            {options}
        </ul>
    }
    .into_any()
}

/// The one that the field names.
#[component]
pub fn Chosen(
    /// Who.
    one: Match,
) -> impl IntoView {
    view! {
        <div class="chosen">
            <Avatar name=one.name.clone() />
            <div>
                <span class="name">{one.name}</span>
                <span class="second">{one.second}</span>
            </div>
            <Icon glyph=Glyph::Check />
        </div>
    }
    .into_any()
}

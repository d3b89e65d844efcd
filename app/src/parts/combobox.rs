//! What stands under a field while something is looked up in it: the matches, one of them marked. The field itself, and
//! what keys and answers do, is an island's.

use super::{Avatar, Glyph, Icon, Path};
use leptos::prelude::*;

/// One match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// What it is drawn as.
    pub like: MatchLike,
    /// What the field takes.
    pub name: String,
    /// What tells it from others: "member of acme".
    pub second: String,
}

/// What a match is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchLike {
    /// Somebody, with an avatar.
    Person,
    /// A thing: its icon, and its path.
    Thing(Glyph),
    /// A way to go, by its words.
    Way,
}

/// The id of a match in the list of this id.
#[must_use]
pub fn match_id(list: &str, index: usize) -> String {
    format!("{list}-{index}")
}

/// Which of so many matches an arrow key marks after this one: around from the last to the first, and back.
#[must_use]
pub fn marked_next(key: &str, marked: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match (key, marked) {
        ("ArrowDown", Some(at)) if at < last => Some(at + 1),
        ("ArrowDown", _) => Some(0),
        ("ArrowUp", Some(at)) if at > 0 => Some(at - 1),
        ("ArrowUp", _) => Some(last),
        _ => None,
    }
}

/// What stands before a match, and its name.
fn lead(found: &Match) -> AnyView {
    let name = found.name.clone();
    match found.like {
        MatchLike::Person => view! { <Avatar name=name /> }.into_any(),
        MatchLike::Thing(glyph) => view! { <Icon glyph /> }.into_any(),
        MatchLike::Way => view! { <Icon glyph=Glyph::Arrow /> }.into_any(),
    }
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
                {lead(&found)}
                <div>
                    {match found.like {
                        MatchLike::Thing(_) => view! { <Path path=found.name /> }.into_any(),
                        _ => view! { <span class="name">{found.name}</span> }.into_any(),
                    }} <span class="second">{found.second}</span>
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
            {lead(&one)} <div>
                <span class="name">{one.name}</span>
                <span class="second">{one.second}</span>
            </div> <Icon glyph=Glyph::Check />
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_around() {
        let next = |key, marked| marked_next(key, marked, 3);
        assert_eq!([None, Some(0), Some(2)].map(|at| next("ArrowDown", at)), [Some(0), Some(1), Some(0)]);
        assert_eq!([None, Some(2), Some(0)].map(|at| next("ArrowUp", at)), [Some(2), Some(1), Some(2)]);
        assert_eq!(next("Enter", Some(1)), None);
        assert_eq!(marked_next("ArrowDown", None, 0), None);
    }
}

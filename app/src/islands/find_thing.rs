//! The field in the top bar: what the viewer can see is found by parts of its name, and with it the ways that the page around
//! it offers. Without scripts it is the form that it enhances, which leads to a page of what was found.

mod ways;

use std::time::Duration;

use api::find::{FEWEST_CHARACTERS, FindThings, FoundThing};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::page;
use crate::calls::find_things;
use crate::parts::{Glyph, Icon, Match, MatchLike, Matches, marked_next, match_id};

/// How long typing has to pause before anything is looked up.
const PAUSE: Duration = Duration::from_millis(120);
/// How many things are shown; the page that Enter leads to has more.
const THINGS: u32 = 8;
/// How many ways are shown beside things, and how many alone.
const WAYS: (usize, usize) = (4, 8);

const FIELD: &str = "find-anything";
const LIST: &str = "find-anything-matches";

/// Something to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Goal {
    shown: Match,
    href: String,
}

impl Goal {
    fn thing(thing: FoundThing) -> Self {
        let (href, like) = (thing.page(), MatchLike::Thing(Glyph::of(thing.kind)));
        Self { shown: Match { like, name: thing.path, second: thing.kind.to_string() }, href }
    }
}

/// How far looking something up has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// Nothing was asked, or nothing came yet.
    Waiting,
    Answered,
    /// The server could not be asked.
    Failed,
}

/// What stands there in place of a list.
const fn none(asked: Asked) -> Option<&'static str> {
    match asked {
        Asked::Waiting => None,
        Asked::Answered => Some("Nothing that you can see has a name like that"),
        Asked::Failed => Some("The server can’t be asked right now"),
    }
}

/// What is said of the list to those who don't see it.
fn said(goals: &[Goal], asked: Asked) -> String {
    match goals.len() {
        0 => none(asked).unwrap_or_default().to_owned(),
        1 => "1 found; arrow keys choose.".to_owned(),
        count => format!("{count} found; arrow keys choose."),
    }
}

/// The field.
#[island]
pub fn FindThing() -> impl IntoView {
    let (live, set_live) = signal(false);
    let (goals, set_goals) = signal(Vec::<Goal>::new());
    let (open, set_open) = signal(false);
    let (typed, set_typed) = signal(String::new());
    let (asked, set_asked) = signal(Asked::Waiting);
    let (marked, set_marked) = signal(None::<usize>);
    // Counts what was typed: an answer to anything older is dropped.
    let turn = StoredValue::new(0_u32);
    let field = NodeRef::<leptos::html::Input>::new();
    let close = move || {
        set_open.set(false);
        set_marked.set(None);
    };
    let look_up = move || {
        let Some(text) = field.get_untracked().map(|field| field.value().trim().to_owned()) else { return };
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let near = ways::ways(&text);
        set_typed.set(text.clone());
        set_asked.set(Asked::Waiting);
        set_marked.set(None);
        set_open.set(true);
        if text.chars().count() < FEWEST_CHARACTERS {
            return set_goals.set(near.into_iter().take(WAYS.1).collect());
        }
        // What stands there stays until there is an answer, but for ways that no longer fit.
        set_goals
            .update(|goals| goals.retain(|goal| goal.shown.like != MatchLike::Way || near.contains(goal)));
        set_timeout(
            move || {
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                spawn_local(async move {
                    let find = FindThings { search: text, kind: None, limit: Some(THINGS), after: None };
                    let answer = find_things(find).await;
                    if turn.try_get_value() != Some(mine) {
                        return;
                    }
                    set_asked.set(if answer.is_ok() { Asked::Answered } else { Asked::Failed });
                    // Where the server can't be asked, the page's own ways are left.
                    let things = answer.map(|page| page.items).unwrap_or_default();
                    let mut found: Vec<Goal> = things.into_iter().map(Goal::thing).collect();
                    let most = found.len() + if found.is_empty() { WAYS.1 } else { WAYS.0 };
                    for way in near {
                        if found.len() < most && found.iter().all(|goal| goal.href != way.href) {
                            found.push(way);
                        }
                    }
                    // What was marked meanwhile stays so where it stands now.
                    let marked = marked.get_untracked();
                    let marked =
                        marked.and_then(|index| goals.with_untracked(|goals| goals.get(index).cloned()));
                    set_marked.set(marked.and_then(|marked| found.iter().position(|goal| *goal == marked)));
                    set_goals.set(found);
                });
            },
            PAUSE,
        );
    };
    Effect::new(move |_| {
        set_live.set(true);
        // It comes to life when it is focused, and something may have been typed meanwhile.
        if page::is_focused(FIELD) {
            look_up();
        }
    });
    let go = Callback::new(move |index: usize| {
        if let Some(goal) = goals.with_untracked(|goals| goals.get(index).cloned()) {
            close();
            // A page that can't be gone to leaves this one as it is.
            let _stays = window().location().set_href(&goal.href);
        }
    });
    let shown = Memo::new(move |_| open.get() && goals.with(|goals| !goals.is_empty()));
    let nothing = move || none(asked.get()).filter(|_| open.get() && goals.with(Vec::is_empty));
    let keys = move |event: KeyboardEvent| {
        let count = goals.with_untracked(Vec::len);
        let at = marked.get_untracked();
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                let to = marked_next(&event.key(), at, count);
                set_open.set(true);
                set_marked.set(to);
                if let Some(to) = to {
                    page::show_in_list(match_id(LIST, to));
                }
            }
            "Enter" if shown.get_untracked() && at.is_some() => go.run(at.unwrap_or_default()),
            // The page of what was found needs something to look for.
            "Enter" if typed.with_untracked(String::is_empty) => {}
            "Escape" if open.get_untracked() => close(),
            _ => return,
        }
        event.prevent_default();
    };
    let flag = |set: bool| if set { "true" } else { "false" };
    let marked_id = move || marked.get().filter(|_| shown.get()).map(|index| match_id(LIST, index));
    let matches = move || {
        shown.get().then(|| {
            let matches = goals.get().into_iter().map(|goal| goal.shown).collect::<Vec<_>>();
            view! { <Matches id=LIST label="Found" matches marked choose=go /> }
        })
    };
    view! {
        <form class="find combobox" method="get" action="/-/find" role="search">
            <Icon glyph=Glyph::Search />
            <input
                node_ref=field
                class="input"
                type="search"
                id=FIELD
                name="search"
                placeholder="Find or do anything"
                aria-label="Find or do anything"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                role=move || live.get().then_some("combobox")
                aria-autocomplete=move || live.get().then_some("list")
                aria-expanded=move || live.get().then(|| flag(shown.get()))
                aria-controls=move || shown.get().then_some(LIST)
                aria-activedescendant=marked_id
                aria-keyshortcuts="Control+K Meta+K"
                on:input=move |_| look_up()
                on:focus=move |_| look_up()
                on:keydown=keys
                on:blur=move |_| close()
            />
            <kbd class="needs-script" aria-hidden="true">
                "Ctrl K"
            </kbd>
            {matches}
            {move || {
                nothing()
                    .map(|line| {
                        view! {
                            <p class="no-match">
                                <Icon glyph=Glyph::Search />
                                {line}
                            </p>
                        }
                    })
            }}
            <p class="visually-hidden" role="status">
                {move || {
                    let asked = asked.get();
                    if open.get() { goals.with(|goals| said(goals, asked)) } else { String::new() }
                }}
            </p>
        </form>
    }
}

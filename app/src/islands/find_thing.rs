//! The field in the top bar: what the viewer can see is found by parts of its name, and with it the ways that the page around
//! it offers. Without scripts it is the form that it enhances, which leads to a page of what was found.

use std::time::Duration;

use api::find::{FEWEST_CHARACTERS, FindThings, ThingKind};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;

use super::page;
use crate::calls::find_things;
use crate::parts::{Glyph, Icon, Match, MatchLike, Matches, match_id};

/// How long typing has to pause before anything is looked up.
const PAUSE: Duration = Duration::from_millis(120);
/// How many things are shown; the page that Enter leads to has more.
const THINGS: u32 = 8;
/// How many ways are shown beside things, and how many alone.
const WAYS: (usize, usize) = (4, 8);

const FIELD: &str = "find-anything";
const LIST: &str = "find-anything-matches";

/// The ways of a page: its own acts first, then where its sidebar and its menu lead.
const LINKS: &str = ".title-actions a[href], .empty .actions a[href], #sidebar a[href], #account a[href]";

/// What is said of an act of the page.
const ON_PAGE: &str = "on this page";

/// Something to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Goal {
    shown: Match,
    href: String,
}

/// The icon of a kind of thing.
pub(crate) const fn glyph(kind: ThingKind) -> Glyph {
    match kind {
        ThingKind::Organization => Glyph::Users,
        ThingKind::Project => Glyph::Folder,
        ThingKind::Stream => Glyph::Stream,
        ThingKind::Pipeline => Glyph::Pipeline,
        ThingKind::Service => Glyph::Box,
        ThingKind::Team => Glyph::Team,
    }
}

/// The words of a link, without what it counts and draws.
fn words_of(link: &web_sys::Element) -> String {
    let nodes = link.child_nodes();
    let texts = (0..nodes.length()).filter_map(|index| nodes.item(index));
    let texts = texts.filter(|node| node.node_type() == web_sys::Node::TEXT_NODE);
    texts.filter_map(|node| node.text_content()).collect::<String>().trim().to_owned()
}

/// The ways that the page offers whose words hold what was typed.
fn ways(typed: &str) -> Vec<Goal> {
    let Ok(links) = document().query_selector_all(LINKS) else { return Vec::new() };
    let organization = document().query_selector(".switcher-name").ok().flatten();
    let organization = organization.and_then(|name| name.text_content()).unwrap_or_default();
    let (typed, mut goals) = (typed.to_lowercase(), Vec::<Goal>::new());
    for link in (0..links.length()).filter_map(|index| links.item(index)) {
        let Ok(link) = link.dyn_into::<web_sys::Element>() else { continue };
        let (name, href) = (words_of(&link), link.get_attribute("href").unwrap_or_default());
        let is_new = goals.iter().all(|goal| goal.href != href) && !link.has_attribute("aria-current");
        if name.is_empty() || !is_new || !name.to_lowercase().contains(&typed) {
            continue;
        }
        let within = |selector| link.closest(selector).is_ok_and(|found| found.is_some());
        let second = if within(".title-actions, .empty") {
            ON_PAGE.to_owned()
        } else if within(".organization-sections") {
            organization.clone()
        } else {
            "page".to_owned()
        };
        goals.push(Goal { shown: Match { like: MatchLike::Way, name, second }, href });
    }
    // Acts of the page come first, then where its organization leads.
    let near = [ON_PAGE, organization.as_str()];
    goals.sort_by_key(|goal| {
        near.iter().position(|second| goal.shown.second == *second).unwrap_or(near.len())
    });
    goals
}

/// What is said of the list to those who don't see it.
fn said(goals: &[Goal], answered: bool) -> String {
    match goals.len() {
        0 if answered => "Nothing found.".to_owned(),
        0 => String::new(),
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
    let (answered, set_answered) = signal(false);
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
        let near = ways(&text);
        set_typed.set(text.clone());
        set_answered.set(false);
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
                    let find = FindThings { search: text, kind: None, limit: Some(THINGS) };
                    // Where the server can't be asked, the page's own ways are left.
                    let things = find_things(find).await.map(|found| found.things).unwrap_or_default();
                    if turn.try_get_value() != Some(mine) {
                        return;
                    }
                    let most = if things.is_empty() { WAYS.1 } else { WAYS.0 };
                    let things = things.into_iter().map(|thing| Goal {
                        href: thing.page(),
                        shown: Match {
                            like: MatchLike::Thing(glyph(thing.kind)),
                            name: thing.path,
                            second: thing.kind.to_string(),
                        },
                    });
                    set_goals.set(things.chain(near.into_iter().take(most)).collect());
                    set_answered.set(true);
                });
            },
            PAUSE,
        );
    };
    Effect::new(move |_| {
        set_live.set(true);
        // It comes to life when it is focused, and something may have been typed meanwhile.
        let focused = document().active_element().is_some_and(|element| element.id() == FIELD);
        if focused {
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
    let nothing = move || open.get() && answered.get() && goals.with(Vec::is_empty);
    let keys = move |event: KeyboardEvent| {
        let count = goals.with_untracked(Vec::len);
        let at = marked.get_untracked();
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                let last = count - 1;
                let to = match (event.key().as_str(), at) {
                    ("ArrowDown", Some(at)) if at < last => at + 1,
                    ("ArrowDown", _) => 0,
                    (_, Some(at)) if at > 0 => at - 1,
                    _ => last,
                };
                set_open.set(true);
                set_marked.set(Some(to));
                page::show_in_list(match_id(LIST, to));
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
                    .then(|| {
                        view! {
                            <p class="no-match">
                                <Icon glyph=Glyph::Search />
                                "Nothing that you can see has a name like that"
                            </p>
                        }
                    })
            }}
            <p class="visually-hidden" role="status">
                {move || {
                    let answered = answered.get();
                    if open.get() { goals.with(|goals| said(goals, answered)) } else { String::new() }
                }}
            </p>
        </form>
    }
}

//! A field for a username that finds people by how their name begins: a combobox after ARIA 1.2. Without scripts it is
//! the plain field that it enhances, and takes the whole name. It takes one person, or several people and teams, each as
//! a chip.

use std::time::Duration;

use api::names::Name;
use api::people::{FindPeople, Person, Standing};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::page;
use crate::calls::find_people;
use crate::forms::pipelines::sharing::named;
use crate::parts::{
    Avatar, AvatarSize, Below, Chosen, Glyph, Icon, Match, MatchLike, Matches, marked_next, match_id,
};

/// How long typing has to pause before anybody is looked up.
const PAUSE: Duration = Duration::from_millis(150);
/// The fewest letters that are looked up.
const FEWEST: usize = 2;

/// What the field knows of people.
#[derive(Clone, Default, PartialEq, Eq)]
struct Found {
    /// What they were found for.
    beginning: String,
    people: Vec<Match>,
}

/// Somebody as a line of the list.
fn line(person: Person, organization: &Name) -> Match {
    let name = person.name.to_string();
    let second = match person.standing {
        Some(Standing::Member) => format!("member of {organization}"),
        Some(Standing::Collaborator) => format!("collaborator in {organization}"),
        Some(Standing::Outside) => format!("not in {organization}"),
        None => format!("@{name}"),
    };
    Match { like: MatchLike::Person, name, second }
}

impl Found {
    /// The one whose whole name was typed, if nobody else's begins so: then there is nothing to choose.
    fn only(&self) -> Option<Match> {
        match self.people.as_slice() {
            [one] if one.name == self.beginning.replace('_', "-") => Some(one.clone()),
            _ => None,
        }
    }
}

/// What is said of an answer to those who don't see it.
fn said(found: &Found) -> String {
    match found.people.len() {
        _ if found.beginning.is_empty() => String::new(),
        0 => format!("Nobody’s name begins with {}.", found.beginning),
        1 => "1 person found.".to_owned(),
        count => format!("{count} people found; arrow keys choose."),
    }
}

/// One who was chosen, with the field that is sent.
fn chip(name: &str, who: String, chips: RwSignal<Vec<String>>) -> impl IntoView + use<> {
    let (team, label, gone) = (who.contains('/'), format!("Take {who} out"), who.clone());
    let lead = if team {
        view! { <Icon glyph=Glyph::Team /> }.into_any()
    } else {
        view! { <Avatar name=who.clone() size=AvatarSize::Small /> }.into_any()
    };
    view! {
        <span class="person-chip">
            {lead} {who.clone()} <input type="hidden" name=name.to_owned() value=who />
            <button
                type="button"
                aria-label=label
                on:click=move |_| chips.update(|chips| chips.retain(|one| *one != gone))
            >
                <Icon glyph=Glyph::Close />
            </button>
        </span>
    }
}

/// The field with its label and what stands below it.
#[island]
pub fn FindPerson(
    /// The field's name in the form, and its id.
    name: String,
    /// Its label.
    label: String,
    /// What stands in it.
    value: String,
    /// A line of help.
    hint: String,
    /// What is wrong with it.
    error: Option<String>,
    /// Of each match it is told how they stand to this organization.
    organization: Name,
    /// It takes several, teams by their paths among them.
    several: bool,
) -> impl IntoView {
    let (live, set_live) = signal(false);
    let (found, set_found) = signal(Found::default());
    let (open, set_open) = signal(false);
    let (marked, set_marked) = signal(None::<usize>);
    let (chosen, set_chosen) = signal(None::<Match>);
    // Counts what was typed and chosen: an answer to anything older is dropped.
    let turn = StoredValue::new(0_u32);
    let next_turn = move || {
        turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        })
        .unwrap_or_default()
    };
    let field = NodeRef::<leptos::html::Input>::new();
    let list = format!("{name}-matches");
    let id = StoredValue::new(name.clone());
    let organization = StoredValue::new(organization);
    let chips = RwSignal::new(Vec::<String>::new());
    // What was typed becomes chips; whoever is one already stays one.
    let keep = move || {
        let Some(field) = field.get_untracked().filter(|_| several) else { return false };
        let typed = vec![("who".to_owned(), field.value())];
        let words = named(&typed);
        if words.is_empty() {
            return false;
        }
        field.set_value("");
        chips.update(|chips| {
            for word in words {
                if !chips.contains(&word) {
                    chips.push(word);
                }
            }
        });
        true
    };
    // The form around it hears of chips once they stand in it.
    Effect::new(move |before: Option<usize>| {
        let count = chips.with(Vec::len);
        if before.is_some_and(|before| before != count)
            && let Some(field) = field.get_untracked()
        {
            request_animation_frame(move || page::tell_form(&field));
        }
        count
    });

    let close = move || {
        set_open.set(false);
        set_marked.set(None);
    };
    let look_up = move |typed: String| {
        let mine = next_turn();
        set_marked.set(None);
        set_chosen.set(None);
        let beginning = typed.trim().to_owned();
        if several && typed.ends_with([' ', ',']) && keep() {
            set_found.set(Found::default());
            return close();
        }
        // An address is nobody's name, and a path is a team's.
        if beginning.chars().count() < FEWEST || beginning.contains(['@', '/']) {
            set_found.set(Found::default());
            return close();
        }
        set_timeout(
            move || {
                if turn.try_get_value() == Some(mine) {
                    spawn_local(async move {
                        let organization = organization.get_value();
                        let search = beginning.clone();
                        let find = FindPeople { search, organization: Some(organization.clone()) };
                        let answer = find_people(find).await;
                        if turn.try_get_value() == Some(mine) {
                            // Nothing is suggested if the server can't be asked: the whole name can still be typed.
                            let people = answer.map(|answer| answer.people).unwrap_or_default();
                            let people = people.into_iter().map(|one| line(one, &organization)).collect();
                            let found = Found { beginning, people };
                            let only = found.only().filter(|_| !several);
                            set_open.set(only.is_none());
                            set_chosen.set(only);
                            set_found.set(found);
                        }
                    });
                }
            },
            PAUSE,
        );
    };
    Effect::new(move |_| {
        set_live.set(true);
        let Some(field) = field.get_untracked() else { return };
        let focused = id.with_value(|id| page::is_focused(id));
        // What was typed before the island came to life counts, too, and may go on; what came with the page is whole.
        if focused && field.value() != field.default_value() {
            look_up(field.value());
        } else {
            keep();
        }
    });
    let choose = Callback::new(move |index: usize| {
        let chosen = found.with_untracked(|found| found.people.get(index).cloned());
        if let (Some(one), Some(field)) = (chosen, field.get_untracked()) {
            next_turn();
            field.set_value(&one.name);
            if !keep() {
                set_chosen.set(Some(one));
                // The form hears of it beside the field, which would look the name up again.
                if let Some(around) = field.parent_element() {
                    page::tell_form(&around);
                }
            }
            close();
        }
    });
    let shown = Memo::new(move |_| open.get() && found.with(|found| !found.people.is_empty()));
    let nobody =
        move || open.get() && found.with(|found| found.people.is_empty() && !found.beginning.is_empty());
    let keys = {
        let list = list.clone();
        move |event: KeyboardEvent| {
            let count = found.with_untracked(|found| found.people.len());
            let at = marked.get_untracked();
            match event.key().as_str() {
                "ArrowDown" | "ArrowUp" if count > 0 => {
                    let to = marked_next(&event.key(), at, count);
                    set_open.set(true);
                    set_marked.set(to);
                    if let Some(to) = to {
                        page::show_in_list(match_id(&list, to));
                    }
                }
                "Enter" if shown.get_untracked() && at.is_some() => choose.run(at.unwrap_or_default()),
                "Escape" if open.get_untracked() => close(),
                // The text that stands there is meant, where Enter would otherwise send the form.
                "Enter" if keep() => close(),
                "Backspace"
                    if several && field.get_untracked().is_some_and(|field| field.value().is_empty()) =>
                {
                    chips.update(|chips| drop(chips.pop()));
                    return;
                }
                "Tab" => {
                    keep();
                    return close();
                }
                _ => return,
            }
            // The dialog around it hears nothing of it: Esc would close that, too.
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let below = Below::new(&name, hint, error);
    let sent = name.clone();
    let shown_chips = move || {
        let sent = sent.clone();
        chips.get().into_iter().map(move |who| chip(&sent, who, chips)).collect_view()
    };
    let flag = |set: bool| if set { "true" } else { "false" };
    let marked_id = {
        let list = list.clone();
        move || marked.get().filter(|_| shown.get()).map(|index| match_id(&list, index))
    };
    let matches = {
        let list = list.clone();
        move || {
            shown.get().then(|| {
                let people = found.get().people;
                view! { <Matches id=list.clone() label="People" matches=people marked choose /> }
            })
        }
    };
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            <div class=if several {
                "combobox several"
            } else {
                "combobox"
            }>
                {several.then(|| view! { <span class="people-chips">{shown_chips}</span> })}
                <input
                    node_ref=field
                    class="input code"
                    type="text"
                    id=name.clone()
                    name=name
                    value=value
                    required=move || chips.with(Vec::is_empty)
                    autofocus
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    role=move || live.get().then_some("combobox")
                    aria-autocomplete=move || live.get().then_some("list")
                    aria-expanded=move || live.get().then(|| flag(shown.get()))
                    aria-controls=move || shown.get().then(|| list.clone())
                    aria-activedescendant=marked_id
                    aria-invalid=below.invalid
                    aria-describedby=below.id
                    on:input=move |event| look_up(event_target_value(&event))
                    on:keydown=keys
                    on:blur=move |_| close()
                /> {matches}
                {move || {
                    nobody()
                        .then(|| {
                            view! {
                                <p class="no-match">
                                    <Icon glyph=Glyph::Search />
                                    "Nobody’s name begins so"
                                </p>
                            }
                        })
                }}
            </div>
            {move || chosen.get().map(|one| view! { <Chosen one /> })}
            {below.view}
            <p class="visually-hidden" role="status">
                {move || match (open.get(), chosen.get()) {
                    (true, _) => found.with(said),
                    (false, Some(one)) => format!("{}, {}", one.name, one.second),
                    (false, None) => String::new(),
                }}
            </p>
        </div>
    }
}

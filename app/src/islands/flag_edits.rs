//! Flags that are changed in a list of people: a popover's act marks its tick, and a bar under the list shows what all
//! marked changes together would do, before they are saved in one step. The list itself is plain HTML of the server;
//! without scripts each popover leads to a dialog instead.

use std::collections::BTreeMap;

use access::{Flags, UserId};
use api::flags::{FlagChange, FlagChanges};
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use serde::{Deserialize, Serialize};

use super::changes::Told;
use crate::calls::preview_facts;
use crate::parts::{ButtonKind, FLAGS, Held, SubmitButton, tick_face};

/// On what the flags are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagsOn {
    /// The organization.
    pub organization: Name,
    /// The project, if it is about one.
    pub project: Option<Name>,
}

impl FlagsOn {
    fn path(&self) -> String {
        match &self.project {
            Some(project) => format!("{}/{project}", self.organization),
            None => self.organization.to_string(),
        }
    }

    fn preview_of(&self, users: Vec<Name>) -> PreviewOf {
        let organization = self.organization.clone();
        match self.project.clone() {
            Some(project) => PreviewOf::ProjectMembers { organization, project, users },
            None => PreviewOf::Members { organization, users },
        }
    }
}

/// What each shall hold whose flags were changed; who is as before isn't in it.
type Wanted = BTreeMap<Name, Flags>;

fn get(flags: Flags, flag: &str) -> bool {
    match flag {
        "view" => flags.view,
        "create" => flags.create,
        _ => flags.admin,
    }
}

fn flipped(flags: Flags, flag: &str) -> Flags {
    match flag {
        "view" => Flags { view: !flags.view, ..flags },
        "create" => Flags { create: !flags.create, ..flags },
        _ => Flags { admin: !flags.admin, ..flags },
    }
}

/// The changes, as they are previewed and saved; none if nothing was changed.
fn changes(held: &BTreeMap<Name, Flags>, wanted: &Wanted) -> Option<FlagChanges> {
    let change = |(user, wanted): (&Name, &Flags)| {
        FlagChange::between(user.clone(), held.get(user).copied().unwrap_or_default(), *wanted)
    };
    wanted.iter().map(change).collect::<Vec<_>>().try_into().ok()
}

/// The changes that a refused form came back with.
fn wanted_again(held: &BTreeMap<Name, Flags>, words: &str) -> Wanted {
    let Ok(changes) = words.parse::<FlagChanges>() else { return Wanted::new() };
    let again = changes.as_slice().iter().filter_map(|change| {
        let held = held.get(&change.user)?;
        let wanted = change.over(*held);
        (wanted != *held).then(|| (change.user.clone(), wanted))
    });
    again.collect()
}

/// Draws somebody's three ticks as they will be, ringed where that isn't saved.
fn draw(user: &Name, on: &str, held: Flags, wanted: Flags) {
    let faces = FLAGS.into_iter().zip(Held::of(held)).zip(Held::of(wanted));
    for ((flag, before), after) in faces {
        let tick = document().query_selector(&format!("[data-tick=\"{user} {flag}\"]"));
        let Some(tick) = tick.ok().flatten() else { continue };
        let (class, word) = tick_face(wanted, after);
        let pending = match (get(held, flag), get(wanted, flag)) {
            (false, true) => Some("given"),
            (true, false) => Some("taken"),
            _ if before == Held::No && after != Held::No => Some("given"),
            _ if before != Held::No && after == Held::No => Some("taken"),
            _ => None,
        };
        let unsaved = if pending.is_some() { ", not saved yet" } else { "" };
        tick.set_class_name(class);
        // A tick that can't be drawn stays as it was; the bar tells all the same.
        let _undrawn = tick.set_attribute("aria-label", &format!("{user}, {flag} on {on}, {word}{unsaved}"));
        let _undrawn = match pending {
            Some(pending) => tick.set_attribute("data-pending", pending),
            None => tick.remove_attribute("data-pending"),
        };
    }
}

/// What a click asks for: whose flag is to be turned round.
fn asked(event: &MouseEvent) -> Option<(Name, String)> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let tick = target.closest("[data-give]").ok()??.get_attribute("data-give")?;
    let (user, flag) = tick.split_once(' ')?;
    Some((user.parse().ok()?, flag.to_owned()))
}

/// The list with its bars.
fn region(place: NodeRef<leptos::html::Div>) -> Option<web_sys::Element> {
    place.get_untracked()?.closest(".selecting").ok().flatten()
}

fn part_of(place: NodeRef<leptos::html::Div>, selector: &str) -> Option<web_sys::HtmlElement> {
    region(place)?.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Selects all rows of the page, or none, as the tick in the table's head says.
fn tick_all(event: &web_sys::Event) {
    let head = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(head) = head.filter(|head| head.has_attribute("data-select-all")) else { return };
    let Some(form) = head.form() else { return };
    let elements = form.elements();
    for element in (0..elements.length()).filter_map(|index| elements.item(index)) {
        if let Ok(row) = element.dyn_into::<web_sys::HtmlInputElement>()
            && row.name() == "users"
            && row.type_() == "checkbox"
        {
            row.set_checked(head.checked());
        }
    }
}

/// The bar, once something was changed.
#[island]
pub fn FlagEdits(
    /// On what.
    on: FlagsOn,
    /// Those of the list whose flags can be changed, with what they hold.
    people: Vec<(Name, Flags)>,
    /// Who looks.
    viewer: UserId,
    /// The page that the form is posted to.
    action: String,
    /// The changes of a form that was refused; why stands above the list.
    again: String,
) -> impl IntoView {
    let held: BTreeMap<Name, Flags> = people.into_iter().collect();
    let wanted = RwSignal::new(wanted_again(&held, &again));
    let (error, set_error) = signal(None::<String>);
    let (facts, set_facts) = signal(None::<(Vec<Name>, PreviewFacts)>);
    let saving = StoredValue::new(false);
    let held = StoredValue::new(held);
    let on = StoredValue::new(on);
    let place = NodeRef::<leptos::html::Div>::new();

    let changed = Memo::new(move |_| wanted.with(|wanted| held.with_value(|held| changes(held, wanted))));
    let whom = Memo::new(move |_| wanted.with(|wanted| wanted.keys().cloned().collect::<Vec<_>>()));
    let told = Memo::new(move |_| {
        let changed = changed.get()?;
        let facts = facts.get()?;
        (facts.0 == changed.users())
            .then(|| Told::of(&facts.1, viewer, &facts.1.set_flags(changed.as_slice())))
    });
    // What it takes to preview is fetched whenever somebody else is changed, and dropped if yet another came meanwhile.
    Effect::new(move |_| {
        let users = whom.get();
        if users.is_empty() {
            return;
        }
        spawn_local(async move {
            let of = on.with_value(|on| on.preview_of(users.clone()));
            let answer = preview_facts(ShowPreviewFacts { of }).await;
            if whom.try_get_untracked().as_ref() == Some(&users) {
                match answer {
                    Ok(facts) => set_facts.set(Some((users, facts))),
                    Err(fault) => set_error.set(Some(fault.0.detail)),
                }
            }
        });
    });
    Effect::new(move |drawn: Option<Wanted>| {
        let wanted = wanted.get();
        let path = on.with_value(FlagsOn::path);
        for user in drawn.iter().flat_map(BTreeMap::keys).chain(wanted.keys()) {
            let held = held.with_value(|held| held.get(user).copied().unwrap_or_default());
            draw(user, &path, held, wanted.get(user).copied().unwrap_or(held));
        }
        if let Some(legend) = part_of(place, ".legend .when-editing") {
            legend.set_hidden(wanted.is_empty());
        }
        wanted
    });
    Effect::new(move |_| {
        // Popovers offer the change itself from now on.
        if let Some(region) = region(place) {
            let _undrawn = region.set_attribute("data-editing", "");
        }
        let ticks = window_event_listener(leptos::ev::change, move |event| tick_all(&event));
        let clicks = window_event_listener(leptos::ev::click, move |event| {
            let Some((user, flag)) = asked(&event) else { return };
            let Some(held) = held.with_value(|held| held.get(&user).copied()) else { return };
            set_error.set(None);
            wanted.update(|wanted| {
                let flags = flipped(wanted.get(&user).copied().unwrap_or(held), &flag);
                if flags == held {
                    wanted.remove(&user);
                } else {
                    wanted.insert(user, flags);
                }
            });
        });
        let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
            if !saving.get_value() && wanted.with_untracked(|wanted| !wanted.is_empty()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            clicks.remove();
            ticks.remove();
            leaving.remove();
        });
    });
    let discard = move |_| {
        set_error.set(None);
        wanted.set(Wanted::new());
    };
    let bar = move || {
        let changes = changed.get()?;
        let count: usize = changes.as_slice().iter().map(FlagChange::count).sum();
        let things = if count == 1 { "1 change".to_owned() } else { format!("{count} changes") };
        let told = told.get();
        let off = told.as_ref().is_none_or(|told| !told.ownerless.is_empty());
        let mark = told.as_ref().map(|told| told.mark.clone());
        let lines = told.map(Told::lines);
        let (organization, project) = on.with_value(|on| (on.organization.to_string(), on.project.clone()));
        let project = project.map(|project| {
            view! { <input type="hidden" name="project" value=project.to_string() /> }
        });
        let mark = mark.map(|mark| view! { <input type="hidden" name="seen" value=mark /> });
        let error = error.get().map(|error| {
            view! {
                <p class="error" role="alert">
                    {error}
                </p>
            }
        });
        Some(view! {
            <form
                class="save-bar"
                method="post"
                action=action.clone()
                aria-label="Unsaved changes"
                on:submit=move |_| saving.set_value(true)
            >
                <input type="hidden" name="do" value="update-flags" />
                <input type="hidden" name="organization" value=organization />
                {project}
                <input type="hidden" name="changes" value=changes.words() />
                {mark}
                <div class="save-what">
                    <p class="save-count">
                        <strong>{things.clone()} " not saved"</strong>
                        <span class="live">"live preview"</span>
                    </p>
                    {error}
                    <div class="save-lines" aria-live="polite">
                        {lines}
                    </div>
                </div>
                <div class="save-acts">
                    <button type="button" class="button" on:click=discard>
                        "Discard"
                    </button>
                    <SubmitButton kind=ButtonKind::Filled disabled=off>
                        {format!("Save {things}")}
                    </SubmitButton>
                </div>
            </form>
        })
    };
    view! {
        <div class="save-place" node_ref=place>
            {bar}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str) -> Name {
        name.parse().unwrap()
    }

    #[test]
    fn what_was_turned_round_twice_is_no_change() {
        let held = Flags { view: true, ..Flags::NONE };
        assert_eq!(flipped(flipped(held, "admin"), "admin"), held);
        assert!(changes(&BTreeMap::new(), &Wanted::new()).is_none());
    }

    #[test]
    fn a_refused_form_comes_back_as_it_was() {
        let held = BTreeMap::from([(name("bob"), Flags { view: true, ..Flags::NONE })]);
        // Cleo is on another page by now, and what bob holds already is no change.
        let again = wanted_again(&held, "bob +view +admin,cleo +view");
        assert_eq!(changes(&held, &again).unwrap().words(), "bob +admin");
        assert!(wanted_again(&held, "bob +view").is_empty() && wanted_again(&held, "").is_empty());
    }
}

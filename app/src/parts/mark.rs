//! What somebody holds. In a list that is only read: glyphs without an edge, so that nobody takes them for controls. As
//! the face of a control, which a `PathTick` opens: with one. And cards that are ticked in a form.

use super::{Choice, Glyph, Icon};
use access::Flags;
use leptos::prelude::*;

/// How something is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Set itself.
    Direct,
    /// It follows from something else.
    Implied,
    /// Not at all.
    No,
}

impl Held {
    /// How `view`, `create` and `admin` are held by whoever holds `flags`.
    #[must_use]
    pub fn of(flags: Flags) -> [Self; 3] {
        let direct = |set| if set { Self::Direct } else { Self::No };
        let view = if !flags.view && flags.effective().view { Self::Implied } else { direct(flags.view) };
        [view, direct(flags.create), direct(flags.admin)]
    }
}

/// The flags, in the order of [`Held::of`].
pub const FLAGS: [&str; 3] = ["view", "create", "admin"];

/// How one of [`FLAGS`] looks as a control, for whoever holds `flags`: its class, and how it is held in a word.
#[must_use]
pub fn tick_face(flags: Flags, held: Held) -> (&'static str, String) {
    match held {
        Held::Direct => ("tick-button direct", "set".to_owned()),
        Held::Implied => ("tick-button implied", format!("implied by {}", implying(flags))),
        Held::No => ("tick-button", "not set".to_owned()),
    }
}

/// What implies `view`, where it is implied.
#[must_use]
pub const fn implying(flags: Flags) -> &'static str {
    if flags.admin { "admin" } else { "create" }
}

/// How something looks that is only read: its class and its glyph.
#[must_use]
pub const fn held_face(held: Held) -> (&'static str, Glyph) {
    match held {
        Held::Direct => ("held direct", Glyph::Check),
        Held::Implied => ("held implied", Glyph::Check),
        Held::No => ("held", Glyph::Minus),
    }
}

/// One mark, under the head of its permission.
#[component]
pub fn HeldMark(
    /// How it is held.
    held: Held,
    /// The whole fact, for screen readers: "bob, view: implied".
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let (class, glyph) = held_face(held);
    let word = match held {
        Held::Direct => "yes",
        Held::Implied => "implied",
        Held::No => "no",
    };
    view! {
        <span class=class>
            <Icon glyph />
            <span class="visually-hidden">{name} ": " {word}</span>
        </span>
    }
    .into_any()
}

/// What ticks that are controls mean, for a table's foot; where they can be changed, what isn't saved yet, too.
#[component]
pub fn TickLegend(
    /// They can be changed.
    editable: bool,
) -> impl IntoView {
    let unsaved = editable.then(|| {
        view! {
            // Shown once something is pending.
            <span class="when-editing" hidden>
                <span class="tick-button" data-pending="given"></span>
                "will be given "
                <span class="tick-button" data-pending="taken"></span>
                "will be taken away"
            </span>
        }
    });
    let [set, implied, not] = [Held::Direct, Held::Implied, Held::No].map(|held| {
        let (class, glyph) =
            if editable { (tick_face(Flags::NONE, held).0, Glyph::Check) } else { held_face(held) };
        view! {
            <span class=class>
                <Icon glyph />
            </span>
        }
    });
    view! {
        <p class="legend" aria-hidden="true">
            {set}
            "set "
            {implied}
            "implied by another flag "
            {not}
            "not set "
            {unsaved}
        </p>
    }
    .into_any()
}

/// Ticks as cards: each may be set or not. One that has to stay set is off, and says why.
#[component]
pub fn TickCards(
    /// What is chosen.
    #[prop(into)]
    legend: String,
    /// The fields, each with its name as the value of the choice.
    choices: Vec<Choice>,
    /// The names of those that are set.
    chosen: Vec<&'static str>,
    /// The first of them takes focus, as the first field of a dialog.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let cards = choices.into_iter().enumerate().map(|(index, choice)| {
        let id = format!("tick-{}", choice.value);
        let (title, line, mark) = (format!("{id}-title"), format!("{id}-line"), format!("{id}-implied"));
        let (checked, locked) = (chosen.contains(&choice.value), choice.refused.is_some());
        let by = choice.implied_by.iter().find(|other| chosen.contains(other)).filter(|_| !checked);
        let class = if by.is_some() { "tick square implied" } else { "tick square" };
        let about = if choice.implied_by.is_empty() { line.clone() } else { format!("{line} {mark}") };
        let implied = (!choice.implied_by.is_empty()).then(|| {
            view! {
                <span
                    class="badge outline"
                    id=mark
                    data-implied-by=choice.implied_by.join(" ")
                    hidden=by.is_none()
                >
                    {by.map(|by| format!("implied by {by}"))}
                </span>
            }
        });
        view! {
            <label class="card">
                <input
                    class=class
                    type="checkbox"
                    name=choice.value
                    id=id
                    value="true"
                    checked=checked
                    disabled=locked
                    autofocus=autofocus && index == 0
                    aria-labelledby=title.clone()
                    aria-describedby=about
                />
                <span class="card-title">
                    <span id=title>{choice.title}</span>
                    " "
                    {implied}
                </span>
                <span class="card-line" id=line>
                    {choice.line}
                </span>
                {choice
                    .refused
                    .map(|reason| {
                        view! {
                            <span class="card-reason">
                                <Icon glyph=Glyph::Info />
                                {reason}
                            </span>
                        }
                    })}
            </label>
            // A control that is off isn't sent; what it shows is.
            {(locked && checked).then(|| view! { <input type="hidden" name=choice.value value="true" /> })}
        }
    });
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="cards">{cards.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

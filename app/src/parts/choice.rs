//! Choices. What has consequences is a card with a line that says them; short ranges are one segmented control.

use super::{Glyph, Icon, panel::slug};
use leptos::prelude::*;

/// One of several choices.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What the form sends.
    pub value: &'static str,
    /// Its name.
    pub title: String,
    /// What it means, in a line.
    pub line: String,
    /// A mono note at its right, such as a secret's prefix.
    pub aside: &'static str,
    /// The values of other ticks that imply this one, the strongest first.
    pub implied_by: &'static [&'static str],
    /// Why it can't be chosen; it stays, greyed.
    pub refused: Option<String>,
}

impl Choice {
    /// A choice that can be taken.
    pub fn new(value: &'static str, title: impl Into<String>, line: impl Into<String>) -> Self {
        Self { value, title: title.into(), line: line.into(), aside: "", implied_by: &[], refused: None }
    }

    /// With a mono note at the right.
    #[must_use]
    pub const fn aside(mut self, aside: &'static str) -> Self {
        self.aside = aside;
        self
    }

    /// A tick that these others imply, the strongest first.
    #[must_use]
    pub const fn implied_by(mut self, others: &'static [&'static str]) -> Self {
        self.implied_by = others;
        self
    }

    /// Greyed, with the reason; `None` leaves it as it is.
    #[must_use]
    pub fn refused(mut self, reason: Option<String>) -> Self {
        self.refused = reason;
        self
    }
}

/// Radio buttons as cards.
#[component]
pub fn RadioCards(
    /// The field's name in the form.
    name: &'static str,
    /// What is chosen.
    #[prop(into)]
    legend: String,
    /// Between what.
    choices: Vec<Choice>,
    /// The value that is set.
    #[prop(into)]
    chosen: String,
    /// What is wrong.
    #[prop(optional_no_strip, into)]
    error: Option<String>,
    /// What is set takes focus, as the first field of a dialog.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let cards = choices.into_iter().map(|choice| {
        let id = format!("{name}-{}", slug(choice.value));
        let line = format!("{id}-line");
        view! {
            <label class="card">
                <input
                    class="tick"
                    type="radio"
                    name=name
                    id=id
                    value=choice.value
                    checked=choice.value == chosen
                    disabled=choice.refused.is_some()
                    autofocus=autofocus && choice.value == chosen
                    aria-describedby=line.clone()
                />
                <span class="card-title">{choice.title}</span>
                <span class="card-aside" aria-hidden="true">
                    {choice.aside}
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
        }
    });
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="cards">{cards.collect_view()}</div>
            <ChoiceError error />
        </fieldset>
    }
    .into_any()
}

/// A short range in one control.
#[component]
pub fn Segmented(
    /// The field's name in the form.
    name: &'static str,
    /// What is chosen.
    #[prop(into)]
    legend: String,
    /// Value and word of each part.
    choices: Vec<(&'static str, &'static str)>,
    /// The value that is set.
    #[prop(into)]
    chosen: String,
    /// What is wrong.
    #[prop(optional_no_strip, into)]
    error: Option<String>,
    /// What the choice comes to: the resulting date.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let parts = choices.into_iter().map(|(value, word)| {
        view! {
            <label>
                <input type="radio" name=name value=value checked=value == chosen />
                <span>{word}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="segmented">{parts.collect_view()}</div>
            <ChoiceError error />
            {children.map(|children| view! { <div class="hint">{children()}</div> })}
        </fieldset>
    }
    .into_any()
}

/// What is wrong with a choice.
#[component]
fn ChoiceError(error: Option<String>) -> impl IntoView {
    error.map(|error| {
        view! {
            <p class="error">
                <Icon glyph=Glyph::Warning />
                <span>{error}</span>
            </p>
        }
    })
}

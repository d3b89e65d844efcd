//! A tick of a grid that is being edited: a checkbox of the form around it.

use leptos::prelude::*;

/// What an edited tick comes to on save.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TickChange {
    /// It stays as it is.
    #[default]
    None,
    /// It is set, and wasn't.
    Added,
    /// It was set, and isn't.
    Taken,
}

impl TickChange {
    /// What happens to a tick that was `held` and is `ticked` now.
    #[must_use]
    pub const fn of(held: bool, ticked: bool) -> Self {
        match (held, ticked) {
            (false, true) => Self::Added,
            (true, false) => Self::Taken,
            _ => Self::None,
        }
    }
}

/// One tick.
#[component]
pub fn GridTick(
    /// The field that it is sent as.
    name: &'static str,
    /// What is sent when it is set.
    #[prop(into)]
    value: String,
    /// Its whole name: "loader, read on acme/lake/orders".
    #[prop(into)]
    label: String,
    /// Whether it is set when it is drawn.
    checked: bool,
    /// What it comes to.
    #[prop(into)]
    change: Signal<TickChange>,
    /// The id of what is said about it in its row.
    #[prop(into)]
    about: String,
) -> impl IntoView {
    let class = move || match change.get() {
        TickChange::None => "grid-tick",
        TickChange::Added => "grid-tick added",
        TickChange::Taken => "grid-tick taken",
    };
    view! {
        <input
            type="checkbox"
            class=class
            name=name
            value=value
            checked=checked
            aria-label=label
            aria-describedby=about
        />
    }
    .into_any()
}

/// What the marks of an edited grid mean, for its foot.
#[component]
pub fn GridLegend() -> impl IntoView {
    view! {
        <p class="legend grid-legend" aria-hidden="true">
            <span>
                <span class="grid-mark added"></span>
                " will be added"
            </span>
            <span>
                <span class="grid-mark taken"></span>
                " will be taken away"
            </span>
            <span>
                <span class="held">
                    <super::Icon glyph=super::Glyph::Minus />
                </span>
                " you can’t give this"
            </span>
        </p>
    }
    .into_any()
}

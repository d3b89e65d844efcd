//! A field of several lines.

use super::Below;
use leptos::prelude::*;

/// Several lines of code.
#[component]
pub fn TextArea(
    /// The field's name in the form, and its id.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What stands in it.
    #[prop(into)]
    value: String,
    /// A line of help.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it; replaces the hint.
    #[prop(optional_no_strip, into)]
    error: Option<String>,
    /// It may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let below = Below::new(name, hint, error);
    view! {
        <div class="field">
            <label for=name>
                {label} {optional.then(|| view! { <span class="optional">" optional"</span> })}
            </label>
            <textarea
                class="input"
                id=name
                name=name
                spellcheck="false"
                autocomplete="off"
                aria-invalid=below.invalid
                aria-describedby=below.id
            >
                {value}
            </textarea>
            {below.view}
        </div>
    }
    .into_any()
}

//! The text of a config beside its form: what would be written to a file, as the rows stand.

use leptos::html::Div;
use leptos::prelude::*;

use super::page;
use crate::forms::pipelines::draft::Draft;

/// The text.
#[island]
pub fn ConfigText(
    /// As the form was drawn.
    start: String,
) -> impl IntoView {
    let (text, set_text) = signal(start);
    let place = NodeRef::<Div>::new();
    let live = page::follow_form(place, move |form| set_text.set(Draft::read(&page::fields_of(form)).text()));
    view! {
        <div class="preview config-text" node_ref=place>
            <div class="preview-head">
                <h2>"The same as text"</h2>
                {move || live.get().then(|| view! { <span class="live">"live"</span> })}
            </div>
            <pre tabindex="0" aria-label="Config as text">
                <code>{text}</code>
            </pre>
        </div>
    }
}

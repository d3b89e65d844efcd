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
    let (live, set_live) = signal(false);
    let (text, set_text) = signal(start);
    let place = NodeRef::<Div>::new();
    let follow = move || {
        if let Some(form) = page::form_around(place) {
            set_text.set(Draft::read(&page::fields_of(&form)).text());
        }
    };
    Effect::new(move |_| {
        set_live.set(true);
        follow();
        let listening = window_event_listener(leptos::ev::input, move |_| follow());
        on_cleanup(move || listening.remove());
    });
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

//! Notices, the summary above a form, toasts.

use super::{Glyph, Icon, Tone};
use leptos::prelude::*;

/// A box that says something beside the matter at hand.
#[component]
pub fn Notice(
    /// Neutral informs; warning and danger say what will happen.
    #[prop(optional)]
    tone: Tone,
    /// Its first line.
    #[prop(optional, into)]
    title: String,
    /// The rest.
    children: Children,
) -> impl IntoView {
    let glyph = match tone {
        Tone::Warning | Tone::Danger => Glyph::Warning,
        Tone::Success => Glyph::Check,
        Tone::Neutral | Tone::Outline | Tone::Accent => Glyph::Info,
    };
    view! {
        <div class=format!("notice {}", tone.class())>
            <Icon glyph />
            <div>
                {(!title.is_empty()).then(|| view! { <strong class="notice-title">{title}</strong> })}
                {children()}
            </div>
        </div>
    }
    .into_any()
}

/// What is wrong with a form, above it. Takes focus. For a single error of a single field the field's own line is enough.
#[component]
pub fn ErrorSummary(
    /// "2 things need another look", or the one thing that belongs to no field.
    #[prop(into)]
    title: String,
    /// Name of the field, and its error.
    #[prop(optional)]
    errors: Vec<(String, String)>,
) -> impl IntoView {
    let lines = errors.into_iter().map(|(field, error)| {
        view! {
            <li>
                <a href=format!("#{field}")>{error}</a>
            </li>
        }
    });
    view! {
        <div class="notice danger" role="alert" tabindex="-1" autofocus>
            <Icon glyph=Glyph::Warning />
            <div>
                <strong class="notice-title">{title}</strong>
                <ul>{lines.collect_view()}</ul>
            </div>
        </div>
    }
    .into_any()
}

/// Says what has been done. Goes after eight seconds, not while the pointer or focus is on it; errors are never toasts.
#[component]
pub fn Toast(
    /// "laptop is revoked."
    #[prop(into)]
    text: String,
    /// The page without it.
    #[prop(into)]
    dismiss: String,
    /// The form that takes it back, where it can be.
    #[prop(optional_no_strip, into)]
    undo: Option<AnyView>,
) -> impl IntoView {
    view! {
        <div class="toast" role="status">
            <Icon glyph=Glyph::Check />
            <span>{text}</span>
            {undo}
            <a class="icon-button small" href=dismiss aria-label="Dismiss">
                <Icon glyph=Glyph::Close />
            </a>
        </div>
    }
    .into_any()
}

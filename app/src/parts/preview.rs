//! The preview panel: what a change would do, or what a secret could reach.

use super::{Badge, Glyph, Icon, Path, Tone};
use leptos::prelude::*;

/// The panel at a form's side.
#[component]
pub fn Preview(
    /// "What this secret could reach now".
    #[prop(into)]
    title: String,
    /// It follows the form as it is filled in; false where the server rendered it once.
    #[prop(into)]
    live: Signal<bool>,
    /// `PreviewSection`s.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="preview">
            <div class="preview-head">
                <h2>{title}</h2>
                {move || live.get().then(|| view! { <span class="live">"live"</span> })}
            </div>
            {children()}
        </div>
    }
    .into_any()
}

/// One section. It never vanishes; an empty one says so.
#[component]
pub fn PreviewSection(
    /// "view · 2 organizations, 5 projects"; none for a closing remark.
    #[prop(optional, into)]
    title: String,
    /// `Reach`es and `PreviewLine`s.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="preview-section">
            {(!title.is_empty()).then(|| view! { <h3>{title}</h3> })} {children()}
        </div>
    }
    .into_any()
}

/// A thing within reach: its path, and a note.
#[component]
pub fn Reach(
    /// Its path.
    #[prop(into)]
    path: String,
    /// "6 streams".
    #[prop(optional, into)]
    note: String,
    /// It is within reach because it is public.
    #[prop(optional)]
    public: bool,
) -> impl IntoView {
    let note = if public {
        view! { <Badge tone=Tone::Outline text="public" /> }.into_any()
    } else {
        view! { <span>{note}</span> }.into_any()
    };
    view! {
        <div class="reach">
            <Path path />
            {note}
        </div>
    }
    .into_any()
}

/// What a preview line says about its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Is gained.
    Plus,
    /// Is lost.
    Minus,
    /// Stays.
    Equal,
    /// Look out.
    Warning,
    /// Moves.
    Arrow,
    /// Can never happen.
    Never,
}

/// A mark and a sentence.
#[component]
pub fn PreviewLine(
    /// The mark.
    change: Change,
    /// A second line: scope and counts.
    #[prop(optional, into)]
    second: String,
    /// The sentence.
    children: Children,
) -> impl IntoView {
    let (class, glyph) = match change {
        Change::Plus => ("line plus", Glyph::Plus),
        Change::Minus => ("line minus", Glyph::Minus),
        Change::Equal => ("line", Glyph::Equal),
        Change::Warning => ("line warning", Glyph::Warning),
        Change::Arrow => ("line", Glyph::Arrow),
        Change::Never => ("line", Glyph::Ban),
    };
    view! {
        <div class=class>
            <span class="line-mark">
                <Icon glyph />
            </span>
            <span>{children()}</span>
            {(!second.is_empty()).then(|| view! { <span class="second">{second}</span> })}
        </div>
    }
    .into_any()
}

//! What stands where a list would be.

use super::{CodeLine, Glyph, Icon, Tile, icon::TileTone};
use leptos::prelude::*;

/// An empty list: what it is for, how to begin, and the command for the same.
#[component]
pub fn Empty(
    /// The kind of thing.
    glyph: Glyph,
    /// "No secrets yet".
    #[prop(into)]
    title: String,
    /// One sentence on what they are for.
    #[prop(into)]
    line: String,
    /// A filled button, and a ghost link; none for who may not begin.
    #[prop(optional_no_strip, into)]
    actions: Option<AnyView>,
    /// The same from a terminal.
    #[prop(optional, into)]
    command: String,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Tile glyph tone=TileTone::Empty />
            <h2>{title}</h2>
            <p>{line}</p>
            {actions.map(|actions| view! { <div class="actions">{actions}</div> })}
            {(!command.is_empty())
                .then(|| view! { <CodeLine text=command command=true label="The same from a terminal" /> })}
        </div>
    }
    .into_any()
}

/// A card on top of Home: something that needs the viewer.
#[component]
pub fn AttentionCard(
    /// Where it is dealt with.
    #[prop(into)]
    href: String,
    /// Its icon.
    glyph: Glyph,
    /// How much it presses.
    #[prop(optional)]
    tone: super::Tone,
    /// What: the first line, its start in `<strong>`.
    children: Children,
    /// The second line.
    #[prop(into)]
    second: String,
) -> impl IntoView {
    view! {
        <a class=format!("attention-card {}", tone.class()) href=href>
            <Icon glyph />
            <span>{children()} <span class="second">{second}</span></span>
            <Icon glyph=Glyph::Right />
        </a>
    }
    .into_any()
}

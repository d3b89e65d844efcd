//! Buttons, and links that look like them. A label is verb and object; an ellipsis means that a dialog follows.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// How much a button weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one main act of a page, a panel or a dialog.
    Filled,
    /// Everything else.
    #[default]
    Plain,
    /// A way back, "Change…" in a panel's head.
    Ghost,
    /// Opens a danger dialog, or can be undone.
    Danger,
    /// Only the last confirm of a danger dialog.
    DangerFilled,
}

/// How big a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// 28 px: in tables and panel heads.
    Small,
    /// 32 px.
    #[default]
    Medium,
    /// 40 px: sign-in.
    Large,
    /// 40 px and as wide as its column.
    Wide,
}

fn class(kind: ButtonKind, size: ButtonSize) -> String {
    let kind = match kind {
        ButtonKind::Filled => " filled",
        ButtonKind::Plain => "",
        ButtonKind::Ghost => " ghost",
        ButtonKind::Danger => " danger",
        ButtonKind::DangerFilled => " danger-filled",
    };
    let size = match size {
        ButtonSize::Small => " small",
        ButtonSize::Medium => "",
        ButtonSize::Large => " large",
        ButtonSize::Wide => " large wide",
    };
    format!("button{kind}{size}")
}

/// A button that submits the form it stands in.
#[component]
pub fn SubmitButton(
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Its size.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the label.
    #[prop(optional_no_strip, into)]
    glyph: Option<Glyph>,
    /// The field that tells which button was pressed, and its value.
    #[prop(optional)]
    choice: Option<(&'static str, String)>,
    /// Off; the reason stands beside it as text.
    #[prop(optional)]
    disabled: bool,
    /// Verb and object.
    children: Children,
) -> impl IntoView {
    let (name, value) = choice.unzip();
    view! {
        <button type="submit" class=class(kind, size) name=name value=value disabled=disabled>
            {glyph.map(|glyph| view! { <Icon glyph /> })}
            {children()}
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Its size.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the label.
    #[prop(optional_no_strip, into)]
    glyph: Option<Glyph>,
    /// Verb and object.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=class(kind, size)>
            {glyph.map(|glyph| view! { <Icon glyph /> })}
            {children()}
        </a>
    }
    .into_any()
}

/// Copies a text; turns into a tick for two seconds. Absent without scripts: the text itself can always be selected.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// Its name: "Copy the path".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button small copy needs-script"
            data-copy=text
            aria-label=label.clone()
            title=label
        >
            <span class="when-idle">
                <Icon glyph=Glyph::Copy />
            </span>
            <span class="when-copied">
                <Icon glyph=Glyph::Check />
            </span>
        </button>
    }
    .into_any()
}

/// Copies a text, and says so in its label for two seconds. Absent without scripts: the text itself can be selected.
#[component]
pub fn CopyTextButton(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// Verb and object: "Copy request".
    label: &'static str,
) -> impl IntoView {
    view! {
        <button type="button" class="button filled copy needs-script" data-copy=text>
            <span class="when-idle">
                <Icon glyph=Glyph::Copy />
                {label}
            </span>
            <span class="when-copied">
                <Icon glyph=Glyph::Check />
                "Copied"
            </span>
        </button>
    }
    .into_any()
}

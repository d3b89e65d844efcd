//! The button of a passkey's form. The document's script asks the authenticator and fills the form's fields `token` and
//! `credential`; without scripts there are no passkeys, and the page says so.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// What an authenticator is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyAct {
    /// To make a passkey.
    Create,
    /// To say who its user is.
    Get,
}

/// The fields and the button.
#[component]
pub fn PasskeyButton(
    /// What for.
    act: PasskeyAct,
    /// It is as wide as its column.
    #[prop(optional)]
    wide: bool,
    /// What is said without scripts.
    #[prop(into)]
    without: String,
    /// Verb and object.
    label: &'static str,
) -> impl IntoView {
    let (asked, start, weight) = match act {
        PasskeyAct::Create => ("create", "/-/call/start-passkey", " filled"),
        PasskeyAct::Get => ("get", "/-/call/ask-passkey", ""),
    };
    let class = format!("button needs-script{weight}{}", if wide { " large wide" } else { "" });
    view! {
        <input type="hidden" name="token" value="" />
        <input type="hidden" name="credential" value="" />
        <p class="error" role="alert" data-failed hidden></p>
        <button type="submit" class=class data-passkey=asked data-start=start>
            <Icon glyph=Glyph::Key />
            {label}
        </button>
        <p class="caption without-script">{without}</p>
    }
    .into_any()
}

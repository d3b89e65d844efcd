//! Menus. They are popovers of the browser's own: they open, close with Esc or a click beside, and give focus back
//! without a script.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// The id of the button that opens the row menu with this id.
#[must_use]
pub fn menu_button(menu: &str) -> String {
    format!("{menu}-button")
}

/// The menu of a table row.
#[component]
pub fn RowMenu(
    /// An id, unique in the page.
    #[prop(into)]
    id: String,
    /// Its name: "Actions for laptop".
    #[prop(into)]
    label: String,
    /// `MenuLink`s; an `<hr>` between groups.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button small"
            id=menu_button(&id)
            popovertarget=id.clone()
            aria-label=label
            title="Actions"
        >
            <Icon glyph=Glyph::More />
        </button>
        <div class="menu" id=id popover="auto">
            {children()}
        </div>
    }
    .into_any()
}

/// An item that leads somewhere: to a page, or to the same page with a dialog open.
#[component]
pub fn MenuLink(
    /// Where.
    #[prop(into)]
    href: String,
    /// Its icon.
    glyph: Glyph,
    /// It ends or deletes something.
    #[prop(optional)]
    danger: bool,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let class = if danger { "menu-item danger" } else { "menu-item" };
    view! {
        <a class=class href=href>
            <Icon glyph />
            {children()}
        </a>
    }
    .into_any()
}

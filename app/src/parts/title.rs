//! The head of a page: its one `h1`, its state, what can be done, a line under it.

use super::{CopyButton, Glyph, Path, Tile};
use leptos::prelude::*;

/// What a page is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A page of the console: "Members".
    Page(String),
    /// A thing with a path: its kind's icon, the path, a copy button.
    Thing(Glyph, String),
    /// A person or an organization: the avatar is drawn by the page.
    Name(String),
}

/// A page's head.
#[component]
pub fn Title(
    /// What the page is about.
    subject: Subject,
    /// Before the name: a large avatar.
    #[prop(optional_no_strip, into)]
    lead: Option<AnyView>,
    /// After the name: badges.
    #[prop(optional_no_strip, into)]
    badges: Option<AnyView>,
    /// At the right: buttons, the main one last.
    #[prop(optional_no_strip, into)]
    actions: Option<AnyView>,
    /// Under it: one or two sentences.
    #[prop(optional_no_strip, into)]
    lede: Option<AnyView>,
) -> impl IntoView {
    let under = lede.map(|lede| view! { <p class="lede">{lede}</p> });
    let (main, below) = match subject {
        Subject::Page(title) => (view! { <h1>{title}</h1> }.into_any(), under),
        Subject::Thing(glyph, path) => {
            let name = path.clone();
            let main = view! {
                <Tile glyph />
                <h1>
                    <Path path=name />
                </h1>
                <CopyButton text=path label="Copy the path" />
            };
            (main.into_any(), under)
        }
        // Beside an avatar the line belongs to the name, not to the page's edge.
        Subject::Name(name) => {
            let main = view! {
                <div class="title-text">
                    <h1>{name}</h1>
                    {under}
                </div>
            };
            (main.into_any(), None)
        }
    };
    view! {
        <header class="title">
            <div class="title-main">{lead} {main} {badges}</div>
            {below}
            {actions.map(|actions| view! { <div class="title-actions">{actions}</div> })}
        </header>
    }
    .into_any()
}

//! The document around every page: head, top bar, sidebar, content. Pages hand over a [`Frame`] and their content; who
//! looks at it, the theme and the assets come from the request ([`site`], [`viewer`]). It loads nothing itself.

pub mod bar;
mod frame;
pub mod sidebar;

pub use frame::{Crumb, Frame, Layout, OrganizationNav, OrganizationSection, Section, Theme};

use crate::backend::{Site, site, viewer};
use bar::Bar;
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use sidebar::Sidebar;

/// The one inline script of a page: copying, dialogs, and waking the islands if there are any.
const BOOT: &str = include_str!("shell/boot.js");

/// The whole document of a page.
pub fn document(frame: Frame, content: AnyView) -> impl IntoView {
    // Pages don't hydrate; only islands do, and those switch this on for themselves.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let Site { theme, assets: [css, js, wasm], strength: [judge, judge_wasm], .. } = site();
    // As HTML: a text of its own would end with a mark of the framework's, which a title shows as it is.
    let title = match frame.title.as_str() {
        "" => "Sluicegate".to_owned(),
        title => format!("{} · Sluicegate", title.replace('&', "&amp;").replace('<', "&lt;")),
    };
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=Theme::from_word(&theme).attribute()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title inner_html=title></title>
                <link rel="stylesheet" href=css />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <script
                    type="module"
                    id="boot"
                    nonce=use_nonce()
                    data-js=js
                    data-wasm=wasm
                    data-judge=judge
                    data-judge-wasm=judge_wasm
                    inner_html=BOOT
                ></script>
            </head>
            <body>
                <div id="said" class="visually-hidden" role="status"></div>
                <Framed frame content />
            </body>
        </html>
    }
}

/// The content in its frame: none at all for sign-in, no sidebar for somebody who isn't signed in.
#[component]
fn Framed(frame: Frame, content: AnyView) -> impl IntoView {
    let class = match frame.layout {
        Layout::Bare => return content,
        Layout::Wide => "content",
        Layout::Reading => "content reading",
        Layout::Narrow => "content narrow",
    };
    let viewer = viewer();
    let shell = if viewer.is_some() { "shell signed-in" } else { "shell unframed" };
    let sidebar = viewer.is_some().then(
        || view! { <Sidebar section=frame.section invites=frame.invites organization=frame.organization /> },
    );
    view! {
        <div class=shell>
            <a class="skip-link" href="#main">
                "Skip to content"
            </a>
            <Bar viewer crumbs=frame.crumbs invites=frame.invites />
            {sidebar}
            <main id="main" class=class tabindex="-1">
                {content}
            </main>
        </div>
    }
    .into_any()
}

//! Tabs: links to the faces of one thing, each with its own address.

use super::Count;
use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Its word.
    pub label: &'static str,
    /// Where it leads.
    pub href: String,
    /// How many things it holds, where that is worth saying.
    pub count: Option<u64>,
    /// It is the page shown.
    pub current: bool,
}

impl Tab {
    /// A tab without a count.
    pub fn new(label: &'static str, href: impl Into<String>, current: bool) -> Self {
        Self { label, href: href.into(), count: None, current }
    }

    /// The tab with a count.
    #[must_use]
    pub const fn counted(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }
}

/// A row of tabs, under a title or as a panel's head.
#[component]
pub fn Tabs(
    /// What they are the faces of, for screen readers.
    #[prop(into)]
    label: String,
    /// The tabs.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let tabs = tabs.into_iter().map(|tab| {
        view! {
            <li>
                <a href=tab.href aria-current=tab.current.then_some("page")>
                    {tab.label}
                    {tab.count.map(|of| view! { <Count of /> })}
                </a>
            </li>
        }
    });
    view! {
        <nav class="tabs" aria-label=label>
            <ul>{tabs.collect_view()}</ul>
        </nav>
    }
    .into_any()
}

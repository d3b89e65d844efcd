//! The pages in front of the console: sign-in, the first account.

use super::{Mark, MarkSize};
use leptos::prelude::*;

/// The mark, a title, and one column under it.
#[component]
pub fn Gate(
    /// "Sign in to Sluicegate".
    #[prop(into)]
    title: String,
    /// Which Sluicegate: its host.
    #[prop(into)]
    host: String,
    /// A line under the host.
    #[prop(optional, into)]
    line: String,
    /// What stands at the foot of the window.
    #[prop(optional_no_strip, into)]
    foot: Option<AnyView>,
    /// A form of class `form gate-panel`, and what stands under it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="gate">
            <main id="main" class="gate-column">
                <header class="gate-head">
                    <Mark size=MarkSize::Large />
                    <h1>{title}</h1>
                    <code>{host}</code>
                    {(!line.is_empty()).then(|| view! { <p>{line}</p> })}
                </header>
                {children()}
            </main>
            <footer>{foot}</footer>
        </div>
    }
    .into_any()
}

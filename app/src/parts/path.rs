//! Paths: mono, the parents muted; where room is short the parents are cut, never the last part.

use leptos::prelude::*;

/// A path such as `acme/lake/events`, as a link where it has one.
#[component]
pub fn Path(
    /// The path as it is shown.
    #[prop(into)]
    path: String,
    /// Where it leads.
    #[prop(optional_no_strip, into)]
    href: Option<String>,
) -> impl IntoView {
    let (parents, last) = match path.rsplit_once('/') {
        Some((parents, last)) => (Some(parents.to_owned()), last.to_owned()),
        None => (None, path),
    };
    let inner = view! {
        {parents
            .map(|parents| {
                view! {
                    <span class="path-parents">{parents}</span>
                    <span class="path-parents path-slash">"/"</span>
                }
            })}
        <span class="path-last">{last}</span>
    };
    match href {
        Some(href) => view! {
            <a class="path" href=href>
                {inner}
            </a>
        }
        .into_any(),
        None => view! { <span class="path">{inner}</span> }.into_any(),
    }
}

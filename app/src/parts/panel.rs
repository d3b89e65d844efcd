//! Panels, and the rows and facts inside them.

use leptos::prelude::*;

/// A panel with a title.
#[component]
pub fn Panel(
    /// Its title.
    #[prop(into)]
    title: String,
    /// What stands at the right of the title: a caption, a link, a small button.
    #[prop(optional_no_strip, into)]
    aside: Option<AnyView>,
    /// What stands under the body.
    #[prop(optional_no_strip, into)]
    foot: Option<AnyView>,
    /// The content brings its own padding: a table, rows, a split.
    #[prop(optional)]
    flush: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let id = format!("panel-{}", slug(&title));
    let body = if flush {
        children().into_any()
    } else {
        view! { <div class="panel-body">{children()}</div> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby=id.clone()>
            <div class="panel-head">
                <h2 id=id.clone()>{title}</h2>
                {aside}
            </div>
            {body}
            {foot.map(|foot| view! { <div class="panel-foot">{foot}</div> })}
        </section>
    }
    .into_any()
}

/// A panel without a title, for what names itself: tabs over a table, an empty list.
#[component]
pub fn BarePanel(
    /// What it is, for screen readers.
    #[prop(into)]
    label: String,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" aria-label=label>
            {children()}
        </section>
    }
    .into_any()
}

/// A form at the left of a panel and what it would do at the right (below it where there is no room).
#[component]
pub fn Split(
    /// The preview.
    preview: AnyView,
    /// The form.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="panel-split">
            <div class="panel-body">{children()}</div>
            {preview}
        </div>
    }
    .into_any()
}

/// A list of rows in a panel.
#[component]
pub fn Rows(
    /// `LinkRow`s.
    children: Children,
) -> impl IntoView {
    view! { <ul class="rows">{children()}</ul> }.into_any()
}

/// A row that leads somewhere: an avatar or a tile, a name, a second line, a note.
#[component]
pub fn LinkRow(
    /// Where it leads; none for a row that is only read.
    #[prop(optional_no_strip, into)]
    href: Option<String>,
    /// The avatar or tile before it.
    lead: AnyView,
    /// The name, with badges after it.
    name: AnyView,
    /// The second line.
    #[prop(optional, into)]
    second: String,
    /// What stands at the end.
    #[prop(optional_no_strip, into)]
    end: Option<AnyView>,
) -> impl IntoView {
    let inner = view! {
        {lead}
        <span class="row-main">
            <span class="name">{name}</span>
            {(!second.is_empty()).then(|| view! { <span class="second">{second}</span> })}
        </span>
        {end.map(|end| view! { <span class="row-end">{end}</span> })}
    };
    let row = match href {
        Some(href) => view! {
            <a class="row" href=href>
                {inner}
            </a>
        }
        .into_any(),
        None => view! { <div class="row">{inner}</div> }.into_any(),
    };
    view! { <li>{row}</li> }.into_any()
}

/// Labels and values, one under the other.
#[component]
pub fn Facts(
    /// The pairs.
    facts: Vec<(&'static str, AnyView)>,
) -> impl IntoView {
    let facts = facts.into_iter().map(|(label, value)| {
        view! {
            <dt>{label}</dt>
            <dd>{value}</dd>
        }
    });
    view! { <dl class="facts">{facts.collect_view()}</dl> }.into_any()
}

/// A text as an id: lower case, with hyphens.
pub(crate) fn slug(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

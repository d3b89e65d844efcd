//! Commands and values that are meant to be copied.

use super::CopyButton;
use leptos::prelude::*;

/// One line of code with its copy button. It shows the first word in accent; a command has a `$` before it.
#[component]
pub fn CodeLine(
    /// What is shown and copied.
    #[prop(into)]
    text: String,
    /// A command for a shell: shows a prompt, which isn't copied.
    #[prop(optional)]
    command: bool,
    /// Breaks instead of being cut at the end.
    #[prop(optional)]
    wrap: bool,
    /// A label above the line.
    #[prop(optional, into)]
    label: String,
) -> impl IntoView {
    let class = if wrap { "code-line wrap" } else { "code-line" };
    let name = if label.is_empty() { "Copy".to_owned() } else { format!("Copy: {label}") };
    view! {
        <div class="labelled">
            {(!label.is_empty()).then(|| view! { <span class="label">{label}</span> })} <div class=class>
                <code>{command.then(|| view! { <span class="prompt">"$ "</span> })} {text.clone()}</code>
                <CopyButton text label=name />
            </div>
        </div>
    }
    .into_any()
}

/// Several lines of code with their copy button.
#[component]
pub fn CodeBlock(
    /// What is shown and copied.
    #[prop(into)]
    text: String,
    /// A label above the block.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <div class="labelled">
            <span class="label">{label.clone()}</span>
            <div class="code-block">
                <pre tabindex="0" aria-label=label.clone()>
                    <code>{text.clone()}</code>
                </pre>
                <CopyButton text label=format!("Copy: {label}") />
            </div>
        </div>
    }
    .into_any()
}

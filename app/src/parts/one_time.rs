//! The panel that shows a secret once. It works without scripts: *Show* is a checkbox, *I've stored it* a link. The
//! document's script adds copying, asks before the page is left, and wipes the value when it is.

use super::{CopyTextButton, Glyph, Icon, SecretKindBadge};
use access::SecretKind;
use leptos::prelude::*;

/// A secret that was just issued. Only ever part of a `no-store` answer.
#[component]
pub fn OneTimePanel(
    /// Its description.
    #[prop(into)]
    name: String,
    /// Its kind.
    kind: SecretKind,
    /// The secret itself.
    #[prop(into)]
    token: String,
    /// What it can do, and until when.
    #[prop(into)]
    note: String,
    /// A `curl` line to try it with, using `$SLUICEGATE_SECRET`.
    #[prop(into)]
    curl: String,
    /// The page without the panel.
    #[prop(into)]
    stored: String,
    /// Where it is revoked at once.
    #[prop(into)]
    revoke: String,
) -> impl IntoView {
    let prefix: String = token.chars().take(4).collect();
    let masked = format!("{prefix}{}", "•".repeat(43));
    let masked_export = format!(" SLUICEGATE_SECRET={prefix}••••••••");
    let export = format!("export SLUICEGATE_SECRET={token}");
    let rest = curl.strip_prefix("curl").unwrap_or(&curl).to_owned();
    view! {
        <section class="panel one-time" aria-labelledby="one-time-title">
            <div class="panel-head">
                <Icon glyph=Glyph::Key />
                <h2 id="one-time-title">"Secret issued: " {name}</h2>
                <SecretKindBadge kind />
            </div>
            <div class="panel-body">
                <p>{note}</p>
                <div class="value-row">
                    <div class="value">
                        <code class="masked" aria-label="Hidden secret">
                            {masked}
                        </code>
                        <code class="plain">{token.clone()}</code>
                    </div>
                    <label class="button show">
                        <input type="checkbox" class="visually-hidden" autocomplete="off" />
                        <Icon glyph=Glyph::Eye />
                        "Show"
                        <span class="visually-hidden">" the secret"</span>
                    </label>
                    <CopyTextButton text=token label="Copy secret" />
                </div>
                <div class="use">
                    <UseLine label="Environment" word="export" rest=masked_export copied=export />
                    <UseLine label="Try it" word="curl" rest copied=curl />
                </div>
            </div>
            <div class="panel-foot">
                <span>"Leaving this page wipes the value. Esc does not close it."</span>
                <a class="button danger" href=revoke data-leave>
                    "Revoke instead"
                </a>
                <a class="button" href=stored data-leave>
                    <Icon glyph=Glyph::Check />
                    "I’ve stored it"
                </a>
            </div>
        </section>
    }
    .into_any()
}

/// A line that uses the secret: shown masked, copied whole.
#[component]
fn UseLine(label: &'static str, word: &'static str, rest: String, copied: String) -> impl IntoView {
    view! {
        <div class="labelled">
            <span class="label">{label}</span>
            <div class="code-line">
                <code>
                    <span class="word">{word}</span>
                    {rest}
                </code>
                <super::CopyButton text=copied label=format!("Copy: {label}") />
            </div>
        </div>
    }
    .into_any()
}

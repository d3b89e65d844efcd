//! A request for access: what, for how long and why become one text to be copied and sent to whoever can give it. Without
//! scripts the text stands there for the smallest right that is enough.

use leptos::html::{Select, Textarea};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::parts::CopyTextButton;

/// For how long, the first unless chosen otherwise.
const TERMS: [(&str, &str); 4] = [
    ("7 days", "for 7 days"),
    ("30 days", "for 30 days"),
    ("1 day", "for 1 day"),
    ("No end", "without an end"),
];

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Who shall get it, if it isn't whoever asks.
    pub who: Option<String>,
    /// "view on acme/lake"; the smallest that is enough comes first.
    pub what: Vec<String>,
    /// "to open https://gate.example/acme/lake"; nothing where it says itself.
    pub to: String,
    /// The address of the form that gives it.
    pub at: String,
}

impl Wanted {
    /// The text.
    #[must_use]
    pub fn text(&self, what: &str, term: &str, why: &str) -> String {
        let Self { who, to, at, .. } = self;
        let (needs, me) = match who {
            Some(who) => (format!("{who} needs"), "it"),
            None => ("I need".to_owned(), "it to me"),
        };
        let why = why.trim();
        let stop = if why.is_empty() || why.ends_with(['.', '?', '!', '…']) { "" } else { "." };
        let why = if why.is_empty() { String::new() } else { format!(" {why}{stop}") };
        let to = if to.is_empty() { String::new() } else { format!(", {to}") };
        format!("{needs} {what} {term}{to}.{why} You can give {me} at {at}")
    }
}

/// The fields and the text.
#[island]
pub fn RequestAccess(
    /// What it is about.
    wanted: Wanted,
    /// Who can give it, as the page names them; empty where it doesn't.
    givers: Vec<String>,
    /// A way back, and what it is called.
    back: Option<(String, String)>,
) -> impl IntoView {
    let smallest = wanted.what.first().cloned().unwrap_or_default();
    let (what, set_what) = signal(smallest.clone());
    let (term, set_term) = signal(TERMS.first().map_or("", |(_, term)| term).to_owned());
    let (why, set_why) = signal(String::new());
    let fields = (NodeRef::<Select>::new(), NodeRef::<Select>::new(), NodeRef::<Textarea>::new());
    // What was chosen and typed before the island came to life counts, too.
    Effect::new(move |_| {
        let (what, term, why) = fields;
        if let Some(field) = what.get() {
            set_what.set(field.value());
        }
        if let Some(field) = term.get() {
            set_term.set(field.value());
        }
        if let Some(field) = why.get() {
            set_why.set(field.value());
        }
    });
    let choices = wanted.what.clone();
    let text = Memo::new(move |_| wanted.text(&what.get(), &term.get(), &why.get()));
    let what_field = if choices.len() > 1 {
        let options = choices
            .into_iter()
            .map(|choice| view! { <option value=choice.clone()>{choice.clone()}</option> });
        view! {
            <select
                node_ref=fields.0
                class="input"
                id="request-what"
                aria-describedby="request-what-hint"
                on:change=move |event| set_what.set(event_target_value(&event))
            >
                {options.collect_view()}
            </select>
            <p class="hint" id="request-what-hint">
                "The first is enough. More than that is possible but rarely needed."
            </p>
        }
        .into_any()
    } else {
        view! { <input class="input" id="request-what" value=smallest readonly /> }.into_any()
    };
    let terms = TERMS.map(|(label, term)| view! { <option value=term>{label}</option> });
    let line = match givers.as_slice() {
        [] => "The link opens the form with the name in it, for whoever can give it.".to_owned(),
        [one] => format!("Send it to {one}. The link opens the form with the name in it."),
        _ => "Send it to one of them. The link opens the form with the name in it.".to_owned(),
    };
    let back = back.map(|(href, label)| {
        view! {
            <a class="button ghost" href=href>
                {label}
            </a>
        }
    });
    view! {
        <div class="request-form">
            <div class="request-fields needs-script">
                <div class="field">
                    <label for="request-what">"What you need"</label>
                    {what_field}
                </div>
                <div class="field">
                    <label for="request-term">"For how long"</label>
                    <select
                        node_ref=fields.1
                        class="input"
                        id="request-term"
                        on:change=move |event| set_term.set(event_target_value(&event))
                    >
                        {terms}
                    </select>
                </div>
                <div class="field">
                    <label for="request-why">"Why"</label>
                    <textarea
                        node_ref=fields.2
                        class="input"
                        id="request-why"
                        rows="2"
                        autocomplete="off"
                        on:input=move |event| set_why.set(event_target_value(&event))
                    ></textarea>
                </div>
            </div>
            <p class="request">{text}</p>
            <p class="caption">{line}</p>
            <div class="actions">
                {move || view! { <CopyTextButton text=text.get() label="Copy request" /> }} {back}
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_says_what_how_long_and_why() {
        let mut wanted = Wanted {
            who: None,
            what: vec!["view on acme/lake".into()],
            to: "to open http://gate/acme/lake".into(),
            at: "http://gate/acme/lake?tab=members&edit=bob".into(),
        };
        assert_eq!(
            wanted.text("view on acme/lake", "for 7 days", " Ticket 4471 "),
            "I need view on acme/lake for 7 days, to open http://gate/acme/lake. Ticket 4471. \
             You can give it to me at http://gate/acme/lake?tab=members&edit=bob"
        );
        wanted.who = Some("cleo".into());
        let text = wanted.text("view on acme/lake", "without an end", "");
        assert!(text.starts_with("cleo needs view on acme/lake without an end, to open"), "{text}");
        assert!(text.contains("lake. You can give it at http"), "{text}");
    }
}

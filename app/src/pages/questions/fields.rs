//! The fields that ask a question.

use leptos::prelude::*;

use super::super::hidden;
use super::asked::{Ask, Asked, Errors, KINDS, Right, title};
use crate::parts::{Below, InputKind, TextField};

impl Asked {
    /// The fields of the tab.
    pub(super) fn fields(&self, errors: Errors) -> AnyView {
        let who = (self.ask != Ask::WhoCan).then(|| {
            view! {
                <TextField
                    name="who"
                    label="Who"
                    kind=InputKind::Name
                    value=self.who.clone()
                    hint="A person’s name, or a service by its path. Empty: you."
                    error=errors.who
                    optional=true
                />
            }
        });
        let on = (self.ask != Ask::List).then(|| {
            view! {
                <TextField
                    name="on"
                    label="On what"
                    kind=InputKind::Name
                    value=self.on.clone().unwrap_or_default()
                    hint="Its path, such as acme/lake/orders."
                    error=errors.on
                />
            }
        });
        // What another tab asks for goes along to it.
        let kept = match self.ask {
            Ask::Why => None,
            Ask::List => self.on.clone().filter(|on| !on.is_empty()).map(|on| hidden("on", on)),
            Ask::WhoCan => (!self.who.is_empty()).then(|| hidden("who", &self.who)),
        };
        view! {
            {self.ask.tab().map(|tab| hidden("tab", tab))}
            {kept}
            {who}
            {may(self.may.as_deref().unwrap_or("read-stream"), errors.may)}
            {on}
        }
        .into_any()
    }
}

/// The choice of a right, by the kind of thing that it is on.
fn may(chosen: &str, error: Option<String>) -> AnyView {
    let below = Below::new("may", String::new(), error);
    let groups = KINDS.map(|(kind, noun)| {
        let rights = Right::of(kind).map(|right| {
            let word = right.word();
            let selected = word == chosen;
            view! {
                <option value=word selected=selected>
                    {format!("{} {noun}", right.verb())}
                </option>
            }
        });
        view! { <optgroup label=title(kind)>{rights.collect_view()}</optgroup> }
    });
    view! {
        <div class="field">
            <label for="may">"May"</label>
            <select class="input" id="may" name="may" aria-invalid=below.invalid aria-describedby=below.id>
                {groups.into_iter().collect_view()}
            </select>
            {below.view}
        </div>
    }
    .into_any()
}

//! The bar under a pipeline's access list: what the roles that were chosen there would change, before they are saved. The
//! list is plain HTML around it; without scripts the server draws the bar once the form was posted.

use access::UserId;
use api::previews::PreviewFacts;
use leptos::html::Div;
use leptos::prelude::*;

use super::changes::Told;
use super::page;
use crate::forms::Fields;
use crate::forms::pipelines::sharing;
use crate::parts::{ButtonKind, LinkButton, SubmitButton, counted};

/// The bar, and the field that says on save what was seen.
#[island]
pub fn AccessBar(
    /// The page without changes.
    page: String,
    /// What it is computed from.
    facts: PreviewFacts,
    /// Who looks.
    viewer: UserId,
    /// The form as it was posted, if it was.
    start: Fields,
    /// It was posted without scripts and is shown again with what it would do: now it may be saved.
    confirming: bool,
) -> impl IntoView {
    let (fields, set_fields) = signal(start);
    let place = NodeRef::<Div>::new();
    let live = page::follow_form(place, move |form| set_fields.set(page::fields_of(form)));
    let told = Memo::new(move |_| {
        let changes = sharing::changes(&fields.get()).unwrap_or_default();
        (changes.len(), Told::of(&facts, viewer, &facts.set_roles(&changes)))
    });
    let bar = move || {
        let ((count, told), follows) = (told.get(), live.get());
        if count == 0 || !(follows || confirming) {
            let line = if follows {
                "What another role would change appears here before it is saved."
            } else {
                "Nothing is saved before you have seen what it changes."
            };
            return view! {
                <div class="grid-foot">
                    <SubmitButton disabled=follows>"Preview changes"</SubmitButton>
                    <p class="caption">{line}</p>
                </div>
            }
            .into_any();
        }
        let (mark, off) = (told.mark.clone(), !told.ownerless.is_empty());
        let things = counted(count as u64, "change");
        view! {
            <div class="save-bar" data-unsaved="">
                <input type="hidden" name="seen" value=mark />
                <div class="save-what">
                    <p class="save-count">
                        <strong>{things.clone()} " not saved"</strong>
                        {follows.then(|| view! { <span class="live">"live preview"</span> })}
                    </p>
                    <div class="save-lines" aria-live="polite">
                        {told.lines()}
                    </div>
                </div>
                <div class="save-acts" data-leave="">
                    <LinkButton href=page.clone()>"Discard"</LinkButton>
                    <SubmitButton kind=ButtonKind::Filled disabled=off>
                        {format!("Save {things}")}
                    </SubmitButton>
                </div>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="save-place" node_ref=place>
            {bar}
        </div>
    }
}

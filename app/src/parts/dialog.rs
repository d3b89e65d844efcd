//! Dialogs. The server renders one open, at an address of its own, so that it works without scripts; where they run it
//! becomes modal, and Esc goes where Cancel goes.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// How wide a dialog is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    /// 480: a question.
    #[default]
    Narrow,
    /// 920: a form beside its preview.
    Wide,
}

/// An open dialog around a form.
#[component]
pub fn Dialog(
    /// "Revoke laptop".
    #[prop(into)]
    title: String,
    /// One line of consequence.
    #[prop(optional, into)]
    line: String,
    /// Where its form posts to.
    #[prop(into)]
    action: String,
    /// The page without the dialog.
    #[prop(into)]
    close: String,
    /// How wide.
    #[prop(optional)]
    size: DialogSize,
    /// The same act as a command, at the left of the foot.
    #[prop(optional, into)]
    command: String,
    /// The last button, after Cancel: a filled `SubmitButton`.
    confirm: AnyView,
    /// Its form asks for the next step of the same dialog, and changes nothing.
    #[prop(optional)]
    step: bool,
    /// At the right of the body, below it on a phone: what the form would change.
    #[prop(optional_no_strip, into)]
    preview: Option<AnyView>,
    /// The body: text, fields, hidden fields.
    children: Children,
) -> impl IntoView {
    let class = match size {
        DialogSize::Narrow => "dialog",
        DialogSize::Wide => "dialog wide",
    };
    view! {
        <dialog class=class open aria-labelledby="dialog-title" data-close=close.clone()>
            <div class="dialog-head">
                <h2 id="dialog-title">{title}</h2>
                {(!line.is_empty()).then(|| view! { <p>{line}</p> })}
                <a class="icon-button" href=close.clone() data-close="" aria-label="Close">
                    <Icon glyph=Glyph::Close />
                </a>
            </div>
            // The server says what is wrong with a field, at the field; a step without its field would ask for nothing.
            <form class="dialog-form" method=if step { "get" } else { "post" } action=action novalidate=!step>
                <div class="dialog-split">
                    <div class="dialog-body">{children()}</div>
                    {preview}
                </div>
                <div class="dialog-foot">
                    {(!command.is_empty()).then(|| view! { <code class="command">{command}</code> })}
                    <a class="button" href=close.clone() data-close="" autofocus>
                        "Cancel"
                    </a> {confirm}
                </div>
            </form>
        </dialog>
    }
    .into_any()
}

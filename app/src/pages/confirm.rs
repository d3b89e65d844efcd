//! "It's you": asked in place of any page whose form reaches far. What was typed goes along, hidden, and the form is
//! carried out once the answer is right.

use api::{Fault, FaultKind};
use leptos::prelude::*;

use super::{at, frame, whole};
use crate::backend::{reply, site};
use crate::forms::{CONFIRM, CONFIRM_FIRST, CONFIRMING, Fields};
use crate::parts::{
    ButtonKind, ErrorSummary, InputKind, LinkButton, Panel, Subject, SubmitButton, TextField, Title,
};
use crate::shell::{Crumb, Frame, Layout};

/// The question before a page that is of no use without the answer.
pub(super) fn first() -> (Frame, AnyView) {
    let needed = Fault::new(FaultKind::PasswordNeeded, "");
    reply().set_status(needed.status());
    page(&needed, vec![("do".into(), CONFIRM_FIRST.into())])
}

/// The question, in a form that holds `fields`.
pub(super) fn page(fault: &Fault, fields: Fields) -> (Frame, AnyView) {
    let title = "Confirm that it’s you";
    let here = site().path;
    let cancel = here.clone();
    let fault = Some(fault.clone());
    let wrong = at(&fault, CONFIRM);
    let summary = whole(&fault).filter(|_| fault.as_ref().is_some_and(|fault| fault.retry_after.is_some()));
    let fields = fields.into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    let lede =
        "What you asked for mints power or can’t be undone. It goes on when you have confirmed.".into_any();
    let body = view! {
        <Title subject=Subject::Page(title.into()) lede=lede />
        <Panel title="Your password">
            <form class="form measured" method="post" action=here>
                {fields.collect_view()}
                <input type="hidden" name=CONFIRMING value="true" />
                {summary.map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name=CONFIRM
                    label="Password"
                    kind=InputKind::Password
                    hint="Good for ten minutes."
                    error=wrong
                    autofocus=true
                />
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Confirm and go on"</SubmitButton>
                    <LinkButton href=cancel kind=ButtonKind::Ghost>
                        "Cancel"
                    </LinkButton>
                </div>
            </form>
        </Panel>
    };
    let frame = Frame { crumbs: vec![Crumb::here(title)], layout: Layout::Narrow, ..frame(title) };
    (frame, body.into_any())
}

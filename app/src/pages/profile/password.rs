//! The panel that changes the password.

use leptos::prelude::*;

use super::super::{at, hidden, refused, whole};
use super::SECURITY;
use crate::backend::viewer;
use crate::parts::{ErrorSummary, InputKind, Panel, SubmitButton, TextField};

/// The panel.
pub(in crate::pages) fn panel() -> impl IntoView {
    let (fault, _) = refused("change-password");
    let name = viewer().map(|viewer| viewer.name.to_string()).unwrap_or_default();
    view! {
        <Panel title="Password">
            <form class="form measured" method="post" action=SECURITY>
                {hidden("do", "change-password")}
                // Not sent: for password managers, and for the judgement while the new one is typed.
                <input type="text" autocomplete="username" value=name hidden />
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="old_password"
                    label="Old password"
                    kind=InputKind::Password
                    error=at(&fault, "old_password")
                />
                <TextField
                    name="password"
                    id="new-password"
                    label="New password"
                    kind=InputKind::NewPassword
                    hint="At least 10 characters. All your other sessions end; secrets go on working."
                    error=at(&fault, "password")
                />
                <div class="actions">
                    <SubmitButton>"Change password"</SubmitButton>
                </div>
            </form>
        </Panel>
    }
}

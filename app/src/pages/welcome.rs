//! The first account, made by the one-time link that the server printed when it started.

use leptos::prelude::*;

use super::{Made, at, bare_frame, query, refused, typed, whole};
use crate::backend::site;
use crate::parts::{ButtonKind, ButtonSize, ErrorSummary, Gate, InputKind, SubmitButton, TextField};

/// The page. The code of the link is checked when the form is posted, and only then used up.
pub(super) async fn page() -> Made {
    let (fault, fields) = refused("create-first-account");
    let code = typed(&fields, "code", &query("code").unwrap_or_default());
    let summary = whole(&fault).or_else(|| at(&fault, "code"));
    let host = site().origin.split_once("://").map(|(_, host)| host.to_owned()).unwrap_or_default();
    let foot = "The link works once, and for an hour.".into_any();
    let line = "It is an ordinary account: the console has no super-user.";
    let body = view! {
        <Gate title="Create the first account" host=host line=line foot=foot>
            <form class="form gate-panel" method="post" action="/-/welcome">
                <input type="hidden" name="do" value="create-first-account" />
                <input type="hidden" name="code" value=code />
                {summary.map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="name"
                    label="Username"
                    kind=InputKind::Username
                    value=typed(&fields, "name", "")
                    hint="Your personal organization gets the same name. Lower-case letters, digits and “-”."
                    error=at(&fault, "name")
                    large=true
                    autofocus=true
                />
                <TextField
                    name="password"
                    label="Password"
                    kind=InputKind::NewPassword
                    hint="At least 10 characters."
                    error=at(&fault, "password")
                    large=true
                />
                <SubmitButton kind=ButtonKind::Filled size=ButtonSize::Wide>
                    "Create account"
                </SubmitButton>
            </form>
        </Gate>
    };
    Ok((bare_frame("Create the first account"), body.into_any()))
}

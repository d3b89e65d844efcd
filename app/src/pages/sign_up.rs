//! Sign-up: an account for whoever comes, where the operator opened that.

use api::profile::{ShowSignUp, SignUpPolicy};
use leptos::prelude::*;

use super::{Made, at, bare_frame, hidden, query, refused, typed, whole};
use crate::backend::{ask, reply, site, viewer};
use crate::parts::{
    ButtonKind, ButtonSize, ErrorSummary, Gate, InputKind, LinkButton, SubmitButton, TextField,
};

/// The page. Who is signed in already is sent home.
pub(super) async fn page() -> Made {
    if viewer().is_some() {
        reply().redirect("/");
    }
    let terms = ask(ShowSignUp {}).await?;
    let host = site().origin.split_once("://").map(|(_, host)| host.to_owned()).unwrap_or_default();
    let closed = match terms.sign_up {
        SignUpPolicy::Open => None,
        SignUpPolicy::Invite => Some(
            "An account is made here by invitation: an organization’s admin sends you a link, and opening it is all there is to do.",
        ),
        SignUpPolicy::Closed => {
            Some("Accounts are made here by whoever runs this console, and by nobody else. Ask them for one.")
        }
    };
    if let Some(line) = closed {
        let body = view! {
            <Gate title="No sign-up here" host=host line=line>
                <LinkButton href="/-/sign-in" size=ButtonSize::Wide>
                    "I have an account: sign in"
                </LinkButton>
            </Gate>
        };
        return Ok((bare_frame("Sign up"), body.into_any()));
    }
    let (fault, fields) = refused("sign-up");
    let next = typed(&fields, "next", &query("next").unwrap_or_else(|| "/".to_owned()));
    let hint = if terms.mail {
        "For news about your account and your secrets. A link that confirms it comes at once."
    } else {
        "Kept for later: no letters are sent from here yet."
    };
    let body = view! {
        <Gate title="Create your account" host=host>
            <form class="form gate-panel" method="post" action="/-/sign-up">
                {hidden("do", "sign-up")}
                {hidden("next", next)}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
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
                    name="email"
                    label="E-mail address"
                    value=typed(&fields, "email", "")
                    hint=hint
                    error=at(&fault, "email")
                    optional=true
                    large=true
                />
                <TextField
                    name="password"
                    label="Password"
                    kind=InputKind::NewPassword
                    hint="At least 10 characters, hard to guess."
                    error=at(&fault, "password")
                    large=true
                />
                <SubmitButton kind=ButtonKind::Filled size=ButtonSize::Wide>
                    "Create account"
                </SubmitButton>
                <LinkButton href="/-/sign-in" size=ButtonSize::Wide>
                    "I have an account: sign in"
                </LinkButton>
            </form>
        </Gate>
    };
    Ok((bare_frame("Sign up"), body.into_any()))
}

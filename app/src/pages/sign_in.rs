//! Sign-in.

use api::profile::{ShowSignUp, SignUpPolicy};
use leptos::prelude::*;

use super::{Made, at, bare_frame, query, refused, typed, whole};
use crate::backend::{ask, reply, site, viewer};
use crate::parts::{
    ButtonKind, ButtonSize, CodeLine, ErrorSummary, Gate, InputKind, LinkButton, SubmitButton, TextField,
};
use crate::shell::bar::encoded;

/// The page. Who is signed in already is sent home.
pub(super) async fn page() -> Made {
    if viewer().is_some() {
        reply().redirect("/");
    }
    let (fault, fields) = refused("sign-in");
    let next = typed(&fields, "next", &query("next").unwrap_or_default());
    // Which of the two was wrong is never said; the message stands where typing goes on.
    let wrong = whole(&fault).or_else(|| at(&fault, "password"));
    let throttled = fault.as_ref().is_some_and(|fault| fault.retry_after.is_some());
    let (summary, wrong) = if throttled { (wrong, None) } else { (None, wrong) };
    let host = site().origin.split_once("://").map(|(_, host)| host.to_owned()).unwrap_or_default();
    let name = typed(&fields, "name", "");
    let first_try = name.is_empty();
    let open = ask(ShowSignUp {}).await?.sign_up == SignUpPolicy::Open;
    let sign_up = open.then(|| {
        let href = match next.as_str() {
            "" => "/-/sign-up".to_owned(),
            next => format!("/-/sign-up?next={}", encoded(next)),
        };
        view! {
            <LinkButton href=href size=ButtonSize::Wide>
                "Create an account"
            </LinkButton>
        }
    });
    let foot = "Forgot the password? Whoever runs this console can set a new one.".into_any();
    let body = view! {
        <Gate title="Sign in to Sluicegate" host=host foot=foot>
            <form class="form gate-panel" method="post" action="/-/sign-in">
                <input type="hidden" name="do" value="sign-in" />
                <input type="hidden" name="next" value=next />
                {summary.map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="name"
                    label="Username"
                    kind=InputKind::Username
                    value=name
                    error=at(&fault, "name")
                    large=true
                    autofocus=first_try
                />
                <TextField
                    name="password"
                    label="Password"
                    kind=InputKind::Password
                    error=wrong
                    large=true
                    autofocus=!first_try
                />
                <SubmitButton kind=ButtonKind::Filled size=ButtonSize::Wide>
                    "Sign in"
                </SubmitButton>
            </form>
            {sign_up}
            <CodeLine label="From a terminal" command=true text=format!("sluicegate auth login --url {}", site().origin) />
        </Gate>
    };
    Ok((bare_frame("Sign in"), body.into_any()))
}

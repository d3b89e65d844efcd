//! Sign-in: the password, a code where the account has an authenticator app, or a passkey instead of both.

use api::profile::{ShowSignUp, SignUpPolicy};
use api::sign_in::can_have_passkeys;
use api::{Fault, FaultKind};
use leptos::prelude::*;

use super::{Made, at, bare_frame, hidden, outcome, query, refused, typed, whole};
use crate::backend::{ask, reply, site, viewer};
use crate::forms::{Fields, Outcome};
use crate::parts::{
    ButtonKind, ButtonSize, CodeLine, ErrorSummary, Gate, InputKind, LinkButton, PasskeyAct, PasskeyButton,
    SubmitButton, TextField,
};
use crate::shell::bar::encoded;

/// Where the page is.
const PATH: &str = "/-/sign-in";

/// The page. Who is signed in already is sent home.
pub(super) async fn page() -> Made {
    if viewer().is_some() {
        reply().redirect("/");
    }
    let host = site().origin.split_once("://").map(|(_, host)| host.to_owned()).unwrap_or_default();
    let body = match second_step() {
        Some((token, fault, fields)) => code_step(host, &token, &fault, &fields),
        None => password_step(host).await?,
    };
    Ok((bare_frame("Sign in"), body))
}

/// The token of a first step that was right, and what came of the second so far.
fn second_step() -> Option<(String, Option<Fault>, Fields)> {
    match outcome()? {
        Outcome::CodeNeeded { needed, fields } => Some((needed.token.reveal().to_owned(), None, fields)),
        // After a conflict it has to begin anew.
        Outcome::Refused { form, fault, fields }
            if form == "sign-in-with-code" && fault.kind != FaultKind::Conflict =>
        {
            Some((typed(&fields, "token", ""), Some(fault), fields))
        }
        _ => None,
    }
}

/// Where to go on to: what the form says, else the page's query.
fn next(fields: &Fields) -> String {
    typed(fields, "next", &query("next").unwrap_or_default())
}

/// What is wrong, at the field where typing goes on, or above the form where waiting is all that helps.
fn split(fault: &Option<Fault>, field: &str) -> (Option<String>, Option<String>) {
    let wrong = whole(fault).or_else(|| at(fault, field));
    let throttled = fault.as_ref().is_some_and(|fault| fault.retry_after.is_some());
    if throttled { (wrong, None) } else { (None, wrong) }
}

async fn password_step(host: String) -> Result<AnyView, Fault> {
    let (fault, fields) = refused("sign-in");
    let next = next(&fields);
    // Which of the two was wrong is never said; the message stands where typing goes on.
    let (summary, wrong) = split(&fault, "password");
    let (over, _) = refused("sign-in-with-code");
    let (unknown, _) = refused("sign-in-with-passkey");
    let summary =
        summary.or_else(|| whole(&over)).or_else(|| whole(&unknown)).or_else(|| at(&unknown, "credential"));
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
    let passkey = can_have_passkeys(&site().origin).then(|| passkey_form(&next));
    let body = view! {
        <Gate title="Sign in to Sluicegate" host=host foot=foot>
            <form class="form gate-panel" method="post" action=PATH>
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
            {passkey}
            {sign_up}
            <CodeLine
                label="From a terminal"
                command=true
                text=format!("sluicegate auth login --url {}", site().origin)
            />
        </Gate>
    };
    Ok(body.into_any())
}

fn passkey_form(next: &str) -> AnyView {
    let without = "With a passkey one can sign in here too, but only where scripts run.";
    view! {
        <form class="form gate-passkey" method="post" action=PATH>
            {hidden("do", "sign-in-with-passkey")}
            {hidden("next", next)}
            <PasskeyButton act=PasskeyAct::Get wide=true without=without label="Use a passkey" />
        </form>
    }
    .into_any()
}

fn code_step(host: String, token: &str, fault: &Option<Fault>, fields: &Fields) -> AnyView {
    let (summary, wrong) = split(fault, "code");
    let (next, token) = (next(fields), token.to_owned());
    let foot = "Lost the device and the recovery codes? Whoever runs this console can set a new password, which turns \
                the codes off.";
    view! {
        <Gate title="Sign in to Sluicegate" host=host line="One more step." foot=foot.into_any()>
            <form class="form gate-panel" method="post" action=PATH>
                {hidden("do", "sign-in-with-code")}
                {hidden("next", next)}
                {hidden("token", token)}
                {summary.map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="code"
                    label="Code"
                    kind=InputKind::Code
                    hint="From your authenticator app, or one of your recovery codes."
                    error=wrong
                    large=true
                    autofocus=true
                />
                <SubmitButton kind=ButtonKind::Filled size=ButtonSize::Wide>
                    "Sign in"
                </SubmitButton>
            </form>
        </Gate>
    }
    .into_any()
}

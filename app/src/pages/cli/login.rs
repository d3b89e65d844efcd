//! The page on which a person signs a command line in: the code to compare, who asks, and what it shall get.

use api::logins::{Login, ShowLogin, UserCode};
use api::{Fault, FaultKind};
use leptos::prelude::*;

use super::super::{Made, at, frame, hidden, query, refused, typed, whole};
use crate::backend::{ask, now, reply, site, viewer};
use crate::forms::Fields;
use crate::parts::{
    ButtonKind, Choice, ErrorSummary, Facts, InputKind, LinkButton, Notice, Panel, RadioCards, Segmented,
    Subject, SubmitButton, TextField, Title, Tone, exact, relative,
};
use crate::shell::bar::encoded;
use crate::shell::{Crumb, Frame, Layout};

const PATH: &str = "/-/cli/login";
const TITLE: &str = "Sign in a command line";

/// The page. Who isn't signed in does that first, and comes back.
pub(in crate::pages) async fn page() -> Made {
    if viewer().is_none() {
        reply().redirect(format!("/-/sign-in?next={}", encoded(&site().path)));
        return Ok((frame(TITLE), ().into_any()));
    }
    let body = match (query("done").as_deref(), query("code")) {
        (Some("approved"), _) => done(
            Tone::Success,
            "Approved",
            "Go back to your terminal: it takes its secret in a moment, and says so. You find it under Secrets.",
        ),
        (Some("refused"), _) => {
            done(Tone::Neutral, "Refused", "Nothing was issued, and the terminal is told so.")
        }
        (_, None) => enter("", None),
        (_, Some(typed)) => match typed.clone().try_into() {
            Err(why) => enter(&typed, Some(why)),
            Ok(code) => asked(code).await?,
        },
    };
    let body = view! {
        <Title subject=Subject::Page(TITLE.into()) />
        <div class="stack">{body}</div>
    };
    let crumbs = vec![Crumb::to("Command line", "/-/cli"), Crumb::here("Sign in")];
    Ok((Frame { crumbs, layout: Layout::Narrow, ..frame(TITLE) }, body.into_any()))
}

/// The login of a code; a code that leads to none is asked for again.
async fn asked(code: UserCode) -> Result<AnyView, Fault> {
    match ask(ShowLogin { code: code.clone() }).await {
        Ok(login) => Ok(answer(&login)),
        Err(fault) if matches!(fault.kind, FaultKind::NotFound | FaultKind::TooManyRequests) => {
            reply().set_status(fault.status());
            Ok(enter(&code.to_string(), Some(fault.detail)))
        }
        Err(fault) => Err(fault),
    }
}

/// What has come of it.
fn done(tone: Tone, title: &'static str, line: &'static str) -> AnyView {
    view! {
        <Notice tone=tone title=title>
            <p>{line}</p>
        </Notice>
        <div class="actions">
            <LinkButton href="/-/profile/secrets">"Secrets"</LinkButton>
            <LinkButton href="/" kind=ButtonKind::Ghost>
                "Home"
            </LinkButton>
        </div>
    }
    .into_any()
}

/// The field for the code.
fn enter(value: &str, wrong: Option<String>) -> AnyView {
    let value = value.to_owned();
    view! {
        <Panel title="The code in your terminal">
            <form class="form measured" method="get" action=PATH>
                <TextField
                    name="code"
                    label="Code"
                    kind=InputKind::Name
                    value=value
                    hint="As “sluicegate auth login” shows it: BCDF-GHJK."
                    error=wrong
                    large=true
                    autofocus=true
                />
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Go on"</SubmitButton>
                    <LinkButton href="/-/cli" kind=ButtonKind::Ghost>
                        "How this works"
                    </LinkButton>
                </div>
            </form>
        </Panel>
    }
    .into_any()
}

/// The question: is it yours, and what shall it get?
fn answer(login: &Login) -> AnyView {
    let now = now();
    let (fault, fields) = refused("approve-login");
    let (code, machine) = (login.code.to_string(), login.machine.as_str().to_owned());
    let here = format!("{PATH}?code={code}");
    let facts = vec![
        ("Calls itself", view! { <bdi>{machine.clone()}</bdi> }.into_any()),
        ("Asks from", login.address.clone().unwrap_or_else(|| "an unknown address".to_owned()).into_any()),
        ("Asked", format!("{}, {}", relative(login.created_at, now), exact(login.created_at)).into_any()),
        ("Ends", relative(login.expires_at, now).into_any()),
    ];
    let not_found = [&fault, &refused("refuse-login").0]
        .into_iter()
        .find_map(|fault| whole(fault).or_else(|| at(fault, "code")));
    let approve = approve(&here, &code, &machine, &fault, &fields);
    view! {
        {not_found.map(|title| view! { <ErrorSummary title=title /> })}
        <Panel title="Is this the code in your terminal?">
            <div class="stack">
                <p class="login-code">
                    <code>{code.clone()}</code>
                </p>
                <Facts facts=facts />
                <Notice tone=Tone::Warning title="Approve only what you started yourself">
                    <p>
                        "What it calls itself is its own word. If somebody sent you here, or the code differs, refuse: whoever gets the secret can act as you."
                    </p>
                </Notice>
                <form method="post" action=here>
                    {hidden("do", "refuse-login")}
                    {hidden("code", code)}
                    <SubmitButton kind=ButtonKind::Danger>"Refuse"</SubmitButton>
                </form>
            </div>
        </Panel>
        <Panel title="What it gets">{approve}</Panel>
    }
    .into_any()
}

fn approve(here: &str, code: &str, machine: &str, fault: &Option<Fault>, fields: &Fields) -> AnyView {
    let kinds = vec![
        Choice::new("full", "Full (CLI)", "Everything you may do. For your own terminal.").aside("sgf_"),
        Choice::new("private_read", "Private read", "View what you can view. Changes nothing.").aside("sgp_"),
        Choice::new("public_read", "Public read", "View public projects only. The least harm if it leaks.")
            .aside("sgr_"),
    ];
    let lifetimes = vec![
        ("30", "30 days"),
        ("90", "90 days"),
        ("180", "180 days"),
        ("date", "Date"),
        ("never", "No end"),
    ];
    // The machine's own word is cut where a description would be too long.
    let description: String = format!("Command line on {machine}").chars().take(120).collect();
    view! {
        <form class="form" method="post" action=here.to_owned()>
            {hidden("do", "approve-login")}
            {hidden("code", code)}
            <RadioCards
                name="kind"
                legend="Kind of secret"
                choices=kinds
                chosen=typed(fields, "kind", "full")
                error=at(fault, "kind")
            />
            <Segmented
                name="lifetime"
                legend="Ends"
                choices=lifetimes
                chosen=typed(fields, "lifetime", "90")
                error=at(fault, "expires_at").or_else(|| at(fault, "lifetime_days"))
            />
            <div class="field when-date">
                <label for="date">"Last day"</label>
                <input class="input" type="date" id="date" name="date" value=typed(fields, "date", "") />
            </div>
            <TextField
                name="description"
                label="Description"
                value=typed(fields, "description", &description)
                hint="You will look for it under Secrets when it has to go."
                error=at(fault, "description")
                optional=true
            />
            <div class="actions">
                <SubmitButton kind=ButtonKind::Filled>"The code is the same: approve"</SubmitButton>
                <p class="caption">"Asks for your password, unless you gave it in the last ten minutes."</p>
            </div>
        </form>
    }
    .into_any()
}

//! One-time codes: set up an authenticator app, turn it off, recovery codes.

use api::FaultKind;
use api::sign_in::{SignInMethods, TotpStarted};
use leptos::prelude::*;

use super::super::{at, hidden, outcome, posted, query, refused, typed, whole};
use super::PATH;
use crate::backend::now;
use crate::forms::Outcome;
use crate::parts::{
    ButtonKind, CodeBlock, CodeLine, Dialog, ErrorSummary, Facts, Glyph, Icon, InputKind, LinkButton, Panel,
    SubmitButton, TextField, Timestamp, counted,
};

/// Below how many recovery codes new ones are advised.
const FEW: u64 = 3;

/// The panel: how it is, or the app that is being set up.
pub(super) fn panel(methods: &SignInMethods) -> AnyView {
    let inner = match (started(), methods.totp_since) {
        (Some(started), None) => setting_up(started),
        (_, Some(since)) => on(since, methods.recovery_codes),
        (None, None) => off(),
    };
    view! { <Panel title="Two-factor sign-in">{inner}</Panel> }.into_any()
}

/// The app that was just begun, or whose first code was wrong.
fn started() -> Option<TotpStarted> {
    match outcome() {
        Some(Outcome::TotpStarted(started)) => Some(started),
        Some(Outcome::Refused { form, fault, fields })
            if form == "finish-totp" && fault.kind == FaultKind::Invalid =>
        {
            let shown = |name| typed(&fields, name, "").into();
            Some(TotpStarted { token: shown("token"), key: shown("key"), picture: shown("picture") })
        }
        _ => None,
    }
}

fn off() -> AnyView {
    let (fault, _) = refused("finish-totp");
    view! {
        <div class="form measured">
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <p>
                "Signing in then takes the password and a code of six digits from an authenticator app on your phone or computer."
            </p> <div>
                <LinkButton href=format!("{PATH}?set-up=app") kind=ButtonKind::Filled>
                    "Set up an authenticator app…"
                </LinkButton>
            </div>
        </div>
    }
    .into_any()
}

fn setting_up(started: TotpStarted) -> AnyView {
    let (fault, _) = refused("finish-totp");
    let TotpStarted { token, key, picture } = started;
    let groups: Vec<String> =
        key.reveal().chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    view! {
        <form class="form measured" method="post" action=PATH>
            {hidden("do", "finish-totp")}
            {hidden("token", token.reveal())}
            {hidden("key", key.reveal())}
            {hidden("picture", picture.reveal())}
            <p>"Scan this with the app, or type the key into it."</p>
            <img
                class="qr"
                src=picture.reveal().to_owned()
                alt="The key as a QR code"
                width="200"
                height="200"
            />
            <CodeLine label="Key" text=groups.join(" ") wrap=true />
            <TextField
                name="code"
                label="Code"
                kind=InputKind::Code
                hint="The six digits that the app shows now."
                error=at(&fault, "code")
                autofocus=true
            />
            <div class="actions">
                <SubmitButton kind=ButtonKind::Filled>"Finish"</SubmitButton>
                <LinkButton href=PATH kind=ButtonKind::Ghost>
                    "Cancel"
                </LinkButton>
            </div>
        </form>
    }
    .into_any()
}

fn on(since: access::Time, left: u64) -> AnyView {
    let facts = vec![
        ("Authenticator app", view! { "since " <Timestamp at=since now=now() /> }.into_any()),
        ("Recovery codes", format!("{} left", counted(left, "code")).into_any()),
    ];
    let few = (left <= FEW).then(|| {
        view! { <p class="caption">"Few are left: make new ones before you need them."</p> }
    });
    view! {
        <Facts facts=facts />
        {few}
        <form class="actions" method="post" action=PATH>
            {hidden("do", "renew-recovery-codes")}
            <SubmitButton>"Make new recovery codes"</SubmitButton>
            <LinkButton href=format!("{PATH}?turn-off=app") kind=ButtonKind::Danger>
                "Turn off…"
            </LinkButton>
        </form>
    }
    .into_any()
}

/// Recovery codes that were just made: shown this once.
pub(super) fn recovery_codes() -> Option<AnyView> {
    let Some(Outcome::RecoveryCodes(made)) = outcome() else { return None };
    let text = made.codes.iter().map(|code| code.reveal()).collect::<Vec<_>>().join("\n");
    let panel = view! {
        <section class="panel one-time" aria-labelledby="one-time-title">
            <div class="panel-head">
                <Icon glyph=Glyph::Key />
                <h2 id="one-time-title">"Recovery codes"</h2>
            </div>
            <div class="panel-body">
                <p>
                    "Each signs you in once in place of a code, should the device be lost. Keep them where the device is not: they are shown this once, and earlier ones are dead."
                </p>
                <CodeBlock text=text label="Recovery codes" />
            </div>
            <div class="panel-foot">
                <a class="button" href=PATH data-leave>
                    <Icon glyph=Glyph::Check />
                    "I’ve stored them"
                </a>
            </div>
        </section>
    };
    Some(panel.into_any())
}

/// The dialog that the query asks for, or whose form was refused.
pub(super) fn asked(methods: &SignInMethods) -> Option<AnyView> {
    let is_on = methods.totp_since.is_some();
    if !is_on && started().is_none() && (query("set-up").is_some() || posted("start-totp")) {
        return Some(set_up_dialog());
    }
    (is_on && query("turn-off").is_some()).then(turn_off_dialog)
}

fn set_up_dialog() -> AnyView {
    let (fault, _) = refused("start-totp");
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Go on"</SubmitButton> };
    view! {
        <Dialog
            title="Set up an authenticator app"
            line="The app’s key is kept under your password, so that nobody who has the database alone can use it."
            action=PATH
            close=PATH
            confirm=confirm.into_any()
        >
            {hidden("do", "start-totp")}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <TextField
                name="password"
                label="Your password"
                kind=InputKind::Password
                error=at(&fault, "password")
                autofocus=true
            />
        </Dialog>
    }
    .into_any()
}

fn turn_off_dialog() -> AnyView {
    let (fault, _) = refused("remove-totp");
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Turn off"</SubmitButton> };
    view! {
        <Dialog
            title="Turn two-factor sign-in off"
            line="Your password alone signs you in then. The recovery codes are dead."
            action=format!("{PATH}?turn-off=app")
            close=PATH
            confirm=confirm.into_any()
        >
            {hidden("do", "remove-totp")}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
        </Dialog>
    }
    .into_any()
}

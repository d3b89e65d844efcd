//! The e-mail address of an account: the panel that changes it, and the page that its link leads to.

use api::profile::OwnAccount;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::super::{Made, at, bare_frame, hidden, refused, typed, whole};
use super::ACCOUNT;
use crate::backend::site;
use crate::parts::{
    Badge, ButtonKind, ButtonSize, ErrorSummary, Gate, LinkButton, Notice, Panel, SubmitButton, TextField,
    Tone, date,
};
use crate::shell::bar::encoded;

/// The panel. `mail`: letters are sent from here.
pub(super) fn panel(account: &OwnAccount, mail: bool) -> impl IntoView + use<> {
    let (fault, fields) = refused("update-account");
    let own = fields.iter().any(|(name, value)| name == "shows" && value == "email");
    let (fault, fields) = if own { (fault, fields) } else { (None, Vec::new()) };
    let kept = account.email.clone().unwrap_or_default();
    let state = match (&account.email, account.email_confirmed_at) {
        (None, _) => None,
        (Some(_), Some(at)) => Some((Tone::Success, format!("Confirmed {}", date(at)))),
        (Some(_), None) => Some((Tone::Warning, "Not confirmed".to_owned())),
    };
    let badge = state.map(|(tone, text)| view! { <Badge tone=tone text=text /> }.into_any());
    let again = (mail && account.email.is_some() && account.email_confirmed_at.is_none()).then(|| {
        view! {
            <form method="post" action=ACCOUNT>
                {hidden("do", "update-account")}
                {hidden("shows", "email")}
                {hidden("email", &kept)}
                <p class="caption">
                    {format!("A link was sent to {kept}; letters come once you have opened it. ")}
                </p>
                <SubmitButton size=ButtonSize::Small>"Send the link again"</SubmitButton>
            </form>
        }
    });
    let none = (!mail).then(|| {
        view! {
            <Notice title="No letters are sent from here">
                <p>
                    "Whoever runs this console hasn’t set up mail, so an address can be kept but not confirmed."
                </p>
            </Notice>
        }
    });
    view! {
        <Panel title="E-mail" aside=badge>
            {none}
            {again}
            <form class="form measured" method="post" action=ACCOUNT>
                {hidden("do", "update-account")}
                {hidden("shows", "email")}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="email"
                    label="E-mail address"
                    value=typed(&fields, "email", &kept)
                    hint="For news about your account and your secrets, and nothing else; only you see it. Empty removes it."
                    error=at(&fault, "email")
                    optional=true
                />
                <div class="actions">
                    <SubmitButton>"Save address"</SubmitButton>
                </div>
            </form>
        </Panel>
    }
}

/// What the link in the letter leads to. Opening it changes nothing: programs that look into letters open links too.
pub(in crate::pages) async fn confirm_page() -> Made {
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    let (fault, _) = refused("confirm-email");
    let action = format!("/-/confirm-email/{}", encoded(&code));
    let body = view! {
        <Gate title="Confirm your address" host=host() line="Letters about your account then come to it.">
            <form class="form gate-panel" method="post" action=action>
                {hidden("do", "confirm-email")}
                {hidden("code", code)}
                {fault.map(|fault| view! { <ErrorSummary title=fault.detail /> })}
                <SubmitButton kind=ButtonKind::Filled size=ButtonSize::Wide>
                    "Confirm address"
                </SubmitButton>
            </form>
        </Gate>
    };
    Ok((bare_frame("Confirm your address"), body.into_any()))
}

/// What is shown after it.
pub(in crate::pages) async fn confirmed_page() -> Made {
    let body = view! {
        <Gate title="Your address is confirmed" host=host()>
            <LinkButton href="/" size=ButtonSize::Wide>
                "Go on to the console"
            </LinkButton>
        </Gate>
    };
    Ok((bare_frame("Address confirmed"), body.into_any()))
}

fn host() -> String {
    site().origin.split_once("://").map(|(_, host)| host.to_owned()).unwrap_or_default()
}

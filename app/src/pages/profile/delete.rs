//! Deleting an account: what goes with it, what stands against it.

use api::profile::{AccountEnd, OwnAccount};
use leptos::prelude::*;

use super::super::{confirm_name, hidden, posted, query, refused, whole};
use super::ACCOUNT;
use crate::parts::{ButtonKind, Change, Dialog, ErrorSummary, LinkButton, Panel, PreviewLine, SubmitButton};

/// The panel, which lists what goes.
pub(super) fn panel(account: &OwnAccount, end: &AccountEnd) -> impl IntoView + use<> {
    let button = if end.hindrances.is_empty() {
        view! {
            <div>
                <LinkButton href=format!("{ACCOUNT}?delete=account") kind=ButtonKind::Danger>
                    "Delete account…"
                </LinkButton>
            </div>
        }
        .into_any()
    } else {
        let line = format!(
            "First hand over or delete what nobody else decides about, and what your personal organization holds: {}.",
            end.hindrances.join(", ")
        );
        view! {
            <div>
                <SubmitButton kind=ButtonKind::Danger disabled=true>
                    "Delete account…"
                </SubmitButton>
            </div>
            <p class="caption">{line}</p>
        }
        .into_any()
    };
    let goes = goes(account, end);
    view! {
        <Panel title="Delete">
            <p>"With everything of yours below. This can’t be undone."</p>
            {goes}
            {button}
        </Panel>
    }
}

/// What goes with the account.
fn goes(account: &OwnAccount, end: &AccountEnd) -> AnyView {
    let secrets = match end.secrets {
        0 => "Your sign-in and every session.".to_owned(),
        1 => "Your sign-in, every session, and the secret that works now.".to_owned(),
        many => format!("Your sign-in, every session, and the {many} secrets that work now."),
    };
    let places = (!end.places.is_empty()).then(|| {
        let line = format!("What you hold on {}.", end.places.join(", "));
        view! { <PreviewLine change=Change::Minus>{line}</PreviewLine> }
    });
    let name = account.name.to_string();
    view! {
        <PreviewLine change=Change::Minus>{secrets}</PreviewLine>
        <PreviewLine change=Change::Minus>
            {format!(
                "Your personal organization {name}, with its teams and the flags that others hold there.",
            )}
        </PreviewLine>
        {places}
        <PreviewLine change=Change::Arrow>
            {format!("The name {name} can be taken by nobody for 90 days, and by anybody after that.")}
        </PreviewLine>
        <PreviewLine change=Change::Never>
            "Secrets that you issued for services go on working, and the audit log keeps what was done."
        </PreviewLine>
    }
    .into_any()
}

/// The dialog, if it is asked for and nothing stands against it.
pub(super) fn dialog(account: &OwnAccount, end: &AccountEnd) -> Option<AnyView> {
    let asked = query("delete").is_some() || posted("delete-account");
    if !asked || !end.hindrances.is_empty() {
        return None;
    }
    let (fault, fields) = refused("delete-account");
    let name = account.name.to_string();
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Delete account"</SubmitButton> };
    let goes = goes(account, end);
    let dialog = view! {
        <Dialog
            title=format!("Delete the account {name}")
            line="This can’t be undone."
            action=ACCOUNT
            close=ACCOUNT
            confirm=confirm.into_any()
        >
            {hidden("do", "delete-account")}
            {hidden("account", &name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            {goes}
            {confirm_name(&name, true, &fault, &fields)}
        </Dialog>
    };
    Some(dialog.into_any())
}

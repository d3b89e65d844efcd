//! The dialogs over a list of secrets: revoke one, roll one, follow a roll, see what one issued.

use access::SecretKind;
use api::Fault;
use api::secrets::{OVERLAP_HOURS, Secret, SecretState, ShowSecret};
use leptos::prelude::*;

use super::super::{about, at, closing, hidden, query, refused, same_part, typed, whole};
use super::adoption::adoption_dialog;
use super::issued::{issued, issued_dialog, ticks};
use super::rows::{called, row_menu};
use crate::backend::{ask, now, viewer};
use crate::forms::CONFIRM;
use crate::parts::{
    ButtonKind, Dialog, ErrorSummary, InputKind, Notice, Segmented, SubmitButton, TextField, Tone, exact,
    relative,
};

/// The dialog that the query of the page `here` asks for, or whose form was posted and refused.
pub(in crate::pages) async fn asked(here: &str) -> Result<Option<AnyView>, Fault> {
    if let Some(id) = about("roll", "roll-secret", "id") {
        let secret = shown(&id).await?;
        return Ok(live(&secret).then(|| roll_dialog(&secret, here)));
    }
    if let Some(id) = query("adoption") {
        let id = id.parse().map_err(|_| Fault::not_found())?;
        return adoption_dialog(id, here).await.map(Some);
    }
    if let Some(id) = query("issued") {
        return issued_dialog(&shown(&id).await?, here).await.map(Some);
    }
    if let Some(id) = about("revoke", "revoke-secret", "id") {
        let secret = shown(&id).await?;
        if !live(&secret) {
            return Ok(None);
        }
        let (issued, more) = if secret.issued > 0 { issued(secret.id).await? } else { (Vec::new(), false) };
        return Ok(Some(revoke_dialog(&secret, ticks(&issued, more), here)));
    }
    Ok(None)
}

async fn shown(id: &str) -> Result<Secret, Fault> {
    ask(ShowSecret { id: id.parse().map_err(|_| Fault::not_found())? }).await
}

/// A dialog whose work is done isn't shown again.
fn live(secret: &Secret) -> bool {
    secret.state == SecretState::Active
}

/// The question before a secret is revoked, saying what would break.
fn revoke_dialog(secret: &Secret, issued: Option<AnyView>, here: &str) -> AnyView {
    let (now, secret) = (now(), secret.clone());
    let name = called(&secret);
    let breaks = match (secret.last_used_at, &secret.last_used_from) {
        (Some(at), from) => {
            let from = from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
            let line = format!("Last used {}{from} ({}).", relative(at, now), exact(at));
            view! {
                <Notice tone=Tone::Warning title="Code that still uses it will stop">
                    <p>{line}</p>
                </Notice>
            }
            .into_any()
        }
        (None, _) => view! {
            <Notice title="Nothing will break">
                <p>"It has never been used."</p>
            </Notice>
        }
        .into_any(),
    };
    let (fault, _) = refused("revoke-secret");
    let wrong = whole(&fault).or_else(|| at(&fault, "also"));
    let with_issued = if issued.is_some() { " --with-issued" } else { "" };
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Revoke secret"</SubmitButton> };
    view! {
        <Dialog
            title=format!("Revoke {name}")
            line=format!("{} is refused from the next request on. This can’t be undone.", secret.hint)
            action=same_part(here)
            close=closing(here, &row_menu(secret.id))
            command=format!("sluicegate secret revoke {}{with_issued}", secret.id)
            confirm=confirm.into_any()
        >
            {hidden("do", "revoke-secret")}
            {hidden("id", secret.id)}
            {wrong.map(|title| view! { <ErrorSummary title=title /> })}
            {breaks}
            {issued}
        </Dialog>
    }
    .into_any()
}

/// How long the old one goes on beside the new one.
fn roll_dialog(secret: &Secret, here: &str) -> AnyView {
    let secret = secret.clone();
    let (fault, fields) = refused("roll-secret");
    let overlaps = vec![("0", "At once"), ("24", "24 hours"), ("168", "7 days"), ("720", "30 days")];
    let full = secret.kind == SecretKind::Full && !viewer().is_some_and(|viewer| viewer.confirmed);
    let password = full.then(|| {
        view! {
            <TextField
                name=CONFIRM
                id="roll-password"
                label="Your password"
                kind=InputKind::Password
                hint="A full secret can do almost everything, so make sure it is you. Good for ten minutes."
                error=at(&fault, CONFIRM)
            />
        }
    });
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Roll secret"</SubmitButton> };
    view! {
        <Dialog
            title=format!("Roll {}", called(&secret))
            line="A new secret of the same kind, description and lifetime takes its place."
            action=same_part(here)
            close=closing(here, &row_menu(secret.id))
            command=format!("sluicegate secret roll {}", secret.id)
            confirm=confirm.into_any()
        >
            {hidden("do", "roll-secret")}
            {hidden("id", secret.id)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <Segmented
                name="overlap_hours"
                legend="The old one ends"
                choices=overlaps
                chosen=typed(&fields, "overlap_hours", &OVERLAP_HOURS.to_string())
                error=at(&fault, "overlap_hours")
            >
                "Until then both work. You see here which of the two is used, and can end the old one early."
            </Segmented>
            {password}
        </Dialog>
    }
    .into_any()
}

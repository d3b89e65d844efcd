//! The Account tab of the profile: what it tells of its user, its name, its end.

use api::Fault;
use api::profile::{OwnAccount, ShowAccount, ShowAccountEnd, ShowSignUp};
use leptos::prelude::*;

use super::super::secrets::profile_head;
use super::super::{Made, at, frame, hidden, refused, typed, whole};
use super::{ACCOUNT, delete, email, rename};
use crate::backend::{ask, viewer};
use crate::parts::{ButtonKind, ErrorSummary, Facts, Panel, SubmitButton, TextField, date};
use crate::shell::{Crumb, Frame, Section};

/// The page.
pub(in crate::pages) async fn page() -> Made {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let account = ask(ShowAccount {}).await?;
    let end = ask(ShowAccountEnd {}).await?;
    let mail = ask(ShowSignUp {}).await?.mail;
    let dialog = rename::dialog(&account).or_else(|| delete::dialog(&account, &end));
    let body = view! {
        {profile_head(&viewer, "Account")}
        <div class="stack">
            {profile(&account)} {email::panel(&account, mail)} {rename::panel(&account)}
            {delete::panel(&account, &end)}
        </div>
        {dialog}
    };
    let crumbs =
        vec![Crumb::to(viewer.name.to_string(), format!("/{}", viewer.name)), Crumb::here("Account")];
    let frame = Frame { section: Section::Elsewhere, crumbs, ..frame("Account") };
    Ok((frame, body.into_any()))
}

fn profile(account: &OwnAccount) -> impl IntoView + use<> {
    let (fault, fields) = refused("update-account");
    // The address is changed by a form of the same name.
    let (fault, fields) = if fields.iter().any(|(name, value)| name == "shows" && value == "full_name") {
        (fault, fields)
    } else {
        (None, Vec::new())
    };
    let facts = vec![
        ("Username", account.name.to_string().into_any()),
        ("Account since", date(account.created_at).into_any()),
        ("Id", view! { <code>{account.id.to_string()}</code> }.into_any()),
    ];
    let full_name = typed(&fields, "full_name", account.full_name.as_str());
    view! {
        <Panel title="Profile">
            <Facts facts=facts />
            <form class="form measured" method="post" action=ACCOUNT>
                {hidden("do", "update-account")}
                {hidden("shows", "full_name")}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="full_name"
                    label="Full name"
                    value=full_name
                    hint="What you are called. Others find you by your username."
                    error=at(&fault, "full_name")
                    optional=true
                />
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Save full name"</SubmitButton>
                </div>
            </form>
        </Panel>
    }
}

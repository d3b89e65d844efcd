//! Renaming an account, with its personal organization.

use api::profile::OwnAccount;
use leptos::prelude::*;

use super::super::{at, confirm_name, hidden, posted, query, refused, typed, whole};
use super::ACCOUNT;
use crate::parts::{
    ButtonKind, Change, Dialog, ErrorSummary, InputKind, LinkButton, Panel, PreviewLine, SubmitButton,
    TextField,
};

/// The panel that leads to the dialog.
pub(super) fn panel(account: &OwnAccount) -> impl IntoView + use<> {
    let line = format!(
        "You sign in as {0}, and your personal organization is {0}. Both change together.",
        account.name
    );
    view! {
        <Panel title="Username">
            <p>{line}</p>
            <div>
                <LinkButton href=format!("{ACCOUNT}?rename=account")>"Rename…"</LinkButton>
            </div>
        </Panel>
    }
}

/// The dialog, if it is asked for.
pub(super) fn dialog(account: &OwnAccount) -> Option<AnyView> {
    if query("rename").is_none() && !posted("rename-account") {
        return None;
    }
    let (fault, fields) = refused("rename-account");
    let name = account.name.to_string();
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Rename account"</SubmitButton> };
    let dialog = view! {
        <Dialog
            title=format!("Rename {name}")
            line="You sign in with the new name from then on."
            action=ACCOUNT
            close=ACCOUNT
            confirm=confirm.into_any()
        >
            {hidden("do", "rename-account")}
            {hidden("account", &name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <PreviewLine change=Change::Minus>
                {format!(
                    "Every path that begins with {name}/ answers 404: links, scripts and notebooks that name it break. Grants, configs and references inside Sluicegate follow.",
                )}
            </PreviewLine>
            <PreviewLine change=Change::Arrow>
                "What you hold, your secrets and your sessions stay; they go by id and are shown with the new name."
            </PreviewLine>
            <PreviewLine change=Change::Never>
                {format!("For 90 days nobody but you can take {name}.")}
            </PreviewLine>
            <TextField
                name="name"
                label="New username"
                kind=InputKind::Name
                value=typed(&fields, "name", "")
                hint="Lower-case letters, digits and “-”. Users and organizations share their names."
                error=at(&fault, "name")
                autofocus=true
            />
            {confirm_name(&name, false, &fault, &fields)}
        </Dialog>
    };
    Some(dialog.into_any())
}

//! What a member may use at the organization's expense.

use api::Fault;
use api::members::ShowMemberHoldings;
use api::names::Name;
use leptos::prelude::*;

use super::super::super::{at, closing, hidden, refused, same_part, typed, whole};
use super::{here, row_menu};
use crate::backend::ask;
use crate::parts::{ButtonKind, Dialog, ErrorSummary, SubmitButton, TextField};

pub(super) async fn quota(organization: &Name, user: &str) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let Ok(name) = user.parse::<Name>() else { return Err(Fault::not_found()) };
    let member = ask(ShowMemberHoldings { organization: organization.clone(), user: name.clone() }).await?;
    let (fault, fields) = refused("update-member-quota");
    let shown = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Save quotas"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=format!("Quotas of {name}")
            line=format!(
                "What {name} may use at the expense of {organization} in a calendar month. Empty is unlimited, 0 is blocked.",
            )
            action=same_part(&here(&organization))
            close=closing(&here(&organization), &row_menu(&name))
            command=format!("sluicegate organization update-member-quota {organization} {name}")
            confirm=confirm.into_any()
        >
            {hidden("do", "update-member-quota")}
            {hidden("organization", &organization)}
            {hidden("user", &name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <TextField
                name="read_quota_mb"
                label="Read, MB a month"
                value=typed(&fields, "read_quota_mb", &shown(member.read_quota_mb))
                error=at(&fault, "read_quota_mb")
                optional=true
                autofocus=true
            />
            <TextField
                name="write_quota_mb"
                label="Write, MB a month"
                value=typed(&fields, "write_quota_mb", &shown(member.write_quota_mb))
                error=at(&fault, "write_quota_mb")
                optional=true
            />
        </Dialog>
    }
    .into_any())
}

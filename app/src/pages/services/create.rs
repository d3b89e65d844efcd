//! The dialog for a new service, and the fields that its settings share with it.

use api::Fault;
use api::names::Name;
use leptos::prelude::*;

use super::super::{at, hidden, refused, same_part, typed, whole};
use crate::forms::Fields;
use crate::parts::{ButtonKind, Dialog, ErrorSummary, InputKind, Notice, SubmitButton, TextField, Tone};

/// The dialog.
pub(super) fn dialog(organization: &Name) -> AnyView {
    let organization = organization.clone();
    let (fault, fields) = refused("create-service");
    let path = format!("/{organization}/-/services");
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Create service"</SubmitButton> };
    view! {
        <Dialog
            title="New service"
            line=format!(
                "In {organization}, which pays for it. It reads and writes nothing until you grant it streams.",
            )
            action=path.clone()
            close=same_part(&path)
            command=format!("sluicegate service create {organization}/NAME")
            confirm=confirm.into_any()
        >
            {hidden("do", "create-service")}
            {hidden("organization", &organization)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            {texts(&fault, &fields, ("", "", ""), true)}
            {quotas(&fault, &fields, (None, None))}
            <Notice tone=Tone::Warning title="Without a quota nothing bounds a leaked secret">
                <p>
                    "Whoever has it reads and writes until it is revoked or the organization’s own quota is gone. A number that you can raise later is better than none."
                </p>
            </Notice>
        </Dialog>
    }
    .into_any()
}

/// Name, description and source URL.
pub(super) fn texts(
    fault: &Option<Fault>,
    fields: &Fields,
    (name, description, source): (&str, &str, &str),
    new: bool,
) -> AnyView {
    let hint = if new {
        "Lower-case letters, digits and “-”."
    } else {
        "After a rename the old path answers 404; grants and secrets stay."
    };
    view! {
        <TextField
            name="name"
            label="Name"
            kind=InputKind::Name
            value=typed(fields, "name", name)
            hint=hint
            error=at(fault, "name")
            autofocus=new
        />
        <TextField
            name="description"
            label="Description"
            value=typed(fields, "description", description)
            error=at(fault, "description")
            optional=true
        />
        <TextField
            name="source_url"
            label="Source URL"
            kind=InputKind::Name
            value=typed(fields, "source_url", source)
            hint="Where its code is kept, so that whoever meets it in a list finds out what it is."
            error=at(fault, "source_url")
            optional=true
        />
    }
    .into_any()
}

/// The two quotas.
pub(super) fn quotas(fault: &Option<Fault>, fields: &Fields, is: (Option<u64>, Option<u64>)) -> AnyView {
    let shown = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    view! {
        <div class="two-fields">
            <TextField
                name="read_quota_mb"
                label="Read, MB a month"
                value=typed(fields, "read_quota_mb", &shown(is.0))
                hint="Empty is unlimited, 0 is blocked."
                error=at(fault, "read_quota_mb")
                optional=true
            />
            <TextField
                name="write_quota_mb"
                label="Write, MB a month"
                value=typed(fields, "write_quota_mb", &shown(is.1))
                hint="1 MB is a million bytes of records."
                error=at(fault, "write_quota_mb")
                optional=true
            />
        </div>
    }
    .into_any()
}

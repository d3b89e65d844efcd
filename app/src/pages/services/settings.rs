//! A service's settings: name, description, source URL, quotas, and its end. For who manages it.

use api::Fault;
use api::pipelines::Dependency;
use api::services::{Service, ShowServiceActivity};
use leptos::prelude::*;

use super::super::pipelines::would_crash;
use super::super::{confirm_name, hidden, posted, query, refused, whole};
use super::create::{quotas, texts};
use crate::backend::{ask, now};
use crate::forms::Fields;
use crate::parts::{
    ButtonKind, Dialog, ErrorSummary, LinkButton, Notice, Panel, SubmitButton, Tone, relative,
};

/// The panels, and the dialog over them.
pub(super) async fn settings(service: &Service, page: &str) -> Result<AnyView, Fault> {
    if !service.manage {
        return Err(Fault::not_found());
    }
    let here = format!("{page}?tab=settings");
    let dialog = if query("delete").is_some() || posted("delete-service") {
        Some(delete_dialog(service, &here).await?)
    } else {
        None
    };
    let delete = format!("{here}&delete=service");
    Ok(view! {
        <div class="stack">
            {general(service, &here)} {bounds(service, &here)} <Panel title="Delete">
                <p>"With its grants and secrets: code that uses it stops. This can’t be undone."</p>
                <LinkButton href=delete kind=ButtonKind::Danger>
                    "Delete service…"
                </LinkButton>
            </Panel>
        </div>
        {dialog}
    }
    .into_any())
}

/// What every form here is about.
fn of(service: &Service, form: &'static str) -> AnyView {
    view! {
        {hidden("do", form)}
        {hidden("organization", &service.path.organization)}
        {hidden("service", &service.name)}
    }
    .into_any()
}

fn form(service: &Service, here: &str, name: &'static str, fields: AnyView, save: &'static str) -> AnyView {
    let (fault, _) = refused(name);
    let kind = if name == "update-service" { ButtonKind::Filled } else { ButtonKind::Plain };
    view! {
        <form class="form measured" method="post" action=here.to_owned()>
            {of(service, name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            {fields}
            <div class="actions">
                <SubmitButton kind=kind>{save}</SubmitButton>
            </div>
        </form>
    }
    .into_any()
}

fn general(service: &Service, here: &str) -> AnyView {
    let (fault, fields): (Option<Fault>, Fields) = refused("update-service");
    let is = (service.name.to_string(), service.description.to_string(), service.source_url.to_string());
    let inputs = view! {
        {hidden("shows", "description source_url")}
        {texts(&fault, &fields, (&is.0, &is.1, &is.2), false)}
    };
    let form = form(service, here, "update-service", inputs.into_any(), "Save settings");
    view! { <Panel title="General">{form}</Panel> }.into_any()
}

fn bounds(service: &Service, here: &str) -> AnyView {
    let (fault, fields): (Option<Fault>, Fields) = refused("update-service-quotas");
    let inputs = quotas(&fault, &fields, (service.read_quota_mb, service.write_quota_mb));
    let form = form(service, here, "update-service-quotas", inputs, "Save quotas");
    let none = (service.read_quota_mb.is_none() || service.write_quota_mb.is_none()).then(|| {
        view! {
            <Notice tone=Tone::Warning title="It has no quota for all that it may do">
                <p>
                    "A leaked secret, or code that has gone wrong, is bounded by the organization’s quota alone."
                </p>
            </Notice>
        }
    });
    view! { <Panel title="Quotas">{none} {form}</Panel> }.into_any()
}

/// What deleting it would stop, counted from the last 30 days.
async fn delete_dialog(service: &Service, here: &str) -> Result<AnyView, Fault> {
    let (organization, name) = (service.path.organization.clone(), service.name.clone());
    let activity = ask(ShowServiceActivity { organization, service: name }).await?;
    let (fault, fields) = refused("delete-service");
    let crashes = would_crash(Dependency::Service(service.path.clone())).await;
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Delete service"</SubmitButton> };
    let tone = if activity.requests == 0 { Tone::Neutral } else { Tone::Warning };
    let (service, now) = (service.clone(), now());
    let lines = activity.stops(&service, |at| relative(at, now));
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    Ok(view! {
        <Dialog
            title=format!("Delete {}", service.path)
            line="Its secrets are refused from the next request on. This can’t be undone."
            action=here.to_owned()
            close=here.to_owned()
            command=format!("sluicegate service delete {}", service.path)
            confirm=confirm.into_any()
        >
            {of(&service, "delete-service")}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <Notice tone=tone title=activity.headline()>
                <ul>{lines}</ul>
            </Notice>
            {crashes}
            {confirm_name(&service.name, true, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

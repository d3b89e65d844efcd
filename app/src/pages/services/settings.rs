//! A service's settings: name, description, source URL, quotas, and its end. For who manages it.

use api::Fault;
use api::pipelines::Dependency;
use api::services::{Service, ServiceActivity, ShowServiceActivity};
use leptos::prelude::*;

use super::super::pipelines::would_crash;
use super::super::{confirm_name, hidden, posted, query, refused, whole};
use super::create::{quotas, texts};
use crate::backend::{ask, now};
use crate::forms::Fields;
use crate::parts::{
    ButtonKind, Dialog, ErrorSummary, LinkButton, Notice, Panel, SubmitButton, Tone, bytes, counted, relative,
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
    let (tone, title) = if activity.requests == 0 {
        (Tone::Neutral, "Nothing used it in the last 30 days".to_owned())
    } else {
        (Tone::Warning, format!("It made {} in the last 30 days", counted(activity.requests, "request")))
    };
    let service = service.clone();
    let lines = stops(&service, &activity).into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
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
            <Notice tone=tone title=title>
                <ul>{lines}</ul>
            </Notice>
            {crashes}
            {confirm_name(&service.name, true, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

/// What stops, in a line each.
fn stops(service: &Service, activity: &ServiceActivity) -> Vec<String> {
    let mut lines = Vec::new();
    if activity.requests > 0 {
        let secrets = counted(activity.secrets.into(), "secret");
        let used = activity.last_used_at.map(|at| format!(", last {}", relative(at, now())));
        lines.push(format!("With {secrets}{}.", used.unwrap_or_default()));
        lines.push(format!(
            "It read {} and wrote {}.",
            bytes(activity.read_bytes),
            bytes(activity.write_bytes)
        ));
    }
    if !activity.streams.is_empty() || activity.hidden > 0 {
        let mut streams: Vec<String> = activity.streams.iter().take(5).map(ToString::to_string).collect();
        let more = activity.streams.len().saturating_sub(5) as u64 + u64::from(activity.hidden);
        if more > 0 {
            streams.push(format!("{more} more"));
        }
        lines.push(format!("On {}.", streams.join(", ")));
    }
    let live = service.secrets.unwrap_or(0);
    lines.push(format!(
        "{} and {} go with it.",
        counted(live.into(), "live secret"),
        counted(service.streams.into(), "grant")
    ));
    lines
}

//! A service's page: what it may do where, its secrets, what it uses, its settings.

use access::SecretId;
use api::Fault;
use api::pipelines::ListPipelines;
use api::services::{ListServices, Service, ShowService};
use api::usage::{ShowServiceUsage, Usage};
use leptos::prelude::*;

use super::super::pipelines::pipeline_table;
use super::super::usage::{Bounded, asked_secret, only_with, quota_panel, step, usage_panels};
use super::super::{Made, organization_frame, outcome, param, posted, query, sentence};
use super::{permissions, secrets, settings};
use crate::backend::{ask, now};
use crate::forms::Outcome;
use crate::parts::{Badge, Glyph, Panel, Subject, Tab, Tabs, Timestamp, Title, Tone};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// How many of the pipelines that run as it are listed.
const PIPELINES: u32 = 20;

/// The faces of a service.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    Permissions,
    Secrets,
    Usage,
    Settings,
}

impl Face {
    /// The face that was asked for, or that the posted form stands on.
    fn asked() -> Self {
        let on_secrets = ["issue-service-secret", "roll-secret", "revoke-secret"].into_iter().any(posted)
            || matches!(outcome(), Some(Outcome::Issued(_)));
        if on_secrets {
            return Self::Secrets;
        }
        if ["update-service", "update-service-quotas", "delete-service"].into_iter().any(posted) {
            return Self::Settings;
        }
        if posted("update-service-grid") {
            return Self::Permissions;
        }
        match query("tab").as_deref() {
            Some("secrets") => Self::Secrets,
            Some("usage") => Self::Usage,
            Some("settings") => Self::Settings,
            _ => Self::Permissions,
        }
    }
}

/// The page.
pub(in crate::pages) async fn page() -> Made {
    let (organization, name) = (param("organization")?, param("service")?);
    let service = ask(ShowService { organization: organization.clone(), service: name }).await?;
    let page = format!("/{organization}/-/services/{}", service.name);
    let face = Face::asked();
    let content = match face {
        Face::Permissions => {
            let quota = quotas(&service, &page, &usage(&service, None).await?);
            let grid = permissions::permissions(&service, &page).await?;
            view! { <div class="stack">{quota} {grid} {pipelines(&service).await}</div> }.into_any()
        }
        Face::Secrets => secrets::secrets(&service, &page).await?,
        Face::Usage => {
            let (secret, all) = (asked_secret()?, format!("{page}?tab=usage"));
            let used = usage(&service, secret).await?;
            let (first, here) = match secret {
                Some(id) => (only_with(id, &all).await, format!("{all}&secret={id}")),
                None => (quotas(&service, &page, &used), all),
            };
            view! { <div class="stack">{first} {usage_panels(&used, &here)}</div> }.into_any()
        }
        Face::Settings => settings::settings(&service, &page).await?,
    };
    let body = view! {
        {head(&service)}
        {tabs(&service, &page, face)}
        {content}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Services),
        crumbs: vec![
            Crumb::to(organization.to_string(), format!("/{organization}")),
            Crumb::to("Services", format!("/{organization}/-/services")),
            Crumb::here(service.name.to_string()).or(others(&service).await),
        ],
        ..organization_frame(service.path.to_string(), &organization.to_string()).await
    };
    Ok((frame, body.into_any()))
}

fn quotas(service: &Service, page: &str, used: &Usage) -> AnyView {
    quota_panel(used, Bounded::Holder, service.manage.then(|| format!("{page}?tab=settings")))
}

/// The pipelines that run as it, as far as the viewer can read them; nothing where there are none.
async fn pipelines(service: &Service) -> Option<AnyView> {
    let path = &service.path;
    let running =
        ListPipelines { service: Some(path.clone()), limit: Some(PIPELINES), ..ListPipelines::default() };
    let running = ask(running).await.ok().filter(|page| !page.items.is_empty())?;
    let all = format!("/{}/-/pipelines?service={path}", path.organization);
    let more = running.next.is_some().then(|| {
        view! {
            " These are the first "
            {PIPELINES}
            " by path: "
            <a href=all>"all that run as it"</a>
            "."
        }
    });
    let foot = view! {
        <p>
            "Only pipelines that you can read. Whoever edits one decides what it does with these grants."
            {more}
        </p>
    };
    Some(
        view! {
            <Panel title="Pipelines that run as it" flush=true foot=foot.into_any()>
                {pipeline_table(running.items, true)}
            </Panel>
        }
        .into_any(),
    )
}

async fn usage(service: &Service, secret: Option<SecretId>) -> Result<Usage, Fault> {
    let (organization, service) = (service.path.organization.clone(), service.name.clone());
    ask(ShowServiceUsage { organization, service, by: step(), secret }).await
}

fn head(service: &Service) -> impl IntoView + use<> {
    let now = now();
    let gateway = service.gateway.then(|| view! { <Badge tone=Tone::Accent text="gateway" /> });
    let badges = view! {
        <Badge text="Service" />
        {gateway}
    };
    let about = sentence(service.description.as_str());
    let by = service.created_by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
    let source = service.source_url.to_string();
    let source = (!source.is_empty()).then(|| {
        view! {
            " Its code: "
            <a href=source.clone() rel="noreferrer">
                {source.clone()}
            </a>
            "."
        }
    });
    let lede = view! {
        {about}
        "Created "
        <Timestamp at=service.created_at now />
        {by}
        "."
        {source}
    };
    view! {
        <Title
            subject=Subject::Thing(Glyph::Box, service.path.to_string())
            badges=badges.into_any()
            lede=lede.into_any()
        />
    }
}

fn tabs(service: &Service, page: &str, face: Face) -> impl IntoView + use<> {
    let to = |label, tab: &str, of: Face| Tab::new(label, format!("{page}?tab={tab}"), face == of);
    let mut tabs = vec![
        Tab::new("Permissions", page.to_owned(), face == Face::Permissions).counted(service.streams.into()),
    ];
    if let Some(count) = service.secrets {
        tabs.push(to("Secrets", "secrets", Face::Secrets).counted(count.into()));
    }
    tabs.push(to("Usage", "usage", Face::Usage));
    if service.manage {
        tabs.push(to("Settings", "settings", Face::Settings));
    }
    view! { <Tabs label="Service" tabs=tabs /> }
}

/// Other services of its organization, for the switcher in the breadcrumb: an extra.
async fn others(service: &Service) -> Vec<(String, String)> {
    let organization = service.path.organization.clone();
    let list = ListServices { organization, search: None, limit: Some(50), after: None };
    let others = ask(list).await.map(|page| page.items).unwrap_or_default().into_iter();
    let others = others.filter(|other| other.name != service.name);
    let page = |other: Service| {
        (other.name.to_string(), format!("/{}/-/services/{}", other.path.organization, other.name))
    };
    others.map(page).collect()
}

//! An organization's services.

mod create;
mod permissions;
mod secrets;
pub(super) mod service;
mod settings;

use api::Page;
use api::organizations::ShowOrganization;
use api::services::{ListServices, Service};
use api::usage::{ShowOrganizationUsage, UsageOf, UsageRow};
use leptos::prelude::*;

use super::teams::search_box;
use super::{Made, opening, organization_frame, param, posted, query};
use crate::backend::{ask, now};
use crate::parts::{
    Badge, ButtonKind, Cell, Empty, Glyph, Head, LinkButton, MainCell, Meter, Pager, Panel, Quota, Row,
    Subject, SubmitButton, Table, Timestamp, Title, bytes,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// What a service is.
const LINE: &str = "A service is what production code runs as: it reads and writes the streams that it is granted one \
    by one, within a quota of its own, and nothing else.";

/// The page.
pub(super) async fn page() -> Made {
    let name = param("organization")?;
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    let search = query("search");
    let services = ListServices {
        organization: name.clone(),
        search: search.clone(),
        after: query("after"),
        limit: None,
    };
    let services = ask(services).await?;
    // An extra: the list is shown without it.
    let of = Some(UsageOf::Services);
    let used = ask(ShowOrganizationUsage { organization: name.clone(), user: None, by: None, of }).await;
    let used = used.map(|usage| usage.rows).unwrap_or_default();
    let create = organization.flags.create;
    let path = format!("/{name}/-/services");
    let dialog =
        (create && (query("new").is_some() || posted("create-service"))).then(|| create::dialog(&name));
    let none = services.items.is_empty();
    let list = match (none, search.is_some()) {
        (true, true) => {
            let clear = view! { <LinkButton href=path.clone()>"Clear the search"</LinkButton> };
            view! {
                <Empty
                    glyph=Glyph::Search
                    title="No service has this in its name"
                    line="Look for a name, or a part of one."
                    actions=clear.into_any()
                />
            }
            .into_any()
        }
        (true, false) => {
            let command =
                if create { format!("sluicegate service create {name}/loader") } else { String::new() };
            view! {
                <Empty
                    glyph=Glyph::Box
                    title="No services yet"
                    line=LINE
                    actions=create.then(|| button(&path, true))
                    command=command
                />
            }
            .into_any()
        }
        (false, _) => table(&path, services, &used, search.as_deref()),
    };
    let lede = (!none).then(|| {
        view! {
            {LINE}
            {(!create).then_some(" Creating one needs create on the organization.")}
        }
        .into_any()
    });
    let body = view! {
        <Title
            subject=Subject::Page("Services".into())
            actions=(!none).then(|| button(&path, create))
            lede=lede
        />
        {list}
        {dialog}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Services),
        crumbs: vec![Crumb::to(name.to_string(), format!("/{name}")), Crumb::here("Services")],
        ..organization_frame(format!("Services of {name}"), &name.to_string()).await
    };
    Ok((frame, body.into_any()))
}

/// The way to a new one; off for who may not make any.
fn button(path: &str, create: bool) -> AnyView {
    if !create {
        return view! { <SubmitButton disabled=true>"New service…"</SubmitButton> }.into_any();
    }
    let href = opening(path, "new", "service");
    view! {
        <LinkButton href=href kind=ButtonKind::Filled glyph=Glyph::Plus>
            "New service…"
        </LinkButton>
    }
    .into_any()
}

fn table(path: &str, services: Page<Service>, used: &[UsageRow], search: Option<&str>) -> AnyView {
    let rows = services.items.into_iter().map(|service| row(path, service, used)).collect_view();
    let heads = ["Service", "Read this month", "Write this month", "Streams", "Live secrets", "Last used"];
    let heads = heads.map(Head::Text).to_vec();
    let kept = search.map(|text| format!("&search={}", crate::shell::bar::encoded(text))).unwrap_or_default();
    let next = services.next.map(|next| format!("{path}?after={next}{kept}"));
    let foot = next.map(|next| view! { <Pager range="By name" next=Some(next) /> }.into_any());
    view! {
        <Panel
            title="All services"
            flush=true
            aside=search_box(path, search, "Search services", None).into_any()
            foot=foot
        >
            <Table label="Services" heads=heads>
                {rows}
            </Table>
        </Panel>
    }
    .into_any()
}

fn row(path: &str, service: Service, used: &[UsageRow]) -> impl IntoView + use<> {
    let href = format!("{path}/{}", service.name);
    let name = service.name.to_string();
    let full = service.path.to_string();
    let counts =
        used.iter().find(|row| row.name.as_deref() == Some(&name) || row.name.as_deref() == Some(&full));
    let counts = counts.map(|row| row.counts).unwrap_or_default();
    let meters = [
        ("read", counts.read_bytes, service.read_quota_mb),
        ("write", counts.write_bytes, service.write_quota_mb),
    ]
    .map(|(word, used, quota_mb)| meter(&full, word, Quota { used, quota_mb, ends_at: None }));
    let [read, write] = meters;
    let streams = match (service.streams, service.writes) {
        (0, _) => "none".to_owned(),
        (count, 0) => format!("{count}, none to write"),
        (count, writes) => format!("{count}, {writes} to write"),
    };
    let secrets = service.secrets.map_or_else(|| "not shown to you".to_owned(), |count| count.to_string());
    let last = match service.last_used_at {
        Some(at) => view! { <Timestamp at now=now() /> }.into_any(),
        None => "never".into_any(),
    };
    view! {
        <Row>
            <MainCell second=service.description.to_string() prose=true>
                <a href=href>{name}</a>
                {service.gateway.then(|| view! { <Badge text="gateway" /> })}
            </MainCell>
            <Cell label="Read">{read}</Cell>
            <Cell label="Write">{write}</Cell>
            <Cell label="Streams">{streams}</Cell>
            <Cell label="Live secrets">{secrets}</Cell>
            <Cell label="Last used">{last}</Cell>
        </Row>
    }
}

/// A quota in a cell of a table.
pub(super) fn meter(whose: &str, word: &str, quota: Quota) -> AnyView {
    let figures = match (quota.quota_mb, quota.percent()) {
        (Some(most), Some(percent)) => {
            format!("{} of {} MB, {percent} %", bytes(quota.used), crate::parts::grouped(most))
        }
        _ => format!("{}, no quota", bytes(quota.used)),
    };
    let bar = quota.quota_mb.map(|_| view! { <Meter label=format!("{whose}, {word}") quota=quota /> });
    view! {
        <span class="meter-cell">
            <span>{figures}</span>
            {bar}
        </span>
    }
    .into_any()
}

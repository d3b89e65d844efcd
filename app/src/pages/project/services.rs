//! The services that hold grants on a project's streams: for its admins.

use access::Time;
use api::projects::{ListProjectServices, Project, ProjectServiceGrant};
use api::{Fault, Page};
use leptos::prelude::*;

use super::super::{about, hidden, query, refused, whole};
use crate::backend::{ask, now};
use crate::parts::{
    Badge, ButtonKind, Cell, Dialog, Empty, ErrorSummary, Glyph, Head, Held, HeldMark, MainCell, MenuCell,
    MenuLink, Notice, Pager, Panel, Path, Row, RowMenu, SubmitButton, Table, Timestamp, Tone,
};

/// The list, and the dialog over it.
pub(super) async fn services(project: &Project) -> Result<AnyView, Fault> {
    let grants = ask(ListProjectServices {
        organization: project.path.organization.clone(),
        project: project.name.clone(),
        limit: None,
        after: query("after"),
    });
    let grants = grants.await?;
    let dialog = about("end", "end-service", "service").map(|service| end(project, &service, &grants));
    let dialog = dialog.or_else(|| {
        about("confirm", "confirm-service", "service").map(|service| confirm(project, &service, &grants))
    });
    Ok(view! {
        {panel(project, grants)}
        {dialog}
    }
    .into_any())
}

fn panel(project: &Project, grants: Page<ProjectServiceGrant>) -> impl IntoView + use<> {
    let path = project.path.to_string();
    let here = format!("/{path}?tab=services");
    let list = if grants.items.is_empty() {
        view! {
            <Empty
                glyph=Glyph::Box
                title="No service reads or writes here"
                line="A service gets nothing by itself: whoever manages it grants it streams one by one, also public ones."
                command=format!("sluicegate service update-permissions ORG/SERVICE {path}/STREAM --read")
            />
        }
        .into_any()
    } else {
        let now = now();
        let rows = grants.items.into_iter().enumerate();
        let rows = rows.map(|(index, grant)| row(&here, index, grant, now)).collect_view();
        let heads = vec![
            Head::Text("Service"),
            Head::Text("Stream"),
            Head::Text("Read"),
            Head::Text("Write"),
            Head::Text("State"),
            Head::Text("Granted"),
            Head::Hidden("Actions"),
        ];
        view! {
            <Table label="Grants of services" heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    let next = grants.next.map(|next| format!("{here}&after={next}"));
    let foot = view! {
        <p class="caption">
            "A grant to another organization’s service counts while the project is public (to read), or once it is confirmed here."
        </p>
        {next.map(|next| view! { <Pager range="By service" next=Some(next) /> })}
    };
    view! {
        <Panel title="Services" flush=true foot=foot.into_any()>
            {list}
        </Panel>
    }
}

fn row(here: &str, index: usize, grant: ProjectServiceGrant, now: Time) -> impl IntoView + use<> {
    let service = grant.service.to_string();
    let held = |set| if set { Held::Direct } else { Held::No };
    let (tone, word) = match (grant.counts, grant.foreign, grant.confirmed) {
        (true, true, false) => (Tone::Success, "Counts while public"),
        (true, _, _) => (Tone::Success, "Counts"),
        (false, true, false) => (Tone::Warning, "Waits for you"),
        (false, _, _) => (Tone::Neutral, "Counts for nothing"),
    };
    let waits = grant.foreign && !grant.confirmed;
    let confirm = waits.then(|| {
        let href = format!("{here}&confirm={service}");
        view! {
            <MenuLink href=href glyph=Glyph::Check>
                "Confirm…"
            </MenuLink>
        }
    });
    let end = format!("{here}&end={service}");
    let label = format!("Actions for {service} on {}", grant.stream);
    let stream = grant.stream.to_string();
    let marks = [(grant.read, "read"), (grant.write, "write")].map(|(set, right)| {
        view! { <HeldMark held=held(set) name=format!("{service}, {right}") /> }.into_any()
    });
    let [read, write] = marks;
    let by = grant.granted_by.map(|by| format!("by {by}"));
    view! {
        <Row>
            <MainCell>
                <Path path=service />
                {grant.foreign.then(|| view! { <Badge text="another organization’s" /> })}
            </MainCell>
            <Cell label="Stream">
                <a href=format!("/{stream}?tab=access")>{grant.stream.stream.to_string()}</a>
            </Cell>
            <Cell label="Read">{read}</Cell>
            <Cell label="Write">{write}</Cell>
            <Cell label="State">
                <Badge tone=tone text=word />
            </Cell>
            <Cell label="Granted" second=by>
                <Timestamp at=grant.granted_at now />
            </Cell>
            <MenuCell>
                <RowMenu id=format!("grant-{index}") label=label>
                    {confirm}
                    <MenuLink href=end glyph=Glyph::Ban danger=true>
                        "End all grants here…"
                    </MenuLink>
                </RowMenu>
            </MenuCell>
        </Row>
    }
}

/// The grants of one service, in a line each.
fn listed(grants: &Page<ProjectServiceGrant>, service: &str) -> Vec<AnyView> {
    let of = grants.items.iter().filter(|grant| grant.service.to_string() == service);
    let line = |grant: &ProjectServiceGrant| {
        let rights = [(grant.read, "read"), (grant.write, "write")];
        let rights: Vec<&str> = rights.into_iter().filter(|(set, _)| *set).map(|(_, word)| word).collect();
        view! {
            <li>
                <code>{rights.join(", ")}</code>
                " on "
                <code>{grant.stream.to_string()}</code>
            </li>
        }
        .into_any()
    };
    of.map(line).collect()
}

fn end(project: &Project, service: &str, grants: &Page<ProjectServiceGrant>) -> AnyView {
    let (project, service, lost) = (project.clone(), service.to_owned(), listed(grants, service));
    let (fault, _) = refused("end-service");
    let here = format!("/{}?tab=services", project.path);
    let button = view! { <SubmitButton kind=ButtonKind::DangerFilled>"End grants"</SubmitButton> };
    view! {
        <Dialog
            title=format!("End the grants of {service}")
            line=format!(
                "On all streams of {}. Code that uses it is refused from the next request on.",
                project.path,
            )
            action=here.clone()
            close=here
            command=format!("sluicegate project end-service {} {service}", project.path)
            confirm=button.into_any()
        >
            {hidden("do", "end-service")}
            {hidden("organization", &project.path.organization)}
            {hidden("project", &project.name)}
            {hidden("service", &service)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <Notice tone=Tone::Warning title="It loses">
                <ul>{lost}</ul>
            </Notice>
            <p>"Whoever manages the service can ask for it again; then you see it here."</p>
        </Dialog>
    }
    .into_any()
}

fn confirm(project: &Project, service: &str, grants: &Page<ProjectServiceGrant>) -> AnyView {
    let (project, service, lost) = (project.clone(), service.to_owned(), listed(grants, service));
    let (fault, _) = refused("confirm-service");
    let here = format!("/{}?tab=services", project.path);
    let button = view! { <SubmitButton kind=ButtonKind::Filled>"Confirm grants"</SubmitButton> };
    view! {
        <Dialog
            title=format!("Confirm {service}")
            line="It belongs to another organization, which decides who uses it and sees its secrets."
            action=here.clone()
            close=here
            command=format!("sluicegate project confirm-service {} {service}", project.path)
            confirm=button.into_any()
        >
            {hidden("do", "confirm-service")}
            {hidden("organization", &project.path.organization)}
            {hidden("project", &project.name)}
            {hidden("service", &service)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <Notice title="From then on it may, also while the project is private">
                <ul>{lost}</ul>
            </Notice>
            <p>"Whatever is added to it later waits for you again."</p>
        </Dialog>
    }
    .into_any()
}

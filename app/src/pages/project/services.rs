//! The services that hold grants on a project's streams: for its admins.

mod dialogs;

use access::Time;
use api::projects::{ListProjectServices, Project, ProjectServiceGrant};
use api::{Fault, Page};
use leptos::prelude::*;

use super::super::{about, query};
use crate::backend::{ask, now};
use crate::parts::{
    Badge, Cell, Empty, Glyph, Head, Held, HeldMark, MainCell, MenuCell, MenuLink, Pager, Panel, Path, Row,
    RowMenu, Table, Timestamp, Tone,
};
pub(in crate::pages) use dialogs::{Settling, settle};

/// The list, and the dialog over it.
pub(super) async fn services(project: &Project) -> Result<AnyView, Fault> {
    let grants = ask(ListProjectServices {
        organization: project.path.organization.clone(),
        project: project.name.clone(),
        limit: None,
        after: query("after"),
    });
    let grants = grants.await?;
    let here = format!("/{}?tab=services", project.path);
    let dialog = match about("end", "end-service", "service") {
        Some(service) => Some(settle(project, &service, Settling::End, here).await?),
        None => match about("confirm", "confirm-service", "service") {
            Some(service) => Some(settle(project, &service, Settling::Confirm, here).await?),
            None => None,
        },
    };
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

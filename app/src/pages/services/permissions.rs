//! What a service may do where: the grid of its grants, to be edited by who manages it.

use api::Fault;
use api::pipelines::{Dependency, ListDependents, ListPipelines, Pipeline, PipelineState};
use api::previews::{PreviewOf, ShowPreviewFacts};
use api::services::{GridRow, GridRows, Service, ServiceGrid, ShowServiceGrid};
use leptos::prelude::*;

use super::super::teams::search_box;
use super::super::{outcome, posted, query, refused, typed, whole};
use crate::backend::{ask, viewer};
use crate::forms::{Fields, Outcome};
use crate::islands::{GrantGrid, GridOf, RunAs};
use crate::parts::{
    Cell, Empty, ErrorSummary, Glyph, GridLegend, Head, Held, HeldMark, LinkButton, MainCell, Pager, Panel,
    Path, Row, Table, VisibilityBadge, counted, date,
};

/// Rows of one page of the grid: as many as its preview is computed for.
const ROWS: u32 = 50;

/// Where in the grid the page is: what was asked for, or what the posted form stood on.
struct Place {
    adding: bool,
    search: Option<String>,
    after: Option<String>,
}

impl Place {
    fn asked() -> Self {
        if posted("update-service-grid") {
            let fields = refused("update-service-grid").1;
            let field = |name: &str| Some(typed(&fields, name, "")).filter(|value| !value.is_empty());
            return Self { adding: field("rows").is_some(), search: field("search"), after: field("after") };
        }
        Self { adding: query("add").is_some(), search: query("search"), after: query("after") }
    }

    fn kept(&self) -> Fields {
        let rows = self.adding.then(|| "others".to_owned());
        let all = [("rows", &rows), ("search", &self.search), ("after", &self.after)];
        let given = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        given.collect()
    }

    /// The address of these rows, from the one after `after` on.
    fn next(&self, page: &str, after: &str) -> String {
        let add = if self.adding { "&add=streams" } else { "" };
        let search = self.search.as_deref().map(crate::shell::bar::encoded);
        let search = search.map(|text| format!("&search={text}")).unwrap_or_default();
        format!("{page}?after={after}{add}{search}")
    }
}

/// The panel.
pub(super) async fn permissions(service: &Service, page: &str) -> Result<AnyView, Fault> {
    let place = Place::asked();
    let grid = ask(ShowServiceGrid {
        organization: service.path.organization.clone(),
        service: service.name.clone(),
        rows: if place.adding { GridRows::Others } else { GridRows::Granted },
        search: place.search.clone(),
        limit: Some(ROWS),
        after: place.after.clone(),
    })
    .await?;
    let (hidden, next) = (grid.hidden, grid.next.clone());
    let (fault, _) = refused("update-service-grid");
    let wrong = whole(&fault).or_else(|| fault.as_ref()?.at("changes").map(str::to_owned));
    let list = if grid.items.is_empty() {
        nothing(service, page, &place)
    } else if service.manage {
        edited(service, page, &place, grid).await?
    } else {
        read_only(service, grid.items)
    };
    let has_foot = service.manage || next.is_some() || (hidden > 0 && !place.adding);
    let next = next.map(|after| view! { <Pager range="By path" next=Some(place.next(page, &after)) /> });
    let hidden = (hidden > 0 && !place.adding).then(|| {
        let line = format!("And {} that you can’t see.", counted(hidden.into(), "stream"));
        view! { <p class="caption">{line}</p> }
    });
    let foot = view! {
        <div>{hidden} {service.manage.then(|| view! { <GridLegend /> })}</div>
        {next}
    };
    let foot = has_foot.then(|| foot.into_any());
    let title = if place.adding { "Add streams" } else { "Streams" };
    Ok(view! {
        {wrong.map(|title| view! { <ErrorSummary title=title /> })}
        <Panel title=title flush=true aside=aside(service, page, &place) foot=foot>
            {list}
        </Panel>
    }
    .into_any())
}

/// A search, and the way to the other rows.
fn aside(service: &Service, page: &str, place: &Place) -> AnyView {
    let (kept, label) = match place.adding {
        true => (Some(("add", "streams")), "Search all streams"),
        false => (None, "Search streams"),
    };
    let search = (place.adding || service.streams > 0)
        .then(|| search_box(page, place.search.as_deref(), label, kept).into_any());
    let other = if place.adding {
        view! { <LinkButton href=page.to_owned()>"Back to what is granted"</LinkButton> }.into_any()
    } else if service.manage {
        view! {
            <LinkButton href=format!("{page}?add=streams") glyph=Glyph::Plus>
                "Add streams"
            </LinkButton>
        }
        .into_any()
    } else {
        ().into_any()
    };
    view! {
        {search}
        {other}
    }
    .into_any()
}

fn nothing(service: &Service, page: &str, place: &Place) -> AnyView {
    let (title, line) = match (place.adding, place.search.is_some()) {
        (true, false) => (
            "No other streams",
            "Every stream that you see is granted already, in one way or another. Public streams of others are found here, too.",
        ),
        (_, true) => ("No stream has this in its path", "Streams that you can’t see aren’t searched."),
        (false, false) => (
            "Nothing is granted",
            "A service gets nothing by itself, public streams included: whoever manages it grants it streams one by one.",
        ),
    };
    let actions = if place.search.is_some() {
        let href = if place.adding { format!("{page}?add=streams") } else { page.to_owned() };
        Some(view! { <LinkButton href=href>"Clear the search"</LinkButton> }.into_any())
    } else {
        None
    };
    let first = !place.adding && place.search.is_none() && service.manage;
    let command = if first {
        format!("sluicegate service update-permissions {} ORG/PROJECT/STREAM --read", service.path)
    } else {
        String::new()
    };
    view! { <Empty glyph=Glyph::Stream title=title line=line actions=actions command=command /> }.into_any()
}

/// The grid as a form.
async fn edited(service: &Service, page: &str, place: &Place, grid: ServiceGrid) -> Result<AnyView, Fault> {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let (organization, name) = (service.path.organization.clone(), service.name.clone());
    let streams = grid.items.iter().map(|row| row.stream.clone()).collect();
    let facts = ShowPreviewFacts {
        of: PreviewOf::Service { organization: organization.clone(), service: name.clone(), streams },
    };
    let facts = ask(facts).await?;
    let of =
        GridOf { organization, service: name, page: page.to_owned(), viewer: viewer.id, kept: place.kept() };
    let run_as = run_as(service).await;
    let confirming =
        matches!(outcome(), Some(Outcome::Previewed { form, .. }) if form == "update-service-grid");
    let start = posted("update-service-grid").then(|| refused("update-service-grid").1);
    // What is held now, not when the form was drawn: the ticks alone are the form's.
    let start = start.map(|fields| renewed(fields, &grid.items));
    Ok(view! {
        <GrantGrid
            of=of
            service=grid.service
            rows=grid.items
            facts=facts
            live_secrets=grid.live_secrets
            secrets=grid.secrets
            run_as=run_as
            start=start
            confirming=confirming
        />
    }
    .into_any())
}

/// The pipelines that run as it: an extra, none if they can't be had.
async fn run_as(service: &Service) -> RunAs {
    let running =
        ListPipelines { service: Some(service.path.clone()), limit: Some(500), ..ListPipelines::default() };
    let running = ask(running).await.map(|page| page.items).unwrap_or_default().into_iter();
    let stands = |pipeline: &Pipeline| {
        matches!(pipeline.state, PipelineState::Draft | PipelineState::TornDown | PipelineState::Crashed)
    };
    let running = running.filter(|pipeline| !stands(pipeline));
    let pipelines = running.map(|one| (one.path, one.config.source, one.config.sink)).collect();
    let all = ask(ListDependents { of: Dependency::Service(service.path.clone()) }).await;
    RunAs { pipelines, hidden: all.map_or(0, |all| all.hidden) }
}

/// The ticks of a posted form over what is held now.
fn renewed(fields: Fields, rows: &[GridRow]) -> Fields {
    let ticks = fields.into_iter().filter(|(name, _)| name == "read" || name == "write");
    let rows =
        rows.iter().map(|row| ("row".to_owned(), crate::forms::grid::row(&row.stream.to_string(), row.held)));
    rows.chain(ticks).collect()
}

/// The grid for who may only look at it.
fn read_only(service: &Service, rows: Vec<GridRow>) -> AnyView {
    let name = service.path.to_string();
    let rows = rows.into_iter().map(|row| {
        let path = row.stream.to_string();
        let marks = [(row.held.read, "read"), (row.held.write, "write")].map(|(set, right)| {
            let held = if set { Held::Direct } else { Held::No };
            view! { <HeldMark held=held name=format!("{name}, {right} on {path}") /> }.into_any()
        });
        let [read, write] = marks;
        let by = row.granted_by.map_or_else(|| "granted".to_owned(), |by| format!("by {by}"));
        view! {
            <Row>
                <MainCell>
                    <Path path=path.clone() href=format!("/{path}") />
                </MainCell>
                <Cell label="Project">
                    <VisibilityBadge public=row.facts.project.public />
                </Cell>
                <Cell label="Read">{read}</Cell>
                <Cell label="Write">{write}</Cell>
                <Cell label="Granted" second=row.granted_at.map(date)>
                    {by}
                </Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let heads = ["Stream", "Project", "Read", "Write", "Granted"].map(Head::Text).to_vec();
    view! {
        <Table label=format!("Streams of {}", service.path) heads=heads>
            {rows}
        </Table>
    }
    .into_any()
}

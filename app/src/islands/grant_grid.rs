//! The grid of a service's grants while it is edited: each tick says why before it is tried, and the bar below says what
//! saving would change. A plain form; without scripts the server draws the bar once the form was posted.

use access::{ServiceFacts, StreamFlags, UserId};
use api::names::Name;
use api::previews::PreviewFacts;
use api::secrets::Secret;
use api::services::GridRow;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use serde::{Deserialize, Serialize};

use super::grant_bar::{RunAs, SaveBar};
use super::grants::{Right, may_give, waits};
use crate::forms::{Fields, grid};
use crate::parts::{GridTick, Head, Held, HeldMark, Path, Table, TickChange, VisibilityBadge, date};

/// The service whose grid it is, and who looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridOf {
    /// Its organization.
    pub organization: Name,
    /// Its name.
    pub service: Name,
    /// Its page.
    pub page: String,
    /// Who looks.
    pub viewer: UserId,
    /// Fields of the page that the form keeps: which rows, the search, where the page of rows begins.
    pub kept: Fields,
}

/// The fields of the grid, as the browser would post them.
fn posted(form: &web_sys::HtmlFormElement) -> Fields {
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return Fields::new() };
    let all = |name: &str| {
        let name = name.to_owned();
        let values = data.get_all(&name).to_vec();
        values.into_iter().filter_map(move |value| Some((name.clone(), value.as_string()?)))
    };
    all("row").chain(all("read")).chain(all("write")).collect()
}

/// What the form sends of rows whose ticks stand as they are held.
fn untouched(rows: &[GridRow]) -> Fields {
    let of = |row: &GridRow| {
        let path = row.stream.to_string();
        let mut fields = vec![("row".to_owned(), grid::row(&path, row.held))];
        for right in Right::ALL.into_iter().filter(|right| right.of(row.held)) {
            fields.push((right.word().to_owned(), path.clone()));
        }
        fields
    };
    rows.iter().flat_map(of).collect()
}

/// The form: the rows, and the bar.
#[island]
pub fn GrantGrid(
    /// Whose grid, for whom.
    of: GridOf,
    /// The service, seen from the viewer.
    service: ServiceFacts,
    /// The rows shown.
    rows: Vec<GridRow>,
    /// What a preview is computed from.
    facts: PreviewFacts,
    /// How many of the service's secrets work: they gain what is granted.
    live_secrets: u32,
    /// The newest of them.
    secrets: Vec<Secret>,
    /// The pipelines that run as it.
    run_as: RunAs,
    /// The form as it was posted, if it was.
    start: Option<Fields>,
    /// It was posted without scripts and is shown again with what it would do: now it may be saved.
    confirming: bool,
) -> impl IntoView {
    let (live, set_live) = signal(false);
    let (fields, set_fields) = signal(start.unwrap_or_else(|| untouched(&rows)));
    let form = NodeRef::<leptos::html::Form>::new();
    let follow = move || {
        if let Some(form) = form.get_untracked() {
            set_fields.set(posted(form.unchecked_ref()));
        }
    };
    Effect::new(move |_| {
        set_live.set(true);
        // A reload keeps what was ticked.
        follow();
    });
    let ticked = Memo::new(move |_| grid::rows(&fields.get()));
    let shown =
        rows.iter().cloned().map(|row| one_row(of.viewer, &service, row, fields, ticked)).collect_view();
    let heads = vec![
        Head::Text("Stream"),
        Head::Text("Project"),
        Head::Text("Read"),
        Head::Text("Write"),
        Head::Text("Granted"),
    ];
    let kept = of.kept.clone().into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    let kept = kept.collect_view();
    let page = of.page.clone();
    let label = format!("Streams of {}", service.path);
    view! {
        <form class="grant-grid" method="post" action=page on:input=move |_| follow() node_ref=form>
            <input type="hidden" name="do" value="update-service-grid" />
            <input type="hidden" name="organization" value=of.organization.to_string() />
            <input type="hidden" name="service" value=of.service.to_string() />
            {kept}
            <Table label=label heads=heads>
                {shown}
            </Table>
            <SaveBar
                page=of.page
                viewer=of.viewer
                service
                rows
                facts
                live_secrets
                secrets
                run_as
                fields
                live
                confirming
            />
        </form>
    }
}

type Ticked = Memo<Vec<(String, StreamFlags, StreamFlags)>>;

/// What is ticked in a row now.
fn now_of(ticked: Ticked, path: &str, held: StreamFlags) -> StreamFlags {
    ticked.with(|rows| rows.iter().find(|(one, ..)| one == path).map_or(held, |(.., now)| *now))
}

fn one_row(
    viewer: UserId,
    service: &ServiceFacts,
    row: GridRow,
    fields: ReadSignal<Fields>,
    ticked: Ticked,
) -> impl IntoView + use<> {
    let path = row.stream.to_string();
    let about = format!("about-{}", row.facts.id);
    let held = row.held;
    let name = service.path.clone();
    let marks = Right::ALL.map(|right| {
        let may = may_give(viewer, service, &row, right);
        let whole = format!("{name}, {} on {path}", right.word());
        if may.is_err() && !right.of(held) {
            return view! { <HeldMark held=Held::No name=whole /> }.into_any();
        }
        let one = path.clone();
        let change =
            Signal::derive(move || TickChange::of(right.of(held), right.of(now_of(ticked, &one, held))));
        // As the form was posted, if it was: what follows is the browser's own.
        let set = fields.with_untracked(|fields| {
            fields.iter().any(|(field, value)| field == right.word() && *value == path)
        });
        view! {
            <GridTick
                name=right.word()
                value=path.clone()
                label=whole
                checked=set
                change=change
                about=about.clone()
            />
        }
        .into_any()
    });
    let [read, write] = marks;
    let one = path.clone();
    let changed = move || (now_of(ticked, &one, held) != held).then_some("selected");
    let public = row.facts.project.public;
    let sent = grid::row(&path, held);
    let (one, service) = (path.clone(), service.clone());
    let said = move || granted(viewer, &service, &row, now_of(ticked, &one, held));
    view! {
        <tr role="row" class=changed>
            <td role="cell" class="main">
                <div class="name">
                    <Path path=path.clone() href=format!("/{path}") />
                    <input type="hidden" name="row" value=sent />
                </div>
            </td>
            <td role="cell" data-label="Project">
                <div>
                    <VisibilityBadge public />
                </div>
            </td>
            <td role="cell" class="tick-cell" data-label="Read">
                {read}
            </td>
            <td role="cell" class="tick-cell" data-label="Write">
                {write}
            </td>
            <td role="cell" data-label="Granted">
                <div id=about>{said}</div>
            </td>
        </tr>
    }
}

/// What is said about a row: what will change, why it may, why something else may not.
fn granted(viewer: UserId, service: &ServiceFacts, row: &GridRow, now: StreamFlags) -> impl IntoView + use<> {
    let changes = Right::ALL.map(|right| (right, TickChange::of(right.of(row.held), right.of(now))));
    let words = |which: TickChange| -> Vec<&'static str> {
        changes.iter().filter(|(_, change)| *change == which).map(|(right, _)| right.word()).collect()
    };
    let (added, taken) = (words(TickChange::Added), words(TickChange::Taken));
    let first = match (added.is_empty(), taken.is_empty()) {
        (true, true) => by_whom(row),
        (true, false) => {
            view! { <span class="minus">{format!("{}: will be taken away", taken.join(", "))}</span> }
                .into_any()
        }
        (false, true) => {
            view! { <span class="plus">{format!("{}: not saved yet", added.join(", "))}</span> }.into_any()
        }
        (false, false) => view! {
            <span class="plus">{format!("{}: not saved yet", added.join(", "))}</span>
            ", "
            <span class="minus">{format!("{}: will be taken away", taken.join(", "))}</span>
        }
        .into_any(),
    };
    let mut seconds = Vec::new();
    for (right, change) in changes {
        match (may_give(viewer, service, row, right), change) {
            (Ok(why), TickChange::Added) if !seconds.contains(&why) => seconds.push(why),
            (Err(why), _) if !right.of(row.held) => seconds.push(why),
            _ => {}
        }
    }
    if added.is_empty()
        && taken.is_empty()
        && let Some(at) = row.granted_at
    {
        seconds.insert(0, date(at));
    }
    seconds.extend(waits(service, row, now));
    view! {
        {first}
        <span class="second">{seconds.join("; ")}</span>
    }
}

fn by_whom(row: &GridRow) -> AnyView {
    match (&row.granted_by, row.held.any()) {
        (Some(by), true) => format!("by {by}").into_any(),
        (None, true) => "granted".into_any(),
        (_, false) => view! { <span class="muted">"nothing granted"</span> }.into_any(),
    }
}

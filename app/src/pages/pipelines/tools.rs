//! What stands around a list of pipelines: its search, filters and order, all of them in the address.

use api::names::{Name, ServicePath};
use api::pipelines::{ListPipelines, PipelineCounts, PipelineHow, PipelineSort, PipelineState};
use leptos::prelude::*;

use super::super::query;
use crate::parts::{Glyph, Icon, SearchField, SubmitButton};
use crate::shell::bar::encoded;

const HOW: [(PipelineHow, &str); 3] =
    [(PipelineHow::Owned, "owned"), (PipelineHow::Shared, "shared"), (PipelineHow::Team, "team")];
const SORT: [(PipelineSort, &str, &str); 3] = [
    (PipelineSort::Path, "path", "By path"),
    (PipelineSort::Deployed, "deployed", "Last deployed"),
    (PipelineSort::Updated, "updated", "Last changed"),
];
const STATES: [PipelineState; 6] = [
    PipelineState::Running,
    PipelineState::Degraded,
    PipelineState::Crashed,
    PipelineState::Deploying,
    PipelineState::Draft,
    PipelineState::TornDown,
];

/// A state in an address.
fn word(state: PipelineState) -> String {
    state.word().replace(' ', "-")
}

/// Which part of the list is shown.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) organization: Option<Name>,
    search: Option<String>,
    how: Option<PipelineHow>,
    state: Option<PipelineState>,
    service: Option<ServicePath>,
    sort: PipelineSort,
    after: Option<String>,
}

impl Shown {
    /// What the page's query asks for.
    pub(super) fn asked(organization: Option<&Name>) -> Self {
        let (how, state, sort) = (query("how"), query("state"), query("sort"));
        let how = HOW.into_iter().find(|(_, word)| how.as_deref() == Some(*word));
        let sort = SORT.into_iter().find(|(_, word, _)| sort.as_deref() == Some(*word));
        Self {
            organization: organization.cloned(),
            search: query("search"),
            how: how.map(|(how, _)| how),
            state: STATES.into_iter().find(|one| state.as_deref() == Some(word(*one).as_str())),
            service: query("service").and_then(|path| path.parse().ok()),
            sort: sort.map(|(sort, ..)| sort).unwrap_or_default(),
            after: query("after"),
        }
    }

    /// Its rows.
    pub(super) fn list(&self) -> ListPipelines {
        ListPipelines {
            organization: self.organization.clone(),
            search: self.search.clone(),
            how: self.how,
            state: self.state,
            service: self.service.clone(),
            sort: Some(self.sort),
            after: self.after.clone(),
            ..ListPipelines::default()
        }
    }

    /// The page without any filter.
    pub(super) fn path(&self) -> String {
        match &self.organization {
            Some(organization) => format!("/{organization}/-/pipelines"),
            None => "/-/pipelines".to_owned(),
        }
    }

    /// What of it stands in an address, in this order.
    fn kept(&self) -> Vec<(&'static str, String)> {
        let mut kept = Vec::new();
        kept.extend(self.search.clone().map(|text| ("search", text)));
        let how = HOW.into_iter().find(|(how, _)| Some(*how) == self.how);
        kept.extend(how.map(|(_, word)| ("how", word.to_owned())));
        kept.extend(self.state.map(|state| ("state", word(state))));
        kept.extend(self.service.as_ref().map(|service| ("service", service.to_string())));
        let sort = SORT.into_iter().find(|(sort, ..)| *sort == self.sort && *sort != PipelineSort::Path);
        kept.extend(sort.map(|(_, word, _)| ("sort", word.to_owned())));
        kept
    }

    /// The page that shows it from its beginning, ready for one more part of a query.
    pub(super) fn href(&self) -> String {
        let kept = self.kept().into_iter();
        let kept: String = kept.map(|(key, value)| format!("{key}={}&", encoded(&value))).collect();
        format!("{}?{kept}", self.path())
    }

    fn link(&self) -> String {
        self.href().trim_end_matches(['?', '&']).to_owned()
    }

    /// How its pages go on.
    pub(super) const fn range(&self) -> &'static str {
        match self.sort {
            PipelineSort::Path => "By path",
            PipelineSort::Deployed => "Last deployed first",
            PipelineSort::Updated => "Last changed first",
        }
    }
}

/// Search, filters with their counts, state, order.
pub(super) fn tools(shown: &Shown, counts: PipelineCounts) -> AnyView {
    let chip = |label: &'static str, how: Option<PipelineHow>, count: u32| {
        let href = Shown { how, after: None, ..shown.clone() }.link();
        view! {
            <a class="chip" href=href aria-current=(how == shown.how).then_some("true")>
                {label}
                <span>{count}</span>
            </a>
        }
    };
    let service = shown.service.as_ref().map(|service| {
        let href = Shown { service: None, after: None, ..shown.clone() }.link();
        view! {
            <a
                class="chip"
                href=href
                aria-current="true"
                aria-label=format!("Not only those that run as {service}")
            >
                {format!("Run as {service}")}
                <Icon glyph=Glyph::Close />
            </a>
        }
    });
    let chips = view! {
        <nav class="chips" aria-label="How you see them">
            {chip("All", None, counts.all)}
            {chip("Yours", Some(PipelineHow::Owned), counts.owned)}
            {chip("Shared with you", Some(PipelineHow::Shared), counts.shared)}
            {chip("By your teams", Some(PipelineHow::Team), counts.team)}
            {service}
        </nav>
    };
    view! { <div class="people-tools">{search(shown)} {chips} {order(shown)}</div> }.into_any()
}

/// The search and the state, in one form; it keeps what else is asked for.
fn search(shown: &Shown) -> AnyView {
    let kept = shown.kept().into_iter().filter(|(key, _)| !matches!(*key, "search" | "state"));
    let kept = kept.map(|(key, value)| view! { <input type="hidden" name=key value=value /> });
    let states = STATES.map(|state| {
        view! {
            <option value=word(state) selected=shown.state == Some(state)>
                {state.word()}
            </option>
        }
    });
    view! {
        <form class="pipeline-search" method="get" action=shown.path() role="search">
            {kept.collect_view()}
            <SearchField value=shown.search.clone().unwrap_or_default() label="Path, description or tag" />
            <select class="input" name="state" aria-label="State">
                <option value="">"any state"</option>
                {states}
            </select>
            <SubmitButton>"Find"</SubmitButton>
        </form>
    }
    .into_any()
}

fn order(shown: &Shown) -> AnyView {
    let ways = SORT.map(|(sort, _, label)| {
        let href = Shown { sort, after: None, ..shown.clone() }.link();
        view! {
            <a href=href aria-current=(sort == shown.sort).then_some("true")>
                {label}
            </a>
        }
    });
    view! {
        <nav class="segments order" aria-label="Order">
            {ways}
        </nav>
    }
    .into_any()
}

//! Pipelines: those that the viewer can read, everywhere or in one organization.

mod config;
mod create;
mod dependents;
mod dialogs;
mod editor;
mod letters;
mod metrics;
mod overview;
pub(super) mod pipeline;
mod rows;
mod settings;
mod share;
mod sharing;
mod tools;
mod versions;

use api::names::Name;
use api::organizations::ShowOrganization;
use api::pipelines::{CountPipelines, Pipeline, PipelineCounts};
use api::{Fault, Page};
use leptos::prelude::*;

use super::{Made, frame, organization_frame, param};
use crate::backend::{ask, viewer};
use crate::parts::{BarePanel, ButtonKind, Empty, Glyph, LinkButton, Pager, Subject, SubmitButton, Title};
use crate::shell::bar::encoded;
use crate::shell::{Crumb, Frame, OrganizationSection, Section};
pub(super) use create::page as new_page;
pub(super) use dependents::would_crash;
pub(super) use rows::{age, pipeline_table, role_words};
use tools::Shown;

/// What a pipeline is.
const LINE: &str = "A pipeline reads a stream as a service, filters and maps its records, and appends them to another \
    stream: each once.";

/// Those of every organization.
pub(super) async fn own_page() -> Made {
    viewer().ok_or_else(Fault::unauthenticated)?;
    let shown = Shown::asked(None);
    let (list, counts) = found(&shown).await?;
    let personal = viewer().map(|viewer| format!("/{}/-/pipelines/new", viewer.name));
    let body = body(&shown, list, counts, personal);
    let frame = Frame {
        section: Section::Pipelines,
        crumbs: vec![Crumb::here("My pipelines")],
        ..frame("My pipelines")
    };
    Ok((frame, body))
}

/// Those of one organization.
pub(super) async fn page() -> Made {
    let name = param("organization")?;
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    viewer().ok_or_else(Fault::unauthenticated)?;
    let shown = Shown::asked(Some(&name));
    let (list, counts) = found(&shown).await?;
    let new = organization.flags.create.then(|| format!("/{name}/-/pipelines/new"));
    let orphaned = if organization.flags.admin { dependents::orphaned(&name).await } else { None };
    let body = view! {
        {body(&shown, list, counts, new)}
        {orphaned}
    }
    .into_any();
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Pipelines),
        crumbs: vec![Crumb::to(name.to_string(), format!("/{name}")), Crumb::here("Pipelines")],
        ..organization_frame(format!("Pipelines of {name}"), &name.to_string()).await
    };
    Ok((frame, body))
}

async fn found(shown: &Shown) -> Result<(Page<Pipeline>, PipelineCounts), Fault> {
    let list = ask(shown.list()).await?;
    let counts = ask(CountPipelines { organization: shown.organization.clone() }).await?;
    Ok((list, counts))
}

/// `new` is where one is made, for who may.
fn body(shown: &Shown, list: Page<Pipeline>, counts: PipelineCounts, new: Option<String>) -> AnyView {
    let title = if shown.organization.is_some() { "Pipelines" } else { "My pipelines" };
    let none = counts.all == 0;
    let content = if none {
        nothing(shown, new.clone())
    } else {
        let next = list.next.clone().map(|next| format!("{}after={}", shown.href(), encoded(&next)));
        let range = shown.range();
        let foot = next.map(|next| {
            view! {
                <div class="panel-foot">
                    <Pager range=range next=Some(next) />
                </div>
            }
        });
        let rows = if list.items.is_empty() {
            let clear = view! { <LinkButton href=shown.path()>"Clear filters"</LinkButton> };
            view! {
                <Empty
                    glyph=Glyph::Search
                    title="No pipeline fits"
                    line="The search looks at paths, descriptions and tags."
                    actions=clear.into_any()
                />
            }
            .into_any()
        } else {
            pipeline_table(list.items, true)
        };
        let tools = tools::tools(shown, counts);
        view! { <BarePanel label="Pipelines">{tools} {rows} {foot}</BarePanel> }.into_any()
    };
    let lede = (!none).then(|| {
        view! {
            {LINE}
            " Each has an access list of its own: you see those that somebody shared with you or with a team of yours."
            {(new.is_none()).then_some(" Creating one here needs create on the organization.")}
        }
        .into_any()
    });
    view! {
        <Title subject=Subject::Page(title.into()) actions=(!none).then(|| button(new)) lede=lede />
        {content}
    }
    .into_any()
}

/// The way to a new one; off for who may not make any.
fn button(new: Option<String>) -> AnyView {
    match new {
        Some(href) => view! {
            <LinkButton href=href kind=ButtonKind::Filled glyph=Glyph::Plus>
                "New pipeline"
            </LinkButton>
        }
        .into_any(),
        None => view! { <SubmitButton disabled=true>"New pipeline"</SubmitButton> }.into_any(),
    }
}

fn nothing(shown: &Shown, new: Option<String>) -> AnyView {
    let within: Option<Name> = shown.organization.clone().or_else(|| viewer().map(|viewer| viewer.name));
    let command = match (&new, within) {
        (Some(_), Some(within)) => {
            format!("sluicegate pipeline create {within}/orders-clean --config pipeline.yaml")
        }
        _ => String::new(),
    };
    let line = match &new {
        Some(_) => LINE.to_owned(),
        None => format!(
            "{LINE} You see those that are shared with you or with a team of yours; creating one needs create on the organization."
        ),
    };
    let actions = new.map(|new| button(Some(new)));
    let title =
        if shown.organization.is_some() { "No pipelines that you can see" } else { "No pipelines yet" };
    view! { <Empty glyph=Glyph::Pipeline title=title line=line actions=actions command=command /> }.into_any()
}

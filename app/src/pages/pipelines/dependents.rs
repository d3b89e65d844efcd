//! What would happen to pipelines: those that crash if something is deleted, and those that nobody owns any more.

use api::names::Name;
use api::pipelines::{Dependency, ListDependents, ListOrphanedPipelines, OrphanedPipeline};
use leptos::prelude::*;

use crate::backend::{ask, now};
use crate::forms::pipelines::page;
use crate::pages::{hidden, refused, whole};
use crate::parts::{
    ButtonSize, Cell, ErrorSummary, Head, MainCell, Notice, Panel, Path, Row, SubmitButton, Table, Timestamp,
    Tone,
};

/// Says which pipelines would crash if it were deleted; nothing if none would.
pub(in crate::pages) async fn would_crash(of: Dependency) -> Option<AnyView> {
    let found = ask(ListDependents { of }).await.ok()?;
    let title = match found.pipelines.len() + found.hidden as usize {
        0 => return None,
        1 => "1 pipeline crashes".to_owned(),
        count => format!("{count} pipelines crash"),
    };
    let rows = found.pipelines.iter().map(|path| {
        view! {
            <li>
                <Path path=path.to_string() href=Some(page(path)) />
            </li>
        }
    });
    let rows = rows.collect_view();
    let hidden = (found.hidden > 0).then(|| {
        let line = match found.pipelines.len() {
            0 => "You can’t see which: nobody shared them with you.".to_owned(),
            _ => format!("and {} that you can’t see", found.hidden),
        };
        view! { <li>{line}</li> }
    });
    Some(
        view! {
            <Notice tone=Tone::Warning title=title>
                <ul>{rows} {hidden}</ul>
            </Notice>
        }
        .into_any(),
    )
}

/// The organization's pipelines without an owner, each with the way to claim it; nothing where there are none.
pub(super) async fn orphaned(organization: &Name) -> Option<AnyView> {
    let asked = ListOrphanedPipelines { organization: organization.clone(), limit: Some(100), after: None };
    let found = ask(asked).await.ok()?.items;
    if found.is_empty() {
        return None;
    }
    let (fault, _) = refused("claim-pipeline");
    let rows = found.into_iter().map(|pipeline| row(organization, pipeline)).collect_view();
    Some(
        view! {
            <Panel title="Without an owner">
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                <p class="muted">
                    "Nobody who can sign in decides about these. You are admin of the organization: claim one, and you become its owner. The claim is kept in the audit log."
                </p>
                <Table
                    label="Pipelines without an owner"
                    heads=vec![Head::Text("Pipeline"), Head::Text("Made"), Head::Hidden("Claim")]
                >
                    {rows}
                </Table>
            </Panel>
        }
        .into_any(),
    )
}

fn row(organization: &Name, pipeline: OrphanedPipeline) -> AnyView {
    let OrphanedPipeline { name, path, created_at, .. } = pipeline;
    let (path, name, organization) = (path.to_string(), name.to_string(), organization.to_string());
    let shown = path.clone();
    let claim = view! {
        <form method="post" action=format!("/{organization}/-/pipelines")>
            {hidden("do", "claim-pipeline")}
            {hidden("organization", &organization)}
            {hidden("pipeline", &name)}
            <SubmitButton size=ButtonSize::Small>
                "Claim" <span class="visually-hidden">{format!(" {path}")}</span>
            </SubmitButton>
        </form>
    };
    let claim = claim.into_any();
    view! {
        <Row>
            <MainCell>
                <Path path=shown />
            </MainCell>
            <Cell label="Made">
                <Timestamp at=created_at now=now() />
            </Cell>
            <Cell label="Claim">{claim}</Cell>
        </Row>
    }
    .into_any()
}

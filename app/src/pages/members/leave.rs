//! Leaving an organization: what goes with it, before it goes.

use api::Fault;
use api::members::ShowMemberHoldings;
use api::organizations::ShowOrganization;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use leptos::prelude::*;

use super::super::{Made, hidden, organization_frame, param, refused, whole};
use super::dialogs::{issued_secrets, revoke_tick};
use crate::backend::{ask, viewer};
use crate::islands::changes::Told;
use crate::parts::{
    ButtonKind, Change, ErrorSummary, LinkButton, Notice, Panel, Preview, PreviewLine, PreviewSection, Split,
    Subject, SubmitButton, Title, Tone,
};
use crate::shell::{Crumb, Frame};

/// The page.
pub(in crate::pages) async fn page() -> Made {
    let name = param("organization")?;
    let Some(viewer) = viewer() else { return Err(Fault::unauthenticated()) };
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    let held = ask(ShowMemberHoldings { organization: name.clone(), user: viewer.name.clone() }).await?;
    let facts = ask(ShowPreviewFacts { of: PreviewOf::OwnMembership { organization: name.clone() } }).await?;
    let told = Told::of(&facts, viewer.id, &facts.remove(None));
    let (fault, _) = refused("leave-organization");
    let blocked = (!told.ownerless.is_empty()).then(|| {
        let ways = told.ownerless.iter().map(|path| way_out(&facts, path)).collect_view();
        view! {
            <Notice tone=Tone::Warning title="You can’t leave while nobody else decides about these">
                <ul>{ways}</ul>
            </Notice>
        }
    });
    let off = blocked.is_some();
    let secrets = !held.secrets.is_empty();
    let pays = if held.billed_here {
        format!("Your flags on {name} end, and you pay for your own usage again, at once.")
    } else {
        format!("Your flags on {name} end. Who pays for you stays as it is.")
    };
    let path = organization.path.clone();
    let shown = path.clone();
    let acts = view! {
        <div class="actions">
            <SubmitButton kind=ButtonKind::DangerFilled disabled=off>
                {format!("Leave {shown}")}
            </SubmitButton>
            <LinkButton href=format!("/{shown}")>"Cancel"</LinkButton>
        </div>
    };
    let body = view! {
        <Title subject=Subject::Page(format!("Leave {path}")) />
        <Panel title="What ends" flush=true foot=acts.into_any()>
            <Split preview=preview(told)>
                <p>{pays}</p>
                {issued_secrets(&held.secrets, "you")}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                {blocked}
                {secrets.then(|| revoke_tick(false))}
                {hidden("do", "leave-organization")}
                {hidden("organization", &name)}
            </Split>
        </Panel>
    };
    let body = view! {
        <form method="post" action=format!("/{path}/-/leave")>
            {body}
        </form>
    };
    let frame = Frame {
        crumbs: vec![Crumb::to(path.clone(), format!("/{path}")), Crumb::here("Leave")],
        ..organization_frame(format!("Leave {path}"), &path).await
    };
    Ok((frame, body.into_any()))
}

/// What somebody loses, beside the list of what the rules say.
fn preview(told: Told) -> AnyView {
    let mark = told.mark.clone();
    view! {
        <div class="live-preview">
            {hidden("seen", mark)} <Preview title="What this changes" live=false>
                {told.sections(true)}
                <PreviewSection title="Good to know">
                    <PreviewLine change=Change::Equal>
                        "Your own organization and secrets stay; inside, those are refused from the next request on."
                    </PreviewLine>
                </PreviewSection>
            </Preview>
        </div>
    }
    .into_any()
}

/// What can be done about something that nobody else decides about: where that is.
fn way_out(facts: &PreviewFacts, path: &str) -> AnyView {
    let world = &facts.world;
    let (hand_over, act, delete) = if world.projects.values().any(|project| project.path == path) {
        let settings = format!("/{path}?tab=settings&delete=project");
        (format!("/{path}?tab=members&add=person"), "Make somebody else admin first", settings)
    } else if world.pipelines.values().any(|pipeline| pipeline.path == path)
        && let Some((organization, pipeline)) = path.split_once('/')
    {
        let here = format!("/{organization}/-/pipelines/{pipeline}");
        (
            format!("{here}?tab=sharing&share=people"),
            "Make somebody else owner first",
            format!("{here}?tab=settings"),
        )
    } else {
        let settings = format!("/{path}/-/settings");
        (format!("/{path}/-/members?add=person"), "Make somebody else admin first", settings)
    };
    view! {
        <li>{path.to_owned()} ": " <a href=hand_over>{act}</a> ", or " <a href=delete>"delete it"</a> "."</li>
    }
    .into_any()
}

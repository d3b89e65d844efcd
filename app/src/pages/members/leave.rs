//! Leaving an organization: what goes with it, before it goes.

use api::Fault;
use api::members::ShowMemberHoldings;
use api::organizations::ShowOrganization;
use api::previews::{PreviewOf, ShowPreviewFacts};
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
        let title = "You can’t leave while nobody else decides about these";
        let line = format!("{}. Make somebody else admin first, or delete them.", told.ownerless.join(", "));
        view! {
            <Notice tone=Tone::Warning title=title>
                <p>{line}</p>
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
    let body = view! {
        <Title subject=Subject::Page(format!("Leave {path}")) />
        <Panel title="What ends" flush=true>
            <Split preview=preview(told)>
                <p>{pays}</p>
                {issued_secrets(&held.secrets)}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                {blocked}
                {secrets.then(|| revoke_tick(false))}
                {hidden("do", "leave-organization")}
                {hidden("organization", &name)}
                <div class="actions">
                    <SubmitButton kind=ButtonKind::DangerFilled disabled=off>
                        {format!("Leave {shown}")}
                    </SubmitButton>
                    <LinkButton href=format!("/{shown}")>"Cancel"</LinkButton>
                </div>
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

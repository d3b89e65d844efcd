//! A new pipeline.

use api::organizations::ShowOrganization;
use leptos::prelude::*;

use super::super::{Made, NAME_HINT, at, hidden, organization_frame, param, posted, query, typed};
use super::editor::{Editor, tried_panel};
use crate::backend::{ask, viewer};
use crate::forms::pipelines::draft::{Draft, Step};
use crate::parts::{
    ButtonKind, Empty, Glyph, InputKind, LinkButton, Panel, Split, Subject, SubmitButton, TextField, Title,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

const FORM: &str = "create-pipeline";

/// The page.
pub(in crate::pages) async fn page() -> Made {
    let name = param("organization")?;
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    viewer().ok_or_else(api::Fault::unauthenticated)?;
    let list = format!("/{name}/-/pipelines");
    let line = format!("It needs create on {name}. Its admins can give it.");
    let content = if organization.flags.create || posted(FORM) {
        form(&name, &list).await
    } else {
        let back = view! { <LinkButton href=list.clone()>"Back to the pipelines"</LinkButton> };
        view! {
            <Panel title="New pipeline" flush=true>
                <Empty
                    glyph=Glyph::Lock
                    title="You can’t create pipelines here"
                    line=line
                    actions=back.into_any()
                />
            </Panel>
        }
        .into_any()
    };
    let lede = "It runs once you deploy it. You will own it; your home team in the organization, if you have one, may \
        view it; nobody else, admins included.";
    let body = view! {
        <Title subject=Subject::Page("New pipeline".into()) lede=lede.into_any() />
        {content}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Pipelines),
        crumbs: vec![
            Crumb::to(name.to_string(), format!("/{name}")),
            Crumb::to("Pipelines", list),
            Crumb::here("New"),
        ],
        ..organization_frame("New pipeline", &name.to_string()).await
    };
    Ok((frame, body.into_any()))
}

async fn form(organization: &api::names::Name, list: &str) -> AnyView {
    let start = Draft { steps: vec![Step::default()], ..Draft::default() };
    let editor = Editor::open(FORM, organization, start, query("as").as_deref() == Some("text")).await;
    let here = format!("/{organization}/-/pipelines/new");
    let (switch, label) = if editor.as_text {
        (here.clone(), "Fill in a form instead")
    } else {
        (format!("{here}?as=text"), "Write it as text")
    };
    let name = view! {
        <TextField
            name="name"
            label="Name"
            kind=InputKind::Name
            value=typed(&editor.fields, "name", "")
            hint=NAME_HINT
            error=at(&editor.fault, "name")
            autofocus=editor.fault.is_none()
        />
    }
    .into_any();
    let action = if editor.as_text { format!("{here}?as=text") } else { here.clone() };
    let body = if editor.as_text {
        view! { <div class="panel-body form">{name} {editor.text_area(&action)}</div> }.into_any()
    } else {
        let rows = editor.rows(&here);
        view! {
            <Split preview=editor.beside()>
                <div class="form">{name} {rows}</div>
            </Split>
        }
        .into_any()
    };
    let aside = view! {
        <LinkButton href=switch kind=ButtonKind::Ghost>
            {label}
        </LinkButton>
    };
    let command = format!("sluicegate pipeline create {organization}/NAME --config FILE");
    let foot = view! {
        <code class="command">{command}</code>
        <LinkButton href=list.to_owned()>"Cancel"</LinkButton>
        <SubmitButton kind=ButtonKind::Filled>"Create pipeline"</SubmitButton>
    };
    let (summary, tries) = (editor.summary(), editor.tries);
    view! {
        <form class="config-form" method="post" action=action novalidate>
            // What Enter presses: the first button of a form.
            <button type="submit" hidden></button>
            {hidden("do", FORM)}
            {hidden("organization", organization)}
            {summary}
            <Panel title="What it does" flush=true aside=aside.into_any() foot=foot.into_any()>
                {body}
            </Panel>
        </form>
        {tried_panel(tries)}
    }
    .into_any()
}

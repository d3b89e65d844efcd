//! A project's settings: what it is called, who sees it, where it is, and its end. For its admins.

use access::world::Change;
use api::Fault;
use api::names::Name;
use api::organizations::ListOrganizations;
use api::pipelines::Dependency;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use api::projects::Project;
use leptos::prelude::*;

use super::super::pipelines::would_crash;
use super::super::{
    about, at, confirm_name, description, hidden, posted, previewing, query, refused, typed, whole,
};
use crate::backend::{ask, viewer};
use crate::forms::Fields;
use crate::islands::changes::Told;
use crate::islands::{Editing, LivePreview};
use crate::parts::{
    self, ButtonKind, Choice, Dialog, DialogSize, ErrorSummary, Glyph, InputKind, LinkButton, Notice, Panel,
    Preview, PreviewLine, PreviewSection, RadioCards, SubmitButton, TextField, Tone,
};

/// The panels, and the dialog over them.
pub(super) async fn settings(project: &Project) -> Result<AnyView, Fault> {
    let public = query("public").is_some() || (posted("update-project") && has_public());
    let dialog = if public {
        Some(visibility_dialog(project).await?)
    } else if query("delete").is_some() || posted("delete-project") {
        Some(delete_dialog(project).await?)
    } else if let Some(to) = about("to", "transfer-project", "to") {
        Some(transfer_dialog(project, &to).await?)
    } else if query("transfer").is_some() {
        Some(target_dialog(project, None).await?)
    } else {
        None
    };
    Ok(view! {
        <div class="stack">
            {general(project)} {visibility(project)} {transfer(project)} {delete(project)}
        </div>
        {dialog}
    }
    .into_any())
}

/// Whether the posted form was that on who sees the project, not that on its name.
fn has_public() -> bool {
    refused("update-project").1.iter().any(|(field, _)| field == "public")
}

/// The page that all forms here post to.
fn here(project: &Project) -> String {
    format!("/{}?tab=settings", project.path)
}

/// What every form here is about.
fn of(project: &Project, form: &'static str) -> AnyView {
    view! {
        {hidden("do", form)}
        {hidden("organization", &project.path.organization)}
        {hidden("project", &project.name)}
    }
    .into_any()
}

fn general(project: &Project) -> impl IntoView + use<> {
    let project = project.clone();
    let (fault, fields) = if has_public() { (None, Fields::new()) } else { refused("update-project") };
    view! {
        <Panel title="Settings">
            <form class="form measured" method="post" action=here(&project)>
                {of(&project, "update-project")}
                {hidden("shows", "description")}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="name"
                    label="Name"
                    kind=InputKind::Name
                    value=typed(&fields, "name", &project.name.to_string())
                    hint="After a rename the old path answers 404; members, grants and records stay."
                    error=at(&fault, "name")
                />
                {description(&fault, &fields, project.description.as_str())}
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Save settings"</SubmitButton>
                </div>
            </form>
        </Panel>
    }
}

fn visibility(project: &Project) -> impl IntoView + use<> {
    let project = project.clone();
    let (glyph, title, line) = if project.public {
        (
            Glyph::Globe,
            "It is public.",
            "Everybody sees its page, its streams, their schemas and their records, without signing in. Who its members are is shown to members alone.",
        )
    } else {
        (
            Glyph::Lock,
            "It is private.",
            "Only its members and the services that are let in see what is in it. People who may view the organization know its name.",
        )
    };
    view! {
        <Panel title="Who sees it">
            <p class="fact">
                <parts::Icon glyph />
                <span>
                    <strong>{title}</strong>
                    " "
                    {line}
                </span>
            </p>
            <LinkButton href=format!("{}&public=change", here(&project))>"Change who sees it…"</LinkButton>
        </Panel>
    }
}

fn transfer(project: &Project) -> impl IntoView + use<> {
    let project = project.clone();
    view! {
        <Panel title="Transfer">
            <p>
                "To another organization in which you may create. Its path changes; people keep the flags that they hold on it."
            </p>
            <LinkButton href=format!("{}&transfer=project", here(&project))>"Transfer project…"</LinkButton>
        </Panel>
    }
}

fn delete(project: &Project) -> impl IntoView + use<> {
    let project = project.clone();
    view! {
        <Panel title="Delete">
            <p>"With its streams, their records and every grant. This can’t be undone."</p>
            <LinkButton href=format!("{}&delete=project", here(&project)) kind=ButtonKind::Danger>
                "Delete project…"
            </LinkButton>
        </Panel>
    }
}

async fn facts(project: &Project) -> Result<PreviewFacts, Fault> {
    let of =
        PreviewOf::Project { organization: project.path.organization.clone(), project: project.name.clone() };
    ask(ShowPreviewFacts { of }).await
}

async fn visibility_dialog(project: &Project) -> Result<AnyView, Fault> {
    let project = project.clone();
    let facts = facts(&project).await?;
    let (Some(id), Some(viewer)) = (facts.project, viewer()) else { return Err(Fault::not_found()) };
    let (fault, fields) = refused("update-project");
    let is = if project.public { "true" } else { "false" };
    let chosen = typed(&fields, "public", is);
    let choices = vec![
        Choice::new("false", "Private", "Only its members and the services that are let in."),
        Choice::new(
            "true",
            "Public",
            "Everybody sees its streams, their schemas and records, without signing in.",
        ),
    ];
    let (editing, confirming) = (Editing::Public(id), posted("update-project"));
    let start = vec![("public".to_owned(), chosen.clone())];
    let command = format!("sluicegate project update {}", project.path);
    let line = format!("{command}{}", editing.arguments(&facts, &start));
    let act = "Change who sees it";
    let confirm = previewing(ButtonKind::DangerFilled, confirming, act);
    let preview =
        view! { <LivePreview facts viewer=viewer.id editing start command act=act.into() confirming /> };
    let ends = project.public.then(|| {
        view! {
            <p class="caption">
                "Made private, the grants of other organizations’ services that weren’t confirmed here end for good."
            </p>
        }
    });
    let path = &project.path;
    Ok(view! {
        <Dialog
            title=format!("Who sees {path}")
            line="What was public may have been copied: making it private again takes no copy back."
            action=here(&project)
            close=here(&project)
            size=DialogSize::Wide
            command=line
            confirm=confirm
            preview=preview.into_any()
        >
            {of(&project, "update-project")}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <RadioCards
                name="public"
                legend="Seen by"
                choices=choices
                chosen=chosen
                error=at(&fault, "public")
                autofocus=true
            />
            {ends}
            {confirm_name(&project.name, false, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

/// A preview of a change that has nothing to choose, with the mark that the form sends.
pub(in crate::pages) fn settled(told: Told, remarks: Vec<String>) -> AnyView {
    let (mark, moves) = (told.mark.clone(), !told.pays.is_empty());
    let remarks = remarks.into_iter().map(|remark| {
        view! { <PreviewLine change=parts::Change::Equal>{remark}</PreviewLine> }
    });
    let remarks = remarks.collect_view();
    view! {
        <div class="live-preview">
            {hidden("seen", mark)} <Preview title="What this changes" live=false>
                {told.sections(moves)}
                <PreviewSection title="Good to know">{remarks}</PreviewSection>
            </Preview>
        </div>
    }
    .into_any()
}

/// "12 people lose access, 3 services stop".
pub(in crate::pages) fn losers_line(told: &Told) -> String {
    let people = match told.losers.0 {
        0 => "Nobody loses access".to_owned(),
        1 => "1 person loses access".to_owned(),
        count => format!("{count} people lose access"),
    };
    match told.losers.1 {
        0 => people,
        1 => format!("{people}, 1 service stops"),
        count => format!("{people}, {count} services stop"),
    }
}

async fn delete_dialog(project: &Project) -> Result<AnyView, Fault> {
    let project = project.clone();
    let facts = facts(&project).await?;
    let (Some(id), Some(viewer)) = (facts.project, viewer()) else { return Err(Fault::not_found()) };
    let told = Told::of(&facts, viewer.id, &[Change::DeleteProject { project: id }]);
    let (fault, fields) = refused("delete-project");
    let crashes = would_crash(Dependency::Project(project.path.clone())).await;
    let streams = match project.streams.unwrap_or_default() {
        0 => "It has no streams.".to_owned(),
        1 => "1 stream goes with its records.".to_owned(),
        count => format!("{count} streams go with their records."),
    };
    let title = losers_line(&told);
    let remarks = vec!["A project made anew under this name gets none of its members and grants.".to_owned()];
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Delete project"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=format!("Delete {}", project.path)
            line="With its streams, records and grants. This can’t be undone."
            action=here(&project)
            close=here(&project)
            size=DialogSize::Wide
            command=format!("sluicegate project delete {}", project.path)
            confirm=confirm.into_any()
            preview=settled(told, remarks)
        >
            {of(&project, "delete-project")}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <Notice tone=Tone::Danger title=title>
                <p>{streams}</p>
            </Notice>
            {crashes}
            {confirm_name(&project.name, true, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

/// The first step of a transfer: where to.
async fn target_dialog(project: &Project, error: Option<String>) -> Result<AnyView, Fault> {
    let project = project.clone();
    let organizations = ask(ListOrganizations { limit: Some(500), after: None }).await?.items;
    let here_now = project.path.organization.to_string();
    let targets: Vec<String> = organizations
        .into_iter()
        .filter(|one| one.flags.create && one.path != here_now)
        .map(|one| one.path)
        .collect();
    let none = targets.is_empty();
    let options =
        targets.into_iter().map(|path| view! { <option value=path.clone()>{path.clone()}</option> });
    let options = options.collect_view();
    let confirm = view! {
        <SubmitButton kind=ButtonKind::Filled disabled=none>
            "See what changes…"
        </SubmitButton>
    };
    let field = if none {
        view! {
            <Notice title="There is no other organization in which you may create">
                <p>"Ask an admin of the organization that is to have it for create there."</p>
            </Notice>
        }
        .into_any()
    } else {
        view! {
            <div class="field">
                <label for="to">"To"</label>
                <select class="input" id="to" name="to" autofocus>
                    {options}
                </select>
                <p class="hint">"Organizations in which you may create."</p>
            </div>
        }
        .into_any()
    };
    Ok(view! {
        <Dialog
            title=format!("Transfer {}", project.path)
            line="Its path changes, and the old one answers 404."
            action=format!("/{}", project.path)
            close=here(&project)
            command=format!("sluicegate project transfer {} ORG", project.path)
            confirm=confirm.into_any()
            step=true
        >
            {hidden("tab", "settings")}
            {error.map(|title| view! { <ErrorSummary title=title /> })}
            {field}
        </Dialog>
    }
    .into_any())
}

async fn transfer_dialog(project: &Project, to: &str) -> Result<AnyView, Fault> {
    let project = project.clone();
    let Ok(target) = to.parse::<Name>() else {
        return target_dialog(&project, Some("There is no such organization.".to_owned())).await;
    };
    let of_transfer = PreviewOf::ProjectTransfer {
        organization: project.path.organization.clone(),
        project: project.name.clone(),
        to: target.clone(),
    };
    let facts = match ask(ShowPreviewFacts { of: of_transfer }).await {
        Ok(facts) => facts,
        Err(fault) => return target_dialog(&project, Some(fault.detail)).await,
    };
    let (Some(id), Some(there), Some(viewer)) = (facts.project, facts.to, viewer()) else {
        return Err(Fault::not_found());
    };
    let told = Told::of(&facts, viewer.id, &[Change::TransferProject { project: id, to: there }]);
    let (fault, fields) = refused("transfer-project");
    let remarks = vec![
        "People keep the flags that they hold on it: organization rights do not reach into projects."
            .to_owned(),
        format!(
            "Its name becomes known to people who may view {target}, and admins of {target} may claim it if nobody decides about it."
        ),
        format!(
            "Services of {} become another organization’s: their grants count once they are confirmed.",
            project.path.organization
        ),
    ];
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Transfer project"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=format!("Transfer {} to {target}", project.path)
            line=format!("It becomes {target}/{}; the old path answers 404.", project.name)
            action=here(&project)
            close=here(&project)
            size=DialogSize::Wide
            command=format!("sluicegate project transfer {} {target}", project.path)
            confirm=confirm.into_any()
            preview=settled(told, remarks)
        >
            {of(&project, "transfer-project")}
            {hidden("to", &target)}
            {whole(&fault).or_else(|| at(&fault, "to")).map(|title| view! { <ErrorSummary title=title /> })}
            {confirm_name(&project.name, true, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

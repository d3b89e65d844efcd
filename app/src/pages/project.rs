//! A project's page: its streams, and for whom they are there its members, the services on its streams, its settings.

mod members;
mod services;
mod settings;
mod streams;

use api::organizations::ShowOrganization;
use api::projects::{ListProjectMembers, Project, ShowProject};
use api::streams::ListStreams;
use api::{Fault, FaultKind};
use leptos::prelude::*;

use super::{Made, hidden, organization_frame, param, posted, query, refusals, refused, siblings, whole};
use crate::backend::{ask, reply, viewer};
use crate::parts::{
    ButtonKind, ErrorSummary, Glyph, Notice, Panel, Subject, SubmitButton, Tab, Tabs, Title, Tone,
    VisibilityBadge,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

pub(super) use services::{Settling, settle};
pub(super) use settings::{losers_line, settled};

/// The faces of a project.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    Streams,
    Members,
    Services,
    Settings,
}

impl Face {
    /// The face that was asked for, or that the posted form stands on.
    fn asked() -> Self {
        let any = |forms: &[&str]| forms.iter().any(|form| posted(form));
        if any(&["update-project-permissions"]) {
            return Self::Members;
        }
        if any(&["confirm-service", "end-service"]) {
            return Self::Services;
        }
        if any(&["update-project", "delete-project", "transfer-project"]) {
            return Self::Settings;
        }
        match query("tab").as_deref() {
            Some("members") => Self::Members,
            Some("services") => Self::Services,
            Some("settings") => Self::Settings,
            _ => Self::Streams,
        }
    }
}

/// The page. A face that the viewer may not see is absent; asked for all the same, it is refused as such.
pub(super) async fn page() -> Made {
    let (organization, name) = (param("organization")?, param("project")?);
    let shown = ask(ShowProject { organization: organization.clone(), project: name.clone() }).await;
    let project = match shown {
        Ok(project) => project,
        Err(fault) if fault.kind == FaultKind::Forbidden => return claimable(fault).await,
        Err(fault) => return Err(fault),
    };
    let path = project.path.to_string();
    let face = Face::asked();
    let admins = admins(&project).await;
    let content = match face {
        Face::Streams => {
            let streams = ListStreams {
                organization: organization.clone(),
                project: name.clone(),
                after: query("after"),
                limit: None,
            };
            streams::streams_panel(&project, ask(streams).await?).into_any()
        }
        Face::Members => members::members(&project).await?,
        Face::Services => services::services(&project).await?,
        Face::Settings if !project.flags.admin => {
            // What takes the same permission is refused in the words of the rules, with who could give it.
            services::services(&project).await?;
            return Err(Fault::not_found());
        }
        Face::Settings => settings::settings(&project).await?,
    };
    let actions = match face {
        Face::Streams if project.flags.create && project.streams != Some(0) => {
            Some(streams::new_stream_button(&path).into_any())
        }
        Face::Members if project.flags.admin => Some(members::add_button(&path)),
        _ => None,
    };
    let lede = (!project.description.as_str().is_empty()).then(|| project.description.to_string().into_any());
    let badges = view! { <VisibilityBadge public=project.public of="project" /> };
    let orphaned = match admins {
        Some(0) => claim_banner(&project).await,
        _ => None,
    };
    let body = view! {
        <Title
            subject=Subject::Thing(Glyph::Folder, path.clone())
            badges=badges.into_any()
            actions=actions
            lede=lede
        />
        {tabs(&project, face, admins.is_some())}
        {not_claimed()}
        {orphaned}
        {content}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Projects),
        crumbs: vec![
            Crumb::to(organization.to_string(), format!("/{organization}")),
            Crumb::here(project.name.to_string()).or(siblings(&organization, &project.name).await),
        ],
        ..organization_frame(path, &organization.to_string()).await
    };
    Ok((frame, body.into_any()))
}

/// How many enabled admins it has among the first who hold anything; none for who may not see its members.
async fn admins(project: &Project) -> Option<usize> {
    viewer()?;
    let members = ListProjectMembers {
        organization: project.path.organization.clone(),
        project: project.name.clone(),
        search: None,
        limit: Some(500),
        after: None,
    };
    let members = ask(members).await.ok()?;
    let admins = members.items.iter().filter(|member| member.flags.admin && !member.disabled).count();
    // Where there are more than that, they aren't counted further.
    Some(if members.next.is_some() { admins.max(1) } else { admins })
}

fn tabs(project: &Project, face: Face, members: bool) -> Option<impl IntoView + use<>> {
    let path = &project.path;
    let to = |label, tab: &str, of: Face| Tab::new(label, format!("/{path}?tab={tab}"), face == of);
    let streams = Tab::new("Streams", format!("/{path}"), face == Face::Streams);
    let mut tabs = vec![match project.streams {
        Some(count) => streams.counted(count.into()),
        None => streams,
    }];
    if members {
        tabs.push(to("Members", "members", Face::Members));
    }
    if project.flags.admin {
        tabs.push(to("Services", "services", Face::Services));
        tabs.push(to("Settings", "settings", Face::Settings));
    }
    (tabs.len() > 1).then(|| view! { <Tabs label="Project" tabs=tabs /> })
}

/// The button that claims.
fn claim_form(organization: &str, project: &str) -> impl IntoView + use<> {
    view! {
        <form class="actions" method="post" action=format!("/{organization}/{project}")>
            {hidden("do", "claim-project")}
            {hidden("organization", organization)}
            {hidden("project", project)}
            <SubmitButton kind=ButtonKind::Filled>"Claim project"</SubmitButton>
        </form>
    }
}

/// Why it couldn't be claimed, if that was just tried.
fn not_claimed() -> Option<AnyView> {
    let (refusal, _) = refused("claim-project");
    whole(&refusal).map(|title| view! { <ErrorSummary title=title /> }.into_any())
}

/// Nobody decides about it any more: an admin of its organization may step in.
async fn claim_banner(project: &Project) -> Option<AnyView> {
    let organization = project.path.organization.clone();
    let admin = ask(ShowOrganization { organization: organization.clone() }).await.ok()?.flags.admin;
    let line = if admin {
        "You are admin of its organization: claim it, and you become its admin."
    } else {
        "An admin of its organization can claim it."
    };
    let claim = admin.then(|| claim_form(&organization.to_string(), &project.name.to_string()));
    let notice = view! {
        <Notice tone=Tone::Warning title="Nobody decides about this project any more">
            <p>{line}</p>
            {claim}
        </Notice>
    };
    Some(notice.into_any())
}

/// The refusal of a project that is known by name; an admin of its organization may claim it, if it is orphaned.
async fn claimable(fault: Fault) -> Made {
    let (organization, project) = (param("organization")?, param("project")?);
    let admin =
        ask(ShowOrganization { organization: organization.clone() }).await.is_ok_and(|one| one.flags.admin);
    if !admin {
        return Err(fault);
    }
    reply().set_status(fault.status());
    let claim = claim_form(&organization.to_string(), &project.to_string());
    let body = view! {
        {refusals::forbidden(&fault).await}
        <Panel title="If nobody decides about it any more">
            {not_claimed()}
            <p>
                "An organization’s admins reach into no project. But one without an admin who can sign in can be claimed by them; the claim is kept in the audit log."
            </p> {claim}
        </Panel>
    };
    Ok((refusals::forbidden_frame(&fault).await, body.into_any()))
}

//! An organization's own page: what it says of itself, and its projects.

use api::names::Name;
use api::organizations::{Organization, ShowOrganization};
use api::projects::ListProjects;
use leptos::prelude::*;

use crate::forms::Fields;

use super::home::project_table;
use super::{
    Made, NAME_HINT, lacking, name_and_description, opening, organization_frame, organization_line, param,
    query, refused, same_part, typed, whole,
};
use crate::backend::{ask, viewer};
use crate::parts::{
    Avatar, AvatarOf, AvatarSize, Badge, ButtonKind, Choice, Dialog, Empty, ErrorSummary, Glyph, LinkButton,
    Pager, Panel, RadioCards, Subject, SubmitButton, Title, Tone,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// The page.
pub(super) async fn page() -> Made {
    let name = param("organization")?;
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    let (asked, may_create) = (query("new").as_deref() == Some("project"), organization.flags.create);
    if asked && !may_create && viewer().is_some() {
        return Err(lacking("create", &name).await);
    }
    let after = query("after");
    let projects = ask(ListProjects { organization: Some(name.clone()), after, limit: None }).await?;
    let path = organization.path.clone();
    let new = opening(&format!("/{path}"), "new", "project");
    let (fault, fields) = refused("create-project");
    let dialog = (may_create && (asked || fault.is_some())).then(|| new_project_dialog(&name, fault, fields));
    let new_project = |kind| {
        view! {
            <LinkButton href=new.clone() kind=kind glyph=Glyph::Plus>
                "New project…"
            </LinkButton>
        }
    };
    let empty = projects.items.is_empty();
    let actions = (may_create && !empty).then(|| new_project(ButtonKind::Filled).into_any());
    let next = projects.next.map(|next| format!("/{path}?after={next}"));
    let foot = next.map(|next| view! { <Pager range="By name" next=Some(next) /> }.into_any());
    let list = if empty {
        let line = if may_create {
            "A project holds streams, and decides who may read and write them."
        } else {
            "There is no project here that you can see."
        };
        let actions = may_create.then(|| new_project(ButtonKind::Filled).into_any());
        let command =
            if may_create { format!("sluicegate project create {path}/lake") } else { String::new() };
        view! {
            <Panel title="Projects" flush=true>
                <Empty
                    glyph=Glyph::Folder
                    title="No projects yet"
                    line=line
                    actions=actions
                    command=command
                />
            </Panel>
        }
        .into_any()
    } else if organization.personal && !organization.flags.admin {
        // Somebody's profile: what they share with the viewer, and what with everybody.
        let (public, shared): (Vec<_>, Vec<_>) =
            projects.items.into_iter().partition(|project| project.public);
        let panels = [("Shared with you", shared), ("Public projects", public)];
        let panels =
            panels.into_iter().filter(|(_, projects)| !projects.is_empty()).map(|(title, projects)| {
                view! {
                    <Panel title=title flush=true>
                        {project_table(projects)}
                    </Panel>
                }
            });
        let panels = panels.collect_view();
        view! { <div class="stack">{panels} {foot}</div> }.into_any()
    } else {
        view! {
            <Panel title="Projects" flush=true foot=foot>
                {project_table(projects.items)}
            </Panel>
        }
        .into_any()
    };
    let body = view! {
        {head(&organization, actions)}
        {list}
        {dialog}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Projects),
        crumbs: vec![Crumb::here(path.clone())],
        ..organization_frame(path.clone(), &path).await
    };
    Ok((frame, body.into_any()))
}

fn head(organization: &Organization, actions: Option<AnyView>) -> impl IntoView + use<> {
    let path = organization.path.clone();
    let of = if organization.personal { AvatarOf::Person } else { AvatarOf::Organization };
    let avatar = view! { <Avatar name=path.clone() size=AvatarSize::Large of=of /> };
    let badges = organization
        .pays_for_you
        .then(|| view! { <Badge tone=Tone::Accent text="pays for you" /> }.into_any());
    let lede = match organization.description.as_str() {
        "" if viewer().is_some() => organization_line(organization),
        "" => "An organization on this console.".to_owned(),
        text => text.to_owned(),
    };
    view! {
        <Title
            subject=Subject::Name(path)
            lead=avatar.into_any()
            badges=badges
            actions=actions
            lede=lede.into_any()
        />
    }
}

fn new_project_dialog(
    organization: &Name,
    fault: Option<api::Fault>,
    fields: Fields,
) -> impl IntoView + use<> {
    let organization = organization.to_string();
    let path = format!("/{organization}");
    let seen = vec![
        Choice::new("false", "Private", "Only people and services that you let in."),
        Choice::new("true", "Public", "Everybody may see it and read its streams, without signing in."),
    ];
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Create project"</SubmitButton> };
    view! {
        <Dialog
            title="New project"
            line=format!("In {organization}. You get all three flags on it.")
            action=path.clone()
            close=same_part(&path)
            command=format!("sluicegate project create {organization}/NAME")
            confirm=confirm.into_any()
        >
            <input type="hidden" name="do" value="create-project" />
            <input type="hidden" name="organization" value=organization.clone() />
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            {name_and_description(NAME_HINT, &fault, &fields)}
            <RadioCards
                name="public"
                legend="Seen by"
                choices=seen
                chosen=typed(&fields, "public", "false")
            />
        </Dialog>
    }
}

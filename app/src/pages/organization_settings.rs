//! Creating an organization, and its settings: name, bounds, and its end. For its admins.

mod delete;

use api::Fault;
use api::invites::ListInvites;
use api::organizations::{Organization, ShowOrganization};
use leptos::prelude::*;

use super::{
    Made, at, description, frame, hidden, name_and_description, organization_frame, param, posted, query,
    refused, typed, whole,
};
use crate::backend::{ask, reply, viewer};
use crate::parts::{ButtonKind, ErrorSummary, InputKind, Panel, Subject, SubmitButton, TextField, Title};
use crate::shell::{Crumb, Frame, Layout, OrganizationSection, Section};

/// The page that creates one.
pub(super) async fn new_page() -> Made {
    if viewer().is_none() {
        reply().redirect("/-/sign-in?next=/-/organizations/new");
        return Ok((frame("New organization"), ().into_any()));
    }
    let (fault, fields) = refused("create-organization");
    let lede = "You get all three flags on it; who pays for you stays as it is.".into_any();
    let body = view! {
        <Title subject=Subject::Page("New organization".into()) lede=lede />
        <Panel title="Organization">
            <form class="form measured" method="post" action="/-/organizations/new">
                {hidden("do", "create-organization")}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                {name_and_description(
                    "Lower-case letters, digits and “-”. Users and organizations share their names.",
                    &fault,
                    &fields,
                )}
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Create organization"</SubmitButton>
                </div>
            </form>
        </Panel>
    };
    let crumbs = vec![Crumb::here("New organization")];
    let frame = Frame { crumbs, layout: Layout::Narrow, ..frame("New organization") };
    Ok((frame, body.into_any()))
}

/// The settings.
pub(super) async fn page() -> Made {
    let name = param("organization")?;
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    if !organization.flags.admin {
        // What takes the same permission is refused in the words of the rules, with who could give it.
        let pending = Some(true);
        ask(ListInvites { organization: name, pending, limit: Some(1), after: None }).await?;
        return Err(Fault::not_found());
    }
    let held = delete::held_back(&organization).await?;
    let path = organization.path.clone();
    let asked = query("delete").is_some() || posted("delete-organization");
    let dialog = match asked && held.is_empty() {
        true => Some(delete::dialog(&organization).await?),
        false => None,
    };
    let body = view! {
        <Title subject=Subject::Page("Settings".into()) />
        <div class="stack">
            {general(&organization)} {quotas(&organization)} {delete::panel(&organization, &held)}
        </div>
        {dialog}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Settings),
        crumbs: vec![Crumb::to(path.clone(), format!("/{path}")), Crumb::here("Settings")],
        ..organization_frame(format!("Settings of {path}"), &path).await
    };
    Ok((frame, body.into_any()))
}

fn here(organization: &Organization) -> String {
    format!("/{}/-/settings", organization.path)
}

fn general(organization: &Organization) -> impl IntoView + use<> {
    let (fault, fields) = refused("update-organization");
    let organization = organization.clone();
    let bound = organization.longest_secret_days.map(|days| days.to_string()).unwrap_or_default();
    let name_field = if organization.personal {
        view! { <p class="hint">"A personal organization has its user’s name."</p> }.into_any()
    } else {
        view! {
            <TextField
                name="name"
                label="Name"
                kind=InputKind::Name
                value=typed(&fields, "name", &organization.path)
                hint="After a rename the old path answers 404; members, grants and projects stay."
                error=at(&fault, "name")
            />
        }
        .into_any()
    };
    view! {
        <Panel title="General">
            <form class="form measured" method="post" action=here(&organization)>
                {hidden("do", "update-organization")}
                {hidden("organization", &organization.name)}
                {hidden("shows", "description")}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                {name_field}
                {description(&fault, &fields, organization.description.as_str())}
                <TextField
                    name="longest_secret_days"
                    label="Longest lifetime of new secrets, days"
                    value=typed(&fields, "longest_secret_days", &bound)
                    hint="Of its services and members. Empty is no bound; secrets that exist stay as they are."
                    error=at(&fault, "longest_secret_days")
                    optional=true
                />
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Save settings"</SubmitButton>
                </div>
            </form>
        </Panel>
    }
}

fn quotas(organization: &Organization) -> impl IntoView + use<> {
    let (fault, fields) = refused("update-organization-quota");
    let organization = organization.clone();
    let shown = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    view! {
        <Panel title="Quotas">
            <form class="form measured" method="post" action=here(&organization)>
                {hidden("do", "update-organization-quota")}
                {hidden("organization", &organization.name)}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                <TextField
                    name="read_quota_mb"
                    label="Read, MB a month"
                    value=typed(&fields, "read_quota_mb", &shown(organization.read_quota_mb))
                    hint="Of everybody it pays for, together. Empty is unlimited, 0 is blocked."
                    error=at(&fault, "read_quota_mb")
                    optional=true
                />
                <TextField
                    name="write_quota_mb"
                    label="Write, MB a month"
                    value=typed(&fields, "write_quota_mb", &shown(organization.write_quota_mb))
                    error=at(&fault, "write_quota_mb")
                    optional=true
                />
                <div class="actions">
                    <SubmitButton>"Save quotas"</SubmitButton>
                </div>
            </form>
        </Panel>
    }
}

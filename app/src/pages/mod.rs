//! Pages: rendered on the server, working as plain HTML. Each asks the door for what it shows; a refusal becomes
//! the page that says so.

mod activity;
mod answer;
mod cli;
mod confirm;
mod find;
mod home;
mod invites;
mod members;
mod organization;
mod organization_settings;
mod part;
mod pipelines;
mod profile;
mod project;
mod questions;
mod refusals;
mod requests;
mod secrets;
mod security;
mod services;
mod sign_in;
mod sign_up;
mod stream;
mod stream_fields;
mod teams;
mod usage;
mod welcome;

use std::future::Future;

use api::invites::ListOwnInvites;
use api::members::{ListMembers, MemberFilter};
use api::names::Name;
use api::organizations::{ListOrganizations, Organization};
use api::pipelines::CountPipelines;
use api::projects::ListProjects;
use api::{Fault, FaultKind};
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::{SsrMode, path};

use crate::backend::{ask, viewer};
use crate::forms::{Fields, Outcome};
use crate::parts::{ButtonKind, InputKind, SubmitButton, TextField};
use crate::shell::{Frame, Layout, OrganizationNav, OrganizationSection, document};
use part::{closing, opening, part_fields, same_part};

/// All pages of the console.
#[component]
pub fn Pages() -> impl IntoView {
    let ssr = SsrMode::Async;
    view! {
        <Router>
            <FlatRoutes fallback=|| page(refusals::missing())>
                <Route path=path!("/") view=|| page(home::page()) ssr=ssr.clone() />
                <Route path=path!("/-/sign-in") view=|| page(sign_in::page()) ssr=ssr.clone() />
                <Route path=path!("/-/welcome") view=|| page(welcome::page()) ssr=ssr.clone() />
                <Route path=path!("/-/access") view=|| page(questions::page()) ssr=ssr.clone() />
                <Route path=path!("/-/find") view=|| page(find::page()) ssr=ssr.clone() />
                <Route path=path!("/-/cli") view=|| page(cli::page()) ssr=ssr.clone() />
                <Route path=path!("/-/cli/login") view=|| page(cli::login::page()) ssr=ssr.clone() />
                <Route path=path!("/-/profile/secrets") view=|| page(secrets::page()) ssr=ssr.clone() />
                <Route path=path!("/-/profile/security") view=|| page(security::page()) ssr=ssr.clone() />
                <Route path=path!("/-/sign-up") view=|| page(sign_up::page()) ssr=ssr.clone() />
                <Route
                    path=path!("/-/profile/account")
                    view=|| page(profile::account::page())
                    ssr=ssr.clone()
                />
                <Route
                    path=path!("/-/confirm-email/:code")
                    view=|| page(profile::confirm_page())
                    ssr=ssr.clone()
                />
                <Route
                    path=path!("/-/email-confirmed")
                    view=|| page(profile::confirmed_page())
                    ssr=ssr.clone()
                />
                <Route path=path!("/-/profile/activity") view=|| page(activity::page()) ssr=ssr.clone() />
                <Route path=path!("/-/profile/usage") view=|| page(usage::own_page()) ssr=ssr.clone() />
                <Route path=path!("/:organization/-/usage") view=|| page(usage::page()) ssr=ssr.clone() />
                <Route
                    path=path!("/:organization/-/services")
                    view=|| page(services::page())
                    ssr=ssr.clone()
                />
                <Route
                    path=path!("/:organization/-/services/:service")
                    view=|| page(services::service::page())
                    ssr=ssr.clone()
                />
                <Route path=path!("/-/pipelines") view=|| page(pipelines::own_page()) ssr=ssr.clone() />
                <Route
                    path=path!("/:organization/-/pipelines")
                    view=|| page(pipelines::page())
                    ssr=ssr.clone()
                />
                <Route
                    path=path!("/:organization/-/pipelines/new")
                    view=|| page(pipelines::new_page())
                    ssr=ssr.clone()
                />
                <Route
                    path=path!("/:organization/-/pipelines/:pipeline")
                    view=|| page(pipelines::pipeline::page())
                    ssr=ssr.clone()
                />
                <Route
                    path=path!("/:organization/-/audit")
                    view=|| page(activity::organization_page())
                    ssr=ssr.clone()
                />
                <Route path=path!("/-/invites") view=|| page(invites::page()) ssr=ssr.clone() />
                <Route
                    path=path!("/-/invites/:organization")
                    view=|| page(invites::terms_page())
                    ssr=ssr.clone()
                />
                <Route path=path!("/-/invite/:code") view=|| page(invites::link_page()) ssr=ssr.clone() />
                <Route
                    path=path!("/-/organizations/new")
                    view=|| page(organization_settings::new_page())
                    ssr=ssr.clone()
                />
                <Route path=path!("/:organization/-/members") view=|| page(members::page()) ssr=ssr.clone() />
                <Route
                    path=path!("/:organization/-/leave")
                    view=|| page(members::leave_page())
                    ssr=ssr.clone()
                />
                <Route
                    path=path!("/:organization/-/settings")
                    view=|| page(organization_settings::page())
                    ssr=ssr.clone()
                />
                <Route path=path!("/:organization/-/teams") view=|| page(teams::page()) ssr=ssr.clone() />
                <Route
                    path=path!("/:organization/-/teams/:team")
                    view=|| page(teams::team::page())
                    ssr=ssr.clone()
                />
                <Route path=path!("/:organization") view=|| page(organization::page()) ssr=ssr.clone() />
                <Route path=path!("/:organization/:project") view=|| page(project::page()) ssr=ssr.clone() />
                <Route path=path!("/:organization/:project/:stream") view=|| page(stream::page()) ssr=ssr />
            </FlatRoutes>
        </Router>
    }
}

/// What a page comes to: the frame and its content.
type Made = Result<(Frame, AnyView), Fault>;

/// Renders a page once what it shows is there; a fault becomes its own page, with its status.
fn page(make: impl Future<Output = Made> + Send + 'static) -> impl IntoView {
    Suspend::new(async move {
        let made = match outcome() {
            Some(Outcome::Confirm { fault, fields }) => Ok(confirm::page(&fault, fields)),
            _ => make.await,
        };
        let (mut frame, body) = match made {
            Ok(made) => made,
            Err(fault) => refusals::page(fault).await,
        };
        switch_organization(&mut frame);
        if viewer().is_some() {
            // An extra, as the switcher is.
            let waiting = ask(ListOwnInvites { limit: Some(500), after: None }).await;
            frame.invites = waiting.map_or(0, |page| page.items.len());
        }
        document(frame, body)
    })
}

/// Gives the breadcrumb's first part the organization switcher, where it is the organization of the sidebar.
fn switch_organization(frame: &mut Frame) {
    let Some(OrganizationNav { name, switcher, .. }) = &frame.organization else { return };
    if let Some(first) =
        frame.crumbs.first_mut().filter(|first| first.label == *name && first.others.is_empty())
    {
        let others = switcher.iter().filter(|other| *other != name);
        first.others = others.map(|other| (other.clone(), format!("/{other}"))).collect();
    }
}

/// The frame of a page.
fn frame(title: impl Into<String>) -> Frame {
    Frame { title: title.into(), ..Frame::default() }
}

/// The frame of a page inside an organization; who isn't signed in has no sidebar.
async fn organization_frame(title: impl Into<String>, organization: &str) -> Frame {
    let mut frame = frame(title);
    if viewer().is_some() {
        // The switcher is an extra: a page is shown without it if the list can't be had.
        let own = ask(ListOrganizations { limit: Some(500), after: None }).await;
        let own = own.map(|page| page.items).unwrap_or_default();
        let flags = own.iter().find(|one| one.path == organization).map(|one| one.flags).unwrap_or_default();
        // Who may not view the organization may still have been given a pipeline of it.
        let pipelines = flags.effective().view || has_pipelines(organization).await;
        let switcher = own.into_iter().map(|organization| organization.path).collect();
        let sections = [
            (true, OrganizationSection::Projects),
            (pipelines, OrganizationSection::Pipelines),
            (flags.view, OrganizationSection::Services),
            (flags.view, OrganizationSection::Members),
            (flags.view, OrganizationSection::Teams),
            (flags.view, OrganizationSection::Usage),
            (flags.admin, OrganizationSection::AuditLog),
            (flags.admin, OrganizationSection::Settings),
        ];
        let sections = sections.into_iter().filter(|(seen, _)| *seen).map(|(_, section)| section).collect();
        frame.organization = Some(OrganizationNav { name: organization.to_owned(), sections, switcher });
    }
    frame
}

/// Whether the viewer can read a pipeline of an organization.
async fn has_pipelines(organization: &str) -> bool {
    let Ok(organization) = organization.parse() else { return false };
    let counts = ask(CountPipelines { organization: Some(organization) }).await;
    counts.is_ok_and(|counts| counts.all > 0)
}

/// Other projects of an organization, for the switcher in the breadcrumb: an extra, absent where there are none.
async fn siblings(organization: &Name, project: &Name) -> Vec<(String, String)> {
    let projects = ListProjects { organization: Some(organization.clone()), limit: Some(50), after: None };
    let others = ask(projects).await.map(|page| page.items).unwrap_or_default().into_iter();
    others
        .filter(|other| other.name != *project && other.streams.is_some())
        .map(|other| (other.name.to_string(), format!("/{}", other.path)))
        .collect()
}

/// The frame of a page without a frame: sign-in.
fn bare_frame(title: &str) -> Frame {
    Frame { layout: Layout::Bare, ..frame(title) }
}

/// A name in the page's path; what is no name is nothing's name.
fn param(name: &str) -> Result<Name, Fault> {
    let text = use_params_map().read_untracked().get(name).unwrap_or_default();
    text.parse().map_err(|_| Fault::not_found())
}

/// A value in the page's query, if it is there and not empty.
fn query(name: &str) -> Option<String> {
    use_query_map().read_untracked().get(name).filter(|value| !value.is_empty())
}

/// The refusal of what an address asks for and the viewer lacks `permission` on an organization for.
async fn lacking(permission: &str, organization: &Name) -> Fault {
    let admins = ListMembers {
        organization: organization.clone(),
        search: None,
        filter: Some(MemberFilter::Admins),
        order: None,
        limit: Some(10),
        after: None,
    };
    // Who may not see members isn't told them.
    let admins = ask(admins)
        .await
        .ok()
        .map(|page| page.items.into_iter().filter_map(|member| Some(member.user?.to_string())).collect());
    Fault {
        permission: Some(permission.to_owned()),
        resource: Some(format!("organization:{organization}")),
        grantors: admins,
        ..Fault::new(FaultKind::Forbidden, format!("This needs {permission} on {organization}."))
    }
}

/// What came of the form that was posted to this page, if one was.
fn outcome() -> Option<Outcome> {
    use_context::<Outcome>()
}

/// What the page's form named `form` shows: why it was refused, and what was typed.
fn refused(form: &str) -> (Option<Fault>, Fields) {
    match outcome() {
        Some(Outcome::Refused { form: posted, fault, fields }) if posted == form => (Some(fault), fields),
        Some(Outcome::Previewed { form: posted, fields }) if posted == form => (None, fields),
        _ => (None, Fields::new()),
    }
}

/// Whether the form named `form` was posted, and is shown again: refused, or to be confirmed.
fn posted(form: &str) -> bool {
    match outcome() {
        Some(Outcome::Refused { form: posted, .. } | Outcome::Previewed { form: posted, .. }) => {
            posted == form
        }
        _ => false,
    }
}

/// What a dialog is about: the page's query, or the field of the form that was posted from it.
fn about(key: &str, form: &str, field: &str) -> Option<String> {
    if posted(form) {
        refused(form).1.into_iter().find(|(name, _)| name == field).map(|(_, value)| value)
    } else {
        query(key)
    }
}

/// A field that says what a form is about.
fn hidden(name: &'static str, value: impl ToString) -> AnyView {
    let value = value.to_string();
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

/// What was typed into a field, or what stands there otherwise.
fn typed(fields: &Fields, name: &str, otherwise: &str) -> String {
    fields.iter().find(|(field, _)| field == name).map_or(otherwise, |(_, value)| value).to_owned()
}

/// What every form asks that makes something: its name, and what it is for.
fn name_and_description(hint: &'static str, fault: &Option<Fault>, fields: &Fields) -> AnyView {
    view! {
        <TextField
            name="name"
            label="Name"
            kind=InputKind::Name
            value=typed(fields, "name", "")
            hint=hint
            error=at(fault, "name")
            autofocus=true
        />
        {description(fault, fields, "")}
    }
    .into_any()
}

/// What something is for; `otherwise` if nothing was typed yet.
fn description(fault: &Option<Fault>, fields: &Fields, otherwise: &str) -> AnyView {
    view! {
        <TextField
            name="description"
            label="Description"
            value=typed(fields, "description", otherwise)
            error=at(fault, "description")
            optional=true
        />
    }
    .into_any()
}

/// What a name may be made of.
const NAME_HINT: &str = "Lower-case letters, digits and “-”; “_” is taken as “-”.";

/// The field for the name of what a form is about, where it can't be undone or reaches far.
fn confirm_name(
    name: impl std::fmt::Display,
    autofocus: bool,
    fault: &Option<Fault>,
    fields: &Fields,
) -> AnyView {
    view! {
        <TextField
            name="typed"
            label=format!("Type {name} to confirm")
            kind=InputKind::Name
            value=typed(fields, "typed", "")
            error=at(fault, "typed")
            autofocus=autofocus
        />
    }
    .into_any()
}

/// What is wrong at a field.
fn at(fault: &Option<Fault>, field: &str) -> Option<String> {
    fault.as_ref().and_then(|fault| fault.at(field)).map(str::to_owned)
}

/// What is wrong with a form as a whole, where no field is at fault.
fn whole(fault: &Option<Fault>) -> Option<String> {
    fault.as_ref().filter(|fault| fault.errors.is_empty()).map(|fault| fault.detail.clone())
}

/// The button of a form beside its live preview. Without scripts the first press only previews.
fn previewing(kind: ButtonKind, confirming: bool, act: &str) -> AnyView {
    let label = if confirming { act } else { "Preview" }.to_owned();
    view! { <SubmitButton kind>{label}</SubmitButton> }.into_any()
}

/// A description before another sentence: it ends as a sentence does.
fn sentence(text: &str) -> Option<String> {
    let text = text.trim();
    let stop = if text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    (!text.is_empty()).then(|| format!("{text}{stop} "))
}

/// The flags that are held, in words.
fn flag_words(flags: access::Flags) -> String {
    flags.names().collect::<Vec<_>>().join(" ")
}

/// How an organization stands to the viewer, in a line.
fn organization_line(organization: &Organization) -> String {
    let kind = if organization.personal { "personal organization" } else { "organization" };
    if organization.pays_for_you { format!("{kind}, pays for you") } else { kind.to_owned() }
}

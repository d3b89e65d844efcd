//! Ending or confirming what a service was granted in a project: all of it, on whichever page of the list it stands.

use access::StreamFlags;
use api::Fault;
use api::names::ServicePath;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use api::projects::Project;
use leptos::prelude::*;

use super::super::settings::settled;
use crate::backend::{ask, viewer};
use crate::islands::changes::Told;
use crate::pages::{hidden, refused, whole};
use crate::parts::{ButtonKind, Dialog, DialogSize, ErrorSummary, Notice, SubmitButton, Tone, counted};

/// What is to become of the grants.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Settling {
    End,
    Confirm,
}

impl Settling {
    const fn form(self) -> &'static str {
        match self {
            Self::End => "end-service",
            Self::Confirm => "confirm-service",
        }
    }

    fn remarks(self) -> Vec<String> {
        let remarks = match self {
            Self::End => [
                "What it was granted in other projects stays.",
                "Whoever manages the service can ask for it again; then you see it here.",
            ],
            Self::Confirm => [
                "They count from then on, also while the project is private.",
                "Whatever is added to them later waits for you again.",
            ],
        };
        remarks.map(str::to_owned).into()
    }
}

/// A grant that is settled.
struct Settled {
    stream: String,
    flags: StreamFlags,
    waits: bool,
}

/// The grants that end, or those that are confirmed, by path.
fn affected(facts: &PreviewFacts, settling: Settling) -> Vec<Settled> {
    let world = &facts.world;
    let service = facts.service.and_then(|service| world.services.get(&service));
    let elsewhere = service.is_some_and(|service| service.organization != facts.organization);
    let grants = service.into_iter().flat_map(|service| &service.grants);
    let row = |(stream, grant): (_, &access::world::Grant)| {
        let stream = world.streams.get(stream)?.path.clone();
        Some(Settled { stream, flags: grant.flags, waits: elsewhere && !grant.confirmed })
    };
    let mut rows: Vec<Settled> =
        grants.filter_map(row).filter(|row| settling == Settling::End || row.waits).collect();
    rows.sort_by(|one, other| one.stream.cmp(&other.stream));
    rows
}

fn line(row: Settled) -> AnyView {
    let rights = [(row.flags.read, "read"), (row.flags.write, "write")];
    let rights: Vec<&str> = rights.into_iter().filter(|(set, _)| *set).map(|(_, word)| word).collect();
    view! {
        <li>
            <code>{rights.join(", ")}</code>
            " on "
            <code>{row.stream}</code>
            {row.waits.then_some(", not confirmed")}
        </li>
    }
    .into_any()
}

/// The dialog, over the page at `here`.
pub(in crate::pages) async fn settle(
    project: &Project,
    service: &str,
    settling: Settling,
    here: String,
) -> Result<AnyView, Fault> {
    let (project, service) = (project.clone(), service.to_owned());
    let path: ServicePath = service.parse().map_err(|_| Fault::not_found())?;
    let Some(viewer) = viewer() else { return Err(Fault::not_found()) };
    let (organization, name) = (project.path.organization.clone(), project.name.clone());
    let of = PreviewOf::ProjectService { organization, project: name, service: path };
    let facts = ask(ShowPreviewFacts { of }).await?;
    let told = Told::of(&facts, viewer.id, &facts.settle_service(settling == Settling::End));
    let rows = affected(&facts, settling);
    let (fault, _) = refused(settling.form());
    let none = rows.is_empty();
    let grants = counted(rows.len() as u64, "grant");
    let (title, consequence, kind, tone) = match settling {
        Settling::End => (
            format!("End the grants of {service}"),
            format!(
                "On all streams of {}. Code that uses it is refused from the next request on.",
                project.path
            ),
            ButtonKind::DangerFilled,
            Tone::Warning,
        ),
        Settling::Confirm => (
            format!("Confirm {service}"),
            "It belongs to another organization, which decides who uses it and sees its secrets.".to_owned(),
            ButtonKind::Filled,
            Tone::Neutral,
        ),
    };
    let (heading, label) = match settling {
        Settling::End => (format!("Ends: {grants}"), format!("End {grants}")),
        Settling::Confirm => (format!("Waiting to be confirmed: {grants}"), format!("Confirm {grants}")),
    };
    let list = if none {
        let nothing = match settling {
            Settling::End => "It holds no grant in this project, so there is nothing to end.",
            Settling::Confirm => "None of its grants in this project waits to be confirmed.",
        };
        view! { <p>{nothing}</p> }.into_any()
    } else {
        let lines = rows.into_iter().map(line).collect_view();
        view! {
            <Notice tone=tone title=heading>
                <ul>{lines}</ul>
            </Notice>
        }
        .into_any()
    };
    let confirm = view! {
        <SubmitButton kind=kind disabled=none>
            {label}
        </SubmitButton>
    };
    Ok(view! {
        <Dialog
            title=title
            line=consequence
            action=here.clone()
            close=here
            size=DialogSize::Wide
            command=format!("sluicegate project {} {} {service}", settling.form(), project.path)
            confirm=confirm.into_any()
            preview=settled(told, settling.remarks())
        >
            {hidden("do", settling.form())}
            {hidden("organization", &project.path.organization)}
            {hidden("project", &project.name)}
            {hidden("service", &service)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            {list}
        </Dialog>
    }
    .into_any())
}

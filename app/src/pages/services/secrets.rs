//! A service's secrets: list, issue, roll, revoke.

use access::{Actor, Holding, IssuingFacts, UserCredential, actions, authorize};
use api::Fault;
use api::secrets::{ListServiceSecrets, ListedState};
use api::services::{GridRows, Service, ShowServiceGrid};
use leptos::prelude::*;

use super::super::secrets::{Of, asked_dialog, table};
use super::super::{at, hidden, opening, outcome, posted, query, refused, same_part, typed, whole};
use crate::backend::{ask, now, site, viewer};
use crate::forms::Outcome;
use crate::islands::one_time;
use crate::parts::{
    BarePanel, ButtonKind, Dialog, Empty, ErrorSummary, Glyph, LinkButton, Notice, Pager, Segmented,
    SubmitButton, Tab, Tabs, TextField, Tone, counted,
};

/// The list, with the dialog over it.
pub(super) async fn secrets(service: &Service, page: &str) -> Result<AnyView, Fault> {
    let here = format!("{page}?tab=secrets");
    let ended = query("state").as_deref() == Some("ended");
    let list = ask(ListServiceSecrets {
        organization: service.path.organization.clone(),
        service: service.name.clone(),
        state: Some(if ended { ListedState::Ended } else { ListedState::Active }),
        limit: None,
        after: query("after"),
    })
    .await?;
    let why_not = why_not(service).await?;
    let issued = match outcome() {
        Some(Outcome::Issued(issued)) => Some(issued),
        _ => None,
    };
    let new = issued.as_ref().map(|issued| issued.secret.id);
    let issuing = query("issue").is_some() || posted("issue-service-secret");
    let dialog = if issuing && why_not.is_none() {
        Some(issue_dialog(service, &here))
    } else {
        asked_dialog(&here).await?
    };
    let ended_page = format!("{here}&state=ended");
    let tabs = vec![
        Tab::new("Active", here.clone(), !ended),
        Tab::new("Revoked and ended", ended_page.clone(), ended),
    ];
    let next = list.next.map(|next| format!("{}&after={next}", if ended { &ended_page } else { &here }));
    let rows = if list.items.is_empty() {
        nothing(service, ended)
    } else {
        table(list.items, &here, Of::Service(why_not.is_none()), now(), new)
    };
    let foot = next.map(|next| {
        view! {
            <div class="panel-foot">
                <Pager range="" next=Some(next) />
            </div>
        }
    });
    let origin = site().origin;
    Ok(view! {
        <div class="stack">
            {issued.map(|issued| one_time(issued, &origin, &here))} {issue_line(why_not.as_deref(), &here)}
            <BarePanel label="Secrets of the service">
                <Tabs label="Secrets" tabs=tabs />
                {rows}
                {foot}
            </BarePanel>
        </div>
        {dialog}
    }
    .into_any())
}

/// Why the viewer can't issue for the service now; none if they can.
async fn why_not(service: &Service) -> Result<Option<String>, Fault> {
    let grid = ask(ShowServiceGrid {
        organization: service.path.organization.clone(),
        service: service.name.clone(),
        rows: GridRows::Granted,
        search: None,
        limit: Some(500),
        after: None,
    })
    .await?;
    if grid.hidden > 0 {
        let streams = counted(grid.hidden.into(), "stream");
        return Ok(Some(format!(
            "It holds grants on {streams} that you can’t see: nobody hands on more than they hold."
        )));
    }
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let actor = Actor::User { id: viewer.id, credential: UserCredential::Session };
    let holds = grid.items.into_iter().map(|row| Holding {
        stream: row.stream.to_string(),
        project: row.facts.project,
        flags: row.held,
    });
    let facts = IssuingFacts { service: grid.service, holds: holds.collect() };
    let Err(denial) = authorize::<actions::IssueServiceSecret>(&actor, &facts) else { return Ok(None) };
    let near = denial.near_misses.first().map(|near| format!(" {near}")).unwrap_or_default();
    Ok(Some(format!("{denial}{near}")))
}

/// The way to a new one; off with its reason.
fn issue_line(why_not: Option<&str>, here: &str) -> AnyView {
    match why_not {
        None => {
            let href = opening(here, "issue", "secret");
            view! {
                <div class="actions">
                    <LinkButton href=href kind=ButtonKind::Filled glyph=Glyph::Plus>
                        "Issue secret…"
                    </LinkButton>
                    <p class="caption">
                        "Shown once, to you alone. It does what the service may, and no more."
                    </p>
                </div>
            }
            .into_any()
        }
        Some(why) => {
            let why = why.to_owned();
            view! {
                <div class="actions">
                    <SubmitButton disabled=true>"Issue secret…"</SubmitButton>
                    <p class="caption">"Off for you. " {why}</p>
                </div>
            }
            .into_any()
        }
    }
}

fn nothing(service: &Service, ended: bool) -> AnyView {
    if ended {
        return view! {
            <Empty
                glyph=Glyph::Key
                title="Nothing has ended"
                line="Secrets that were revoked or have expired stay listed here."
            />
        }
        .into_any();
    }
    let command = format!("sluicegate service issue-secret {} --description production", service.path);
    view! {
        <Empty
            glyph=Glyph::Key
            title="No secrets yet"
            line="A secret lets code act as this service: what it is granted, within its quota."
            command=command
        />
    }
    .into_any()
}

fn issue_dialog(service: &Service, here: &str) -> AnyView {
    let service = service.clone();
    let (fault, fields) = refused("issue-service-secret");
    let lifetimes = vec![
        ("30", "30 days"),
        ("90", "90 days"),
        ("180", "180 days"),
        ("date", "Date"),
        ("never", "No end"),
    ];
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Issue secret"</SubmitButton> };
    view! {
        <Dialog
            title="Issue secret"
            line=format!("Code that has it is {}. The value is shown once.", service.path)
            action=same_part(here)
            close=same_part(here)
            command=format!("sluicegate service issue-secret {}", service.path)
            confirm=confirm.into_any()
        >
            {hidden("do", "issue-service-secret")}
            {hidden("organization", &service.path.organization)}
            {hidden("service", &service.name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <TextField
                name="description"
                label="Description"
                value=typed(&fields, "description", "")
                hint="Where it will be used: production, staging, the machine’s name."
                error=at(&fault, "description")
                optional=true
                autofocus=true
            />
            <Segmented
                name="lifetime"
                legend="Ends"
                choices=lifetimes
                chosen=typed(&fields, "lifetime", "90")
                error=at(&fault, "expires_at").or_else(|| at(&fault, "lifetime_days"))
            />
            <div class="field when-date">
                <label for="date">"Last day"</label>
                <input class="input" type="date" id="date" name="date" value=typed(&fields, "date", "") />
            </div>
            {warnings(&service)}
        </Dialog>
    }
    .into_any()
}

/// What to think of before a secret is handed out.
fn warnings(service: &Service) -> AnyView {
    let lines = service.cautions();
    if lines.is_empty() {
        return view! {
            <Notice title="It only reads, within its quota">
                <p>"Still think before you share it: what it reads, everybody with it reads."</p>
            </Notice>
        }
        .into_any();
    }
    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    view! {
        <Notice tone=Tone::Warning title="Look after it">
            {lines}
        </Notice>
    }
    .into_any()
}

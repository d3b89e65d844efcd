//! The dialog that shares a pipeline: whom with, in which role, and beside it what they gain.

use api::Fault;
use api::names::Name;
use api::pipelines::Pipeline;
use api::previews::ShowPreviewFacts;
use api::services::ShowService;
use leptos::prelude::*;

use super::super::{at, hidden, outcome, refused, typed, whole};
use super::sharing::FORM;
use crate::backend::{ask, viewer};
use crate::forms::pipelines::sharing::{changes, named};
use crate::forms::{Fields, Outcome};
use crate::islands::{FindPerson, SharePreview, Shared};
use crate::parts::{ButtonKind, Dialog, DialogSize, ErrorSummary, Glyph, Icon, SubmitButton};

/// Role, name, what it adds to the one above, for whom it can't be.
const ROLES: [(&str, &str, &str, &str); 4] = [
    ("reader", "Reader", "See config, versions, state and metrics.", "Teams can only be viewers."),
    (
        "editor",
        "Editor",
        "Also change the config, deploy and tear down. Can’t share or delete.",
        "Teams can only be viewers.",
    ),
    (
        "owner",
        "Owner",
        "Also share, hand over and delete. A pipeline keeps at least one owner.",
        "Teams can only be viewers.",
    ),
    ("viewer", "Viewer", "Read, for every member of a team.", "Only for teams."),
];

/// The dialog.
pub(super) async fn dialog(pipeline: &Pipeline, here: &str) -> Result<AnyView, Fault> {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let (mut fault, fields): (Option<Fault>, Fields) = refused(FORM);
    let shared = shared(pipeline).await;
    let wanted = if fields.is_empty() { Ok(Vec::new()) } else { changes(&fields) };
    // What it would do, where it was posted: without scripts this is the preview.
    let facts = match wanted {
        Ok(wanted) if !wanted.is_empty() => {
            ask(ShowPreviewFacts { of: shared.preview_of(&wanted) }).await.map(Some)
        }
        Ok(_) => Ok(None),
        Err(fault) => Err(fault),
    };
    let facts = match facts {
        Ok(facts) => facts,
        Err(refusal) => {
            fault = fault.or(Some(refusal));
            None
        }
    };
    let confirming = facts.is_some()
        && (fault.is_some() || matches!(outcome(), Some(Outcome::Previewed { form, .. }) if form == FORM));
    let count = named(&fields).len();
    let label = match (confirming, count) {
        (true, count) => format!("Share with {count}"),
        (false, _) => "Preview sharing".to_owned(),
    };
    let preview = view! {
        <SharePreview shared=shared viewer=viewer.id start=fields.clone() facts=facts confirming=confirming />
    };
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>{label}</SubmitButton> };
    let (pipeline, organization): (Pipeline, Name) = (pipeline.clone(), pipeline.path.organization.clone());
    let who = ["who", "user", "team", "changes"].into_iter().find_map(|field| at(&fault, field));
    let who = who.or_else(|| missing(&fault));
    let summary = whole(&fault).filter(|_| who.is_none());
    Ok(view! {
        <Dialog
            title=format!("Share {}", pipeline.path)
            line="People get a role. Teams can only be viewers."
            action=here.to_owned()
            close=here.to_owned()
            size=DialogSize::Wide
            command=format!("sluicegate pipeline share {} --user NAME --role reader", pipeline.path)
            confirm=confirm.into_any()
            preview=preview.into_any()
        >
            {hidden("do", FORM)}
            {hidden("organization", &pipeline.path.organization)}
            {hidden("pipeline", &pipeline.name)}
            {summary.map(|title| view! { <ErrorSummary title=title /> })}
            <FindPerson
                name="who".into()
                label="Person or team".into()
                value=named(&fields).join(" ")
                hint="Usernames, and teams as ORG/TEAM, a partner’s too; several with spaces between them."
                    .into()
                error=who
                organization=organization
                several=true
            />
            {roles(&typed(&fields, "role", "reader"), at(&fault, "role"))}
        </Dialog>
    }
    .into_any())
}

/// Somebody or something that isn't there is a fault of the field that names them.
fn missing(fault: &Option<Fault>) -> Option<String> {
    let missing = fault.as_ref().is_some_and(|fault| fault.status() == 404);
    missing.then(|| "there is nobody of this name, or no team that you may name".to_owned())
}

/// What is shared, and what an editor of it decides about.
async fn shared(pipeline: &Pipeline) -> Shared {
    let service = pipeline.config.service.within(&pipeline.path.organization);
    let show = ShowService { organization: service.organization.clone(), service: service.service.clone() };
    // An extra: who may not see the service shares the pipeline all the same.
    let may = ask(show).await.map(|service| match service.streams {
        0 => "it is granted nothing now".to_owned(),
        streams => format!("granted on {streams}, of which it may write {}", service.writes),
    });
    Shared {
        organization: pipeline.path.organization.clone(),
        pipeline: pipeline.name.clone(),
        service: service.to_string(),
        may: may.unwrap_or_default(),
    }
}

/// The roles. Which of them can be depends on who is chosen; where scripts run, the others are greyed and say why.
fn roles(chosen: &str, error: Option<String>) -> AnyView {
    let options = ROLES.map(|(value, title, line, refused)| {
        let id = format!("role-{value}");
        let (named, about) = (format!("{id}-title"), format!("{id}-line"));
        view! {
            <label class="role">
                <input
                    class="tick"
                    type="radio"
                    name="role"
                    id=id
                    value=value
                    checked=value == chosen
                    aria-labelledby=named.clone()
                    aria-describedby=about.clone()
                />
                <span class="card-title" id=named>
                    {title}
                </span>
                <span class="card-line" id=about>
                    {line}
                </span>
                <span class="card-reason">
                    <Icon glyph=Glyph::Info />
                    {refused}
                </span>
            </label>
        }
    });
    let error = error.map(|error| {
        view! {
            <p class="error">
                <Icon glyph=Glyph::Warning />
                <span>{error}</span>
            </p>
        }
    });
    view! {
        <fieldset class="field">
            <legend>"Role"</legend>
            <div class="role-list">{options}</div>
            {error}
        </fieldset>
    }
    .into_any()
}

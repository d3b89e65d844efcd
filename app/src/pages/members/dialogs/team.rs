//! Several people into a team at once.

use api::Fault;
use api::names::Name;
use api::previews::ShowPreviewFacts;
use api::teams::ListTeams;
use leptos::prelude::*;

use super::super::super::{at, hidden, posted, refused, same_part, typed, whole};
use super::{here, named};
use crate::backend::{ask, viewer};
use crate::islands::{JoinPreview, Joining};
use crate::parts::{ButtonKind, Dialog, DialogSize, ErrorSummary, LinkButton, Notice, SubmitButton};

/// Which team.
pub(super) async fn add(organization: &Name, users: Vec<String>) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let list = ListTeams { organization: organization.clone(), search: None, limit: Some(500), after: None };
    let teams = ask(list).await?.items;
    let Some(viewer) = viewer() else { return Err(Fault::unauthenticated()) };
    let (fault, fields) = refused("add-team-members");
    let none = teams.is_empty();
    let first = teams.first().map(|team| team.name.to_string()).unwrap_or_default();
    let chosen = typed(&fields, "team", &first);
    let start = vec![("team".to_owned(), chosen.clone()), ("users".to_owned(), users.join(","))];
    let facts = match Joining::read(&organization, &start) {
        // Somebody who isn't there is told by the form's own refusal.
        Some(joining) => ask(ShowPreviewFacts { of: joining.preview_of() }).await.ok(),
        None => None,
    };
    let confirming = posted("add-team-members");
    let preview = view! { <JoinPreview organization=organization.clone() viewer=viewer.id start=start facts confirming /> };
    let options = teams.into_iter().map(|team| {
        let name = team.name.to_string();
        let people =
            if team.members == 1 { "1 person".to_owned() } else { format!("{} people", team.members) };
        let selected = name == chosen;
        view! {
            <option value=name.clone() selected=selected>
                {format!("{name}, {people}")}
            </option>
        }
    });
    let options = options.collect_view();
    let field = if none {
        let href = format!("/{organization}/-/teams?new=team");
        view! {
            <Notice title="There is no team yet">
                <LinkButton href=href>"Create a team…"</LinkButton>
            </Notice>
        }
        .into_any()
    } else {
        view! {
            <div class="field">
                <label for="team">"Team"</label>
                <select class="input" id="team" name="team" autofocus>
                    {options}
                </select>
                <p class="hint">"Whoever is in it already stays so."</p>
            </div>
        }
        .into_any()
    };
    let who = if users.len() == 1 { named(&users) } else { format!("{} people", users.len()) };
    let error = whole(&fault).or_else(|| at(&fault, "users")).or_else(|| at(&fault, "team"));
    let confirm = view! {
        <SubmitButton kind=ButtonKind::Filled disabled=none>
            {format!("Add {who}")}
        </SubmitButton>
    };
    Ok(view! {
        <Dialog
            title=format!("Add {who} to a team")
            line="They see what is shared with the team from then on."
            action=same_part(&here(&organization))
            close=same_part(&here(&organization))
            size=DialogSize::Wide
            command=format!("sluicegate team add-member {organization}/TEAM USER")
            confirm=confirm.into_any()
            preview=preview.into_any()
        >
            {hidden("do", "add-team-members")}
            {hidden("organization", &organization)}
            {hidden("users", users.join(","))}
            {error.map(|title| view! { <ErrorSummary title=title /> })}
            <p>{named(&users)}</p>
            {field}
        </Dialog>
    }
    .into_any())
}

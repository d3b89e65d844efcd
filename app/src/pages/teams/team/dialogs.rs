//! The dialogs on a team: who joins it, who leaves it, its end. Each shows what it changes.

use access::world::Change;
use api::Fault;
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use api::teams::Team;
use leptos::prelude::*;

use super::super::super::project::settled;
use super::super::super::{at, closing, confirm_name, hidden, posted, refused, same_part, typed, whole};
use super::row_menu;
use crate::backend::{ask, viewer};
use crate::forms::Fields;
use crate::islands::changes::Told;
use crate::islands::{FindPerson, JoinPreview, Joining};
use crate::parts::{ButtonKind, Dialog, DialogSize, ErrorSummary, Notice, SubmitButton, Tone};

/// What deleting the team changes, or people's joining or leaving it.
async fn facts(organization: &Name, team: &Team, users: Vec<Name>) -> Result<PreviewFacts, Fault> {
    let of = PreviewOf::Team { organization: organization.clone(), team: team.name.clone(), users };
    ask(ShowPreviewFacts { of }).await
}

/// Adds somebody.
pub(super) async fn add(organization: &Name, team: &Team, path: &str) -> Result<AnyView, Fault> {
    let (organization, team, path) = (organization.clone(), team.clone(), path.to_owned());
    let Some(viewer) = viewer() else { return Err(Fault::unauthenticated()) };
    let (fault, fields): (Option<Fault>, Fields) = refused("add-team-member");
    let (facts, missing) = match Joining::read(&organization, &fields) {
        // What it would do, where it was posted: without scripts this is the preview.
        Some(joining) => match ask(ShowPreviewFacts { of: joining.preview_of() }).await {
            Ok(facts) => (Some(facts), None),
            Err(refusal) if refusal.status() == 404 => {
                (None, Some("there is nobody of this name".to_owned()))
            }
            Err(refusal) => (None, Some(refusal.detail)),
        },
        None => {
            let name = typed(&fields, "user", "").trim().parse::<Name>();
            (None, name.err().filter(|_| posted("add-team-member")).map(|why| why.to_string()))
        }
    };
    let confirming = facts.is_some();
    let preview = view! {
        <JoinPreview
            organization=organization.clone()
            viewer=viewer.id
            start=fields.clone()
            facts
            confirming
        />
    };
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Add to the team"</SubmitButton> };
    Ok(view! {
        <Dialog
            title="Add person"
            line=format!("To {}. They see what is shared with the team from then on.", team.path)
            action=same_part(&path)
            close=same_part(&path)
            size=DialogSize::Wide
            command=format!("sluicegate team add-member {} USER", team.path)
            confirm=confirm.into_any()
            preview=preview.into_any()
        >
            {hidden("do", "add-team-member")}
            {hidden("organization", &organization)}
            {hidden("team", &team.name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <FindPerson
                name="user".into()
                label="Username".into()
                value=typed(&fields, "user", "")
                hint=format!("Somebody who is a member of {organization} or holds a flag there.")
                error=at(&fault, "user").or(missing)
                organization=organization.clone()
                several=false
            />
        </Dialog>
    }
    .into_any())
}

/// Takes somebody out, or lets them leave.
pub(super) async fn remove(
    organization: &Name,
    team: &Team,
    path: &str,
    user: &str,
) -> Result<AnyView, Fault> {
    let (organization, team, path) = (organization.clone(), team.clone(), path.to_owned());
    let user: Name = user.parse().map_err(|_| Fault::not_found())?;
    let facts = facts(&organization, &team, vec![user.clone()]).await?;
    let Some(viewer) = viewer() else { return Err(Fault::not_found()) };
    let told = Told::of(&facts, viewer.id, &facts.set_membership(false));
    let (fault, _) = refused("remove-team-member");
    let (title, label, line) = if viewer.name == user {
        (
            format!("Leave {}", team.path),
            "Leave team",
            "You no longer see what is shared with the team. What you were given yourself stays.",
        )
    } else {
        (
            format!("Take {user} out of {}", team.path),
            "Take out of team",
            "They no longer see what is shared with the team. What they were given themselves stays.",
        )
    };
    let remarks = vec!["If it is the home team, the team joined next takes its place.".to_owned()];
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>{label}</SubmitButton> };
    Ok(view! {
        <Dialog
            title=title
            line=line
            action=same_part(&path)
            close=closing(&path, &row_menu(&user.to_string()))
            size=DialogSize::Wide
            command=format!("sluicegate team remove-member {} {user}", team.path)
            confirm=confirm.into_any()
            preview=settled(told, remarks)
        >
            {hidden("do", "remove-team-member")}
            {hidden("organization", &organization)}
            {hidden("team", &team.name)}
            {hidden("user", &user)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
        </Dialog>
    }
    .into_any())
}

/// Deletes the team.
pub(super) async fn delete(organization: &Name, team: &Team, path: &str) -> Result<AnyView, Fault> {
    let (organization, team, path) = (organization.clone(), team.clone(), path.to_owned());
    let facts = facts(&organization, &team, Vec::new()).await?;
    let (Some(id), Some(viewer)) = (facts.team, viewer()) else { return Err(Fault::not_found()) };
    let told = Told::of(&facts, viewer.id, &[Change::DeleteTeam { team: id }]);
    let (fault, fields) = refused("delete-team");
    let people = match team.members {
        0 => "Nobody is in it.".to_owned(),
        1 => "1 person no longer sees what is shared with it.".to_owned(),
        count => format!("{count} people no longer see what is shared with it."),
    };
    let stay = if team.members == 0 { "Only its name goes." } else { "They stay in the organization." };
    let remarks = vec!["A team made anew under this name gets nothing of it.".to_owned()];
    let settings = format!("{path}?tab=settings");
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Delete team"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=format!("Delete {}", team.path)
            line="This can’t be undone."
            action=settings.clone()
            close=settings
            size=DialogSize::Wide
            command=format!("sluicegate team delete {}", team.path)
            confirm=confirm.into_any()
            preview=settled(told, remarks)
        >
            {hidden("do", "delete-team")}
            {hidden("organization", &organization)}
            {hidden("team", &team.name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <Notice tone=Tone::Warning title=people>
                <p>{stay}</p>
            </Notice>
            {confirm_name(&team.name, true, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

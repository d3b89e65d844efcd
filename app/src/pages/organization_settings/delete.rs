//! The end of an organization: what stands in its way, named, and who loses what by it.

use access::world::Change;
use api::Fault;
use api::organizations::{Organization, ShowOrganizationContents, SomeOf};
use api::previews::{PreviewOf, ShowPreviewFacts};
use leptos::prelude::*;

use super::super::project::{losers_line, settled};
use super::super::{confirm_name, hidden, posted, refused, whole};
use super::here;
use crate::backend::{ask, viewer};
use crate::islands::changes::Told;
use crate::parts::{
    ButtonKind, Dialog, DialogSize, ErrorSummary, LinkButton, Notice, Panel, SubmitButton, Tone, counted,
};

/// Why it can't be deleted now.
pub(super) async fn held_back(organization: &Organization) -> Result<Vec<String>, Fault> {
    if organization.personal {
        return Ok(vec!["A personal organization goes with its account.".to_owned()]);
    }
    let contents = ask(ShowOrganizationContents { organization: organization.name.clone() }).await?;
    let reasons = [
        ("It pays for others", contents.people),
        ("It holds projects", contents.projects),
        ("It holds services", contents.services),
        ("It holds pipelines", contents.pipelines),
    ];
    let reason = |(what, some): (&str, SomeOf)| {
        let more = if some.more { " and others" } else { "" };
        (!some.named.is_empty()).then(|| format!("{what}: {}{more}.", some.named.join(", ")))
    };
    Ok(reasons.into_iter().filter_map(reason).collect())
}

/// The panel, with the button off and the reasons below it while something stands in the way.
pub(super) fn panel(organization: &Organization, held: &[String]) -> impl IntoView + use<> {
    let organization = organization.clone();
    let button = if held.is_empty() {
        view! {
            <LinkButton href=format!("{}?delete=organization", here(&organization)) kind=ButtonKind::Danger>
                "Delete organization…"
            </LinkButton>
        }
        .into_any()
    } else {
        // The answer to what was tried all the same, as by a page that was loaded before.
        let tried = posted("delete-organization").then(|| whole(&refused("delete-organization").0)).flatten();
        let reasons = held.iter().map(|reason| view! { <p class="caption">{reason.clone()}</p> });
        view! {
            {tried.map(|title| view! { <ErrorSummary title=title /> })}
            <div>
                <SubmitButton kind=ButtonKind::Danger disabled=true>
                    "Delete organization…"
                </SubmitButton>
            </div>
            {reasons.collect_view()}
        }
        .into_any()
    };
    view! {
        <Panel title="Delete">
            <p>"With its teams and invites; every flag on it ends. This can’t be undone."</p>
            {button}
        </Panel>
    }
}

/// The dialog, for one that nothing stands in the way of.
pub(super) async fn dialog(organization: &Organization) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let of = PreviewOf::Organization { organization: organization.name.clone() };
    let facts = ask(ShowPreviewFacts { of }).await?;
    let Some(viewer) = viewer() else { return Err(Fault::not_found()) };
    let change = Change::DeleteOrganization { organization: facts.organization };
    let told = Told::of(&facts, viewer.id, &[change]);
    let title = losers_line(&told);
    let teams =
        match facts.world.teams.values().filter(|team| team.organization == facts.organization).count() {
            0 => "It has no teams.".to_owned(),
            1 => "1 team goes with it, and its pending invites.".to_owned(),
            count => format!("{} go with it, and its pending invites.", counted(count as u64, "team")),
        };
    let remarks = vec![
        "An organization made anew under this name gets none of its flags, teams and invites.".to_owned(),
    ];
    let (fault, fields) = refused("delete-organization");
    let path = organization.path.clone();
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Delete organization"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=format!("Delete {path}")
            line="Every flag, team and invite in it ends. This can’t be undone."
            action=here(&organization)
            close=here(&organization)
            size=DialogSize::Wide
            command=format!("sluicegate organization delete {path}")
            confirm=confirm.into_any()
            preview=settled(told, remarks)
        >
            {hidden("do", "delete-organization")}
            {hidden("organization", &organization.name)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <Notice tone=Tone::Danger title=title>
                <p>{teams}</p>
            </Notice>
            {confirm_name(&path, true, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

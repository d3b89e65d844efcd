//! Invites, as an admin sees them: sending, sending anew, ending; and the link that is shown once.

use access::Flags;
use api::Fault;
use api::invites::SentInvite;
use api::names::Name;
use api::organizations::Organization;
use leptos::prelude::*;

use super::super::{
    about, at, closing, hidden, part_fields, posted, previewing, query, refused, same_part, typed, whole,
};
use super::dialogs::{choices, chosen, facts, start};
use super::{here, row_menu};
use crate::backend::{now, viewer};
use crate::islands::{Editing, FindPerson, LivePreview};
use crate::parts::{
    self, ButtonKind, CodeLine, Dialog, DialogSize, ErrorSummary, LinkButton, Preview, PreviewLine,
    PreviewSection, SubmitButton, TextField, TickCards, date, relative,
};

const FORM: &str = "invite-member";
/// What the button says that sends one.
const ACT: &str = "Send invite";

/// The dialog on invites that the page's address or the posted form asks for.
pub(super) async fn open(name: &Name, organization: &Organization) -> Result<Option<AnyView>, Fault> {
    if organization.personal {
        return Ok(None);
    }
    let asked = about("invite", FORM, "user").or_else(|| about("invite", FORM, "email"));
    if let Some(whom) = asked {
        return offer(name, whom.trim()).await.map(Some);
    }
    if query("new").as_deref() == Some("invite") {
        return Ok(Some(whom(name, None)));
    }
    if let Some(id) = about("resend", "resend-invite", "id") {
        return Ok(Some(resend(name, id)));
    }
    Ok(about("revoke", "revoke-invite", "id").map(|id| revoke(name, id)))
}

/// The first step: whom.
fn whom(organization: &Name, error: Option<(String, String)>) -> AnyView {
    let organization = organization.clone();
    let (value, error) = error.unzip();
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Choose flags…"</SubmitButton> };
    view! {
        <Dialog
            title=format!("Invite to {organization}")
            line="They get nothing until they accept. The invite ends after 14 days."
            action=same_part(&here(&organization))
            close=same_part(&here(&organization))
            command=format!("sluicegate organization invite-member {organization} USER --view")
            confirm=confirm.into_any()
            step=true
        >
            {part_fields()}
            <FindPerson
                name="invite".into()
                label="Username or e-mail address".into()
                value=value.unwrap_or_default()
                hint="For an address you get a link to pass on, with which an account can be made.".into()
                error=error
                organization=organization.clone()
                several=false
            />
        </Dialog>
    }
    .into_any()
}

/// The second step: which flags, and what accepting would change.
async fn offer(organization: &Name, invited: &str) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let missing = || {
        let error = "there is nobody of this name; an address has an @ in it".to_owned();
        Ok(whom(&organization, Some((invited.to_owned(), error))))
    };
    let Some(viewer) = viewer() else { return Err(Fault::not_found()) };
    let (fault, fields) = refused(FORM);
    let start = start(Flags { view: true, ..Flags::NONE }, &fields);
    let chosen = chosen(&start);
    let by_address = invited.contains('@');
    let confirming = by_address || posted(FORM);
    let (preview, field, line) = if by_address {
        (unknown(&organization), hidden("email", invited), String::new())
    } else {
        let Ok(name) = invited.parse::<Name>() else { return missing() };
        let Ok(facts) = facts(&organization, vec![name.clone()]).await else { return missing() };
        let Some(person) = facts.users.first().copied() else { return missing() };
        let editing = Editing::Invite(facts.organization, person);
        let command = format!("sluicegate organization invite-member {organization} {name}");
        let line = format!("{command}{}", editing.arguments(&facts, &start));
        let act = ACT.to_owned();
        let preview = view! { <LivePreview facts viewer=viewer.id editing start command act confirming /> };
        (preview.into_any(), hidden("user", name), line)
    };
    let error = whole(&fault).or_else(|| at(&fault, "user")).or_else(|| at(&fault, "email"));
    let confirm = previewing(ButtonKind::Filled, confirming, ACT);
    Ok(view! {
        <Dialog
            title=format!("Invite {invited} to {organization}")
            line="They get nothing until they accept. The invite ends after 14 days."
            action=same_part(&here(&organization))
            close=same_part(&here(&organization))
            size=DialogSize::Wide
            command=line
            confirm=confirm
            preview=preview
        >
            {hidden("do", FORM)}
            {hidden("organization", &organization)}
            {field}
            {error.map(|title| view! { <ErrorSummary title=title /> })}
            <TickCards
                legend=format!("Flags on {organization}")
                choices=choices(None)
                chosen=chosen
                autofocus=true
            />
            <TextField
                name="note"
                label="Note"
                value=typed(&fields, "note", "")
                error=at(&fault, "note")
                optional=true
            />
        </Dialog>
    }
    .into_any())
}

/// What an invite to an address changes: whoever takes it isn't known yet.
fn unknown(organization: &Name) -> AnyView {
    let organization = organization.to_string();
    let inside = format!("Every project grant, team place and pipeline role inside {organization} ends");
    view! {
        <Preview title="What this changes" live=false>
            <PreviewSection title="On acceptance">
                <PreviewLine change=parts::Change::Plus>
                    "Whoever takes the link first gets the flags, once they accept"
                </PreviewLine>
            </PreviewSection>
            <PreviewSection title="Who pays">
                <PreviewLine change=parts::Change::Arrow>
                    {organization} " pays for them from acceptance on"
                </PreviewLine>
            </PreviewSection>
            <PreviewSection title="If they leave, or are removed">
                <PreviewLine change=parts::Change::Arrow>
                    "Billing returns to their personal organization"
                </PreviewLine>
                <PreviewLine change=parts::Change::Minus>{inside}</PreviewLine>
            </PreviewSection>
        </Preview>
    }
    .into_any()
}

fn resend(organization: &Name, id: String) -> AnyView {
    let organization = organization.clone();
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Resend invite"</SubmitButton> };
    view! {
        <Dialog
            title="Resend invite"
            line="It lasts another 14 days. A link that was sent before is dead."
            action=same_part(&here(&organization))
            close=closing(&here(&organization), &row_menu(&id))
            command=format!("sluicegate organization resend-invite {organization} {id}")
            confirm=confirm.into_any()
        >
            {hidden("do", "resend-invite")}
            {hidden("organization", &organization)}
            {hidden("id", id)}
            {whole(&refused("resend-invite").0).map(|title| view! { <ErrorSummary title=title /> })}
        </Dialog>
    }
    .into_any()
}

fn revoke(organization: &Name, id: String) -> AnyView {
    let organization = organization.clone();
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Revoke invite"</SubmitButton> };
    view! {
        <Dialog
            title="Revoke invite"
            line="It can’t be accepted any more. You can send another one."
            action=same_part(&here(&organization))
            close=closing(&here(&organization), &row_menu(&id))
            command=format!("sluicegate organization revoke-invite {organization} {id}")
            confirm=confirm.into_any()
        >
            {hidden("do", "revoke-invite")}
            {hidden("organization", &organization)}
            {hidden("id", id)}
            {whole(&refused("revoke-invite").0).map(|title| view! { <ErrorSummary title=title /> })}
        </Dialog>
    }
    .into_any()
}

/// The link of an invite to an address: it stands in this one answer.
pub(super) fn link(organization: &Name, sent: SentInvite) -> AnyView {
    let organization = organization.clone();
    let whom = sent.invite.email.unwrap_or_else(|| "them".to_owned());
    let way = match sent.mailed {
        true => format!("It is on its way to {whom} by mail, and is shown here this once."),
        false => format!("Copy it now and pass it on to {whom}: it is shown this once."),
    };
    let ends = format!(
        "{way} It ends {}, {}.",
        date(sent.invite.expires_at),
        relative(sent.invite.expires_at, now()),
    );
    let link = sent.link.map(|link| link.reveal().to_owned()).unwrap_or_default();
    view! {
        <section class="panel one-time" aria-labelledby="link-title">
            <div class="panel-head">
                <h2 id="link-title">"Invite link for " {whom}</h2>
            </div>
            <div class="panel-body">
                <p>{ends}</p>
                <CodeLine label="Link" text=link />
                <div class="actions" data-leave="">
                    <LinkButton href=same_part(&here(&organization))>"I’ve passed it on"</LinkButton>
                </div>
            </div>
        </section>
    }
    .into_any()
}

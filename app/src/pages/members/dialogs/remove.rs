//! Removal, of one person or several: what ends stands in the preview, what goes on working is offered to be ended, too.

use api::members::{IssuedServiceSecret, ShowMemberHoldings};
use api::names::Name;
use api::{Fault, FaultKind};
use leptos::prelude::*;

use super::super::super::{at, closing, hidden, posted, refused, same_part, whole};
use super::{facts, here, named, names, row_menu};
use crate::backend::{ask, viewer};
use crate::islands::changes::Told;
use crate::islands::{Editing, LivePreview};
use crate::parts::{ButtonKind, Choice, Dialog, DialogSize, ErrorSummary, SubmitButton, TickCards};

/// Of how many people the service secrets are looked up; of more, they are offered to be revoked unseen.
const LOOKED_UP: usize = 20;

/// The secrets of services that people issued: a list.
pub(in crate::pages::members) fn issued_secrets(
    secrets: &[IssuedServiceSecret],
    by: &str,
) -> Option<AnyView> {
    let lines = secrets.iter().map(|secret| {
        view! {
            <li>
                <code>{secret.hint.clone()}</code>
                " of "
                {secret.service.clone()}
                " "
                {secret.description.clone()}
            </li>
        }
    });
    let lines = lines.collect_view();
    let title = format!("Service secrets that {by} issued, which go on working unless they are revoked:");
    (!secrets.is_empty()).then(|| {
        view! {
            <p>{title}</p>
            <ul>{lines}</ul>
        }
        .into_any()
    })
}

/// A tick for the service secrets that somebody issued.
pub(in crate::pages::members) fn revoke_tick(chosen: bool) -> AnyView {
    let choice =
        Choice::new("revoke_secrets", "Revoke these service secrets", "What uses them stops at once.");
    let chosen = if chosen { vec!["revoke_secrets"] } else { vec![] };
    view! { <TickCards legend="Service secrets" choices=vec![choice] chosen=chosen /> }.into_any()
}

fn take_over_tick(chosen: bool) -> AnyView {
    let choice = Choice::new(
        "take_over",
        "Take over what nobody else decides about",
        "You become its admin in the same step; otherwise nothing is removed.",
    );
    let chosen = if chosen { vec!["take_over"] } else { vec![] };
    view! { <TickCards legend="Left without an admin" choices=vec![choice] chosen=chosen autofocus=true /> }
        .into_any()
}

/// What else there is to know of those who go.
struct Left {
    secrets: Vec<IssuedServiceSecret>,
    invites: u32,
    /// Not everybody was looked up.
    more: bool,
}

async fn left(organization: &Name, people: &[Name]) -> Result<Left, Fault> {
    let mut left = Left { secrets: Vec::new(), invites: 0, more: people.len() > LOOKED_UP };
    for user in people.iter().take(LOOKED_UP) {
        let of = ShowMemberHoldings { organization: organization.clone(), user: user.clone() };
        let held = match ask(of).await {
            Ok(held) => held,
            // Who holds nothing is passed over by the removal, too.
            Err(fault) if fault.kind == FaultKind::NotFound && people.len() > 1 => continue,
            Err(fault) => return Err(fault),
        };
        left.secrets.extend(held.secrets);
        left.invites += held.invites;
    }
    Ok(left)
}

/// The dialog; `form` is `remove-member` or `remove-members`.
pub(super) async fn remove(
    organization: &Name,
    users: Vec<String>,
    form: &'static str,
) -> Result<AnyView, Fault> {
    let organization = organization.clone();
    let people = names(&users)?;
    let facts = facts(&organization, people.clone()).await?;
    let left = left(&organization, &people).await?;
    let Some(viewer) = viewer() else { return Err(Fault::not_found()) };
    let (fault, fields) = refused(form);
    let set = |name: &str| fields.iter().any(|(field, value)| field == name && value == "true");
    let (take_over, revoke) = (set("take_over"), set("revoke_secrets"));
    let taker = people.iter().all(|name| *name != viewer.name).then_some(viewer.id);
    let orphans = !Told::of(&facts, viewer.id, &facts.remove(None)).ownerless.is_empty();
    let offered = orphans && taker.is_some();
    // Where nothing is to be chosen that the preview depends on, it says already what will be done.
    let confirming = posted(form) || !offered;
    let start = fields.clone();
    let editing = Editing::Remove(taker);
    let who = if users.len() == 1 { named(&users) } else { format!("{} people", users.len()) };
    let (field, value) =
        if form == "remove-member" { ("user", users.join("")) } else { ("users", users.join(",")) };
    let act = format!("Remove {who}");
    let label = if confirming { act.clone() } else { "Preview".to_owned() };
    let confirm = view! {
        <SubmitButton kind=ButtonKind::DangerFilled disabled=orphans && !offered>
            {label}
        </SubmitButton>
    };
    let command = match users.as_slice() {
        [user] => format!("sluicegate organization remove-member {organization} {user}"),
        _ => String::new(),
    };
    let line = match command.as_str() {
        "" => String::new(),
        command => format!("{command}{}", editing.arguments(&facts, &start)),
    };
    let preview = view! { <LivePreview facts viewer=viewer.id editing start command act confirming /> };
    let close = match users.as_slice() {
        [user] => closing(&here(&organization), &row_menu(user)),
        _ => same_part(&here(&organization)),
    };
    let several = (users.len() > 1).then(|| view! { <p>{named(&users)}</p> });
    let invites = (left.invites > 0).then(|| {
        let line = match left.invites {
            1 => "1 pending invite that they sent ends, too.".to_owned(),
            count => format!("{count} pending invites that they sent end, too."),
        };
        view! { <p>{line}</p> }
    });
    let asks = left.more || !left.secrets.is_empty();
    Ok(view! {
        <Dialog
            title=format!("Remove {who}")
            line=format!("Everything that they hold inside {organization} ends, from the next request on.")
            action=same_part(&here(&organization))
            close=close
            size=DialogSize::Wide
            command=line
            confirm=confirm.into_any()
            preview=preview.into_any()
        >
            {hidden("do", form)}
            {hidden("organization", &organization)}
            {hidden(field, value)}
            {whole(&fault).or_else(|| at(&fault, field)).map(|title| view! { <ErrorSummary title=title /> })}
            {several}
            <p>
                "They can be invited or added again; what ended stays ended. Their account, their own organization and its secrets stay theirs."
            </p>
            {offered.then(|| take_over_tick(take_over))}
            {invites}
            {issued_secrets(&left.secrets, "they")}
            {asks.then(|| revoke_tick(revoke))}
        </Dialog>
    }
    .into_any())
}

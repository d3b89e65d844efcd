//! The letter that takes an invite's link to the address that it is for.

use access::Flags;
use api::fields::Token;
use api::invites::{Invite, SentInvite};
use api::names::Name;
use api::time::exact;

use crate::config;
use crate::mail::Letter;
use crate::operations::Context;

/// Sends the link of an invite that was just committed to its address, and says whether it is on its way. Without a link
/// there is no letter: a repeated call has none, and a user finds the invite in the console.
pub(super) fn mailed(context: &Context, sent: SentInvite) -> SentInvite {
    let mailed = match (&sent.link, &sent.invite.email) {
        (Some(link), Some(address)) => context.core.mail.send(&letter(context, &sent.invite, address, link)),
        _ => false,
    };
    SentInvite { mailed, ..sent }
}

fn letter(context: &Context, invite: &Invite, address: &str, link: &Token) -> Letter {
    let organization = &invite.organization;
    let sender = invite.invited_by.as_ref().map_or_else(|| "Somebody".to_owned(), ToString::to_string);
    let origin = &context.core.policy.origin;
    let letter = Letter::new(
        "invite",
        address,
        &format!("{sender} invites you to {organization} on Sluicegate"),
    )
    // A link that was sent before is dead; should it still wait, it must not come after the one that isn't.
    .replacing(format!("invite:{organization}:{address}"))
    .paragraph(&format!(
        "{sender} invites you to become a member of the organization {organization} on Sluicegate ({origin})."
    ));
    let letter = match invite.note.as_str() {
        "" => letter,
        note => letter.paragraph(&format!("{sender} writes: “{note}”")),
    };
    let account = match context.core.policy.sign_up {
        config::SignUp::Closed => "You need an account there; only the operator makes accounts.",
        config::SignUp::Invite | config::SignUp::Open => {
            "If you have no account there yet, the link lets you make one."
        }
    };
    letter
        .paragraph("If you accept:")
        .points(&[
            format!(
                "{organization} pays for what you read and write from then on, in place of whoever pays for you now."
            ),
            offered(organization, invite.flags),
            "The permissions that you hold elsewhere stay as they are. You may leave again at any time.".to_owned(),
        ])
        .paragraph(&format!(
            "The link shows the terms; nothing changes before you accept them. {account} It works once, for whoever \
             takes it first, so don’t forward this letter. It ends {}.",
            exact(invite.expires_at)
        ))
        .link("Look at the invite", link.clone())
        .paragraph("If you don’t know what this is about, do nothing: without you nothing happens.")
}

/// What the flags let somebody do.
fn offered(organization: &Name, flags: Flags) -> String {
    let flags = flags.effective();
    let may: Vec<&str> = [
        (flags.view, "see its members, teams, services and the names of its projects"),
        (flags.create, "create projects, services and pipelines in it"),
        (flags.admin, "decide about its people and settings"),
    ]
    .into_iter()
    .filter_map(|(held, what)| held.then_some(what))
    .collect();
    match may.as_slice() {
        [] => format!("In {organization} you may do nothing yet; its admins can change that."),
        may => format!("In {organization} you may {}.", may.join("; ")),
    }
}

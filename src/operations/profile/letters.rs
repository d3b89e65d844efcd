//! Letters about an account: the link that confirms an address, and news of what changed.

use access::Time;
use api::Fault;
use api::fields::Token;
use api::names::Name;
use api::time::exact;

use crate::mail::Letter;
use crate::operations::Context;
use crate::operations::context::random;
use crate::store::profiles::EmailCode;
use crate::tokens;

/// How long a link is good: one day, in milliseconds.
const GOOD: i64 = 24 * 60 * 60 * 1000;

/// A link that confirms an address; only the hash of its code is kept. Nothing, where no letters are sent.
pub(in crate::operations) struct EmailLink(Option<Made>);

struct Made {
    code: Token,
    hash: [u8; 32],
    end: Time,
}

impl EmailLink {
    /// A fresh one.
    pub(in crate::operations) fn make(context: &Context) -> Result<Self, Fault> {
        if !context.core.mail.is_set_up() {
            return Ok(Self(None));
        }
        let code = tokens::code(&random()?);
        let (hash, end) = (tokens::hash(&code), context.now.plus(GOOD));
        Ok(Self(Some(Made { code: code.into(), hash, end })))
    }

    /// What is kept of it.
    pub(in crate::operations) fn code(&self) -> Option<EmailCode<'_>> {
        self.0.as_ref().map(|made| (&made.hash, made.end))
    }

    /// The letter that takes it to `address`.
    pub(super) fn letter(&self, context: &Context, address: &str) -> Option<Letter> {
        let made = self.0.as_ref()?;
        let origin = &context.core.policy.origin;
        let link = format!("{origin}/-/confirm-email/{}", made.code.reveal());
        let letter = Letter::new("confirm-email", address, "Confirm your address on Sluicegate")
            .replacing(format!("confirm-email:{address}"))
            .paragraph(&format!(
                "Somebody gave this address for their account on Sluicegate ({origin}). If that was you, open the link and \
                 confirm it; letters about your account then come here. The link is good once, until {}.",
                exact(made.end)
            ))
            .link("Confirm the address", link.into())
            .paragraph("If it wasn’t you, do nothing: no more letters come.");
        Some(letter)
    }

    /// Sends it to `address`, where letters are sent.
    pub(in crate::operations) fn send(&self, context: &Context, address: &str) {
        if let Some(letter) = self.letter(context, address) {
            // The account is there all the same, and its page sends another.
            let _taken = context.core.mail.send(&letter);
        }
    }
}

/// To the address that was confirmed until now.
pub(super) fn email_changed(context: &Context, name: &Name, address: &str) -> Letter {
    let what = format!("The address of the account {name} was changed");
    news(context, name, address, &what, "Letters don’t come to this one any more.")
}

/// To the confirmed address.
pub(in crate::operations) fn password_changed(context: &Context, name: &Name, address: &str) -> Letter {
    let what = format!("The password of the account {name} was changed");
    news(context, name, address, &what, "All its other browser sessions ended; secrets go on working.")
}

fn news(context: &Context, name: &Name, address: &str, what: &str, line: &str) -> Letter {
    let origin = &context.core.policy.origin;
    Letter::new("account", address, &format!("{what} on Sluicegate"))
        .paragraph(&format!("{what} on Sluicegate ({origin}), {}. {line}", exact(context.now)))
        .paragraph(&format!(
            "If that wasn’t you, somebody else is signed in as {name}: change the password, end all other sessions, \
             and ask whoever runs that server for help."
        ))
}

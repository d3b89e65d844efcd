//! `sluicegate auth …`

use api::accounts::{CredentialKind, Identity, Whoami};
use clap::{ArgAction, Subcommand};

use super::auth_account::{self, AccountChange, Ending};
use super::auth_login;
use super::connect::Context;
use super::exit::Failure;
use super::lists::Paging;
use super::print::Details;
use super::usage_shown::{self, By, With};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Auth {
    /// Signs in by the browser: a code is compared on both screens. The secret is kept in a file that only you can read
    Login {
        /// Takes a secret that you have from stdin instead
        #[arg(long, action = ArgAction::SetTrue)]
        secret_stdin: bool,
        /// Opens no browser: the address is shown either way
        #[arg(long, conflicts_with = "secret_stdin")]
        no_browser: bool,
    },
    /// Forgets the secret of `auth login`, and revokes it if that had it issued
    Logout,
    /// Tells who is calling, with which credential, and who pays
    Whoami,
    /// Shows your account
    ShowAccount,
    /// Changes what your account tells of you
    UpdateAccount(AccountChange),
    /// Shows what you read and wrote this month at the expense of whoever pays for you now, against your quotas
    Usage {
        #[command(flatten)]
        by: By,
        #[command(flatten)]
        with: With,
    },
    /// Lists your browser sessions, newest first
    ListSessions {
        #[command(flatten)]
        paging: Paging,
    },
    /// Ends a browser session, or all of them
    EndSession(Ending),
}

pub(crate) fn run(context: &Context, command: &Auth) -> Result<(), Failure> {
    match command {
        Auth::Login { secret_stdin: true, .. } => auth_login::by_secret(context),
        Auth::Login { no_browser, .. } => auth_login::by_browser(context, *no_browser),
        Auth::Logout => auth_login::logout(context),
        Auth::Whoami => {
            let answer = context.client()?.call(&Whoami {})?;
            context.printer.show(&answer.text, &answer.value)
        }
        Auth::ShowAccount => auth_account::show(context),
        Auth::UpdateAccount(change) => auth_account::update(context, change),
        Auth::Usage { by, with } => usage_shown::own(context, *by, *with),
        Auth::ListSessions { paging } => auth_account::list_sessions(context, paging),
        Auth::EndSession(ending) => auth_account::end_sessions(context, ending),
    }
}

pub(super) fn name(who: &Identity) -> String {
    match (&who.user, &who.service) {
        (Some(user), _) => user.to_string(),
        (None, Some(service)) => service.clone(),
        (None, None) => "nobody".to_owned(),
    }
}

pub(super) fn kind(who: &Identity) -> &'static str {
    match who.credential.kind {
        CredentialKind::None => "no credential",
        CredentialKind::Session => "browser session",
        CredentialKind::Full => "full secret",
        CredentialKind::PrivateRead => "private read secret",
        CredentialKind::PublicRead => "public read secret",
        CredentialKind::Service => "service secret",
        CredentialKind::Operator => "operator",
    }
}

impl Details for Identity {
    fn details(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            (if self.service.is_some() { "service" } else { "user" }, name(self)),
            ("credential", kind(self).to_owned()),
        ];
        if let Some(id) = self.credential.id {
            fields.push(("credential id", id.to_string()));
        }
        fields.push(("billing organization", self.billing_organization.to_string()));
        fields
    }
}

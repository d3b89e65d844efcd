//! `sluicegate auth …`

use api::accounts::{CredentialKind, Identity, Whoami};
use clap::{ArgAction, Subcommand};

use super::ask;
use super::auth_account::{self, AccountChange, Ending};
use super::client::Client;
use super::connect::Context;
use super::exit::Failure;
use super::lists::Paging;
use super::login::Login;
use super::print::Details;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Auth {
    /// Keeps a secret for the commands to come, in a file that only you can read
    Login {
        /// Reads the secret from stdin
        #[arg(long, required = true, action = ArgAction::SetTrue)]
        secret_stdin: bool,
    },
    /// Forgets the secret of `auth login`
    Logout,
    /// Tells who is calling, with which credential, and who pays
    Whoami,
    /// Shows your account
    ShowAccount,
    /// Changes what your account tells of you
    UpdateAccount(AccountChange),
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
        Auth::Login { .. } => login(context),
        Auth::Logout => {
            let was_there = context.login_file()?.remove()?;
            context.printer.note(match (was_there, context.environment.secret()) {
                (_, Some(_)) => "forgotten here; SLUICEGATE_SECRET is still set and still counts",
                (true, None) => "forgotten here; the secret itself works until it is revoked",
                (false, None) => "there was nothing to forget",
            });
            Ok(())
        }
        Auth::Whoami => {
            let answer = context.client()?.call(&Whoami {})?;
            context.printer.show(&answer.text, &answer.value)
        }
        Auth::ShowAccount => auth_account::show(context),
        Auth::UpdateAccount(change) => auth_account::update(context, change),
        Auth::ListSessions { paging } => auth_account::list_sessions(context, paging),
        Auth::EndSession(ending) => auth_account::end_sessions(context, ending),
    }
}

fn login(context: &Context) -> Result<(), Failure> {
    let file = context.login_file()?;
    let server = match context.named_server()? {
        Some(server) => server,
        None => Context::default_server()?,
    };
    let secret = ask::hidden_line("secret")?.trim().to_owned();
    if server.is_open() {
        context.printer.note(format!("warning: {server} is plain http; the secret can be read on the way"));
    }
    let hint = "this secret doesn’t work here; nothing was kept";
    let client = Client::new(server, Some(secret.clone()), hint.to_owned());
    let who = client.call(&Whoami {})?.value;
    file.write(&Login { url: client.server().to_string(), secret })?;
    context.printer.note(format!("signed in at {} as {} ({})", client.server(), name(&who), kind(&who)));
    if context.environment.secret().is_some() {
        context.printer.note("SLUICEGATE_SECRET is set too, and comes first");
    }
    Ok(())
}

fn name(who: &Identity) -> String {
    match (&who.user, &who.service) {
        (Some(user), _) => user.to_string(),
        (None, Some(service)) => service.clone(),
        (None, None) => "nobody".to_owned(),
    }
}

fn kind(who: &Identity) -> &'static str {
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

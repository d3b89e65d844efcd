//! `sluicegate auth …`, as far as it is about one's own account and its browser sessions.

use access::SessionId;
use api::profile::{FullName, OwnAccount, ShowAccount, UpdateAccount};
use api::sessions::{EndOtherSessions, EndSession, ListSessions, Session, SessionsEnded};
use clap::Args;

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::print::{Details, Row, time};
use super::values;

/// What of the account is changed; name, address and password are changed in the console.
#[derive(Debug, Args)]
pub(crate) struct AccountChange {
    /// What you are called; empty for nothing
    #[arg(long, required = true, value_parser = values::full_name)]
    full_name: FullName,
}

/// Which sessions end.
#[derive(Debug, Args)]
pub(crate) struct Ending {
    /// Its id, as `auth list-sessions` shows it
    #[arg(value_parser = values::session_id, required_unless_present = "others", conflicts_with = "others")]
    id: Option<SessionId>,
    /// All of them: a command runs in none
    #[arg(long)]
    others: bool,
}

pub(crate) fn show(context: &Context) -> Result<(), Failure> {
    let answer = context.client()?.call(&ShowAccount {})?;
    context.printer.show(&answer.text, &answer.value)
}

pub(crate) fn update(context: &Context, change: &AccountChange) -> Result<(), Failure> {
    let input = UpdateAccount { full_name: Some(change.full_name.clone()), ..UpdateAccount::default() };
    let answer = context.client()?.call(&input)?;
    context.printer.show(&answer.text, &answer.value)
}

pub(crate) fn list_sessions(context: &Context, paging: &Paging) -> Result<(), Failure> {
    lists::show(&context.client()?, &context.printer, paging, |limit, after| ListSessions { limit, after })
}

pub(crate) fn end_sessions(context: &Context, ending: &Ending) -> Result<(), Failure> {
    let client = context.client()?;
    let answer = match ending.id {
        Some(id) => client.call(&EndSession { id })?,
        None => client.call(&EndOtherSessions {})?,
    };
    context.printer.show(&answer.text, &answer.value)
}

impl Details for OwnAccount {
    fn details(&self) -> Vec<(&'static str, String)> {
        let email = match (&self.email, self.email_confirmed_at) {
            (Some(email), None) => format!("{email} (not confirmed)"),
            (Some(email), Some(_)) => email.clone(),
            (None, _) => String::new(),
        };
        vec![
            ("user", self.name.to_string()),
            ("full name", self.full_name.as_str().to_owned()),
            ("e-mail", email),
            ("created", time(self.created_at)),
            ("id", self.id.to_string()),
        ]
    }
}

impl Details for SessionsEnded {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![("sessions ended", self.ended.to_string())]
    }
}

impl Row for Session {
    const HEAD: &'static [&'static str] = &["ID", "ADDRESS", "BEGUN", "LAST SEEN", "DEVICE"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.address.clone(),
            time(self.created_at),
            time(self.last_seen_at),
            self.device.clone(),
        ]
    }
}

//! `sluicegate secret …`: secrets of one's own account. Revoking and rolling serve those of services too.

use std::path::PathBuf;

use access::{SecretId, SecretKind, Time};
use api::fields::Description;
use api::secrets::{
    IssueSecret, IssuedSecret, ListIssuedSecrets, ListSecrets, ListedState, MAX_LIFETIME_DAYS,
    MAX_OVERLAP_HOURS, ReportLeakedSecret, RevokeSecret, RollSecret, Secret as Shown, SecretIds, SecretState,
    ShowSecret,
};
use clap::{Args, Subcommand, ValueEnum};

use super::client::Client;
use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::print::{Details, Format, Printer, Row, day_or_dash, time, time_or_dash};
use super::{ask, secret_adoption, secret_scan, values};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Secret {
    /// Issues a secret and prints its token alone on stdout, this once
    Issue(Issue),
    /// Lists your secrets, newest first
    List {
        /// Only those that work now, or only those that don't
        #[arg(long, value_enum)]
        state: Option<State>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Makes another secret like an old one, which ends after an overlap, and prints its token alone on stdout
    Roll(Rolling),
    /// Tells how far the new secret of a roll has taken the old one’s place
    ShowAdoption(Rolled),
    /// Revokes a secret; it is refused from the next request on. Asks first
    Revoke {
        /// Its id, as `secret list` shows it
        #[arg(value_parser = values::secret_id)]
        id: SecretId,
        /// Revokes the secrets that it issued, too
        #[arg(long)]
        with_issued: bool,
    },
    /// Ends a secret that was found where it doesn’t belong, with all that it issued; it is read from stdin. Needs no sign-in
    ReportLeaked,
    /// Finds secrets in a file, or in everything in a folder, without asking a server; exits 1 if there are any
    Scan {
        /// The file or folder; - for stdin
        path: PathBuf,
    },
}

/// What `issue` takes.
#[derive(Debug, Args)]
pub(crate) struct Issue {
    /// full, private-read or public-read; a full one comes from the console or `admin issue-secret`
    #[arg(long, value_parser = values::secret_kind)]
    kind: SecretKind,
    /// What it is for
    #[arg(long, value_parser = values::description, default_value = "", hide_default_value = true)]
    description: Description,
    /// Ends after so many days
    #[arg(long, value_name = "N", conflicts_with = "expires_at",
        value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_LIFETIME_DAYS)))]
    lifetime_days: Option<u16>,
    /// Ends at this time, or with this day
    #[arg(long, value_name = "TIME", value_parser = values::time)]
    expires_at: Option<Time>,
}

/// What rolling takes.
#[derive(Debug, Args)]
pub(crate) struct Rolling {
    /// The old secret's id
    #[arg(value_parser = values::secret_id)]
    id: SecretId,
    /// Hours for which the old one goes on; 24 if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(..=i64::from(MAX_OVERLAP_HOURS)))]
    overlap_hours: Option<u16>,
}

/// A secret that was rolled.
#[derive(Debug, Args)]
pub(crate) struct Rolled {
    /// The old secret's id
    #[arg(value_parser = values::secret_id)]
    pub id: SecretId,
}

/// Which secrets to list: those that work now, or those that were revoked or have expired.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum State {
    Active,
    Ended,
}

pub(crate) fn run(context: &Context, command: &Secret) -> Result<(), Failure> {
    match command {
        Secret::Issue(issue) => {
            let answer = context.client()?.call(&IssueSecret {
                kind: issue.kind,
                description: issue.description.clone(),
                lifetime_days: issue.lifetime_days,
                expires_at: issue.expires_at,
            })?;
            show_issued(&context.printer, &answer.text, &answer.value)
        }
        Secret::List { state, paging } => {
            let state = state.map(listed);
            lists::show(&context.client()?, &context.printer, paging, |limit, after| ListSecrets {
                state,
                limit,
                after,
            })
        }
        Secret::Roll(rolling) => roll(context, rolling),
        Secret::ShowAdoption(rolled) => secret_adoption::show(context, rolled.id),
        Secret::Revoke { id, with_issued } => revoke(context, *id, *with_issued),
        Secret::ReportLeaked => report_leaked(context),
        Secret::Scan { path } => secret_scan::scan(context, path),
    }
}

/// Which secrets the API is asked for.
pub(crate) fn listed(state: State) -> ListedState {
    match state {
        State::Active => ListedState::Active,
        State::Ended => ListedState::Ended,
    }
}

/// Revokes a secret of one's own, or of a service; `with_issued`, those that it issued with it.
pub(crate) fn revoke(context: &Context, id: SecretId, with_issued: bool) -> Result<(), Failure> {
    let asks = ask::must_ask(context.yes)?;
    let client = context.client()?;
    let issued = live_issued(&client, id)?;
    for secret in &issued {
        let fate = if with_issued { "is revoked with it" } else { "stays; --with-issued revokes it too" };
        let (kind, hint, description) = (kind(secret.kind), &secret.hint, secret.description.as_str());
        context
            .printer
            .note(format!("it issued the {kind} secret {hint} ({}), which {fate}", called(description)));
    }
    if asks {
        let secret = client.call(&ShowSecret { id })?.value;
        ask::confirm(&format!(
            "Revoke the {} secret {} ({}), last used {}? What uses it is refused from then on.",
            kind(secret.kind),
            secret.hint,
            called(secret.description.as_str()),
            secret.last_used_at.map_or_else(|| "never".to_owned(), time)
        ))?;
    }
    let also =
        if with_issued { issued.iter().map(|secret| secret.id).collect() } else { SecretIds::default() };
    let answer = client.call(&RevokeSecret { id, also })?;
    context.printer.show(&answer.text, &answer.value)
}

fn called(description: &str) -> &str {
    if description.is_empty() { "no description" } else { description }
}

/// The secrets that one issued, and that work.
fn live_issued(client: &Client, id: SecretId) -> Result<Vec<Shown>, Failure> {
    let (mut issued, mut after) = (Vec::new(), None);
    loop {
        let page = client.call(&ListIssuedSecrets { id, limit: Some(500), after })?.value;
        issued.extend(page.items.into_iter().filter(|secret| secret.state == SecretState::Active));
        after = page.next;
        if after.is_none() {
            return Ok(issued);
        }
    }
}

/// Ends a secret by itself, whoever's it is.
fn report_leaked(context: &Context) -> Result<(), Failure> {
    let server = match context.named_server()? {
        Some(server) => server,
        None => Context::default_server()?,
    };
    let token = ask::hidden_line("secret")?.trim().to_owned().into();
    let client = Client::new(server, None, "this server takes no reports".to_owned());
    let answer = client.call(&ReportLeakedSecret { token })?;
    match context.printer.format {
        Format::Json => context.printer.line(&answer.text),
        Format::Table => {
            context.printer.note(&answer.value.message);
            Ok(())
        }
    }
}

/// Rolls a secret of one's own, or of a service.
pub(crate) fn roll(context: &Context, rolling: &Rolling) -> Result<(), Failure> {
    let client = context.client()?;
    let answer = client.call(&RollSecret { id: rolling.id, overlap_hours: rolling.overlap_hours })?;
    show_issued(&context.printer, &answer.text, &answer.value)?;
    let old = client.call(&ShowSecret { id: rolling.id })?.value;
    let end = old.expires_at.map_or_else(String::new, |at| format!(" at {}", time(at)));
    context.printer.note(format!("The old one, {}, ends{end}.", old.hint));
    Ok(())
}

/// Shows a secret just issued: its token alone on stdout, all else on stderr.
pub(crate) fn show_issued(printer: &Printer, text: &str, issued: &IssuedSecret) -> Result<(), Failure> {
    if printer.format == Format::Json {
        return printer.line(text);
    }
    printer.line(issued.token.reveal())?;
    let secret = &issued.secret;
    let end = secret.expires_at.map_or_else(String::new, |at| format!(", until {}", time(at)));
    printer.note(format!(
        "This is the only time this {} secret is shown{end}. Its id is {}.",
        kind(secret.kind),
        secret.id
    ));
    printer.note(match secret.kind {
        SecretKind::Service => "Think before sharing it: who holds it can do what the service may.",
        _ => "Never share it: who holds it can act as you.",
    });
    Ok(())
}

pub(crate) fn kind(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Full => "full",
        SecretKind::PrivateRead => "private-read",
        SecretKind::PublicRead => "public-read",
        SecretKind::Service => "service",
    }
}

fn state(state: SecretState) -> &'static str {
    match state {
        SecretState::Active => "active",
        SecretState::Expired => "expired",
        SecretState::Revoked => "revoked",
    }
}

impl Row for Shown {
    const HEAD: &'static [&'static str] =
        &["ID", "KIND", "STATE", "TOKEN", "EXPIRES", "LAST USED", "DESCRIPTION"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            kind(self.kind).to_owned(),
            state(self.state).to_owned(),
            self.hint.clone(),
            day_or_dash(self.expires_at),
            day_or_dash(self.last_used_at),
            self.description.to_string(),
        ]
    }
}

impl Details for Shown {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("id", self.id.to_string()),
            ("kind", kind(self.kind).to_owned()),
            ("state", state(self.state).to_owned()),
            ("token", self.hint.clone()),
            ("description", self.description.to_string()),
            ("created", time(self.created_at)),
            ("expires", time_or_dash(self.expires_at)),
            ("revoked", time_or_dash(self.revoked_at)),
            ("last used", time_or_dash(self.last_used_at)),
            ("issued", self.issued.to_string()),
            (
                "issued by",
                self.issued_by.as_ref().map_or_else(|| "the operator".to_owned(), ToString::to_string),
            ),
        ]
    }
}

//! `sluicegate audit …`

use api::audit::{AuditEntry, ListAudit, ListOrganizationAudit, Outcome, Verification, VerifyAudit};
use api::names::Name;
use clap::Subcommand;

use super::client::Client;
use super::connect::Context;
use super::exit::{Exit, Failure};
use super::lists::{self, Paging};
use super::print::{Details, Printer, Row, time};
use super::values;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Lists what was done and refused, newest first: on your account, or in an organization for its admins
    List {
        /// The organization; your own account without it
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Option<Name>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Writes the whole log as NDJSON, newest first, with what each change was before and after
    Export {
        /// The organization; your own account without it
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Option<Name>,
    },
    /// Verifies the log's hash chain; only for the operator, who has `admin verify-audit`
    Verify,
}

pub(crate) fn run(context: &Context, command: &Audit) -> Result<(), Failure> {
    let client = context.client()?;
    match command {
        Audit::List { organization: None, paging } => {
            lists::show(&client, &context.printer, paging, |limit, after| ListAudit { limit, after })
        }
        Audit::List { organization: Some(organization), paging } => {
            lists::show(&client, &context.printer, paging, |limit, after| of(organization, limit, after))
        }
        Audit::Export { organization } => export(context, &client, organization.as_ref()),
        Audit::Verify => {
            let answer = client.call(&VerifyAudit {})?;
            show(&context.printer, &answer.text, &answer.value)
        }
    }
}

fn of(organization: &Name, limit: Option<u32>, after: Option<String>) -> ListOrganizationAudit {
    ListOrganizationAudit { organization: organization.clone(), limit, after }
}

/// Writes each entry as a line, as the API gives it, page after page: a log of years never stands in memory.
fn export(context: &Context, client: &Client, organization: Option<&Name>) -> Result<(), Failure> {
    let line = |row: &str| context.printer.line(row);
    match organization {
        None => lists::each(client, |limit, after| ListAudit { limit, after }, line),
        Some(organization) => lists::each(client, |limit, after| of(organization, limit, after), line),
    }
}

/// Shows what verifying found; a broken chain is a failure.
pub(crate) fn show(printer: &Printer, text: &str, found: &Verification) -> Result<(), Failure> {
    printer.show(text, found)?;
    match &found.broken {
        None => Ok(()),
        Some(broken) => Err(Failure::new(
            Exit::Failed,
            format!(
                "the log was changed after it was written: entry {} ({}): {}; compare it with a backup",
                broken.seq, broken.id, broken.reason
            ),
        )),
    }
}

impl Row for AuditEntry {
    const HEAD: &'static [&'static str] = &["AT", "ACTOR", "OPERATION", "RESOURCE", "OUTCOME", "ADDRESS"];

    fn cells(&self) -> Vec<String> {
        vec![
            time(self.at),
            self.actor.clone(),
            self.operation.clone(),
            self.resource.clone(),
            match self.outcome {
                Outcome::Done => "done",
                Outcome::Denied => "denied",
            }
            .to_owned(),
            self.address.clone().unwrap_or_else(|| "-".to_owned()),
        ]
    }
}

impl Details for Verification {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("sealed", self.sealed.to_string()),
            ("not yet sealed", self.unsealed.to_string()),
            ("head", self.head.clone().unwrap_or_else(|| "-".to_owned())),
        ]
    }
}

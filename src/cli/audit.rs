//! `sluicegate audit …`

use api::audit::{AuditEntry, ListAudit, Outcome, Verification, VerifyAudit};
use clap::Subcommand;

use super::connect::Context;
use super::exit::{Exit, Failure};
use super::lists::{self, Paging};
use super::print::{Details, Printer, Row, time};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Lists what was done and refused on your account, newest first
    List {
        #[command(flatten)]
        paging: Paging,
    },
    /// Verifies the log's hash chain; only for the operator, who has `admin verify-audit`
    Verify,
}

pub(crate) fn run(context: &Context, command: &Audit) -> Result<(), Failure> {
    let client = context.client()?;
    match command {
        Audit::List { paging } => {
            lists::show(&client, &context.printer, paging, |limit, after| ListAudit { limit, after })
        }
        Audit::Verify => {
            let answer = client.call(&VerifyAudit {})?;
            show(&context.printer, &answer.text, &answer.value)
        }
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

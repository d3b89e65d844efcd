//! `sluicegate admin …`: the operator's commands. They open the database themselves: whoever can read it needs no
//! credential.

use std::future::Future;

use api::Fault;
use api::accounts::Account;
use api::fields::Description;
use api::names::{Name, ServicePath};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::clock::Clock;
use crate::config::Settings;
use crate::operations::{Core, operator};
use crate::serve;

use super::backup::{self, BackupFile};
use super::connect::Context;
use super::exit::{Exit, Failure};
use super::members::Quota;
use super::print::{Details, Format};
use super::secret::show_issued;
use super::{ask, audit, values};

/// Which database, and what to do there.
#[derive(Debug, Args)]
pub(crate) struct Admin {
    /// sqlite:PATH or postgres://…; else SLUICEGATE_DATABASE, else sqlite:sluicegate.db in the data directory
    #[arg(long, global = true, value_name = "DATABASE")]
    database: Option<String>,
    #[command(subcommand)]
    verb: Verb,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Creates an account; its password is read from stdin
    CreateUser {
        /// The username
        #[arg(value_parser = values::account_name)]
        name: Name,
    },
    /// Issues a full secret for a user and prints its token alone on stdout, this once
    IssueSecret {
        /// The username
        #[arg(value_parser = values::name)]
        name: Name,
        /// What it is for
        #[arg(long, value_parser = values::description, default_value = "", hide_default_value = true)]
        description: Description,
    },
    /// Disables an account: its sessions and secrets are dead at once
    DisableUser {
        /// The username
        #[arg(value_parser = values::name)]
        name: Name,
    },
    /// Enables an account again; sessions stay dead, secrets that weren't revoked work
    EnableUser {
        /// The username
        #[arg(value_parser = values::name)]
        name: Name,
    },
    /// Gives an account another password, which is read from stdin; its sessions end, its authenticator app goes
    ResetPassword {
        /// The username
        #[arg(value_parser = values::name)]
        name: Name,
    },
    /// Deletes an account with its personal organization, secrets and grants
    DeleteUser {
        /// The username
        #[arg(value_parser = values::name)]
        name: Name,
    },
    /// Makes somebody an admin of an organization that has none
    Grant {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        /// The username
        #[arg(value_name = "USER", value_parser = values::name)]
        user: Name,
        /// What is granted; the only thing that can be
        #[arg(long, required = true)]
        admin: bool,
    },
    /// Lets a service ask about everybody's access, as a gateway in front of other servers does
    RegisterGateway {
        /// The service
        #[arg(value_name = "ORG/SERVICE", value_parser = values::service_path)]
        service: ServicePath,
        /// Ends it
        #[arg(long)]
        remove: bool,
    },
    /// Bounds what is spent at an organization's expense, be it a personal one; what is left out stays
    SetQuota {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        #[command(flatten)]
        quota: Quota,
    },
    /// Verifies the audit log's hash chain
    VerifyAudit,
    /// Writes everything to a new file of mode 0600, while servers go on
    Backup(BackupFile),
    /// Puts a backup in the place of everything; the server must be stopped. All sessions end
    Restore(BackupFile),
}

pub(crate) fn run(context: &Context, command: &Admin) -> Result<(), Failure> {
    let settings = super::serve::load(context, None, command.database.clone())?;
    match &command.verb {
        Verb::CreateUser { name } => {
            let password = ask::new_password()?;
            let account = on_database(&settings, async |core| {
                operator::create_user(core, name.clone(), &password).await
            })?;
            context.printer.show(&text(&account)?, &account)
        }
        Verb::IssueSecret { name, description } => {
            let issued =
                on_database(&settings, async |core| operator::issue_secret(core, name, description).await)?;
            show_issued(&context.printer, &text(&issued)?, &issued)
        }
        Verb::DisableUser { name } => {
            let account = on_database(&settings, async |core| operator::disable_user(core, name).await)?;
            context.printer.show(&text(&account)?, &account)
        }
        Verb::EnableUser { name } => {
            let account = on_database(&settings, async |core| operator::enable_user(core, name).await)?;
            context.printer.show(&text(&account)?, &account)
        }
        Verb::ResetPassword { name } => {
            let password = ask::new_password()?;
            let (account, dropped) =
                on_database(&settings, async |core| operator::reset_password(core, name, &password).await)?;
            if dropped {
                context
                    .printer
                    .note("its authenticator app and recovery codes are gone: the password alone signs in");
            }
            context.printer.show(&text(&account)?, &account)
        }
        Verb::DeleteUser { name } => {
            if ask::must_ask(context.yes)? {
                let what = "with its personal organization, secrets and grants";
                ask::confirm(&format!("Delete the account {name} {what}? It can't be undone."))?;
            }
            on_database(&settings, async |core| operator::delete_user(core, name).await)?;
            context.printer.note(format!("deleted the account {name}"));
            json(context, &serde_json::json!({ "user": name, "deleted": true }))
        }
        Verb::Grant { organization, user, admin: _ } => {
            on_database(&settings, async |core| operator::grant_admin(core, organization, user).await)?;
            context.printer.note(format!("{user} is an admin of {organization} now"));
            json(context, &serde_json::json!({ "organization": organization, "user": user, "admin": true }))
        }
        Verb::RegisterGateway { service, remove } => {
            let changed = on_database(&settings, async |core| {
                operator::register_gateway(core, service, !remove).await
            })?;
            let is = if *remove { "is no gateway" } else { "is a gateway" };
            let since = if changed { "now" } else { "already" };
            context.printer.note(format!("{service} {is} {since}"));
            json(context, &serde_json::json!({ "service": service, "gateway": !remove, "changed": changed }))
        }
        Verb::SetQuota { organization, quota } => {
            let Quota { read_quota_mb, write_quota_mb } = *quota;
            on_database(&settings, async |core| {
                operator::set_quota(core, organization, read_quota_mb, write_quota_mb).await
            })?;
            context.printer.note(format!("the quota of {organization} is set"));
            json(context, &serde_json::json!({ "organization": organization, "set": true }))
        }
        Verb::Backup(file) => backup::back_up(context, &settings, file),
        Verb::Restore(file) => backup::restore(context, &settings, file),
        Verb::VerifyAudit => {
            let found = on_database(&settings, async |core| operator::verify_audit(core).await)?;
            audit::show(&context.printer, &text(&found)?, &found)
        }
    }
}

/// What was done, for programs: there is no answer of the API to it.
fn json(context: &Context, done: &serde_json::Value) -> Result<(), Failure> {
    match context.printer.format {
        Format::Json => context.printer.line(&done.to_string()),
        Format::Table => Ok(()),
    }
}

/// Opens the database, works on it, and closes it.
pub(crate) fn on_database<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&Core) -> Result<T, Fault>,
) -> Result<T, Failure> {
    on_core(settings, async |core| work(core).await.map_err(|fault| Failure::fault(&fault)))
}

/// The same for work that fails in its own way.
pub(super) fn on_core<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&Core) -> Result<T, Failure>,
) -> Result<T, Failure> {
    block_on(async {
        let db = serve::open(&settings.database).await.map_err(|error| Failure::starting(&error))?;
        let core = Core::start(db.clone(), Clock::system())
            .map_err(|error| Failure::new(Exit::Failed, format!("the system gives no threads: {error}")))?;
        let done = work(&core).await;
        db.close().await;
        done
    })
}

/// Runs what is asynchronous to its end.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime
        .map_err(|error| Failure::new(Exit::Failed, format!("the system gives no threads: {error}")))?
        .block_on(work)
}

/// The answer as the API would give it.
pub(super) fn text(answer: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(answer).map_err(|error| Failure::new(Exit::Failed, error))
}

impl Details for Account {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![("user", self.name.to_string()), ("id", self.id.to_string())]
    }
}

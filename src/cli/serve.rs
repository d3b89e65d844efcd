//! `sluicegate serve`.

use clap::Args;

use crate::config::{self, Flags, LogFormat, Organizations, Settings, SignUp};
use crate::{demo, serve};

use super::admin;
use super::connect::Context;
use super::exit::Failure;

/// What `serve` takes.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; else SLUICEGATE_LISTEN, else 127.0.0.1:3000
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// sqlite:PATH or postgres://…; else SLUICEGATE_DATABASE, else sqlite:sluicegate.db in the data directory
    #[arg(long, value_name = "DATABASE")]
    database: Option<String>,
    /// Only says whether the settings are acceptable, and what they come to
    #[arg(long)]
    check: bool,
    /// Begins with a small made-up organization to click through, if the database is empty
    #[arg(long, conflicts_with = "check")]
    demo: bool,
}

pub(crate) fn run(context: &Context, command: &Serve) -> Result<(), Failure> {
    let settings = load(context, command.listen.clone(), command.database.clone())?;
    if command.check {
        return context.printer.details(&shown(&settings));
    }
    if command.demo {
        fill(context, &settings)?;
    }
    serve::run(&settings).map_err(|error| Failure::starting(&error))
}

/// Fills an empty database with the demonstration, and says how to sign in.
fn fill(context: &Context, settings: &Settings) -> Result<(), Failure> {
    match admin::on_database(settings, async |core| demo::seed(core).await)? {
        Some(account) => context.printer.line(&format!(
            "Sign in as {} with the password {}",
            account.name,
            account.password.reveal()
        )),
        None => {
            context.printer.note("there are accounts already; --demo adds nothing");
            Ok(())
        }
    }
}

/// Reads the settings; what isn't acceptable is wrong usage.
pub(crate) fn load(
    context: &Context,
    listen: Option<String>,
    database: Option<String>,
) -> Result<Settings, Failure> {
    config::working_directory()
        .and_then(|working| Settings::load(&Flags { listen, database }, &context.environment, &working))
        .map_err(Failure::usage)
}

/// The settings as they are, without what is secret.
fn shown(settings: &Settings) -> Vec<(&'static str, String)> {
    let proxies: Vec<String> = settings.trusted_proxies.iter().map(ToString::to_string).collect();
    let or_none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    vec![
        ("file", settings.file.as_ref().map_or_else(|| "none".to_owned(), |path| path.display().to_string())),
        ("listen", settings.listen.to_string()),
        ("origin", settings.origin_at(settings.listen).to_string()),
        ("database", settings.database.to_string()),
        ("data_dir", settings.data_dir.display().to_string()),
        (
            "sign_up",
            match settings.sign_up {
                SignUp::Invite => "invite",
                SignUp::Open => "open",
                SignUp::Closed => "closed",
            }
            .to_owned(),
        ),
        (
            "organizations",
            match settings.organizations {
                Organizations::Open => "open",
                Organizations::Closed => "closed",
            }
            .to_owned(),
        ),
        ("trusted_proxies", or_none(proxies.join(", "))),
        ("metrics_token", if settings.metrics_token.is_some() { "set" } else { "none" }.to_owned()),
        ("smtp_url", or_none(settings.mail.as_ref().map(|mail| mail.url.to_string()).unwrap_or_default())),
        ("mail_from", or_none(settings.mail.as_ref().map(|mail| mail.from.to_string()).unwrap_or_default())),
        ("alerts_to", or_none(settings.alerts.mail.clone().unwrap_or_default())),
        (
            "webhook_url",
            or_none(settings.alerts.webhook.as_ref().map(crate::webhook::Webhook::host).unwrap_or_default()),
        ),
        ("webhook_key", if settings.alerts.webhook.is_some() { "set" } else { "none" }.to_owned()),
        ("log", settings.log.clone()),
        (
            "log_format",
            match settings.log_format {
                LogFormat::Text => "text",
                LogFormat::Json => "json",
            }
            .to_owned(),
        ),
    ]
}

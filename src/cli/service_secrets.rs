//! `sluicegate service list-secrets` and `issue-secret`.

use access::Time;
use api::fields::Description;
use api::secrets::{IssueServiceSecret, ListServiceSecrets, MAX_LIFETIME_DAYS};
use api::services::ShowService;
use clap::Args;

use super::client::Client;
use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::secret::{State, listed, show_issued};
use super::service::Path;
use super::values;

/// What `list-secrets` takes.
#[derive(Debug, Args)]
pub(crate) struct ListSecrets {
    #[command(flatten)]
    path: Path,
    /// Only those that work now, or only those that don't
    #[arg(long, value_enum)]
    state: Option<State>,
    #[command(flatten)]
    paging: Paging,
}

/// What `issue-secret` takes.
#[derive(Debug, Args)]
pub(crate) struct Issue {
    #[command(flatten)]
    path: Path,
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

pub(crate) fn list(context: &Context, list: &ListSecrets) -> Result<(), Failure> {
    let path = &list.path.path;
    lists::show(&context.client()?, &context.printer, &list.paging, |limit, after| ListServiceSecrets {
        organization: path.organization.clone(),
        service: path.service.clone(),
        state: list.state.map(listed),
        limit,
        after,
    })
}

pub(crate) fn issue(context: &Context, issue: &Issue) -> Result<(), Failure> {
    let client = context.client()?;
    let (organization, service) = issue.path.names();
    let answer = client.call(&IssueServiceSecret {
        organization,
        service,
        description: issue.description.clone(),
        lifetime_days: issue.lifetime_days,
        expires_at: issue.expires_at,
    })?;
    show_issued(&context.printer, &answer.text, &answer.value)?;
    caution(context, &client, &issue.path);
    Ok(())
}

/// Tells what to think of before the secret is handed out. It is issued already: what can’t be told is no failure.
fn caution(context: &Context, client: &Client, path: &Path) {
    if context.printer.quiet {
        return;
    }
    let (organization, service) = path.names();
    if let Ok(shown) = client.call(&ShowService { organization, service }) {
        for line in shown.value.cautions() {
            context.printer.note(line);
        }
    }
}

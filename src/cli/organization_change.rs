//! `sluicegate organization …`: the verbs that make, change and delete one.

use api::fields::{Description, Limit};
use api::names::Name;
use api::organizations::{
    CreateOrganization, DeleteOrganization, UpdateOrganization, UpdateOrganizationQuota,
};
use clap::{ArgGroup, Args, Subcommand};

use super::connect::Context;
use super::exit::Failure;
use super::members::Quota;
use super::{ask, values};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum OrganizationChange {
    /// Creates an organization; you get all flags there, and nobody’s billing moves
    Create {
        /// Its name
        #[arg(value_name = "ORG", value_parser = values::account_name)]
        name: Name,
        /// What it is for
        #[arg(long, value_parser = values::description, default_value = "", hide_default_value = true)]
        description: Description,
    },
    /// Changes an organization; what is left out stays
    Update(Update),
    /// Bounds what is spent at an organization’s expense; what is left out stays
    UpdateQuota {
        /// Its name
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        #[command(flatten)]
        quota: Quota,
    },
    /// Deletes an organization that pays for nobody else and holds nothing; asks first
    Delete {
        /// Its name
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
    },
}

/// What `update` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true)
    .args(["name", "description", "longest_secret_days"]))]
pub(crate) struct Update {
    /// Its name now
    #[arg(value_name = "ORG", value_parser = values::name)]
    organization: Name,
    /// Its new name
    #[arg(long, value_name = "NEW", value_parser = values::account_name)]
    name: Option<Name>,
    /// What it is for
    #[arg(long, value_parser = values::description)]
    description: Option<Description>,
    /// The longest lifetime of new secrets of its services and members
    #[arg(long, value_name = "DAYS|none", value_parser = values::limit)]
    longest_secret_days: Option<Limit>,
}

pub(crate) fn run(context: &Context, command: &OrganizationChange) -> Result<(), Failure> {
    let client = context.client()?;
    let answer = match command {
        OrganizationChange::Create { name, description } => {
            client.call(&CreateOrganization { name: name.clone(), description: description.clone() })?
        }
        OrganizationChange::Update(update) => client.call(&UpdateOrganization {
            organization: update.organization.clone(),
            name: update.name.clone(),
            description: update.description.clone(),
            longest_secret_days: update.longest_secret_days,
        })?,
        OrganizationChange::UpdateQuota { organization, quota } => client.call(&UpdateOrganizationQuota {
            organization: organization.clone(),
            read_quota_mb: quota.read_quota_mb,
            write_quota_mb: quota.write_quota_mb,
        })?,
        OrganizationChange::Delete { organization } => {
            if ask::must_ask(context.yes)? {
                ask::confirm(&format!(
                    "Delete {organization}? Its invites, flags and teams go with it; its name is kept for you for 90 days."
                ))?;
            }
            let answer =
                client.call(&DeleteOrganization { organization: organization.clone(), seen: None })?;
            return context.printer.show(&answer.text, &answer.value);
        }
    };
    context.printer.show(&answer.text, &answer.value)
}

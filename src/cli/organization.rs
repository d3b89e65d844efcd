//! `sluicegate organization …`

use api::names::Name;
use api::organizations::{ListOrganizations, Organization as Shown, ShowOrganization};
use clap::Subcommand;

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::print::{Details, Row, time, yes_no};
use super::usage_shown::{self, OfOrganization};
use super::{invites, members, organization_change, print, values};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Organization {
    /// Lists the organizations that pay for you or in which you hold a flag
    List {
        #[command(flatten)]
        paging: Paging,
    },
    /// Shows an organization
    Show {
        /// Its name
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
    },
    /// Shows what an organization pays for this month, against its quotas
    Usage(OfOrganization),
    #[command(flatten)]
    Change(organization_change::OrganizationChange),
    #[command(flatten)]
    Members(members::Members),
    #[command(flatten)]
    Invites(invites::Invites),
}

pub(crate) fn run(context: &Context, command: &Organization) -> Result<(), Failure> {
    let client = context.client()?;
    match command {
        Organization::List { paging } => {
            lists::show(&client, &context.printer, paging, |limit, after| ListOrganizations { limit, after })
        }
        Organization::Show { organization } => {
            let answer = client.call(&ShowOrganization { organization: organization.clone() })?;
            context.printer.show(&answer.text, &answer.value)
        }
        Organization::Usage(asked) => usage_shown::of_organization(context, asked),
        Organization::Change(command) => organization_change::run(context, command),
        Organization::Members(command) => members::run(context, command),
        Organization::Invites(command) => invites::run(context, command),
    }
}

impl Row for Shown {
    const HEAD: &'static [&'static str] = &["NAME", "FLAGS", "PAYS FOR YOU", "DESCRIPTION"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.to_string(),
            print::flags(self.flags),
            yes_no(self.pays_for_you),
            self.description.to_string(),
        ]
    }
}

impl Details for Shown {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.to_string()),
            ("description", self.description.to_string()),
            ("personal", yes_no(self.personal)),
            ("your flags", print::flags(self.flags)),
            ("pays for you", yes_no(self.pays_for_you)),
            (
                "longest secret, days",
                self.longest_secret_days.map_or_else(|| "none".to_owned(), |days| days.to_string()),
            ),
            ("read quota, MB", members::megabytes(self.read_quota_mb)),
            ("write quota, MB", members::megabytes(self.write_quota_mb)),
            ("created", time(self.created_at)),
            ("id", self.id.to_string()),
        ]
    }
}

//! `sluicegate service …`: machine accounts, what they may do and their secrets.

use access::SecretId;
use api::fields::{Description, SourceUrl};
use api::names::{Name, ServicePath, StreamPath};
use api::services::{
    CreateService, ListServicePermissions, ListServices, Service as Shown, ServicePermission, ShowService,
    UpdateService, UpdateServicePermissions,
};
use clap::{ArgGroup, Args, Subcommand};

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::members::megabytes;
use super::print::{Details, Row, time, time_or_dash, yes_no};
use super::secret::{self, Rolled, Rolling};
use super::service_secrets::{self, Issue, ListSecrets};
use super::usage_shown::{self, By, Report, With};
use super::{secret_adoption, service_activity, values};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Service {
    /// Creates a service; it may read and write nothing until it is granted streams
    Create(Create),
    /// Lists the services of an organization
    List {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        /// Only those whose name holds this text
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Shows a service
    Show(Path),
    /// Changes a service; what is left out stays
    Update(Update),
    /// Deletes a service with its grants and secrets; asks first, and tells what would stop
    Delete(Path),
    /// Tells what a service did in the last 30 days, and so what deleting it would stop
    ShowActivity(Path),
    /// Lists what a service is granted, by stream
    ListPermissions {
        #[command(flatten)]
        path: Path,
        #[command(flatten)]
        paging: Paging,
    },
    /// Sets what a service may do on a stream; what is left out stays
    UpdatePermissions(UpdatePermissions),
    /// Lists a service's secrets, newest first
    ListSecrets(ListSecrets),
    /// Issues a secret for a service and prints its token alone on stdout, this once
    IssueSecret(Issue),
    /// Makes another secret like an old one, which ends after an overlap, and prints its token alone on stdout
    RollSecret(Rolling),
    /// Tells how far the new secret of a roll has taken the old one’s place
    ShowAdoption(Rolled),
    /// Revokes a secret of a service; it is refused from the next request on. Asks first
    RevokeSecret {
        /// Its id, as `service list-secrets` shows it
        #[arg(value_parser = values::secret_id)]
        id: SecretId,
    },
    /// Shows what a service read and wrote this month, against its quotas
    Usage {
        #[command(flatten)]
        path: Path,
        #[command(flatten)]
        by: By,
        #[command(flatten)]
        with: With,
    },
    /// Reports what was read and written behind a gateway; with the secret of a registered gateway
    ReportUsage(Report),
}

/// A service.
#[derive(Debug, Args)]
pub(crate) struct Path {
    /// Its path
    #[arg(value_name = "ORG/SERVICE", value_parser = values::service_path)]
    pub path: ServicePath,
}

/// What `create` takes.
#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    path: Path,
    /// What it does
    #[arg(long, value_parser = values::description, default_value = "", hide_default_value = true)]
    description: Description,
    /// Where its code is kept
    #[arg(long, value_name = "URL", value_parser = values::source_url, default_value = "", hide_default_value = true)]
    source_url: SourceUrl,
    /// Megabytes (10^6 bytes) that it may read in a calendar month
    #[arg(long, value_name = "N|none", value_parser = values::limit)]
    read_quota_mb: Option<api::fields::Limit>,
    /// Megabytes that it may write in a calendar month
    #[arg(long, value_name = "N|none", value_parser = values::limit)]
    write_quota_mb: Option<api::fields::Limit>,
}

/// What `update` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true)
    .args(["name", "description", "source_url", "read_quota_mb", "write_quota_mb"]))]
pub(crate) struct Update {
    #[command(flatten)]
    path: Path,
    /// Its new name
    #[arg(long, value_name = "NEW", value_parser = values::name)]
    name: Option<Name>,
    /// What it does
    #[arg(long, value_parser = values::description)]
    description: Option<Description>,
    /// Where its code is kept
    #[arg(long, value_name = "URL", value_parser = values::source_url)]
    source_url: Option<SourceUrl>,
    /// Megabytes (10^6 bytes) that it may read in a calendar month
    #[arg(long, value_name = "N|none", value_parser = values::limit)]
    read_quota_mb: Option<api::fields::Limit>,
    /// Megabytes that it may write in a calendar month
    #[arg(long, value_name = "N|none", value_parser = values::limit)]
    write_quota_mb: Option<api::fields::Limit>,
}

/// What `update-permissions` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("flags").required(true).multiple(true).args(["read", "write"]))]
pub(crate) struct UpdatePermissions {
    #[command(flatten)]
    path: Path,
    /// The stream
    #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
    stream: StreamPath,
    /// May read
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    read: Option<bool>,
    /// May write
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    write: Option<bool>,
}

impl Path {
    pub(crate) fn names(&self) -> (Name, Name) {
        (self.path.organization.clone(), self.path.service.clone())
    }
}

pub(crate) fn run(context: &Context, command: &Service) -> Result<(), Failure> {
    let printer = &context.printer;
    match command {
        Service::Create(create) => {
            let (organization, name) = create.path.names();
            let answer = context.client()?.call(&CreateService {
                organization,
                name,
                description: create.description.clone(),
                source_url: create.source_url.clone(),
                read_quota_mb: create.read_quota_mb,
                write_quota_mb: create.write_quota_mb,
            })?;
            printer.show(&answer.text, &answer.value)
        }
        Service::List { organization, search, paging } => {
            lists::show(&context.client()?, printer, paging, |limit, after| ListServices {
                organization: organization.clone(),
                search: search.clone(),
                limit,
                after,
            })
        }
        Service::Show(path) => {
            let (organization, service) = path.names();
            let answer = context.client()?.call(&ShowService { organization, service })?;
            printer.show(&answer.text, &answer.value)
        }
        Service::Update(update) => {
            let (organization, service) = update.path.names();
            let answer = context.client()?.call(&UpdateService {
                organization,
                service,
                name: update.name.clone(),
                description: update.description.clone(),
                source_url: update.source_url.clone(),
                read_quota_mb: update.read_quota_mb,
                write_quota_mb: update.write_quota_mb,
            })?;
            printer.show(&answer.text, &answer.value)
        }
        Service::Delete(path) => service_activity::delete(context, path),
        Service::ShowActivity(path) => service_activity::show(context, path),
        Service::ListPermissions { path, paging } => {
            lists::show(&context.client()?, printer, paging, |limit, after| {
                let (organization, service) = path.names();
                ListServicePermissions { organization, service, limit, after }
            })
        }
        Service::UpdatePermissions(update) => {
            let (organization, service) = update.path.names();
            let answer = context.client()?.call(&UpdateServicePermissions {
                organization,
                service,
                stream: update.stream.clone(),
                read: update.read,
                write: update.write,
            })?;
            if !answer.value.counts {
                printer.note(
                    "The stream is another organization's: an admin of its project must confirm this before all of \
                     it counts (`sluicegate project confirm-service`).",
                );
            }
            printer.show(&answer.text, &answer.value)
        }
        Service::ListSecrets(list) => service_secrets::list(context, list),
        Service::IssueSecret(issue) => service_secrets::issue(context, issue),
        Service::RollSecret(rolling) => secret::roll(context, rolling),
        Service::ShowAdoption(rolled) => secret_adoption::show(context, rolled.id),
        Service::RevokeSecret { id } => secret::revoke(context, *id, false),
        Service::Usage { path, by, with } => usage_shown::of_service(context, &path.path, *by, *with),
        Service::ReportUsage(report) => usage_shown::report(context, report),
    }
}

impl Row for Shown {
    const HEAD: &'static [&'static str] =
        &["PATH", "STREAMS", "WRITES", "READ QUOTA", "WRITE QUOTA", "LAST USED", "DESCRIPTION"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.path.to_string(),
            self.streams.to_string(),
            self.writes.to_string(),
            megabytes(self.read_quota_mb),
            megabytes(self.write_quota_mb),
            time_or_dash(self.last_used_at),
            self.description.to_string(),
        ]
    }
}

impl Details for Shown {
    fn details(&self) -> Vec<(&'static str, String)> {
        let mut details = vec![
            ("path", self.path.to_string()),
            ("description", self.description.to_string()),
            ("source", self.source_url.to_string()),
            ("read quota", megabytes(self.read_quota_mb)),
            ("write quota", megabytes(self.write_quota_mb)),
            ("streams", self.streams.to_string()),
            ("of them written", self.writes.to_string()),
            ("last used", time_or_dash(self.last_used_at)),
            ("created by", self.created_by.as_ref().map_or_else(|| "-".to_owned(), Name::to_string)),
            ("created", time(self.created_at)),
            ("id", self.id.to_string()),
        ];
        if let Some(secrets) = self.secrets {
            details.insert(7, ("live secrets", secrets.to_string()));
        }
        if self.gateway {
            details.push(("gateway", "registered by the operator".to_owned()));
        }
        details
    }
}

impl Row for ServicePermission {
    const HEAD: &'static [&'static str] = &["STREAM", "READ", "WRITE", "COUNTS", "GRANTED BY", "GRANTED"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.stream.to_string(),
            yes_no(self.read),
            yes_no(self.write),
            if self.counts { "yes" } else { "waits" }.to_owned(),
            self.granted_by.as_ref().map_or_else(|| "-".to_owned(), Name::to_string),
            time_or_dash(self.granted_at),
        ]
    }
}

impl Details for ServicePermission {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("stream", self.stream.to_string()),
            ("read", yes_no(self.read)),
            ("write", yes_no(self.write)),
            ("counts", if self.counts { "yes" } else { "waits to be confirmed" }.to_owned()),
            ("granted", time_or_dash(self.granted_at)),
        ]
    }
}

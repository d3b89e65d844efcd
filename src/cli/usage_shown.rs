//! `usage` of services, organizations, streams and oneself, and the reports of gateways.

use access::SecretId;
use api::names::{Name, ServicePath, StreamPath};
use api::operations::Operation;
use api::usage::{
    Counts, ReportUsage, ShowOrganizationUsage, ShowOwnUsage, ShowServiceUsage, ShowStreamUsage, Step, Usage,
    UsageOf, UsagePoint, UsageReported, UsageRow,
};
use clap::{Args, ValueEnum};

use super::connect::Context;
use super::exit::Failure;
use super::members::megabytes;
use super::print::{Details, Format, Row, time, time_or_dash, yes_no};
use super::values;

/// The steps of a series.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct By {
    /// Lists it too: by the hour for two days, or by the day for 30
    #[arg(long, value_enum, value_name = "STEP")]
    by: Option<StepArgument>,
}

/// All use, or that of one secret.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct With {
    /// Only what was used with this secret, by its id
    #[arg(long, value_name = "ID", value_parser = values::secret_id)]
    secret: Option<SecretId>,
}

/// One step.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StepArgument {
    Hour,
    Day,
}

/// What an organization's use is broken down by.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum OfArgument {
    Members,
    Services,
    Streams,
    Secrets,
}

/// What `organization usage` takes.
#[derive(Debug, Args)]
pub(crate) struct OfOrganization {
    /// The organization
    #[arg(value_name = "ORG", value_parser = values::name)]
    organization: Name,
    /// Only what this member used
    #[arg(long, value_name = "USERNAME", value_parser = values::name)]
    user: Option<Name>,
    /// Lists who or what used most
    #[arg(long, value_enum, value_name = "OF", conflicts_with_all = ["user", "by"])]
    of: Option<OfArgument>,
    #[command(flatten)]
    by: By,
}

/// What `service report-usage` takes.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Who used it: user:NAME or service:ORG/SERVICE
    #[arg(value_name = "ACTOR")]
    actor: String,
    /// Where
    #[arg(long, value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
    stream: Option<StreamPath>,
    /// Bytes read
    #[arg(long, value_name = "N", default_value_t = 0)]
    read_bytes: u64,
    /// Bytes written
    #[arg(long, value_name = "N", default_value_t = 0)]
    write_bytes: u64,
}

impl By {
    fn step(self) -> Option<Step> {
        self.by.map(|step| match step {
            StepArgument::Hour => Step::Hour,
            StepArgument::Day => Step::Day,
        })
    }
}

pub(crate) fn of_service(context: &Context, path: &ServicePath, by: By, with: With) -> Result<(), Failure> {
    let (organization, service) = (path.organization.clone(), path.service.clone());
    let input = ShowServiceUsage { organization, service, by: by.step(), secret: with.secret };
    show(context, &input, by.step().is_some())
}

pub(crate) fn own(context: &Context, by: By, with: With) -> Result<(), Failure> {
    show(context, &ShowOwnUsage { by: by.step(), secret: with.secret }, by.step().is_some())
}

pub(crate) fn of_stream(context: &Context, path: &StreamPath, by: By) -> Result<(), Failure> {
    let input = ShowStreamUsage {
        organization: path.organization.clone(),
        project: path.project.clone(),
        stream: path.stream.clone(),
        by: by.step(),
    };
    show(context, &input, by.step().is_some())
}

pub(crate) fn of_organization(context: &Context, asked: &OfOrganization) -> Result<(), Failure> {
    let of = asked.of.map(|of| match of {
        OfArgument::Members => UsageOf::Members,
        OfArgument::Services => UsageOf::Services,
        OfArgument::Streams => UsageOf::Streams,
        OfArgument::Secrets => UsageOf::Secrets,
    });
    let (organization, user) = (asked.organization.clone(), asked.user.clone());
    let input = ShowOrganizationUsage { organization, user, by: asked.by.step(), of };
    if of.is_some() && context.printer.format == Format::Table {
        let usage = context.client()?.call(&input)?.value;
        return context.printer.rows(&usage.rows);
    }
    show(context, &input, asked.by.step().is_some())
}

fn show<O: Operation<Output = Usage> + serde::Serialize>(
    context: &Context,
    input: &O,
    series: bool,
) -> Result<(), Failure> {
    let answer = context.client()?.call(input)?;
    if series && context.printer.format == Format::Table {
        return context.printer.rows(&answer.value.points);
    }
    context.printer.show(&answer.text, &answer.value)
}

pub(crate) fn report(context: &Context, report: &Report) -> Result<(), Failure> {
    let answer = context.client()?.call(&ReportUsage {
        actor: report.actor.clone(),
        stream: report.stream.clone(),
        read_bytes: report.read_bytes,
        write_bytes: report.write_bytes,
    })?;
    context.printer.show(&answer.text, &answer.value)
}

fn of(bytes: u64, records: u64, requests: u64) -> String {
    format!("{bytes} bytes, {records} records, {requests} requests")
}

impl Details for Usage {
    fn details(&self) -> Vec<(&'static str, String)> {
        let Counts { read_bytes, read_records, read_requests, .. } = self.month;
        let Counts { write_bytes, write_records, write_requests, .. } = self.month;
        vec![
            ("read this month", of(read_bytes, read_records, read_requests)),
            ("read quota", megabytes(self.read_quota_mb)),
            ("used up, as it goes", time_or_dash(self.read_quota_ends_at)),
            ("written this month", of(write_bytes, write_records, write_requests)),
            ("write quota", megabytes(self.write_quota_mb)),
            ("used up, as it goes", time_or_dash(self.write_quota_ends_at)),
            ("starts anew", time(self.resets_at)),
        ]
    }
}

const HEAD: [&str; 6] =
    ["READ BYTES", "READ RECORDS", "READ REQUESTS", "WRITTEN BYTES", "WRITTEN RECORDS", "WRITE REQUESTS"];

fn cells(counts: &Counts) -> Vec<String> {
    [
        counts.read_bytes,
        counts.read_records,
        counts.read_requests,
        counts.write_bytes,
        counts.write_records,
        counts.write_requests,
    ]
    .iter()
    .map(u64::to_string)
    .collect()
}

impl Row for UsagePoint {
    const HEAD: &'static [&'static str] = &["FROM", HEAD[0], HEAD[1], HEAD[2], HEAD[3], HEAD[4], HEAD[5]];

    fn cells(&self) -> Vec<String> {
        [vec![time(self.at)], cells(&self.counts)].concat()
    }
}

impl Row for UsageRow {
    const HEAD: &'static [&'static str] = &["NAME", HEAD[0], HEAD[1], HEAD[2], HEAD[3], HEAD[4], HEAD[5]];

    fn cells(&self) -> Vec<String> {
        let name = self.name.as_deref().unwrap_or("-");
        let name =
            self.description.as_ref().map_or_else(|| name.to_owned(), |text| format!("{name} ({text})"));
        [vec![name], cells(&self.counts)].concat()
    }
}

impl Details for UsageReported {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("read bytes", self.read_bytes.to_string()),
            ("written bytes", self.write_bytes.to_string()),
            ("may go on reading", yes_no(self.may_read)),
            ("may go on writing", yes_no(self.may_write)),
        ]
    }
}

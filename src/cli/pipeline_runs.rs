//! `sluicegate pipeline deploy`, what follows from it, and `stream try`.

use std::io::{Read, stdin};
use std::path::{Path as FilePath, PathBuf};

use api::names::StreamPath;
use api::pipelines::{
    DeadLetter, DeadLetterRecord, DeployPipeline, ListDeadLetters, MAX_CONFIG, MetricsRange, PipelineMetrics,
    ReplayDeadLetters, Replaying, ShowDeadLetter, ShowPipelineMetrics, TeardownPipeline, Transform, Tried,
    TriedOutcome, TriedRecord, TryTransforms,
};
use clap::{Args, Subcommand, ValueEnum};
use serde::Deserialize;
use uuid::Uuid;

use super::ask;
use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::pipeline::Path;
use super::print::{Details, Format, Row, time, time_or_dash, yes_no};
use super::values;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum PipelineRuns {
    /// Runs the newest version, from where the pipeline left off; the first time from its source’s first record
    Deploy(Path),
    /// Stops a pipeline; its config, its place in the source and its dead letters stay. Asks first
    Teardown(Path),
    /// Shows what a pipeline has processed
    Metrics {
        #[command(flatten)]
        path: Path,
        /// How far back
        #[arg(long, value_enum, default_value = "1h")]
        range: Range,
    },
    /// Lists the records that a pipeline could not transform, newest first
    DeadLetters {
        #[command(flatten)]
        path: Path,
        #[command(flatten)]
        paging: Paging,
    },
    /// Shows a record that failed; it takes `view` on the source’s project
    ShowDeadLetter {
        #[command(flatten)]
        path: Path,
        /// Its id, as `pipeline dead-letters` shows it
        id: Uuid,
    },
    /// Tries failed records again, by the version that is deployed
    Replay {
        #[command(flatten)]
        path: Path,
        /// Which, as `pipeline dead-letters` shows them; all of them if left out
        #[arg(value_name = "ID")]
        ids: Vec<Uuid>,
    },
}

/// How far back.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Range {
    /// An hour
    #[value(name = "1h")]
    Hour,
    /// A day
    #[value(name = "1d")]
    Day,
    /// A week
    #[value(name = "1w")]
    Week,
}

/// What `stream try` takes.
#[derive(Debug, Args)]
pub(crate) struct Try {
    /// The stream
    #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
    path: StreamPath,
    /// A pipeline’s config, JSON or YAML, of which the transforms count; - reads stdin
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// On how many of the newest records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20), default_value = "5")]
    records: u32,
}

/// What counts of a config when it is tried.
#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    transforms: Vec<Transform>,
}

pub(crate) fn run(context: &Context, command: &PipelineRuns) -> Result<(), Failure> {
    let printer = &context.printer;
    match command {
        PipelineRuns::Deploy(path) => {
            let (organization, pipeline) = path.names();
            let answer = context.client()?.call(&DeployPipeline { organization, pipeline })?;
            printer.show(&answer.text, &answer.value)
        }
        PipelineRuns::Teardown(path) => {
            if ask::must_ask(context.yes)? {
                ask::confirm(&format!(
                    "Stop the pipeline {}? Deploying it goes on where it was.",
                    path.path
                ))?;
            }
            let (organization, pipeline) = path.names();
            let answer = context.client()?.call(&TeardownPipeline { organization, pipeline })?;
            printer.show(&answer.text, &answer.value)
        }
        PipelineRuns::Metrics { path, range } => {
            let (organization, pipeline) = path.names();
            let range = Some(match range {
                Range::Hour => MetricsRange::Hour,
                Range::Day => MetricsRange::Day,
                Range::Week => MetricsRange::Week,
            });
            let answer = context.client()?.call(&ShowPipelineMetrics { organization, pipeline, range })?;
            printer.show(&answer.text, &answer.value)
        }
        PipelineRuns::DeadLetters { path, paging } => {
            lists::show(&context.client()?, printer, paging, |limit, after| {
                let (organization, pipeline) = path.names();
                ListDeadLetters { organization, pipeline, limit, after }
            })
        }
        PipelineRuns::ShowDeadLetter { path, id } => {
            let (organization, pipeline) = path.names();
            let answer = context.client()?.call(&ShowDeadLetter { organization, pipeline, id: *id })?;
            printer.show(&answer.text, &answer.value)
        }
        PipelineRuns::Replay { path, ids } => {
            let (organization, pipeline) = path.names();
            let ids = (!ids.is_empty()).then(|| ids.clone());
            let answer = context.client()?.call(&ReplayDeadLetters { organization, pipeline, ids })?;
            printer.show(&answer.text, &answer.value)
        }
    }
}

pub(crate) fn try_on(context: &Context, asked: &Try) -> Result<(), Failure> {
    let StreamPath { organization, project, stream } = asked.path.clone();
    let transforms = transforms(&asked.config)?;
    let input = TryTransforms { organization, project, stream, transforms, records: Some(asked.records) };
    let answer = context.client()?.call(&input)?;
    let Tried { items } = answer.value;
    match context.printer.format {
        Format::Json => context.printer.line(&answer.text),
        Format::Table => context.printer.rows(&items),
    }
}

/// The transforms of a config in a file.
fn transforms(path: &FilePath) -> Result<Vec<Transform>, Failure> {
    let failed =
        |error: &dyn std::fmt::Display| Failure::usage(format!("{} can’t be read: {error}", path.display()));
    let mut text = String::new();
    let most = u64::try_from(MAX_CONFIG).unwrap_or(u64::MAX);
    let read = if path == FilePath::new("-") {
        stdin().take(most).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most).read_to_string(&mut text))
    };
    read.map_err(|error| failed(&error))?;
    let part: Part = if text.trim_start().starts_with('{') {
        serde_json::from_str(&text).map_err(|error| failed(&error))?
    } else {
        serde_saphyr::from_str(&text).map_err(|error| failed(&error))?
    };
    Ok(part.transforms)
}

impl Details for PipelineMetrics {
    fn details(&self) -> Vec<(&'static str, String)> {
        let times = [self.p50_us, self.p90_us, self.p99_us];
        let time_of = |us: Option<u64>| us.map_or_else(|| "-".to_owned(), |us| format!("{us} µs"));
        let [p50, p90, p99] = times.map(time_of);
        vec![
            ("records in", self.records_in.to_string()),
            ("records out", self.records_out.to_string()),
            ("dead letters", self.dead_letters.to_string()),
            ("restarts", self.restarts.to_string()),
            ("median time", p50),
            ("90 % within", p90),
            ("99 % within", p99),
            ("still to take in", self.lag.to_string()),
            ("newest record of", time_or_dash(self.newest_record_at)),
        ]
    }
}

impl Row for DeadLetter {
    const HEAD: &'static [&'static str] =
        &["ID", "RECORD", "FAILED", "VERSION", "TRIED", "TO BE TRIED AGAIN", "REASON"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.seq.to_string(),
            time(self.at),
            self.version.to_string(),
            self.attempts.to_string(),
            yes_no(self.replaying),
            self.reason.clone(),
        ]
    }
}

impl Details for DeadLetterRecord {
    fn details(&self) -> Vec<(&'static str, String)> {
        let gone = || "the source keeps it no longer".to_owned();
        vec![
            ("number", self.seq.to_string()),
            ("reason", self.reason.clone()),
            ("record", self.record.clone().unwrap_or_else(gone)),
        ]
    }
}

impl Details for Replaying {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![("to be tried again", self.replaying.to_string())]
    }
}

impl Row for TriedRecord {
    const HEAD: &'static [&'static str] = &["NUMBER", "RECORD", "OUTCOME", "BECOMES"];

    fn cells(&self) -> Vec<String> {
        let (outcome, becomes) = match &self.outcome {
            TriedOutcome::Passed { record } => ("passes", record.clone()),
            TriedOutcome::Filtered { transform } => {
                ("is kept back", format!("by the filter of transforms[{transform}]"))
            }
            TriedOutcome::Failed { reason } => ("fails", reason.clone()),
        };
        vec![self.seq.to_string(), self.record.clone(), outcome.to_owned(), becomes]
    }
}

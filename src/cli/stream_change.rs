//! `sluicegate stream …`: the verbs that change a stream, end it, and show who has access.

use std::path::PathBuf;

use api::fields::{Description, Limit, Schema};
use api::names::{Name, StreamPath};
use api::streams::{DeleteStream, ListStreamAccess, StreamAccess, StreamRight, UpdateStream};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::print::{Row, time};
use super::{ask, values};

/// The longest schema that is read from a file, in bytes.
const LONGEST: u64 = api::fields::MAX_SCHEMA as u64;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum StreamChange {
    /// Changes a stream; what is left out stays
    Update(Update),
    /// Deletes a stream with its records and grants; asks first
    Delete {
        /// Its path
        #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
        path: StreamPath,
    },
    /// Shows who can read or write a stream, and why
    ShowAccess {
        /// Its path
        #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
        path: StreamPath,
        /// Only who has this
        #[arg(long, value_enum, value_name = "PERMISSION")]
        permission: Option<Right>,
        /// Only those whose name holds this text
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        #[command(flatten)]
        paging: Paging,
    },
}

/// What can be done with records.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Right {
    Read,
    Write,
}

/// What bounds a stream's records.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Bounds {
    /// A file with the JSON Schema that every record must fit; none for no schema
    #[arg(long, value_name = "FILE|none")]
    pub schema: Option<PathBuf>,
    /// Days after which a record is deleted, 1 to 3650; none for no end
    #[arg(long, value_name = "N|none", value_parser = values::limit)]
    pub retention_days: Option<Limit>,
}

impl Bounds {
    /// The schema in the file.
    ///
    /// # Errors
    /// If it can't be read or is no JSON.
    pub(crate) fn schema(&self) -> Result<Option<Schema>, Failure> {
        let Some(path) = &self.schema else { return Ok(None) };
        let text = if path.as_os_str() == "none" { String::new() } else { read(path)? };
        let schema = Schema::try_from(Some(serde_json::Value::String(text)));
        schema.map(Some).map_err(|why| Failure::usage(format!("{}: {why}", path.display())))
    }
}

fn read(path: &PathBuf) -> Result<String, Failure> {
    let failed = |why: String| Failure::usage(format!("{} can’t be read: {why}", path.display()));
    let length = std::fs::metadata(path).map_err(|error| failed(error.to_string()))?.len();
    if length > LONGEST {
        return Err(failed(format!("a schema has at most {LONGEST} bytes; this has {length}")));
    }
    std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))
}

/// What `update` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true)
    .args(["name", "description", "schema", "retention_days"]))]
pub(crate) struct Update {
    /// Its path now
    #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
    path: StreamPath,
    /// Its new name
    #[arg(long, value_name = "NEW", value_parser = values::name)]
    name: Option<Name>,
    /// What its records are
    #[arg(long, value_parser = values::description)]
    description: Option<Description>,
    #[command(flatten)]
    bounds: Bounds,
}

pub(crate) fn run(context: &Context, command: &StreamChange) -> Result<(), Failure> {
    let printer = &context.printer;
    match command {
        StreamChange::Update(update) => {
            let schema = update.bounds.schema()?;
            let answer = context.client()?.call(&UpdateStream {
                organization: update.path.organization.clone(),
                project: update.path.project.clone(),
                stream: update.path.stream.clone(),
                name: update.name.clone(),
                description: update.description.clone(),
                schema,
                retention_days: update.bounds.retention_days,
            })?;
            printer.show(&answer.text, &answer.value)
        }
        StreamChange::Delete { path } => {
            if ask::must_ask(context.yes)? {
                ask::confirm(&format!("Delete {path} with all its records? There is no way back."))?;
            }
            let StreamPath { organization, project, stream } = path.clone();
            let answer =
                context.client()?.call(&DeleteStream { organization, project, stream, seen: None })?;
            printer.show(&answer.text, &answer.value)
        }
        StreamChange::ShowAccess { path, permission, search, paging } => {
            let permission = permission.map(|right| match right {
                Right::Read => StreamRight::Read,
                Right::Write => StreamRight::Write,
            });
            lists::show(&context.client()?, printer, paging, |limit, after| ListStreamAccess {
                organization: path.organization.clone(),
                project: path.project.clone(),
                stream: path.stream.clone(),
                permission,
                search: search.clone(),
                limit,
                after,
            })
        }
    }
}

impl Row for StreamAccess {
    const HEAD: &'static [&'static str] = &["WHO", "MAY", "SINCE", "GRANTED BY", "BY WAY OF", "PIPELINES"];

    fn cells(&self) -> Vec<String> {
        let who = match (&self.user, &self.service) {
            (Some(user), _) => user.to_string(),
            (None, Some(service)) => service.to_string(),
            (None, None) => "-".to_owned(),
        };
        let may = match (self.read, self.write) {
            (true, true) => "read write",
            (true, false) => "read",
            (false, true) => "write",
            (false, false) => "-",
        };
        let paths: Vec<String> = self.paths.iter().map(|path| path.join(" > ")).collect();
        vec![
            who,
            may.to_owned(),
            time(self.granted_at),
            self.granted_by.as_ref().map_or_else(|| "-".to_owned(), Name::to_string),
            paths.join("; "),
            pipelines(self),
        ]
    }
}

/// `acme/flow reads, and 2 that you can’t see`.
fn pipelines(row: &StreamAccess) -> String {
    let does = |reads: bool, writes: bool| match (reads, writes) {
        (true, true) => "reads and writes",
        (true, false) => "reads",
        (false, _) => "writes",
    };
    let mut words: Vec<String> =
        row.pipelines.iter().map(|one| format!("{} {}", one.pipeline, does(one.reads, one.writes))).collect();
    if row.hidden_pipelines > 0 {
        words.push(format!("{} that you can’t see", row.hidden_pipelines));
    }
    words.join(", ")
}

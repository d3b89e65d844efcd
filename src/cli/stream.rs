//! `sluicegate stream …`

use api::fields::Description;
use api::names::{ProjectPath, StreamPath};
use api::streams::{CreateStream, ListStreams, ShowStream, Stream as Shown};
use clap::Subcommand;

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::pipeline_runs::{self, Try};
use super::print::{Details, Row, time, time_or_dash, yes_no};
use super::stream_change::{self, Bounds, StreamChange};
use super::stream_read::{self, Read};
use super::usage_shown::{self, By};
use super::{stream_write, values};

/// The path of a stream's records, which the API's table of operations doesn't hold: they stream.
pub(crate) const RECORDS: &str = "/api/v1/streams/{organization}/{project}/{stream}/records";

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Stream {
    /// Creates a stream
    Create {
        /// Its path
        #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
        path: StreamPath,
        /// What its records are
        #[arg(long, value_parser = values::description, default_value = "", hide_default_value = true)]
        description: Description,
        #[command(flatten)]
        bounds: Bounds,
    },
    /// Lists a project's streams
    List {
        /// The project
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        project: ProjectPath,
        #[command(flatten)]
        paging: Paging,
    },
    /// Shows a stream
    Show {
        /// Its path
        #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
        path: StreamPath,
    },
    /// Writes the records on stdin: one JSON object a line
    ///
    /// Up to 10 MB are written all or nothing. More is sent in parts of up to 10 MB, each all or nothing; if
    /// one is refused, those before it stay written, and the error says how many records that are and which
    /// line is at fault.
    Write {
        /// The stream's path
        #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
        path: StreamPath,
    },
    /// Shows what was read from and written to a stream this month
    Usage {
        /// Its path
        #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
        path: StreamPath,
        #[command(flatten)]
        by: By,
    },
    /// Reads records as the API gives them: {"seq": N, "at": TIME, "record": {…}}, one a line
    Read(Read),
    /// Tries a pipeline’s transforms on the newest records of a stream; nothing is kept
    Try(Try),
    #[command(flatten)]
    Change(StreamChange),
}

pub(crate) fn run(context: &Context, command: &Stream) -> Result<(), Failure> {
    let client = context.client()?;
    let answer = match command {
        Stream::Create { path, description, bounds } => client.call(&CreateStream {
            organization: path.organization.clone(),
            project: path.project.clone(),
            name: path.stream.clone(),
            description: description.clone(),
            schema: bounds.schema()?,
            retention_days: bounds.retention_days,
        })?,
        Stream::List { project, paging } => {
            return lists::show(&client, &context.printer, paging, |limit, after| ListStreams {
                organization: project.organization.clone(),
                project: project.project.clone(),
                limit,
                after,
            });
        }
        Stream::Show { path } => client.call(&ShowStream {
            organization: path.organization.clone(),
            project: path.project.clone(),
            stream: path.stream.clone(),
        })?,
        Stream::Write { path } => return stream_write::run(context, &client, path),
        Stream::Usage { path, by } => return usage_shown::of_stream(context, path, *by),
        Stream::Read(read) => return stream_read::run(&client, read),
        Stream::Try(asked) => return pipeline_runs::try_on(context, asked),
        Stream::Change(command) => return stream_change::run(context, command),
    };
    context.printer.show(&answer.text, &answer.value)
}

/// A stream's path as the fields of a path template.
pub(crate) fn fields(path: &StreamPath) -> serde_json::Map<String, serde_json::Value> {
    [("organization", &path.organization), ("project", &path.project), ("stream", &path.stream)]
        .into_iter()
        .map(|(field, name)| (field.to_owned(), name.to_string().into()))
        .collect()
}

fn rights(stream: &Shown) -> String {
    match (stream.read, stream.write) {
        (true, true) => "read write",
        (true, false) => "read",
        (false, true) => "write",
        (false, false) => "-",
    }
    .to_owned()
}

impl Row for Shown {
    const HEAD: &'static [&'static str] = &["PATH", "RECORDS", "NEWEST", "YOU MAY", "DESCRIPTION"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.path.to_string(),
            self.last_seq.to_string(),
            time_or_dash(self.last_record_at),
            rights(self),
            self.description.to_string(),
        ]
    }
}

impl Details for Shown {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("path", self.path.to_string()),
            ("description", self.description.to_string()),
            ("public", yes_no(self.public)),
            ("records", self.last_seq.to_string()),
            ("newest", time_or_dash(self.last_record_at)),
            (
                "kept for",
                self.retention_days.map_or_else(|| "ever".to_owned(), |days| format!("{days} days")),
            ),
            ("schema", self.schema.as_ref().map_or_else(String::new, |schema| schema.as_str().to_owned())),
            ("you may", rights(self)),
            ("created", time(self.created_at)),
            ("id", self.id.to_string()),
        ]
    }
}

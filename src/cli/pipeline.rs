//! `sluicegate pipeline …`

use std::io::{Read, stdin};
use std::path::{Path as FilePath, PathBuf};

use api::fields::Description;
use api::names::{Name, PipelinePath, ServicePath, StreamPath, TeamPath};
use api::pipelines::{
    ConfigInput, CreatePipeline, DeletePipeline, ListPipelineVersions, ListPipelines, MAX_CONFIG,
    PipelineHow, PipelineSort, PipelineState, RestorePipeline, ShowPipeline, UpdatePipeline,
};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::pipeline_access::{self, PipelineAccess};
use super::pipeline_runs::{self, PipelineRuns};
use super::{ask, values};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Pipeline {
    /// Creates a pipeline; you own it, and your home team in its organization may view it
    Create {
        #[command(flatten)]
        path: Path,
        /// Its config, JSON or YAML; - reads stdin
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// What it is for, in place of what the config says
        #[arg(long, value_parser = values::description)]
        description: Option<Description>,
    },
    /// Lists the pipelines that you can read
    List(List),
    /// Shows a pipeline
    Show(Path),
    /// Changes a pipeline; what is left out stays. It runs as before until it is deployed
    Update(Update),
    /// Deletes a pipeline; asks first
    Delete(Path),
    /// Lists a pipeline’s saved configs, newest first
    Versions {
        #[command(flatten)]
        path: Path,
        #[command(flatten)]
        paging: Paging,
    },
    /// Saves an earlier config anew, as the newest version
    Restore {
        #[command(flatten)]
        path: Path,
        /// The version, as `pipeline versions` shows it
        #[arg(value_name = "VERSION")]
        version: u32,
    },
    #[command(flatten)]
    Runs(PipelineRuns),
    #[command(flatten)]
    Access(PipelineAccess),
}

/// A pipeline.
#[derive(Debug, Args)]
pub(crate) struct Path {
    /// Its path
    #[arg(value_name = "ORG/PIPELINE", value_parser = values::pipeline_path)]
    pub path: PipelinePath,
}

impl Path {
    /// Its organization and its name.
    pub(crate) fn names(&self) -> (Name, Name) {
        (self.path.organization.clone(), self.path.pipeline.clone())
    }
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those of this organization
    #[arg(value_name = "ORG", value_parser = values::name)]
    organization: Option<Name>,
    /// Only those whose path, description or a tag holds this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only those that you have access to in this way
    #[arg(long)]
    how: Option<How>,
    /// Only those in this state
    #[arg(long)]
    state: Option<State>,
    /// Only those that read this stream or append to it
    #[arg(long, value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
    stream: Option<StreamPath>,
    /// Only those that run as this service
    #[arg(long, value_name = "ORG/SERVICE", value_parser = values::service_path)]
    service: Option<ServicePath>,
    /// Only those that this team of yours may view
    #[arg(long, value_name = "ORG/TEAM", value_parser = values::team_path)]
    team: Option<TeamPath>,
    /// The order
    #[arg(long)]
    sort: Option<Sort>,
    #[command(flatten)]
    paging: Paging,
}

/// How somebody has access.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum How {
    Owned,
    Shared,
    Team,
}

/// What it is doing.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum State {
    Draft,
    Deploying,
    Running,
    Degraded,
    Crashed,
    TornDown,
}

/// An order.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Sort {
    Path,
    Deployed,
    Updated,
}

impl From<How> for PipelineHow {
    fn from(how: How) -> Self {
        match how {
            How::Owned => Self::Owned,
            How::Shared => Self::Shared,
            How::Team => Self::Team,
        }
    }
}

impl From<State> for PipelineState {
    fn from(state: State) -> Self {
        match state {
            State::Draft => Self::Draft,
            State::Deploying => Self::Deploying,
            State::Running => Self::Running,
            State::Degraded => Self::Degraded,
            State::Crashed => Self::Crashed,
            State::TornDown => Self::TornDown,
        }
    }
}

impl From<Sort> for PipelineSort {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Path => Self::Path,
            Sort::Deployed => Self::Deployed,
            Sort::Updated => Self::Updated,
        }
    }
}

/// What `update` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args(["name", "config", "description"]))]
pub(crate) struct Update {
    #[command(flatten)]
    path: Path,
    /// Its new name
    #[arg(long, value_name = "NEW", value_parser = values::name)]
    name: Option<Name>,
    /// Its new config, JSON or YAML; - reads stdin
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What it is for, in place of what the config says
    #[arg(long, value_parser = values::description)]
    description: Option<Description>,
}

pub(crate) fn run(context: &Context, command: &Pipeline) -> Result<(), Failure> {
    let printer = &context.printer;
    match command {
        Pipeline::Create { path, config, description } => {
            let ((organization, name), config) = (path.names(), read(config)?);
            let description = description.clone();
            let input = CreatePipeline { organization, name, config, description };
            let answer = context.client()?.call(&input)?;
            printer.show(&answer.text, &answer.value)
        }
        Pipeline::List(list) => {
            lists::show(&context.client()?, printer, &list.paging, |limit, after| ListPipelines {
                organization: list.organization.clone(),
                search: list.search.clone(),
                how: list.how.map(Into::into),
                state: list.state.map(Into::into),
                stream: list.stream.clone(),
                service: list.service.clone(),
                team: list.team.clone(),
                sort: list.sort.map(Into::into),
                limit,
                after,
            })
        }
        Pipeline::Show(path) => {
            let (organization, pipeline) = path.names();
            let answer = context.client()?.call(&ShowPipeline { organization, pipeline })?;
            printer.show(&answer.text, &answer.value)
        }
        Pipeline::Update(update) => {
            let (organization, pipeline) = update.path.names();
            let config = update.config.as_deref().map(read).transpose()?;
            let (name, description) = (update.name.clone(), update.description.clone());
            let input = UpdatePipeline { organization, pipeline, name, config, description };
            let answer = context.client()?.call(&input)?;
            printer.show(&answer.text, &answer.value)
        }
        Pipeline::Delete(path) => {
            if ask::must_ask(context.yes)? {
                let question =
                    format!("Delete the pipeline {}? It stops, and there is no way back.", path.path);
                ask::confirm(&question)?;
            }
            let (organization, pipeline) = path.names();
            let answer = context.client()?.call(&DeletePipeline { organization, pipeline })?;
            printer.show(&answer.text, &answer.value)
        }
        Pipeline::Versions { path, paging } => {
            lists::show(&context.client()?, printer, paging, |limit, after| {
                let (organization, pipeline) = path.names();
                ListPipelineVersions { organization, pipeline, limit, after }
            })
        }
        Pipeline::Restore { path, version } => {
            let (organization, pipeline) = path.names();
            let input = RestorePipeline { organization, pipeline, version: *version };
            let answer = context.client()?.call(&input)?;
            printer.show(&answer.text, &answer.value)
        }
        Pipeline::Runs(command) => pipeline_runs::run(context, command),
        Pipeline::Access(command) => pipeline_access::run(context, command),
    }
}

/// The text of a file; the server reads what it says.
fn read(path: &FilePath) -> Result<ConfigInput, Failure> {
    let mut text = String::new();
    // One byte more says that it is too long, whatever comes after.
    let most = u64::try_from(MAX_CONFIG).unwrap_or(u64::MAX).saturating_add(1);
    let read = if path == FilePath::new("-") {
        stdin().take(most).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most).read_to_string(&mut text))
    };
    match read {
        Ok(length) if length > MAX_CONFIG => Err(Failure::usage(format!(
            "a config has at most {MAX_CONFIG} bytes; {} has more",
            path.display()
        ))),
        Ok(_) => Ok(ConfigInput::Text(text)),
        Err(error) => Err(Failure::usage(format!("{} can’t be read: {error}", path.display()))),
    }
}

//! The groups of commands, and what may stand anywhere.

use clap::{Args, Parser, Subcommand};

use super::print::Format;
use super::{
    access, admin, audit, auth, find, organization, pipeline, project, secret, serve, service, stream, team,
};

/// The head over the options of every command.
const ANYWHERE: &str = "Options of every command";

/// Who may read, write, run and share the streams and pipelines of a data platform.
#[derive(Debug, Parser)]
#[command(name = "sluicegate", version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub group: Group,
}

/// What may stand anywhere.
#[derive(Clone, Debug, Args)]
pub(crate) struct Globals {
    /// For people, or the API's answer as it is
    #[arg(long, global = true, help_heading = ANYWHERE, value_enum, default_value_t, value_name = "FORMAT")]
    pub output: Format,
    /// Leaves out explanations
    #[arg(long, global = true, help_heading = ANYWHERE)]
    pub quiet: bool,
    /// Goes ahead without asking
    #[arg(long, global = true, help_heading = ANYWHERE)]
    pub yes: bool,
    /// The server; else SLUICEGATE_URL, else where `auth login` signed in, else http://127.0.0.1:3000
    #[arg(long, global = true, help_heading = ANYWHERE, value_name = "URL")]
    pub url: Option<String>,
}

/// The groups.
#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Runs the server
    Serve(serve::Serve),
    /// Signs in and out, and tells who is calling
    #[command(subcommand)]
    Auth(auth::Auth),
    /// Organizations
    #[command(subcommand)]
    Organization(organization::Organization),
    /// Projects
    #[command(subcommand)]
    Project(project::Project),
    /// Streams and their records
    #[command(subcommand)]
    Stream(stream::Stream),
    /// Services: machine accounts for code in production, with grants, quotas and secrets of their own
    #[command(subcommand)]
    Service(service::Service),
    /// Pipelines: what moves records from one stream to another, and who may do what with them
    #[command(subcommand)]
    Pipeline(pipeline::Pipeline),
    /// Teams of an organization, and who is in them
    #[command(subcommand)]
    Team(team::Team),
    /// Secrets of one's own account
    #[command(subcommand)]
    Secret(secret::Secret),
    /// Asks who may do what, and why
    #[command(subcommand)]
    Access(access::Access),
    /// Finds what you can see by parts of its name
    Find(find::Find),
    /// What was done and refused
    #[command(subcommand)]
    Audit(audit::Audit),
    /// For the operator: acts on the database itself, which needs no secret
    Admin(admin::Admin),
}

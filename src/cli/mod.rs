//! The command line: one file for each group of commands. All but `serve` and `admin` talk to the HTTP API, and
//! know no more than any other client of it.

mod access;
mod access_search;
mod admin;
mod args;
mod ask;
mod audit;
mod auth;
mod auth_account;
mod auth_login;
mod backup;
mod booleans;
mod client;
pub mod commands;
mod connect;
mod exit;
mod find;
mod flags;
mod holdings;
mod invites;
mod lists;
mod login;
mod members;
mod organization;
mod organization_change;
mod pipeline;
mod pipeline_access;
mod pipeline_runs;
mod pipeline_shown;
mod print;
mod project;
mod project_access;
mod secret;
mod secret_adoption;
mod secret_scan;
mod serve;
mod server_url;
mod service;
mod service_activity;
mod service_secrets;
mod stream;
mod stream_change;
mod stream_read;
mod stream_write;
mod team;
mod usage;
mod usage_shown;
mod values;

use std::ffi::OsString;
use std::io::{Write, stderr};
use std::process::ExitCode;

use clap::{ArgAction, Command, CommandFactory, FromArgMatches};

use crate::config::Environment;

use args::{Arguments, Group};
use connect::Context;
use exit::{Exit, Failure};

/// Runs the program with its arguments, of which the first is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command = numbers(Arguments::command());
    let arguments = booleans::complete(&command, arguments.into_iter().collect());
    let parsed =
        command.try_get_matches_from(arguments).and_then(|matches| Arguments::from_arg_matches(&matches));
    let ended = match parsed {
        Ok(arguments) => dispatch(arguments),
        Err(error) => usage::explain(&error),
    };
    let (exit, line) = match ended {
        Ok(()) => (Exit::Done, None),
        Err(failure) => (failure.exit, failure.line),
    };
    if let Some(line) = line {
        // Without stderr there is nobody to tell; the exit code still does.
        let _ = writeln!(stderr(), "error: {line}");
    }
    ExitCode::from(exit as u8)
}

/// Takes `-1` for a value, so that whoever writes it is told what a value may be.
fn numbers(command: Command) -> Command {
    let inner: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let command = command.mut_args(|argument| match argument.get_action() {
        ArgAction::Set | ArgAction::Append => argument.allow_negative_numbers(true),
        _ => argument,
    });
    inner.into_iter().fold(command, |command, name| command.mut_subcommand(name, numbers))
}

fn dispatch(arguments: Arguments) -> Result<(), Failure> {
    let environment = Environment::read().map_err(Failure::usage)?;
    let context = Context::new(arguments.globals, environment);
    match arguments.group {
        Group::Serve(command) => serve::run(&context, &command),
        Group::Auth(command) => auth::run(&context, &command),
        Group::Organization(command) => organization::run(&context, &command),
        Group::Project(command) => project::run(&context, &command),
        Group::Stream(command) => stream::run(&context, &command),
        Group::Service(command) => service::run(&context, &command),
        Group::Pipeline(command) => pipeline::run(&context, &command),
        Group::Team(command) => team::run(&context, &command),
        Group::Secret(command) => secret::run(&context, &command),
        Group::Access(command) => access::run(&context, &command),
        Group::Find(command) => find::run(&context, &command),
        Group::Audit(command) => audit::run(&context, &command),
        Group::Admin(command) => admin::run(&context, &command),
    }
}

//! `serve`: from a fresh machine to an address to open.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::{Profile, server};
use crate::run::{root, say};
use crate::{nodes, site};

/// Builds everything, then becomes the server, which prints its address.
pub(crate) fn serve(arguments: &[&str]) -> Result<()> {
    let (own, passed_on) = match arguments.iter().position(|&argument| argument == "--") {
        Some(at) => (arguments.get(..at).unwrap_or_default(), arguments.get(at + 1..).unwrap_or_default()),
        None => (arguments, <&[&str]>::default()),
    };
    let mut profile = Profile::Dev;
    let mut flags = Vec::new();
    let mut nodes = None;
    let mut own = own.iter();
    while let Some(&argument) = own.next() {
        match argument {
            "--nodes" => nodes = Some(*own.next().context("--nodes needs a number")?),
            "--release" => profile = Profile::Release,
            "--demo" => flags.push(argument),
            other => bail!("serve does not know {other}; flags for the server follow `--`: serve -- {other}"),
        }
    }
    flags.extend(passed_on);
    site::build()?;
    let program = server(profile)?;
    if let Some(count) = nodes {
        return nodes::serve(&program, count, &flags);
    }
    say(&format!("{} serve {}", program.display(), flags.join(" ")));
    // Its data directory is ./data by default, hence the root as the working directory.
    become_server(Command::new(program).arg("serve").args(flags).current_dir(root()))
}

/// Replaces this process, so that Ctrl-C and the exit code are the server's own.
#[cfg(unix)]
fn become_server(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("cannot start the server")
}

/// Waits for the server, which gets Ctrl-C from the same console.
#[cfg(not(unix))]
fn become_server(command: &mut Command) -> Result<()> {
    crate::run::run(command)
}

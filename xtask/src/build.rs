//! `build`: the site first, then the server, which in release carries the site inside.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;

use crate::run::{cargo, run, say, target};
use crate::site;

/// How the server is compiled; the site is the same in both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build; reads the site from disk.
    Dev,
    /// What is deployed: one file with the site in it.
    Release,
}

/// Builds both and says where the server is.
pub(crate) fn build(profile: Profile) -> Result<()> {
    let start = Instant::now();
    site::build()?;
    let program = server(profile)?;
    say(&format!("{} ({} s)", program.display(), start.elapsed().as_secs()));
    Ok(())
}

/// Compiles the server and returns its path.
pub(crate) fn server(profile: Profile) -> Result<PathBuf> {
    let mut command = cargo();
    match profile {
        // With the features of the workspace, as for the tests: little is compiled twice.
        Profile::Dev => command.args(["build", "--workspace", "--exclude", "xtask", "--bin", "sluicegate"]),
        Profile::Release => {
            command.args(["build", "--release", "--package", "sluicegate", "--bin", "sluicegate"])
        }
    };
    say("compiling the server");
    run(&mut command)?;
    program(profile)
}

/// Where Cargo leaves the server.
pub(crate) fn program(profile: Profile) -> Result<PathBuf> {
    let folder = if profile == Profile::Release { "release" } else { "debug" };
    Ok(target()?.join(folder).join("sluicegate").with_extension(std::env::consts::EXE_EXTENSION))
}

//! The product's program, by its operator's commands.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Where `cargo xtask build --release` leaves it; the bench is told by its caller.
pub(crate) fn program() -> Result<PathBuf> {
    std::env::var_os("BENCH_PROGRAM").map(PathBuf::from).context("BENCH_PROGRAM must name the program")
}

/// Runs `sluicegate admin` on a database, and gives what it printed.
pub(crate) fn operator(database: &str, arguments: &[&str], input: &str) -> Result<String> {
    let mut command = Command::new(program()?);
    command.arg("admin").args(arguments).env("SLUICEGATE_DATABASE", database);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    child.stdin.take().context("no stdin")?.write_all(input.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("admin {} failed", arguments.join(" "));
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

//! `bench`: what takes too long for every run of the tests.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::build::{Profile, server};
use crate::nodes::Cluster;
use crate::run::{cargo, run, say, target};
use crate::site;

/// How often each race is run.
const ROUNDS: &str = "300";

/// The tests that are races, by parts of their names.
const RACES: [&str; 3] = ["_race", "each_other", "race_is_lost"];

/// The races of the tests with many rounds, on each database there is; a table of what came of them.
pub(crate) fn races() -> Result<()> {
    say(&format!("every race {ROUNDS} times"));
    let mut command = cargo();
    command
        // The whole workspace, as in `test`: one package alone would have other features, and compile all over again.
        .args(["test", "--workspace", "--exclude", "xtask", "--test", "operations", "--"])
        .args(RACES)
        .args(["--nocapture", "--test-threads=1"]);
    let text = printed(command.env("RACE_ROUNDS", ROUNDS))?;
    // The test runner writes the test's name before the first line that the test prints.
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter_map(|line| line.split_once("race|"))
        .map(|(_, row)| row.split('|').collect())
        .collect();
    if rows.is_empty() {
        bail!("no race said how it went");
    }
    println!("{:<40}{:<10}{:>7}  outcomes", "race", "database", "rounds");
    for row in &rows {
        let [race, database, rounds, outcomes] = row.as_slice() else { continue };
        println!("{race:<40}{database:<10}{rounds:>7}  {outcomes}");
    }
    Ok(())
}

/// What is measured, in this order.
const MEASUREMENTS: [&str; 10] = [
    RULES,
    "gateway",
    "storm",
    "revocations",
    "records",
    "pipelines",
    "pages",
    "members",
    "sign-in",
    "growth",
];

/// The measurement of the rules in memory, which is a package of its own.
const RULES: &str = "rules";

/// The program as it is released.
fn released() -> Result<PathBuf> {
    site::build()?;
    server(Profile::Release)
}

/// Runs measurements, or all of them, on the product as it is released. Their crate stands beside the workspace: nobody
/// else compiles what the product is measured against.
pub(crate) fn measure(names: &[&str]) -> Result<()> {
    let names = if names.is_empty() { &MEASUREMENTS[..] } else { names };
    if let Some(unknown) = names.iter().find(|name| !MEASUREMENTS.contains(name)) {
        bail!("no such measurement: {unknown}; there are races, {}", MEASUREMENTS.join(", "));
    }
    // The rules are measured alone: they need no program.
    let program = names.iter().any(|name| *name != RULES).then(released).transpose()?;
    for name in names {
        say(&format!("measuring {name}"));
        let package = if *name == RULES { RULES } else { "benches" };
        let mut command = cargo();
        command.args([
            "run",
            "--quiet",
            "--release",
            "--manifest-path",
            "benches/Cargo.toml",
            "--package",
            package,
        ]);
        // They may not share what is compiled: the two ask other features of what both depend on.
        let folder = if *name == RULES { target()?.join(RULES) } else { target()? };
        command.arg("--target-dir").arg(folder).arg("--").arg(name);
        if let Some(program) = &program {
            command.env("BENCH_PROGRAM", program);
        }
        // Three nodes need PostgreSQL: one of its own, empty.
        let cluster = (*name == "revocations").then(Cluster::scratch).transpose()?;
        if let Some(cluster) = &cluster {
            command.env("SLUICEGATE_DATABASE", cluster.url());
        }
        run(&mut command)?;
    }
    Ok(())
}

/// Runs to the end with its errors shown, and gives what it printed.
fn printed(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().context("cargo can’t be run")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("a race went wrong:\n{text}");
    }
    Ok(text)
}

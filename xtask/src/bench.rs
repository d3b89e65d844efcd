//! `bench`: what takes too long for every run of the tests.

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
    "rules",
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

/// Runs measurements, or all of them, on the product as it is released. Their crate stands beside the workspace: nobody
/// else compiles what the product is measured against.
pub(crate) fn measure(names: &[&str]) -> Result<()> {
    let names = if names.is_empty() { &MEASUREMENTS[..] } else { names };
    if let Some(unknown) = names.iter().find(|name| !MEASUREMENTS.contains(name)) {
        bail!("no such measurement: {unknown}; there are races, {}", MEASUREMENTS.join(", "));
    }
    site::build()?;
    let program = server(Profile::Release)?;
    for name in names {
        say(&format!("measuring {name}"));
        let mut command = cargo();
        command.args([
            "run",
            "--quiet",
            "--release",
            "--manifest-path",
            "benches/Cargo.toml",
            "--package",
            // The one that looks inside, and so compiles the product a second time.
            if *name == "rules" { "rules" } else { "benches" },
            "--target-dir",
        ]);
        // It may not share what is compiled: its own dependencies ask other features of those that the product has, too.
        let folder = if *name == "rules" { target()?.join("rules") } else { target()? };
        command.arg(folder).arg("--").arg(name).env("BENCH_PROGRAM", &program);
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

//! `test`: everything that CI checks, cheapest first, up to the first failure.
//!
//! Every step compiles the same packages with the same features, so each dependency is compiled once for checking and
//! once for running. This crate stays out of the others' builds: features that it asks of shared dependencies would
//! make them compile again.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::build::{Profile, program};
use crate::run::{cargo, run, say};
use crate::{e2e, format, site, tools};

type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 6] = [
    ("tools", all_tools),
    ("format", format::check),
    ("clippy", clippy),
    ("rust", rust),
    ("site", site::build),
    ("e2e", journeys),
];

/// Runs the named steps, or all, and ends with how long each took.
pub(crate) fn test(names: &[&str]) -> Result<()> {
    for name in names {
        if !STEPS.iter().any(|(step, _)| step == name) {
            let known = STEPS.map(|(step, _)| step).join(", ");
            bail!("no such step: {name}; there are {known}");
        }
    }
    let mut seconds = Vec::new();
    let chosen = STEPS.into_iter().filter(|(name, _)| names.is_empty() || names.contains(name));
    let outcome = chosen.into_iter().try_for_each(|(name, step)| {
        say(&format!("step {name}"));
        let start = Instant::now();
        let outcome = step();
        seconds.push((name, start.elapsed().as_secs(), outcome.is_ok()));
        outcome.map_err(|error| error.context(format!("step {name}")))
    });
    println!("\n{:<10}{:>8}", "step", "seconds");
    for (name, seconds, passed) in &seconds {
        println!("{name:<10}{seconds:>8}{}", if *passed { "" } else { "  failed" });
    }
    outcome
}

/// What is missing is said now and not after a quarter of an hour of compiling.
fn all_tools() -> Result<()> {
    tools::rust_components()?;
    tools::wasm_target()?;
    servers()?;
    tools::browser().map(drop)
}

/// Lints, warnings included, for the server's side and for the browser's.
fn clippy() -> Result<()> {
    tools::rust_components()?;
    tools::wasm_target()?;
    let deny = ["--", "--deny", "warnings"];
    run(cargo().args(["clippy", "--workspace", "--exclude", "xtask", "--all-targets"]).args(deny))?;
    run(cargo().args(["clippy", "--package", "xtask", "--all-targets"]).args(deny))?;
    let browser = ["--target", "wasm32-unknown-unknown", "--no-default-features", "--features", "hydrate"];
    run(cargo().args(["clippy", "--package", "app", "--lib"]).args(browser).args(deny))
}

/// Unit, integration and documentation tests, on both databases.
fn rust() -> Result<()> {
    servers()?;
    run(&mut tests_of_product())?;
    run(cargo().args(["test", "--package", "xtask"]))
}

/// Outside CI the tests on PostgreSQL and behind proxies may be missing, but not unnoticed.
fn servers() -> Result<()> {
    optional(tools::postgres(), "THE TESTS ON POSTGRESQL ARE LEFT OUT")?;
    optional(tools::proxies(), "TESTS BEHIND PROXIES ARE LEFT OUT")
}

fn optional(found: Result<()>, otherwise: &str) -> Result<()> {
    match found {
        Err(error) if std::env::var_os("CI").is_none() => {
            say(&format!("{error}. {otherwise}"));
            Ok(())
        }
        outcome => outcome,
    }
}

/// The journeys, with the server program that the tests were built with: `cargo build` would compile another, for
/// want of the features that test dependencies ask of shared ones.
fn journeys() -> Result<()> {
    run(tests_of_product().arg("--no-run"))?;
    e2e::journeys(&program(Profile::Dev)?, &[])
}

fn tests_of_product() -> Command {
    let mut command = cargo();
    command.args(["test", "--workspace", "--exclude", "xtask"]);
    command
}

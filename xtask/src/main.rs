//! The project's tasks, called `cargo xtask TASK`. Everything a fresh machine lacks is installed or named here,
//! so that no document has to list steps. Nothing in this crate runs in the product.

mod bench;
mod build;
mod e2e;
mod format;
mod nodes;
mod run;
mod serve;
mod site;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
The project's tasks.

Usage: cargo xtask TASK [OPTIONS]

  serve [--release] [--demo] [--nodes N] [-- FLAGS]
                    Build everything and run the console on its own SQLite file in ./data.
                    --demo begins with a made-up organization; --nodes runs N servers over one
                    PostgreSQL; FLAGS go to `sluicegate serve`.
  build [--release] Build the console's files and the server; with --release, one binary with the files
                    in it at target/release/sluicegate. Prints the sizes.
  test [STEP]...    Everything CI checks, in this order, or only the named steps:
                    tools, format, clippy, rust, site, e2e.
  e2e [FILTER]...   The journeys in a browser; FILTER goes to Playwright (a file or a line of it).
  bench races       The races of the tests 300 times each, on each database: a table of their outcomes.
  bench [NAME]...   Measurements beside what else there is, as tables: rules, gateway, records,
                    pages, growth.
  fmt               Format Rust and the views in it.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] | ["help" | "--help" | "-h", ..] | [_, "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        ["build"] => build::build(build::Profile::Dev),
        ["build", "--release"] => build::build(build::Profile::Release),
        ["serve", rest @ ..] => serve::serve(rest),
        ["test", steps @ ..] => test::test(steps),
        ["e2e", filter @ ..] => e2e::e2e(filter),
        ["bench", "races"] => bench::races(),
        ["bench", names @ ..] => bench::measure(names),
        ["fmt"] => format::format(),
        _ => bail!("no such task: {}; see `cargo xtask --help`", arguments.join(" ")),
    }
}

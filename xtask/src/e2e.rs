//! `e2e`: the journeys in a real browser, against the same server program that the Rust tests use. The journeys start
//! it themselves, each on its own data (`end2end/console.ts`).

use std::process::Command;

use anyhow::Result;

use crate::build::{Profile, server};
use crate::run::{root, run};
use crate::{site, tools};

/// Builds what is out of date and runs Playwright; `filter` is passed on to it.
pub(crate) fn e2e(filter: &[&str]) -> Result<()> {
    let browser = tools::browser()?;
    site::build()?;
    let program = server(Profile::Dev)?;
    let mut playwright = Command::new("npx");
    playwright
        .args(["playwright", "test", "--pass-with-no-tests"])
        .args(filter)
        .current_dir(root().join("end2end"));
    playwright.env("SLUICEGATE_PROGRAM", program);
    if let Some(browser) = browser {
        playwright.env("CHROMIUM", browser);
    }
    run(&mut playwright)
}

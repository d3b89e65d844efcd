//! `e2e`: the journeys in a real browser. They start the server program themselves, each test its own with data of its
//! own (`end2end/console.ts`).

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::build::{Profile, server};
use crate::run::{root, run};
use crate::{site, tools};

/// Builds what is out of date and runs Playwright; `filter` is passed on to it.
pub(crate) fn e2e(filter: &[&str]) -> Result<()> {
    site::build()?;
    journeys(&server(Profile::Dev)?, filter)
}

/// Runs Playwright on a server program whose site is built.
pub(crate) fn journeys(program: &Path, filter: &[&str]) -> Result<()> {
    let browser = tools::browser()?;
    let mut playwright = Command::new("npx");
    playwright.args(["playwright", "test"]).args(filter).current_dir(root().join("end2end"));
    playwright.env("SERVER_PROGRAM", program);
    if let Some(browser) = browser {
        playwright.env("CHROMIUM", browser);
    }
    run(&mut playwright)
}

//! What the tasks need from the machine. Each function makes sure of one thing: it is there, or it is installed where
//! that is possible (as root on Debian and its kin, through rustup, through npm), or one line says what to install.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{find_program, output, root, run, say};

const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for the browser, and the toolchain's formatter and linter.
pub(crate) fn wasm_target() -> Result<()> {
    let libraries = output("rustc", &["--print", "target-libdir", "--target", WASM]);
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    rustup(&["target", "add", WASM])
}

/// `cargo fmt` and `cargo clippy`.
pub(crate) fn rust_components() -> Result<()> {
    for component in ["rustfmt", "clippy"] {
        if find_program(&[&format!("cargo-{}", component.trim_start_matches("rust"))], &[]).is_none() {
            rustup(&["component", "add", component])?;
        }
    }
    Ok(())
}

fn rustup(arguments: &[&str]) -> Result<()> {
    if find_program(&["rustup"], &[]).is_none() {
        bail!(
            "rustup is missing; install it from https://rustup.rs, or the toolchain's {}",
            arguments.join(" ")
        );
    }
    run(Command::new("rustup").args(arguments).current_dir(root()))
}

/// The tests start a PostgreSQL server of their own from these programs.
pub(crate) fn postgres() -> Result<()> {
    let present = || {
        let installed = installed_versions("/usr/lib/postgresql");
        ["initdb", "postgres"].iter().all(|program| find_program(&[program], &installed).is_some())
    };
    if present() || (apt_install(&["postgresql"]) && present()) {
        return Ok(());
    }
    bail!(
        "PostgreSQL is missing; install its server (initdb and postgres in PATH), as in `apt install postgresql`"
    )
}

/// The tests put a real nginx and a real Caddy with the repository's configurations before a backend.
pub(crate) fn proxies() -> Result<()> {
    for name in ["nginx", "caddy"] {
        let present = || find_program(&[name], &["/usr/sbin".into(), "/usr/local/sbin".into()]).is_some();
        if present() || (apt_install(&[name]) && present()) {
            continue;
        }
        bail!("{name} is missing; install it, as in `apt install {name}`");
    }
    Ok(())
}

/// `bin` folders of the versions that Debian keeps side by side.
pub(crate) fn installed_versions(folder: &str) -> Vec<PathBuf> {
    let Ok(versions) = std::fs::read_dir(folder) else { return Vec::new() };
    versions.flatten().map(|version| version.path().join("bin")).collect()
}

/// Node, the journeys' packages, and a browser: the path to one, or `None` when Playwright has its own.
pub(crate) fn browser() -> Result<Option<PathBuf>> {
    let ready = has_node() || (apt_install(&["nodejs", "npm"]) && has_node());
    if !ready {
        bail!("Node is missing; install Node 20 or newer with npm");
    }
    let folder = root().join("end2end");
    let modified = |file: &str| std::fs::metadata(folder.join(file)).and_then(|file| file.modified()).ok();
    // npm writes this file last.
    if modified("node_modules/.package-lock.json") < modified("package-lock.json") {
        say("installing the journeys' packages");
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    }
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(Some(named.into()));
    }
    let present =
        || find_program(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"], &[]);
    if let Some(program) = present() {
        return Ok(Some(program));
    }
    if apt_install(&["chromium"])
        && let Some(program) = present()
    {
        return Ok(Some(program));
    }
    if run(Command::new("npx").args(["playwright", "install", "chromium"]).current_dir(&folder)).is_err() {
        bail!("no browser is there; install Chromium, or name one with CHROMIUM=/path/to/chromium");
    }
    Ok(None)
}

fn has_node() -> bool {
    ["node", "npm", "npx"].iter().all(|program| find_program(&[program], &[]).is_some())
}

/// Whether these Debian packages could be installed; only root may, and only where there is such a system.
fn apt_install(packages: &[&str]) -> bool {
    let is_root = output("id", &["-u"]).is_some_and(|id| id == "0");
    if !is_root || find_program(&["apt-get"], &[]).is_none() {
        return false;
    }
    say(&format!("installing {}", packages.join(", ")));
    let mut update = Command::new("apt-get");
    let mut install = Command::new("apt-get");
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    [update.args(["update", "--quiet"]), &mut install]
        .into_iter()
        .all(|command| run(command.env("DEBIAN_FRONTEND", "noninteractive")).is_ok())
}

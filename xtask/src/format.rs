//! Formatting: rustfmt for Rust, leptosfmt's library for what stands inside `view!`, which rustfmt leaves alone.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use leptosfmt_formatter::{FormatterSettings, format_file_source};

use crate::run::{cargo, root, run};
use crate::tools;

/// Puts everything into shape.
pub(crate) fn format() -> Result<()> {
    tools::rust_components()?;
    run(cargo().args(["fmt", "--all"]))?;
    for (path, formatted) in misshapen_views()? {
        std::fs::write(&path, formatted).with_context(|| format!("cannot write {}", path.display()))?;
    }
    // A view that moved can move what stands around it.
    run(cargo().args(["fmt", "--all"]))
}

/// Fails where `format` would change something.
pub(crate) fn check() -> Result<()> {
    tools::rust_components()?;
    run(cargo().args(["fmt", "--all", "--check"])).context("run `cargo xtask fmt`")?;
    let root = root();
    let files = misshapen_views()?;
    for (path, _) in &files {
        println!("{}: views are not formatted", path.strip_prefix(&root).unwrap_or(path).display());
    }
    if files.is_empty() { Ok(()) } else { bail!("run `cargo xtask fmt`") }
}

/// The files whose views are out of shape, with how they ought to be.
fn misshapen_views() -> Result<Vec<(PathBuf, String)>> {
    let settings = FormatterSettings { max_width: 110, ..FormatterSettings::default() };
    let mut files = Vec::new();
    for path in rust_files(&root().join("app/src"))? {
        let text = std::fs::read_to_string(&path)?;
        if !text.contains("view!") {
            continue;
        }
        let formatted = format_file_source(&text, &settings)
            .with_context(|| format!("cannot format {}", path.display()))?;
        if formatted != text {
            files.push((path, formatted));
        }
    }
    Ok(files)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

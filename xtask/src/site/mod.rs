//! The console's static files: `target/site` holds everything of `public/`, in `pkg/` the hashed script, wasm and
//! style sheet, each with its compressed siblings, and `manifest.json` that maps plain names to hashed ones.
//! The server reads it from disk in debug builds and carries it inside in release builds (`src/web/assets.rs`).

mod files;
mod style;
mod wasm;

use std::time::Instant;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::run::{root, say};
use crate::tools;
use files::Site;

/// Makes the whole site anew; what did not change is not compressed again.
pub(crate) fn build() -> Result<()> {
    tools::wasm_target()?;
    let start = Instant::now();
    let front = wasm::bind(&wasm::compile("app", &["hydrate"])?, "sluicegate")?;
    let mut strength = wasm::bind(&wasm::compile("strength", &[])?, "strength")?;
    strength.script.extend(std::fs::read(root().join("app/strength/src/watch.js"))?);
    let style = style::bundle(&root().join("style/main.css"))?;

    let mut site = Site::new(root().join("target/site"));
    for (name, front) in [("sluicegate", front), ("strength", strength)] {
        // One hash for the pair: the glue and the wasm fit only each other.
        let pair = hash(&[&front.script, &front.wasm]);
        site.add(&format!("{name}.js"), format!("pkg/{name}.{pair}.js"), front.script);
        site.add(&format!("{name}.wasm"), format!("pkg/{name}.{pair}.wasm"), front.wasm);
    }
    let of_style = hash(&[style.as_bytes()]);
    site.add("sluicegate.css", format!("pkg/sluicegate.{of_style}.css"), style.into_bytes());
    site.add_folder(&root().join("public"))?;
    site.write().context("cannot write target/site")?;
    site.print_sizes();
    say(&format!("target/site is ready ({} s)", start.elapsed().as_secs()));
    Ok(())
}

/// Enough of a SHA-256 to tell two versions of a file apart.
fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

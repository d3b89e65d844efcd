//! The browser's half of `app`: compiled for wasm32, then fitted with its JavaScript glue.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::run::{cargo, run, say, target};

/// The glue and the module it loads.
pub(crate) struct Front {
    pub(crate) script: Vec<u8>,
    pub(crate) wasm: Vec<u8>,
}

/// Compiles a package as a `cdylib`. One profile for every build: there is then one size to watch.
pub(crate) fn compile(package: &str, features: &[&str]) -> Result<PathBuf> {
    say(&format!("compiling the browser's half: {package}"));
    let mut command = cargo();
    // `rustc --crate-type`: as long as an rlib is made beside it, Cargo leaves link-time optimization out.
    command.args(["rustc", "--package", package, "--lib", "--crate-type", "cdylib", "--profile", "wasm"]);
    command.args(["--target", "wasm32-unknown-unknown", "--no-default-features", "--features"]);
    command.arg(features.join(","));
    run(&mut command)?;
    Ok(target()?.join(format!("wasm32-unknown-unknown/wasm/{package}.wasm")))
}

/// Runs wasm-bindgen. Its version fits the one in `app` by construction: both share a crate with a `links` key, of
/// which Cargo allows only one version in a lock file.
pub(crate) fn bind(module: &Path, name: &str) -> Result<Front> {
    let mut output = Bindgen::new()
        .input_path(module)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen cannot read {}", module.display()))?;
    // Such files would need names and hashes of their own; nothing that we depend on has any.
    let extra = output.snippets().values().map(Vec::len).sum::<usize>() + output.local_modules().len();
    ensure!(extra == 0, "{extra} JavaScript snippets of dependencies have no place in the site yet");
    let script = output.js().as_bytes().to_vec();
    Ok(Front { script, wasm: output.wasm_mut().emit_wasm() })
}

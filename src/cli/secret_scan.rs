//! `sluicegate secret scan`: finds secrets in files, without asking any server. It shows where, never the secret.

use std::fs::{self, File};
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::connect::Context;
use super::exit::{Exit, Failure};
use super::print::Format;
use crate::tokens;

/// The largest file that is looked into, in bytes.
const LARGEST: u64 = 10_000_000;
/// How much of a file is looked at to tell whether it is text, in bytes.
const HEAD: usize = 8000;

/// One secret that was found.
#[derive(Serialize)]
struct Found {
    path: String,
    line: usize,
    column: usize,
    kind: access::SecretKind,
    hint: String,
}

/// What a scan came to.
#[derive(Default, Serialize)]
struct Scan {
    found: Vec<Found>,
    files: u64,
    skipped_binary: u64,
    skipped_large: u64,
    unreadable: u64,
}

/// Looks through a path; `-` is stdin.
pub(super) fn scan(context: &Context, path: &Path) -> Result<(), Failure> {
    let mut scan = Scan::default();
    if path.as_os_str() == "-" {
        let mut text = Vec::new();
        let read = stdin().read_to_end(&mut text);
        read.map_err(|error| Failure::usage(format!("stdin can’t be read: {error}")))?;
        scan.look("-", &text);
    } else {
        if let Err(error) = fs::symlink_metadata(path) {
            return Err(Failure::usage(format!("{} can’t be read: {error}", path.display())));
        }
        scan.walk(path);
    }
    show(context, &scan)
}

fn show(context: &Context, scan: &Scan) -> Result<(), Failure> {
    let printer = &context.printer;
    if printer.format == Format::Json {
        let text = serde_json::to_string(scan).map_err(|error| Failure::new(Exit::Failed, error))?;
        printer.line(&text)?;
    } else {
        for Found { path, line, column, kind, hint } in &scan.found {
            printer.line(&format!("{path}:{line}:{column}: {} secret {hint}", super::secret::kind(*kind)))?;
        }
    }
    let Scan { found, files, skipped_binary, skipped_large, unreadable } = scan;
    let secrets = if found.len() == 1 { "1 secret".to_owned() } else { format!("{} secrets", found.len()) };
    printer.note(format!(
        "{secrets} in {files} files; skipped: {skipped_binary} binary, {skipped_large} over 10 MB; unreadable: {unreadable}"
    ));
    match (found.is_empty(), *unreadable) {
        (false, _) => {
            printer.note(
                "revoke each: `sluicegate secret report-leaked` takes it from stdin and needs no sign-in",
            );
            Err(Failure::silent(Exit::Failed))
        }
        (true, 0) => Ok(()),
        (true, _) => Err(Failure::usage(format!("{unreadable} files or folders could not be read"))),
    }
}

impl Scan {
    /// Looks at a file, or at everything in a folder. What a link points to isn't followed: it may lead anywhere.
    fn walk(&mut self, path: &Path) {
        let Ok(about) = fs::symlink_metadata(path) else {
            self.unreadable += 1;
            return;
        };
        if about.is_dir() {
            let Ok(entries) = fs::read_dir(path) else {
                self.unreadable += 1;
                return;
            };
            let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            inside.sort();
            inside.iter().for_each(|path| self.walk(path));
        } else if about.is_file() {
            self.file(path, about.len());
        }
    }

    fn file(&mut self, path: &Path, length: u64) {
        if length > LARGEST {
            self.skipped_large += 1;
            return;
        }
        let mut text = Vec::new();
        // A file that grows meanwhile is read no further.
        let read = File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut text));
        match read {
            Err(_) => self.unreadable += 1,
            Ok(_) if text.iter().take(HEAD).any(|byte| *byte == 0) => self.skipped_binary += 1,
            Ok(_) => self.look(&path.display().to_string(), &text),
        }
    }

    fn look(&mut self, path: &str, text: &[u8]) {
        self.files += 1;
        for (at, token, presented) in tokens::find_all(text) {
            let before = text.get(..at).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
            let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count() + 1;
            self.found.push(Found {
                // A terminal obeys control characters; a name may hold them.
                path: path.chars().map(|c| if c.is_control() { '?' } else { c }).collect(),
                line,
                column,
                kind: presented.kind,
                hint: tokens::hint(token),
            });
        }
    }
}

//! What the argument parser says, as the contract wants it: help as it is, errors in one line.

use std::error::Error;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::exit::{Exit, Failure};

/// The longest value that is repeated, in characters.
const MAX_SHOWN: usize = 60;

/// Shows help or a version, or makes one line of an error.
pub(crate) fn explain(error: &clap::Error) -> Result<(), Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            error.print().map_err(|error| Failure::writing(&error))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // A whole page on stderr is what who typed too little wants to see; there is no one line to add.
            let _ = error.print();
            Err(Failure::silent(Exit::Usage))
        }
        _ => {
            Err(Failure::usage(bad_value(error).unwrap_or_else(|| in_one_line(&error.render().to_string()))))
        }
    }
}

/// A value that one of our own rules refuses: the rule's sentence.
fn bad_value(error: &clap::Error) -> Option<String> {
    let why = error.source()?;
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let (argument, value) = (text(ContextKind::InvalidArg)?, text(ContextKind::InvalidValue)?);
    let mut shown: String = value.chars().take(MAX_SHOWN).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    Some(format!("{argument} “{shown}”: {why}"))
}

fn in_one_line(shown: &str) -> String {
    let (said, rest) = shown.split_once("Usage: ").unwrap_or((shown, ""));
    let said = said.trim().trim_start_matches("error: ");
    let said = said.split_once("For more information").map_or(said, |(said, _)| said.trim());
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ").replace(" tip: ", "; ");
    match rest.lines().next().map(str::trim) {
        Some(usage) if !usage.is_empty() => format!("{said}; usage: {usage}"),
        _ => format!("{said}; --help tells more"),
    }
}

//! JSON Schemas that records of a stream must fit. Compiled once for each text; the gateway asks with the text that it
//! loaded with the stream, so a changed schema counts at once.
//!
//! A schema comes from whoever may create streams, and runs on the server: nothing is fetched, patterns take linear
//! time, and what could run for ever or expand without end is refused when it is saved.

mod bounds;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

/// How many compiled schemas are kept.
const KEPT: usize = 256;
/// The longest message about a record, in characters.
const LONGEST_MESSAGE: usize = 300;

/// A compiled schema.
pub struct Schema(Validator);

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Schema")
    }
}

impl Schema {
    /// Compiles a schema's text.
    ///
    /// # Errors
    /// Why it is none that is taken here, for the person who wrote it.
    pub fn compile(text: &str) -> Result<Self, String> {
        let schema: Value =
            serde_json::from_str(text).map_err(|error| format!("this is no JSON: {error}"))?;
        if !schema.is_object() {
            return Err("a schema is a JSON object".into());
        }
        bounds::check(&schema)?;
        let options = jsonschema::options().with_pattern_options(PatternOptions::regex()).offline();
        match options.build(&schema) {
            Ok(validator) => Ok(Self(validator)),
            Err(error) => Err(located(&error)),
        }
    }

    /// Whether a record fits.
    ///
    /// # Errors
    /// Where and why it doesn't. The record's values are not repeated.
    pub fn fits(&self, record: &str) -> Result<(), String> {
        let record: Value = serde_json::from_str(record).map_err(|error| error.to_string())?;
        match self.0.validate(&record) {
            Ok(()) => Ok(()),
            Err(error) => Err(located(&error)),
        }
    }
}

fn located(error: &jsonschema::ValidationError<'_>) -> String {
    let message = error.masked().to_string();
    let message: String = message.chars().take(LONGEST_MESSAGE).collect();
    match error.instance_path().as_str() {
        "" => message,
        path => format!("at {path}: {message}"),
    }
}

/// The compiled schemas of a node.
#[derive(Debug, Default)]
pub struct Schemas(Mutex<HashMap<Arc<str>, Arc<Schema>>>);

impl Schemas {
    /// The compiled schema of this text, which was checked when it was saved.
    ///
    /// # Errors
    /// As [`Schema::compile`].
    pub fn of(&self, text: &str) -> Result<Arc<Schema>, String> {
        // What panics can't leave it half-changed.
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(schema) = kept().get(text) {
            return Ok(schema.clone());
        }
        let schema = Arc::new(Schema::compile(text)?);
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(text.into(), schema.clone());
        Ok(schema)
    }
}

#[cfg(test)]
mod tests;

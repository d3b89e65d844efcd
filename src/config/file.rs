//! `sluicegate.toml`: the first one found, in the working directory, then in the data directory.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::sources::{KEYS, Kind, nearest};

const FILE_NAME: &str = "sluicegate.toml";

/// A settings file that was read, its keys known.
#[derive(Debug)]
pub(super) struct File {
    /// Where it is.
    pub path: PathBuf,
    table: toml::Table,
}

impl File {
    /// Reads the file of a directory, if there is one.
    pub(super) fn read(directory: &Path) -> Result<Option<Self>, ConfigError> {
        let path = directory.join(FILE_NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => {
                return Err(ConfigError::new(path.display().to_string(), format!("can't be read: {error}")));
            }
        };
        let table = text.parse::<toml::Table>().map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            ConfigError::new(format!("{}, line {line}", path.display()), error.message())
        })?;
        let file = Self { path, table };
        file.table.keys().try_for_each(|key| file.known(key))?;
        Ok(Some(file))
    }

    /// The value of a setting as text, if it is set: with where it stands.
    pub(super) fn setting(&self, key: &str) -> Result<Option<(String, String)>, ConfigError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let list = KEYS.iter().any(|(name, kind)| *name == key && *kind == Kind::List);
        let text = match value {
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Array(items) if list => {
                items.iter().map(toml::Value::as_str).collect::<Option<Vec<_>>>().map(|items| items.join(","))
            }
            _ => None,
        };
        let subject = self.subject(key);
        let Some(text) = text else {
            let wanted = if list { "a list of texts: [\"10.0.0.0/8\"]" } else { "a text, in quotes" };
            return Err(ConfigError::new(subject, format!("must be {wanted}")));
        };
        if text.trim().is_empty() && !list {
            return Err(ConfigError::new(subject, "is empty; give it a value or leave it out"));
        }
        Ok(Some((subject, text.trim().to_owned())))
    }

    fn subject(&self, key: &str) -> String {
        format!("`{key}` in {}", self.path.display())
    }

    fn known(&self, key: &str) -> Result<(), ConfigError> {
        if KEYS.iter().any(|(name, _)| *name == key) {
            return Ok(());
        }
        let problem = match key {
            // A file that lies around must not decide where a secret is sent, nor hold one.
            "url" | "secret" => {
                format!(
                    "belongs to the command line: set SLUICEGATE_{} in the environment instead",
                    key.to_ascii_uppercase()
                )
            }
            _ => match nearest(key, &mut KEYS.iter().map(|(name, _)| *name)) {
                Some(near) => format!("is no setting; did you mean `{near}`?"),
                None => "is no setting".to_owned(),
            },
        };
        Err(ConfigError::new(self.subject(key), problem))
    }
}

//! The file that `auth login` wrote: which server, and the secret to present there.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::exit::{Exit, Failure};

/// What the file holds. A secret is presented to no other server than the one it was given for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    /// The server.
    pub url: String,
    /// The secret.
    pub secret: String,
    /// Whether `auth login` had it issued, so that `auth logout` ends it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub issued: bool,
}

/// Where the file is, or is to be.
#[derive(Clone, Debug)]
pub(crate) struct LoginFile(PathBuf);

impl LoginFile {
    /// In the directory of the user's own settings.
    pub(crate) fn in_directory(directory: &Path) -> Self {
        Self(directory.join("login.toml"))
    }

    /// Reads it, if it is there.
    pub(crate) fn read(&self) -> Result<Option<Login>, Failure> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed("read", &error)),
        };
        // The cause isn't shown: it would quote the line that holds the secret.
        toml::from_str(&text).map(Some).map_err(|_| {
            Failure::usage(format!("{} is damaged; run `sluicegate auth login` again", self.0.display()))
        })
    }

    /// Writes it, for its owner alone, all at once.
    pub(crate) fn write(&self, login: &Login) -> Result<(), Failure> {
        let text = toml::to_string(login).map_err(|error| Failure::new(Exit::Failed, error))?;
        let beside = self.0.with_extension(format!("{}.new", std::process::id()));
        let write = || {
            if let Some(directory) = self.0.parent() {
                fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
            }
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, &self.0)
        };
        write().map_err(|error| {
            // What is half written must not stay; that it can't be removed changes nothing about the failure.
            let _ = fs::remove_file(&beside);
            self.failed("written", &error)
        })
    }

    /// Removes it; says whether it was there.
    pub(crate) fn remove(&self) -> Result<bool, Failure> {
        match fs::remove_file(&self.0) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.failed("removed", &error)),
        }
    }

    fn failed(&self, what: &str, error: &std::io::Error) -> Failure {
        Failure::new(Exit::Failed, format!("{} can’t be {what}: {error}", self.0.display()))
    }
}

//! Where settings come from, and which source wins.

use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::error::ConfigError;
use super::file::File;
use super::{DEFAULT_DATA_DIR, Flags};

/// What a setting looks like in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// A list of texts, or a text with commas.
    List,
}

/// Every setting of the server, by its key in the file; the variable is `SLUICEGATE_` and the key in capitals.
pub(super) const KEYS: &[(&str, Kind)] = &[
    ("listen", Kind::Text),
    ("database", Kind::Text),
    ("origin", Kind::Text),
    ("sign_up", Kind::Text),
    ("organizations", Kind::Text),
    ("trusted_proxies", Kind::List),
    ("metrics_token", Kind::Text),
    ("smtp_url", Kind::Text),
    ("mail_from", Kind::Text),
    ("alerts_to", Kind::Text),
    ("webhook_url", Kind::Text),
    ("webhook_key", Kind::Text),
    ("data_dir", Kind::Text),
    ("log", Kind::Text),
    ("log_format", Kind::Text),
];

/// All sources of one start.
pub(super) struct Sources<'a> {
    flags: &'a Flags,
    environment: &'a Environment,
    file: Option<File>,
    data_dir: PathBuf,
}

impl<'a> Sources<'a> {
    /// Finds the file, which may decide where the data directory is, which may hold the file.
    pub(super) fn gather(
        flags: &'a Flags,
        environment: &'a Environment,
        working: &Path,
    ) -> Result<Self, ConfigError> {
        let mut sources = Self { flags, environment, file: File::read(working)?, data_dir: PathBuf::new() };
        let named = sources.text("data_dir")?.map(|(_, value)| value);
        sources.data_dir = working.join(named.as_deref().unwrap_or(DEFAULT_DATA_DIR));
        if sources.file.is_none() {
            sources.file = File::read(&sources.data_dir)?;
            if let Some((subject, _)) =
                sources.file.as_ref().map(|file| file.setting("data_dir")).transpose()?.flatten()
            {
                return Err(ConfigError::new(
                    subject,
                    "can't be set in the data directory itself; set SLUICEGATE_DATA_DIR, or move the file to the working directory",
                ));
            }
        }
        Ok(sources)
    }

    /// The data directory.
    pub(super) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The file that was read, if any.
    pub(super) fn file_path(&self) -> Option<PathBuf> {
        self.file.as_ref().map(|file| file.path.clone())
    }

    /// A setting's value, read by `read`, or `None` where nobody set it.
    pub(super) fn parse<T>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let Some((subject, value)) = self.text(key)? else { return Ok(None) };
        read(&value).map(Some).map_err(|why| ConfigError::new(subject, why))
    }

    fn text(&self, key: &str) -> Result<Option<(String, String)>, ConfigError> {
        let flag = match key {
            "listen" => self.flags.listen.as_ref(),
            "database" => self.flags.database.as_ref(),
            _ => None,
        };
        if let Some(value) = flag {
            return Ok(Some((format!("--{key}"), value.clone())));
        }
        if let Some((name, value)) = self.environment.setting(key) {
            return Ok(Some((name, value.to_owned())));
        }
        self.file.as_ref().map_or(Ok(None), |file| file.setting(key))
    }
}

/// The known word that an unknown one most looks like, if any looks like it.
pub(super) fn nearest<'a>(word: &str, known: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 3 && *distance < candidate.len() / 2 + 1)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

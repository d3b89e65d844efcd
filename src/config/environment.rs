//! The environment, read once.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use super::error::ConfigError;
use super::sources::{KEYS, nearest};

const PREFIX: &str = "SLUICEGATE_";
/// What the command line takes from the environment and the server ignores.
const COMMAND_LINE: &[&str] = &["SLUICEGATE_URL", "SLUICEGATE_SECRET"];

/// What the program takes from the environment. It shows names but no values: some are secret.
#[derive(Clone, Default)]
pub struct Environment {
    settings: BTreeMap<String, String>,
    home: Option<PathBuf>,
    config_home: Option<PathBuf>,
    screen: bool,
}

impl Environment {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// If a `SLUICEGATE_*` variable is unknown, empty or not text.
    pub fn read() -> Result<Self, ConfigError> {
        Self::from_variables(std::env::vars_os())
    }

    /// The same from given variables.
    ///
    /// # Errors
    /// As [`Environment::read`].
    pub fn from_variables(
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let mut environment = Self::default();
        for (name, value) in variables {
            let Some(name) = name.to_str() else { continue };
            match name {
                "HOME" => environment.home = directory(value),
                "XDG_CONFIG_HOME" => environment.config_home = directory(value),
                "DISPLAY" | "WAYLAND_DISPLAY" => environment.screen |= !value.is_empty(),
                _ if name.starts_with(PREFIX) => {
                    known(name)?;
                    let value =
                        value.into_string().map_err(|_| ConfigError::new(name, "is no UTF-8 text"))?;
                    if value.trim().is_empty() {
                        return Err(ConfigError::new(name, "is empty; give it a value or unset it"));
                    }
                    environment.settings.insert(name.to_owned(), value.trim().to_owned());
                }
                _ => {}
            }
        }
        Ok(environment)
    }

    /// The value of a setting, if it is set: with its variable's name.
    pub(super) fn setting(&self, key: &str) -> Option<(String, &str)> {
        let name = format!("{PREFIX}{}", key.to_ascii_uppercase());
        let value = self.settings.get(&name)?;
        Some((name, value))
    }

    /// `SLUICEGATE_URL`: where the command line finds the server.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.setting("url").map(|(_, value)| value)
    }

    /// `SLUICEGATE_SECRET`: what the command line presents.
    #[must_use]
    pub fn secret(&self) -> Option<&str> {
        self.setting("secret").map(|(_, value)| value)
    }

    /// Whether a program with windows could show itself.
    #[must_use]
    pub fn has_screen(&self) -> bool {
        self.screen || cfg!(target_os = "macos")
    }

    /// The directory of the user's own settings: `$XDG_CONFIG_HOME/sluicegate`, else `~/.config/sluicegate`.
    #[must_use]
    pub fn user_directory(&self) -> Option<PathBuf> {
        let base = self.config_home.clone().or_else(|| Some(self.home.as_ref()?.join(".config")))?;
        Some(base.join("sluicegate"))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.settings.keys()).finish()
    }
}

/// A directory that a variable names; the base directory specification says to ignore relative ones.
fn directory(value: OsString) -> Option<PathBuf> {
    Some(PathBuf::from(value)).filter(|path| path.is_absolute())
}

fn known(name: &str) -> Result<(), ConfigError> {
    let names: Vec<String> =
        KEYS.iter().map(|(key, _)| format!("{PREFIX}{}", key.to_ascii_uppercase())).collect();
    let mut all = names.iter().map(String::as_str).chain(COMMAND_LINE.iter().copied());
    if all.clone().any(|known| known == name) {
        return Ok(());
    }
    let hint = nearest(name, &mut all).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
    Err(ConfigError::new(name, format!("is no setting{hint}")))
}

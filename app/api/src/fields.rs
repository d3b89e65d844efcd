//! Rules that fields obey, as types: a value that exists is acceptable.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest description, in characters.
pub const MAX_DESCRIPTION: usize = 500;
/// The shortest password, in characters.
pub const MIN_PASSWORD: usize = 10;
/// The longest password, in bytes: hashing must not become a way to keep the server busy.
pub const MAX_PASSWORD: usize = 512;

/// A description: at most [`MAX_DESCRIPTION`] characters on one line, surrounding blanks cut; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Description(String);

impl Description {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Description {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        let length = text.chars().count();
        if length > MAX_DESCRIPTION {
            return Err(format!("a description has at most {MAX_DESCRIPTION} characters; this has {length}"));
        }
        if let Some(c) = text.chars().find(|c| c.is_control()) {
            return Err(format!(
                "a description is one line of text; it holds the control character {}",
                c.escape_debug()
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<Description> for String {
    fn from(description: Description) -> Self {
        description.0
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A password as typed. It shows itself as dots, so that no log line can hold one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Password(String);

impl Password {
    /// The password, for hashing and nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it may be taken as a new password.
    ///
    /// # Errors
    /// What is wrong with it, without the password.
    pub fn acceptable(&self) -> Result<(), String> {
        let length = self.0.chars().count();
        if length < MIN_PASSWORD {
            return Err(format!("a password has at least {MIN_PASSWORD} characters; this has {length}"));
        }
        if self.0.len() > MAX_PASSWORD {
            return Err(format!("a password has at most {MAX_PASSWORD} bytes; this has {}", self.0.len()));
        }
        Ok(())
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A token in the answer that issues it. It shows itself as dots in `Debug`, so that no log line can hold one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Token(String);

impl Token {
    /// The token's text, for the person or program that it is issued to.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Token {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

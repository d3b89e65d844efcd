//! Rules that fields obey, as types: a value that exists is acceptable.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

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

/// The longest address of a service's code, in characters.
pub const MAX_SOURCE_URL: usize = 500;

/// Where a service's code is kept: an `https` address without a user or password in it; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct SourceUrl(String);

impl SourceUrl {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SourceUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        // It becomes a link: nothing but a web address, and one that can be told from what it seems to be.
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        let plain = |c: char| c.is_ascii_graphic() && !"<>\"\\^`{}|".contains(c);
        if host.is_empty() || host.contains('@') || !text.chars().all(plain) {
            return Err("an address such as https://example.com/code is needed".to_owned());
        }
        if text.len() > MAX_SOURCE_URL {
            return Err(format!(
                "an address has at most {MAX_SOURCE_URL} characters; this has {}",
                text.len()
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<SourceUrl> for String {
    fn from(url: SourceUrl) -> Self {
        url.0
    }
}

impl fmt::Display for SourceUrl {
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

/// A bound, or none: a whole number, or `none`. In JSON null is none too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Option<RawLimit>", into = "Option<u64>")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "Option<u64>"))]
pub struct Limit(pub Option<u64>);

/// What is said of what is no bound.
const NO_LIMIT: &str = "a bound is a whole number, or none";

#[derive(Deserialize)]
#[serde(try_from = "LimitText")]
struct RawLimit(Option<u64>);

#[derive(Deserialize)]
#[serde(untagged)]
enum LimitText {
    Number(u64),
    Text(String),
    Other(serde::de::IgnoredAny),
}

impl TryFrom<LimitText> for RawLimit {
    type Error = String;

    fn try_from(text: LimitText) -> Result<Self, String> {
        match text {
            LimitText::Number(number) => Ok(Self(Some(number))),
            LimitText::Text(text) => text.parse().map(|Limit(limit)| Self(limit)),
            LimitText::Other(_) => Err(NO_LIMIT.to_owned()),
        }
    }
}

impl From<Option<RawLimit>> for Limit {
    fn from(raw: Option<RawLimit>) -> Self {
        Self(raw.and_then(|RawLimit(limit)| limit))
    }
}

impl From<Limit> for Option<u64> {
    fn from(limit: Limit) -> Self {
        limit.0
    }
}

impl std::str::FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "none" => Ok(Self(None)),
            number => match number.parse() {
                Ok(number) => Ok(Self(Some(number))),
                Err(_) => Err(NO_LIMIT.to_owned()),
            },
        }
    }
}

/// Reads a field that was given, be it as null: without it, null would mean the same as left out.
///
/// # Errors
/// Those of the field's own type.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// The longest e-mail address, in bytes (RFC 5321).
pub const MAX_EMAIL: usize = 254;

/// An e-mail address, as far as one can tell without writing to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Email(String);

impl Email {
    /// The address, in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim().to_lowercase();
        let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"<>,;:\\\"()[]".contains(c);
        let shaped = text.rsplit_once('@').is_some_and(|(person, domain)| {
            !person.is_empty() && !person.contains('@') && domain.split('.').all(|label| !label.is_empty())
        });
        if !shaped || text.len() > MAX_EMAIL || !text.chars().all(plain) {
            return Err("an e-mail address looks like name@example.com".to_owned());
        }
        Ok(Self(text))
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// The longest JSON Schema, in bytes.
pub const MAX_SCHEMA: usize = 64 * 1024;

/// A JSON Schema as its text, or none (an empty text). Whether it is a schema is for the server to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Option<serde_json::Value>", into = "Option<serde_json::Value>")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "Option<serde_json::Value>"))]
pub struct Schema(String);

impl Schema {
    /// The schema's text; empty for none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<Option<serde_json::Value>> for Schema {
    type Error = String;

    fn try_from(value: Option<serde_json::Value>) -> Result<Self, String> {
        let text = match value {
            None => String::new(),
            // A form and a query send text.
            Some(serde_json::Value::String(text)) => text.trim().to_owned(),
            Some(value) => value.to_string(),
        };
        if text.len() > MAX_SCHEMA {
            return Err(format!("a schema has at most {MAX_SCHEMA} bytes; this has {}", text.len()));
        }
        if !text.is_empty() && serde_json::from_str::<serde_json::Value>(&text).is_err() {
            return Err("a schema is a JSON object".to_owned());
        }
        Ok(Self(text))
    }
}

impl From<Schema> for Option<serde_json::Value> {
    fn from(schema: Schema) -> Self {
        serde_json::from_str(&schema.0).ok()
    }
}

//! Signing a command line in by the browser: it shows a code, a person compares it on a page and approves, and the
//! command line takes the secret. What RFC 8628 calls the device flow.

use std::fmt;

use access::{SecretKind, Time};
use serde::{Deserialize, Serialize};

use crate::fields::{Description, Token};
use crate::secrets::IssuedSecret;

/// The longest name of a machine, in characters.
pub const MAX_MACHINE: usize = 100;
/// What user codes are made of: no two that look alike, and no vowels that would make words.
pub const CODE_LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// How many of them a code has.
pub const CODE_LENGTH: usize = 8;

/// What a machine calls itself: one line of 1 to [`MAX_MACHINE`] characters that shows as it is written. Nobody checked
/// it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Machine(String);

impl Machine {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character changes how those around it are shown.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl TryFrom<String> for Machine {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > MAX_MACHINE {
            return Err(format!(
                "the name of a machine has 1 to {MAX_MACHINE} characters; this has {length}"
            ));
        }
        if text.chars().any(|c| c.is_control() || turns(c)) {
            return Err("the name of a machine is one line of visible text".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<Machine> for String {
    fn from(machine: Machine) -> Self {
        machine.0
    }
}

/// The code that is compared on both screens: `ABCD-EFGH`. Case, blanks and hyphens don't matter when it is typed. It shows
/// itself as dots in `Debug`, so that no log line can hold one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct UserCode(String);

impl UserCode {
    /// Its letters, without the hyphen.
    #[must_use]
    pub fn letters(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UserCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let letters: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if letters.len() != CODE_LENGTH || !letters.bytes().all(|letter| CODE_LETTERS.contains(&letter)) {
            return Err("a code is eight letters, such as BCDF-GHJK".to_owned());
        }
        Ok(Self(letters))
    }
}

impl From<UserCode> for String {
    fn from(code: UserCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at_checked(CODE_LENGTH / 2).unwrap_or((&self.0, ""));
        write!(f, "{first}-{second}")
    }
}

impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode(…)")
    }
}

/// Asks for a command line to be signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StartLogin {
    /// What the machine calls itself; the person who approves sees it.
    pub machine: Machine,
}

/// A login that waits for somebody to approve it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StartedLogin {
    /// What asks how it went, and takes the secret; for nobody else.
    pub poll_token: Token,
    /// The code to show.
    pub user_code: UserCode,
    /// The page on which it is approved.
    pub page: String,
    /// When it ends.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub expires_at: Time,
    /// Seconds to wait between two questions.
    pub interval: u32,
}

/// Asks how a login went; when it was approved, this takes its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakeLogin {
    /// What starting it answered.
    pub poll_token: Token,
}

/// How a login went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum LoginState {
    /// Nobody has answered yet: ask again.
    Waiting,
    /// It was approved, and its secret stands beside this.
    Issued,
    /// Somebody refused it.
    Refused,
    /// Its secret was taken before.
    Used,
    /// Its ten minutes are over.
    Expired,
}

/// How a login went, with its secret when it was just issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakenLogin {
    /// How it went.
    pub state: LoginState,
    /// The secret, in the one answer that issues it.
    pub secret: Option<IssuedSecret>,
}

/// Looks at the login of a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowLogin {
    /// The code that the command line shows.
    pub code: UserCode,
}

/// A login, as the person sees it who is to approve it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Login {
    /// Its code.
    pub code: UserCode,
    /// What the machine calls itself. Nobody checked it.
    pub machine: Machine,
    /// The address that it asked from.
    pub address: Option<String>,
    /// When it asked.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// When it ends.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub expires_at: Time,
}

/// Approves a login: the command line may take a secret of the caller's.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApproveLogin {
    /// The code that the command line shows.
    pub code: UserCode,
    /// `full`, `private_read` or `public_read`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub kind: SecretKind,
    /// What the secret is for.
    #[serde(default)]
    pub description: Description,
    /// How many days the secret lives, from 1 to 3650; not beside `expires_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_days: Option<u16>,
    /// When the secret ends; not beside `lifetime_days`.
    #[serde(default, with = "crate::time::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub expires_at: Option<Time>,
}

/// Refuses a login.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefuseLogin {
    /// The code that the command line shows.
    pub code: UserCode,
}

/// A login was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnsweredLogin {
    /// What its machine calls itself.
    pub machine: Machine,
}

/// Ends the secret that it is called with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndLogin {}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Result<UserCode, String> {
        text.to_owned().try_into()
    }

    #[test]
    fn a_code_is_taken_however_it_is_typed() {
        for typed in ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "b-c-d-f-g-h-j-k"] {
            let code = code(typed).unwrap();
            assert_eq!((code.letters(), code.to_string().as_str()), ("BCDFGHJK", "BCDF-GHJK"));
            assert_eq!(format!("{code:?}"), "UserCode(…)");
        }
        for wrong in ["", "BCDF-GHJ", "BCDF-GHJKL", "BCDF-GHJA", "BCDF-GHJ1", "BCDF-GHJé"] {
            assert!(code(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_machine_is_one_line_that_shows_as_it_is_written() {
        let machine = |text: &str| Machine::try_from(text.to_owned());
        assert_eq!(machine("  adas laptop ").unwrap().as_str(), "adas laptop");
        assert!(machine(&"x".repeat(100)).is_ok());
        let long = "x".repeat(101);
        for wrong in ["", " ", "a\nb", "a\u{1b}[2J", "a\u{202e}b", "a\u{200b}b", long.as_str()] {
            assert!(machine(wrong).is_err(), "{wrong:?}");
        }
    }
}

//! Signing in beyond the password: one-time codes, recovery codes, passkeys, and the settings of these.

use std::fmt;

use access::{PasskeyId, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::accounts::Account;
use crate::fields::{Password, Token};

/// A code as typed: six digits of an authenticator app, or a recovery code. It shows itself as dots.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Code(String);

impl Code {
    /// The code without blanks and hyphens, in lower case.
    #[must_use]
    pub fn plain(&self) -> String {
        let kept = self.0.chars().filter(|c| !c.is_whitespace() && *c != '-');
        kept.flat_map(char::to_lowercase).collect()
    }
}

impl From<String> for Code {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// The longest name of a passkey, in characters.
pub const MAX_PASSKEY_NAME: usize = 60;

/// What its owner calls a passkey: one line, not empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct PasskeyName(String);

impl PasskeyName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PasskeyName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > MAX_PASSKEY_NAME || text.chars().any(char::is_control) {
            return Err(format!(
                "a name is one line of 1 to {MAX_PASSKEY_NAME} characters; this has {length}"
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<PasskeyName> for String {
    fn from(name: PasskeyName) -> Self {
        name.0
    }
}

/// What a browser made of a passkey's challenge: the JSON of its `PublicKeyCredential`. It shows itself as dots.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct PasskeyAnswer(String);

impl PasskeyAnswer {
    /// The JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for PasskeyAnswer {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for PasskeyAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasskeyAnswer(…)")
    }
}

/// The second step of a sign-in, with a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInWithCode {
    /// The token of the first step.
    pub token: Token,
    /// The code.
    pub code: Code,
}

/// Asks for what a passkey is to answer, to sign in or to confirm that it's you.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AskPasskey {}

/// A passkey's word for who is signing in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInWithPasskey {
    /// The token of the challenge.
    pub token: Token,
    /// What the browser answered.
    pub credential: PasskeyAnswer,
}

/// Asks how one can sign in to the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowSignInMethods {}

/// Begins to set up an authenticator app; its seed will be sealed under this password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StartTotp {
    /// The account's password.
    pub password: Password,
}

/// Finishes with the app's first code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FinishTotp {
    /// The token of the beginning.
    pub token: Token,
    /// The code that the app shows.
    pub code: Code,
}

/// Turns one-time codes off, recovery codes included.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RemoveTotp {}

/// Makes new recovery codes; the earlier ones are dead.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RenewRecoveryCodes {}

/// Begins to add a passkey.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StartPasskey {}

/// Adds a passkey that the browser made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddPasskey {
    /// The token of the beginning.
    pub token: Token,
    /// What it is to be called.
    pub name: PasskeyName,
    /// What the browser made.
    pub credential: PasskeyAnswer,
}

/// Calls a passkey otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RenamePasskey {
    /// Which.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PasskeyId,
    /// Its new name.
    pub name: PasskeyName,
}

/// Takes a passkey away.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RemovePasskey {
    /// Which.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PasskeyId,
}

/// What came of the first step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SignedIn {
    /// That was all.
    Admitted(Admitted),
    /// The password was right; a code is needed too.
    CodeNeeded(CodeNeeded),
}

/// Who may begin a session now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Admitted {
    /// The account.
    pub account: Account,
    /// What the account's password was then. If it changes before the session begins, none begins.
    #[serde(skip)]
    pub standing: Standing,
}

/// A mark of the password that an account has, which tells nothing about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing(pub [u8; 32]);

/// What the second step needs of the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeNeeded {
    /// To be sent back with the code, within ten minutes.
    pub token: Token,
}

/// How one can sign in to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignInMethods {
    /// Since when a code is asked for beside the password, if it is.
    #[serde(default, with = "crate::time::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub totp_since: Option<Time>,
    /// Recovery codes that are left.
    pub recovery_codes: u64,
    /// The passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
}

/// A passkey, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Passkey {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PasskeyId,
    /// Its name.
    pub name: PasskeyName,
    /// When it was made.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// When somebody last signed in with it.
    #[serde(default, with = "crate::time::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub last_used_at: Option<Time>,
}

/// An authenticator app that waits for its first code. Shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TotpStarted {
    /// To be sent back with the code, within ten minutes.
    pub token: Token,
    /// The seed in base32, for apps that take it typed.
    pub key: Token,
    /// A picture of the same for apps that scan it, as a `data:` address.
    pub picture: Token,
}

/// Recovery codes. Shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryCodes {
    /// The codes, each good for one sign-in.
    pub codes: Vec<Token>,
}

/// The authenticator app is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TotpRemoved {}

/// The passkey is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeyRemoved {}

/// What the browser is to hand to an authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeyChallenge {
    /// To be sent back with the answer, within five minutes.
    pub token: Token,
    /// The options of WebAuthn, as JSON.
    pub options: Value,
}

/// Whether a console at `origin` can have passkeys: they belong to a name, and an address is none.
#[must_use]
pub fn can_have_passkeys(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    !host.starts_with('[') && name.parse::<std::net::Ipv4Addr>().is_err()
}

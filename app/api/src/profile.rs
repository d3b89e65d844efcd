//! The caller's own account: what it tells of its user, its password, its end.

use access::{Time, UserId};
use serde::{Deserialize, Serialize};

use crate::fields::{Email, Password, Token};
use crate::names::Name;

/// The longest full name, in characters.
pub const MAX_FULL_NAME: usize = 100;

/// What somebody is called, on one line, surrounding blanks cut; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct FullName(String);

impl FullName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FullName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        let length = text.chars().count();
        if length > MAX_FULL_NAME {
            return Err(format!("a full name has at most {MAX_FULL_NAME} characters; this has {length}"));
        }
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err("a full name is one line of text".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<FullName> for String {
    fn from(name: FullName) -> Self {
        name.0
    }
}

/// An e-mail address of one's own, or none: an empty text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct OwnEmail(pub Option<Email>);

impl TryFrom<String> for OwnEmail {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.trim().is_empty() { Ok(Self(None)) } else { Email::try_from(text).map(Some).map(Self) }
    }
}

impl From<OwnEmail> for String {
    fn from(email: OwnEmail) -> Self {
        email.0.map(Into::into).unwrap_or_default()
    }
}

/// Shows the caller's own account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowAccount {}

/// Changes the caller's own account; a field left out stays. Name and e-mail address are changed only in the console.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateAccount {
    /// Another username, which becomes the personal organization's too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What the user is called; empty for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<FullName>,
    /// Where letters go once it is confirmed; empty for nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<OwnEmail>,
}

/// An account, as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnAccount {
    /// The user's id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: UserId,
    /// The username.
    pub name: Name,
    /// The same, which is the personal organization's path.
    pub path: String,
    /// What the user is called; may be empty.
    pub full_name: FullName,
    /// The e-mail address, if there is one.
    pub email: Option<String>,
    /// When the address was confirmed; letters go to no other.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub email_confirmed_at: Option<Time>,
    /// When the account was made.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
}

/// Confirms an e-mail address, with the code in the link that was sent there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfirmEmail {
    /// The code in the link.
    pub code: Token,
}

/// The address is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmailConfirmed {}

/// Changes the caller's password. All their other sessions end.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangePassword {
    /// The password until now.
    pub old_password: Password,
    /// The password from now on.
    pub password: Password,
}

/// Tells what would go with the caller's account, and what stands against deleting it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowAccountEnd {}

/// What goes with an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountEnd {
    /// Paths of what the personal organization holds, and of what would be left without an admin or owner: as long as there
    /// are any, the account can't be deleted.
    pub hindrances: Vec<String>,
    /// Organizations, projects, pipelines and teams where the user holds something, as `project:acme/lake`.
    pub places: Vec<String>,
    /// How many secrets work now.
    pub secrets: u64,
}

/// Deletes the caller's account with its personal organization.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeleteAccount {}

/// Tells who may make an account here.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowSignUp {}

/// Who may make an account, and whether letters are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignUpTerms {
    /// Who.
    pub sign_up: SignUpPolicy,
    /// Whether the operator set up mail.
    pub mail: bool,
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SignUpPolicy {
    /// Whoever has the link of an invite.
    Invite,
    /// Everybody.
    Open,
    /// Only the operator makes accounts.
    Closed,
}

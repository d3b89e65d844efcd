//! Accounts and sessions: what goes in and comes out.

use access::{SecretId, ServiceId, UserId};
use serde::{Deserialize, Serialize};

use crate::fields::Password;
use crate::names::Name;

/// Creates the first account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateFirstAccount {
    /// The code of the one-time link that the server printed.
    pub code: String,
    /// The username, which is also the personal organization's name.
    pub name: Name,
    /// The password.
    pub password: Password,
}

/// A username and password. The name is taken as typed: case and blanks around it don't matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignIn {
    /// The username, in any spelling.
    pub name: String,
    /// The password.
    pub password: Password,
}

/// The password again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfirmPassword {
    /// The password.
    pub password: Password,
}

/// Ends the session.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignOut {}

/// Asks who is calling.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Whoami {}

/// An account, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Account {
    /// The user's id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: UserId,
    /// The username.
    pub name: Name,
}

/// The password was right; for how long it needn't be asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Confirmed {
    /// Seconds of grace.
    pub seconds: u32,
}

/// The session is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignedOut {}

/// Who is calling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Identity {
    /// The username, if a user is calling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Name>,
    /// The service's path, if a service is calling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The id of the user or service.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: CallerId,
    /// What was presented.
    pub credential: Credential,
    /// The organization that pays.
    pub billing_organization: Name,
}

/// The id of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CallerId {
    /// A user's.
    User(UserId),
    /// A service's.
    Service(ServiceId),
}

/// The credential of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Credential {
    /// Session or secret, and which kind of secret.
    pub kind: CredentialKind,
    /// The secret's id, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub id: Option<SecretId>,
}

/// The kinds of credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CredentialKind {
    /// None at all.
    None,
    /// A browser session.
    Session,
    /// A full secret.
    Full,
    /// A private read secret.
    PrivateRead,
    /// A public read secret.
    PublicRead,
    /// A service secret.
    Service,
    /// The operator, on the database itself.
    Operator,
}

//! Browser sessions of one's own: what goes in and comes out.

use access::{SessionId, Time};
use serde::{Deserialize, Serialize};

/// Lists the caller's own sessions that go on, newest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListSessions {
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Ends a session of the caller's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndSession {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: SessionId,
}

/// Ends all of the caller's own sessions but the one that it is called in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndOtherSessions {}

/// A browser session that goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: SessionId,
    /// The browser and its system, as far as the browser tells.
    pub device: String,
    /// The address that it was last seen from; empty if that isn't known.
    pub address: String,
    /// Whether it is the one that this is asked in.
    pub current: bool,
    /// When it began.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// When it was last seen, to within a minute.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub last_seen_at: Time,
    /// When it ends if it isn't used again.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub expires_at: Time,
}

/// Sessions are over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionsEnded {
    /// How many.
    pub ended: u64,
}

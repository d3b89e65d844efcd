//! Streams: what goes in and comes out.

use access::{StreamId, Time};
use serde::{Deserialize, Serialize};

use crate::fields::Description;
use crate::names::{Name, StreamPath};

/// Creates a stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateStream {
    /// The organization of the project.
    pub organization: Name,
    /// The project it is made in.
    pub project: Name,
    /// Its name.
    pub name: Name,
    /// What its records are.
    #[serde(default)]
    pub description: Description,
}

/// Lists a project's streams by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListStreams {
    /// The organization of the project.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// Shows a stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowStream {
    /// The organization of the project.
    pub organization: Name,
    /// The project it is in.
    pub project: Name,
    /// Its name.
    pub stream: Name,
}

/// Asks for the newest records of a stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowNewestRecords {
    /// The organization of the project.
    pub organization: Name,
    /// The project it is in.
    pub project: Name,
    /// Its name.
    pub stream: Name,
    /// Only records before this number: for the pages after the first.
    #[serde(default)]
    pub before: Option<u64>,
}

/// A stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stream {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: StreamId,
    /// Its name.
    pub name: Name,
    /// Its path.
    pub path: StreamPath,
    /// What its records are.
    pub description: Description,
    /// Whether its project is public.
    pub public: bool,
    /// When it was created.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// The number of its newest record, and so how many it has had; 0 for none.
    pub last_seq: u64,
    /// When the newest record came, if any.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub last_record_at: Option<Time>,
    /// Whether the caller may read its records now, with this credential.
    pub read: bool,
    /// Whether the caller may write records to it now, with this credential.
    pub write: bool,
}

/// A record as it is read back. Its text is as sent but for white space and escapes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordText {
    /// Its number in the stream, from 1.
    pub seq: u64,
    /// When it was written.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Time,
    /// The record's JSON.
    pub record: String,
}

/// The newest records of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewestRecords {
    /// At most 50, the newest first.
    pub records: Vec<RecordText>,
    /// Whether there are older ones.
    pub more: bool,
}

/// What an append answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Appended {
    /// The number of the first record of the call; the next one's if the call held none.
    pub first_seq: u64,
    /// The number of the last record of the call.
    pub last_seq: u64,
    /// How many records were appended.
    pub count: u64,
}

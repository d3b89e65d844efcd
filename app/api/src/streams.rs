//! Streams: what goes in and comes out.

use access::{StreamId, Time};
use serde::{Deserialize, Serialize};

use crate::fields::{Description, Limit, Schema};
use crate::names::{Name, PipelinePath, ServicePath, StreamPath};

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
    /// A JSON Schema that every record must fit, as an object or its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    /// Days after which a record is deleted; null or `none` for no end.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub retention_days: Option<Limit>,
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

/// Changes a stream; a field left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateStream {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The stream.
    pub stream: Name,
    /// Its new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What its records are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// A JSON Schema that every record must fit, as an object or its text. Null or an empty text: none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub schema: Option<Schema>,
    /// Days after which a record is deleted; null or `none` for no end.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub retention_days: Option<Limit>,
}

/// Deletes a stream with its records and grants.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeleteStream {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The stream.
    pub stream: Name,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Lists who can read or write a stream and by which path, people first, each by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListStreamAccess {
    /// Its organization.
    pub organization: Name,
    /// The project.
    pub project: Name,
    /// The stream.
    pub stream: Name,
    /// Only who has this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<StreamRight>,
    /// Only those whose name holds this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What can be done with a stream's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum StreamRight {
    /// Read them.
    Read,
    /// Append to them.
    Write,
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
    /// The JSON Schema that every record must fit, if there is one.
    pub schema: Option<Schema>,
    /// Days after which a record is deleted; null for no end.
    pub retention_days: Option<u32>,
    /// Whether the caller may read its records now, with this credential.
    pub read: bool,
    /// Whether the caller may write records to it now, with this credential.
    pub write: bool,
}

impl Stream {
    /// The stream without what its records change: what a change is based on.
    #[must_use]
    pub fn settings(&self) -> Self {
        Self { last_seq: 0, last_record_at: None, ..self.clone() }
    }
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
    /// Why there are fewer than there could be: the quota of whoever pays for the caller. None if there is room.
    pub over_quota: Option<String>,
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

/// A pipeline that a stream is connected to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StreamPipeline {
    /// The pipeline.
    pub pipeline: PipelinePath,
    /// Whether it reads the stream.
    pub reads: bool,
    /// Whether it appends to it.
    pub writes: bool,
}

/// Somebody who can read or write a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StreamAccess {
    /// The person, if it is one.
    pub user: Option<Name>,
    /// The service, if it is one.
    pub service: Option<ServicePath>,
    /// Whether they may read.
    pub read: bool,
    /// Whether they may write.
    pub write: bool,
    /// Each way by which they may, from what was given to what it comes to: `admin on acme/lake`, `view`, `read`.
    pub paths: Vec<Vec<String>>,
    /// The pipelines that read or write the stream as this service, as far as the caller may see them.
    pub pipelines: Vec<StreamPipeline>,
    /// How many more there are.
    pub hidden_pipelines: u32,
    /// Who gave it, if it is known.
    pub granted_by: Option<Name>,
    /// When it was given.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub granted_at: Time,
}

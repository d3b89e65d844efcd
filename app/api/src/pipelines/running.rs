//! Running a pipeline: deployment, metrics, records that failed, and trying transforms.

use access::Time;
use serde::{Deserialize, Serialize};

use super::Transform;
use crate::names::Name;

/// Runs the newest version of a pipeline from where it left off; the first time from its source's first record. Done
/// twice it is done once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeployPipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
}

/// Stops a pipeline. Its config, place in the source and dead letters stay.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeardownPipeline {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
}

/// Shows what a pipeline has processed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowPipelineMetrics {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// How far back; an hour if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<MetricsRange>,
}

/// How far back metrics go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MetricsRange {
    /// An hour, by the minute.
    #[default]
    #[serde(rename = "1h")]
    Hour,
    /// A day, by the quarter of an hour.
    #[serde(rename = "1d")]
    Day,
    /// A week, by two hours.
    #[serde(rename = "1w")]
    Week,
}

/// What a pipeline has processed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PipelineMetrics {
    /// How far back.
    pub range: MetricsRange,
    /// The length of each point, in seconds.
    pub step_seconds: u32,
    /// Records read from the source.
    pub records_in: u64,
    /// Records appended to the sink.
    pub records_out: u64,
    /// Records that failed.
    pub dead_letters: u64,
    /// How often it was started anew after something went wrong.
    pub restarts: u64,
    /// Processing time of a record, in microseconds: the median; null if there was none.
    pub p50_us: Option<u64>,
    /// The time that nine in ten stay under.
    pub p90_us: Option<u64>,
    /// The time that ninety-nine in a hundred stay under.
    pub p99_us: Option<u64>,
    /// Records of the source that are still to be taken in.
    pub lag: u64,
    /// When the newest record that was taken in was appended to the source.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub newest_record_at: Option<Time>,
    /// By time, the oldest first, each step of the range once.
    pub points: Vec<MetricsPoint>,
}

/// What a pipeline processed in one step of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricsPoint {
    /// When the step began.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Time,
    /// Records read.
    pub records_in: u64,
    /// Records appended.
    pub records_out: u64,
    /// Records that failed.
    pub dead_letters: u64,
    /// Starts after something went wrong.
    pub restarts: u64,
    /// Median processing time in microseconds.
    pub p50_us: Option<u64>,
    /// Nine in ten.
    pub p90_us: Option<u64>,
    /// Ninety-nine in a hundred.
    pub p99_us: Option<u64>,
    /// How old the newest record that was taken in was at the end of the step, in milliseconds.
    pub freshness_ms: Option<u64>,
}

/// Lists the records that a pipeline could not transform, the newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListDeadLetters {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// The most rows, from 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default)]
    pub after: Option<String>,
}

/// A record that a pipeline could not transform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadLetter {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: uuid::Uuid,
    /// The record's number in the source.
    pub seq: u64,
    /// Why it failed.
    pub reason: String,
    /// The version that it failed in.
    pub version: u32,
    /// When it failed last.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub at: Time,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether it waits to be tried again.
    pub replaying: bool,
}

/// Shows a record that failed, as it stands in the source.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowDeadLetter {
    /// The pipeline's organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// The dead letter.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: uuid::Uuid,
}

/// A record that failed, with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadLetterRecord {
    /// The record's number in the source.
    pub seq: u64,
    /// Why it failed.
    pub reason: String,
    /// Its JSON text; null if the source keeps it no longer.
    pub record: Option<String>,
}

/// Tries failed records again, by the version that is deployed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReplayDeadLetters {
    /// The pipeline's organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// Which; all of them if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
    pub ids: Option<Vec<uuid::Uuid>>,
}

/// What a call to try records again did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replaying {
    /// How many records wait to be tried again.
    pub replaying: u64,
}

/// Checks transforms and tries them on a stream's newest records. Nothing is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TryTransforms {
    /// The stream's organization.
    pub organization: Name,
    /// Its project.
    pub project: Name,
    /// The stream.
    pub stream: Name,
    /// The transforms.
    pub transforms: Vec<Transform>,
    /// On how many records, from 1 to 20; 5 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u32>,
}

/// Reads a config from the text that somebody is writing. Nothing is looked up and nothing kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadConfig {
    /// JSON or YAML.
    pub config: String,
}

/// What transforms made of sample records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tried {
    /// By record, the newest first.
    pub items: Vec<TriedRecord>,
}

/// What transforms made of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TriedRecord {
    /// Its number in the stream.
    pub seq: u64,
    /// Its JSON text.
    pub record: String,
    /// What became of it.
    pub outcome: TriedOutcome,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TriedOutcome {
    /// It would be appended to the sink.
    Passed {
        /// As this JSON text.
        record: String,
    },
    /// A filter keeps it back.
    Filtered {
        /// Which transform's, from 0.
        transform: u32,
    },
    /// It would go to the dead letters.
    Failed {
        /// Why.
        reason: String,
    },
}

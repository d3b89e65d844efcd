//! What the server counts about itself, for `/metrics`. The web layer counts requests, the gateway and the
//! identification of bearers count theirs. [`Metrics::to_text`] names no organization, user, service or pipeline, and
//! labels come only from fixed sets, so that no caller can grow the text.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use access::PipelineId;
use hashbrown::HashTable;

use crate::shards::Shards;

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Counts one.
    pub fn add_one(&self) {
        self.add(1);
    }

    /// Counts `n`.
    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    /// The count.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// All counters of one server; shared as an `Arc`.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Bearers whose shape or checksum was wrong: refused without a database query.
    pub malformed_secrets: Counter,
    /// Bearers of the right shape that no live secret matches.
    pub refused_secrets: Counter,
    /// Look-ups of a bearer in the database.
    pub secret_lookups: Counter,
    /// Records that were appended and acknowledged.
    pub records_appended: Counter,
    /// Bytes of those records, as they were sent.
    pub bytes_appended: Counter,
    /// Records that were read.
    pub records_read: Counter,
    /// Bytes of those records.
    pub bytes_read: Counter,
    /// Shares of quotas that were reached and told.
    pub quota_alerts: Counter,
    /// Commits that appends were written by; one commit holds many of them.
    pub append_commits: Counter,
    hasher: RandomState,
    requests: Shards<HashTable<(RequestKind, Requests)>>,
    pipelines: Mutex<BTreeMap<PipelineId, PipelineCounts>>,
}

/// What pipelines processed on this node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PipelineCounts {
    /// Records read.
    pub records_in: u64,
    /// Records appended.
    pub records_out: u64,
    /// Records that failed.
    pub dead_letters: u64,
}

/// Method, path template and status.
type RequestKind = (String, String, u16);

#[derive(Clone, Copy, Debug, Default)]
struct Requests {
    count: u64,
    time: Duration,
}

impl Metrics {
    /// Counts an answered request. `route` is a template, never a path as it was sent.
    pub fn count_request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let hash = self.hasher.hash_one((method, route, status));
        let is = |((known, template, answer), _): &(RequestKind, Requests)| {
            known == method && template == route && *answer == status
        };
        // By the caller's thread: all requests of one kind would wait for each other otherwise.
        let mut requests = self.requests.at(shard());
        let (_, entry) = requests
            .entry(hash, is, |(kind, _)| self.hasher.hash_one(kind))
            .or_insert_with(|| ((method.to_owned(), route.to_owned(), status), Requests::default()))
            .into_mut();
        entry.count += 1;
        entry.time += took;
    }

    /// Counts what a pipeline did.
    pub fn count_pipeline(&self, pipeline: PipelineId, did: PipelineCounts) {
        if let Ok(mut pipelines) = self.pipelines.lock() {
            let counts = pipelines.entry(pipeline).or_default();
            counts.records_in += did.records_in;
            counts.records_out += did.records_out;
            counts.dead_letters += did.dead_letters;
        }
    }

    /// What a pipeline did on this node since it started.
    #[must_use]
    pub fn of_pipeline(&self, pipeline: PipelineId) -> PipelineCounts {
        let pipelines = self.pipelines.lock();
        pipelines.map(|pipelines| pipelines.get(&pipeline).copied().unwrap_or_default()).unwrap_or_default()
    }

    /// The counters in Prometheus's text format.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (name, help, counter) in [
            (
                "secrets_malformed_total",
                "Bearers refused by their shape or checksum, without a query.",
                &self.malformed_secrets,
            ),
            (
                "secrets_refused_total",
                "Bearers of the right shape that are not a live secret.",
                &self.refused_secrets,
            ),
            ("secret_lookups_total", "Bearers looked up in the database.", &self.secret_lookups),
            ("records_appended_total", "Records appended and acknowledged.", &self.records_appended),
            ("bytes_appended_total", "Bytes of appended records.", &self.bytes_appended),
            ("append_commits_total", "Commits that appends were written by.", &self.append_commits),
            ("records_read_total", "Records read.", &self.records_read),
            ("bytes_read_total", "Bytes of records read.", &self.bytes_read),
            ("quota_alerts_total", "Quotas that reached 50, 80 or 100 %.", &self.quota_alerts),
        ] {
            head(&mut text, name, help);
            let _ = writeln!(text, "sluicegate_{name} {}", counter.get());
        }
        let mut requests: BTreeMap<RequestKind, Requests> = BTreeMap::new();
        for shard in self.requests.each() {
            for (kind, Requests { count, time }) in shard.iter() {
                let all = requests.entry(kind.clone()).or_default();
                all.count += count;
                all.time += *time;
            }
        }
        head(&mut text, "http_requests_total", "Answered requests, by method, route and status.");
        for ((method, route, status), Requests { count, .. }) in &requests {
            let _ = writeln!(
                text,
                "sluicegate_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
            );
        }
        head(&mut text, "http_request_seconds_total", "Time spent on those requests.");
        for ((method, route, status), Requests { time, .. }) in &requests {
            let _ = writeln!(
                text,
                "sluicegate_http_request_seconds_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {:.6}",
                time.as_secs_f64()
            );
        }
        text
    }
}

/// A number for each thread.
fn shard() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    thread_local! {
        static NUMBER: u64 = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    NUMBER.try_with(|number| *number).unwrap_or_default()
}

fn head(text: &mut String, name: &str, help: &str) {
    let _ = writeln!(text, "# HELP sluicegate_{name} {help}\n# TYPE sluicegate_{name} counter");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_stands_in_the_text() {
        let metrics = Metrics::default();
        metrics.malformed_secrets.add_one();
        metrics.records_appended.add(1000);
        metrics.count_request(
            "GET",
            "/api/v1/projects/{organization}/{project}",
            404,
            Duration::from_millis(5),
        );
        let text = metrics.to_text();
        for line in [
            "# TYPE sluicegate_secrets_malformed_total counter",
            "sluicegate_secrets_malformed_total 1",
            "sluicegate_records_appended_total 1000",
            "sluicegate_http_requests_total{method=\"GET\",route=\"/api/v1/projects/{organization}/{project}\",status=\"404\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}

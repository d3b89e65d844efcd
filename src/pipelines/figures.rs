//! What `/metrics` tells of pipelines, by path: only for those who have its token.

use std::fmt::Write;

use crate::metrics::{Metrics, PipelineCounts};
use crate::store::pipeline_runs::{self, PipelineFigures};
use crate::store::{Db, StoreError};

/// A figure: its name, kind and help, and how it is read.
type Figure = (&'static str, &'static str, &'static str, fn(&PipelineFigures, PipelineCounts) -> i128);

const FIGURES: [Figure; 5] = [
    ("records_in_total", "counter", "Records read from the source by this node.", |_, counts| {
        counts.records_in.into()
    }),
    ("records_out_total", "counter", "Records appended to the sink by this node.", |_, counts| {
        counts.records_out.into()
    }),
    ("dead_letters_total", "counter", "Records that failed on this node.", |_, counts| {
        counts.dead_letters.into()
    }),
    ("dead_letters", "gauge", "Records that failed and wait.", |row, _| row.waiting.into()),
    ("lag_records", "gauge", "Records of the source that are still to be taken in.", |row, _| {
        row.lag.max(0).into()
    }),
];

/// Every pipeline that was ever deployed, in Prometheus's text format.
///
/// # Errors
/// The store's.
pub async fn figures(db: &Db, metrics: &Metrics) -> Result<String, StoreError> {
    let rows = pipeline_runs::figures(db).await?;
    let mut text = String::new();
    for (name, kind, help, read) in FIGURES {
        let _ = writeln!(text, "# HELP sluicegate_pipeline_{name} {help}");
        let _ = writeln!(text, "# TYPE sluicegate_pipeline_{name} {kind}");
        for row in &rows {
            let value = read(row, metrics.of_pipeline(row.id()));
            let _ = writeln!(text, "sluicegate_pipeline_{name}{{pipeline=\"{}\"}} {value}", row.path());
        }
    }
    let _ = writeln!(text, "# HELP sluicegate_pipeline_state What it is doing.");
    let _ = writeln!(text, "# TYPE sluicegate_pipeline_state gauge");
    for row in &rows {
        let (path, state) = (row.path(), &row.state);
        let _ = writeln!(text, "sluicegate_pipeline_state{{pipeline=\"{path}\",state=\"{state}\"}} 1");
    }
    Ok(text)
}

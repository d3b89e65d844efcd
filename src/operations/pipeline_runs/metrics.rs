//! What a pipeline has processed, over time.

use access::{Time, actions, authorize};
use api::Fault;
use api::pipelines::{MetricsPoint, MetricsRange, PipelineMetrics, ShowPipelineMetrics};

use crate::operations::{Context, facts};
use crate::store::pipeline_minutes::{self, MINUTE, Minute, Times};

/// The minutes of a step of a range, and how many steps it has.
const fn steps(range: MetricsRange) -> (i64, i64) {
    match range {
        MetricsRange::Hour => (1, 60),
        MetricsRange::Day => (15, 96),
        MetricsRange::Week => (120, 84),
    }
}

/// Shows what a pipeline has processed.
///
/// # Errors
/// A fault that says why not.
pub async fn show_pipeline_metrics(
    context: &Context,
    input: ShowPipelineMetrics,
) -> Result<PipelineMetrics, Fault> {
    let range = input.range.unwrap_or_default();
    let (minutes, count) = steps(range);
    let step = minutes * MINUTE;
    let begin = Time((context.now.0.div_euclid(step) + 1 - count) * step);
    let (row, rows) = context
        .reading("ShowPipelineMetrics", async |tx| {
            let row = facts::pipeline(tx, context.actor(), &input.organization, &input.pipeline).await?;
            let proof = authorize::<actions::ViewPipelineMetrics>(context.actor(), &row.facts)?;
            let rows = pipeline_minutes::since(tx, &proof, begin).await?;
            Ok((row, rows))
        })
        .await?;
    let points: Vec<Minute> = (0..count)
        .map(|index| {
            let (from, to) = (Time(begin.0 + index * step), Time(begin.0 + (index + 1) * step));
            let within = rows.iter().filter(|minute| from <= minute.at && minute.at < to);
            let mut sum = within.fold(Minute::default(), added);
            sum.at = from;
            sum
        })
        .collect();
    let all = points.iter().fold(Minute::default(), added);
    Ok(PipelineMetrics {
        range,
        step_seconds: u32::try_from(step / 1000).unwrap_or(u32::MAX),
        records_in: all.records_in,
        records_out: all.records_out,
        dead_letters: all.dead_letters,
        restarts: all.restarts,
        p50_us: all.times.percentile(50),
        p90_us: all.times.percentile(90),
        p99_us: all.times.percentile(99),
        lag: row.lag,
        newest_record_at: row.run.and_then(|run| run.newest_record_at),
        points: points.iter().map(point).collect(),
    })
}

fn added(mut sum: Minute, more: &Minute) -> Minute {
    sum.records_in += more.records_in;
    sum.records_out += more.records_out;
    sum.dead_letters += more.dead_letters;
    sum.restarts += more.restarts;
    sum.freshness_ms = more.freshness_ms.or(sum.freshness_ms);
    Times::merge(&mut sum.times, &more.times);
    sum
}

fn point(minute: &Minute) -> MetricsPoint {
    MetricsPoint {
        at: minute.at,
        records_in: minute.records_in,
        records_out: minute.records_out,
        dead_letters: minute.dead_letters,
        restarts: minute.restarts,
        p50_us: minute.times.percentile(50),
        p90_us: minute.times.percentile(90),
        p99_us: minute.times.percentile(99),
        freshness_ms: minute.freshness_ms,
    }
}

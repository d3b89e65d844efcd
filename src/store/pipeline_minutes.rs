//! What pipelines processed, by the minute.

use access::{Authorized, PipelineId, Time, actions};

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    TIMES = "select times from pipeline_minutes where pipeline_id = $1 and minute = $2";
    ADD = "insert into pipeline_minutes (pipeline_id, minute, records_in, records_out, dead_letters, restarts, \
        freshness_ms, times) values ($1, $2, $3, $4, $5, $6, $7, $8) \
        on conflict (pipeline_id, minute) do update set \
        records_in = pipeline_minutes.records_in + excluded.records_in, \
        records_out = pipeline_minutes.records_out + excluded.records_out, \
        dead_letters = pipeline_minutes.dead_letters + excluded.dead_letters, \
        restarts = pipeline_minutes.restarts + excluded.restarts, \
        freshness_ms = coalesce(excluded.freshness_ms, pipeline_minutes.freshness_ms), times = excluded.times";
    SINCE = "select minute, records_in, records_out, dead_letters, restarts, freshness_ms, times \
        from pipeline_minutes where pipeline_id = $1 and minute >= $2 order by minute";
    SWEEP = "delete from pipeline_minutes where minute < $1";
}

/// A minute in milliseconds.
pub const MINUTE: i64 = 60_000;
/// How many sizes of processing times are told apart. Each is larger than the one before by a half power of two; the
/// first is two microseconds, the last some 40 seconds and all above.
pub const SIZES: usize = 50;

/// How many records took how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times([u64; SIZES]);

impl Default for Times {
    fn default() -> Self {
        Self([0; SIZES])
    }
}

impl Times {
    /// Counts a record that took so many microseconds.
    pub fn add(&mut self, microseconds: u64) {
        let size = (0..SIZES).find(|size| limit(*size) >= microseconds).unwrap_or(SIZES - 1);
        if let Some(count) = self.0.get_mut(size) {
            *count = count.saturating_add(1);
        }
    }

    /// Counts those of `other`, too.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count = count.saturating_add(more);
        }
    }

    /// The time in microseconds that so many percent of the records stay under; none if there are none.
    #[must_use]
    pub fn percentile(&self, percent: u64) -> Option<u64> {
        let all: u64 = self.0.iter().sum();
        let wanted = all.saturating_mul(percent).div_ceil(100);
        let mut seen = 0;
        self.0.iter().enumerate().filter(|_| all > 0).find_map(|(size, count)| {
            seen += count;
            (seen >= wanted).then(|| limit(size))
        })
    }

    fn parse(text: &str) -> Self {
        let counts: Vec<u64> = serde_json::from_str(text).unwrap_or_default();
        let mut times = Self::default();
        for (count, kept) in times.0.iter_mut().zip(counts) {
            *count = kept;
        }
        times
    }

    /// Without the zeros at the end.
    fn text(&self) -> String {
        let used = self.0.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
        let used: Vec<u64> = self.0.iter().copied().take(used).collect();
        serde_json::to_string(&used).unwrap_or_default()
    }
}

/// The most microseconds of a size.
fn limit(size: usize) -> u64 {
    let whole = 2_u64 << (size / 2).min(61);
    if size.is_multiple_of(2) { whole } else { whole.saturating_mul(1414).div_ceil(1000) }
}

/// What a pipeline did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Minute {
    /// When the minute began.
    pub at: Time,
    /// Records read.
    pub records_in: u64,
    /// Records appended.
    pub records_out: u64,
    /// Records that failed.
    pub dead_letters: u64,
    /// Starts after something went wrong.
    pub restarts: u64,
    /// How old the newest record was when it was taken in, in milliseconds.
    pub freshness_ms: Option<u64>,
    /// How long records took.
    pub times: Times,
}

/// Adds to what a pipeline did in the minute of `did.at`. The pipeline's row is locked: nobody else adds now.
///
/// # Errors
/// The store's.
pub async fn add(tx: &mut Tx, pipeline: PipelineId, did: &Minute) -> Result<(), StoreError> {
    let (id, minute) = (pipeline.uuid(), did.at.0.div_euclid(MINUTE));
    let mut times = did.times.clone();
    if let Some((kept,)) = query!(tx, (String,), fetch_optional, TIMES, id, minute)? {
        times.merge(&Times::parse(&kept));
    }
    let [records_in, out, dead, restarts] =
        [did.records_in, did.records_out, did.dead_letters, did.restarts].map(signed);
    let (freshness, times) = (did.freshness_ms.map(signed), times.text());
    execute!(tx, ADD, id, minute, records_in, out, dead, restarts, freshness, times)?;
    Ok(())
}

type Row = (i64, i64, i64, i64, i64, Option<i64>, String);

/// What the pipeline of the proof did, by the minute, since `since`.
///
/// # Errors
/// The store's.
pub async fn since(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewPipelineMetrics>,
    since: Time,
) -> Result<Vec<Minute>, StoreError> {
    let first = since.0.div_euclid(MINUTE);
    let rows = query!(tx, Row, fetch_all, SINCE, proof.target().uuid(), first)?;
    let minute = |(minute, records_in, out, dead, restarts, freshness, times): Row| Minute {
        at: Time(minute * MINUTE),
        records_in: records_in.unsigned_abs(),
        records_out: out.unsigned_abs(),
        dead_letters: dead.unsigned_abs(),
        restarts: restarts.unsigned_abs(),
        freshness_ms: freshness.map(i64::unsigned_abs),
        times: Times::parse(&times),
    };
    Ok(rows.into_iter().map(minute).collect())
}

/// Forgets what was before `oldest`.
///
/// # Errors
/// The store's.
pub async fn sweep(tx: &mut Tx, oldest: Time) -> Result<(), StoreError> {
    execute!(tx, SWEEP, oldest.0.div_euclid(MINUTE))?;
    Ok(())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_within_a_half_power_of_two() {
        let mut times = Times::default();
        assert_eq!(times.percentile(50), None);
        for microseconds in 1..=1000 {
            times.add(microseconds);
        }
        for (percent, is) in [(50, 500_u64), (90, 900), (99, 990), (100, 1000)] {
            let said = times.percentile(percent).unwrap();
            assert!(said >= is && said <= is * 3 / 2 + 1, "{percent}: {said}");
        }
        times.add(u64::MAX);
        assert_eq!(Times::parse(&times.text()), times);
        assert!((0..SIZES - 1).all(|size| limit(size) < limit(size + 1)));
        assert_eq!(Times::parse("[]"), Times::default());
    }
}

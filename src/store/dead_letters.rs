//! Records that pipelines could not transform: their numbers and reasons. The records themselves stay in the source.

use access::{Authorized, PipelineId, StreamId, Time, actions};
use uuid::Uuid;

use super::pipeline_runs::Held;
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

macro_rules! columns {
    () => {
        "select id, source_id, seq, reason, version, at, attempts, replaying from dead_letters "
    };
}

texts! {
    LIST = concat!(columns!(), "where pipeline_id = $1 and id < $2 order by id desc limit $3");
    FIND = concat!(columns!(), "where pipeline_id = $1 and id = $2");
    WAITING = concat!(
        columns!(), "where pipeline_id = $1 and source_id = $2 and replaying order by seq limit $3"
    );
    PUT = "insert into dead_letters (id, pipeline_id, source_id, seq, reason, version, attempts, replaying, at) \
        values ($1, $2, $3, $4, $5, $6, 1, false, $7) on conflict (pipeline_id, source_id, seq) do update set \
        reason = excluded.reason, version = excluded.version, attempts = dead_letters.attempts + 1, \
        replaying = false, at = excluded.at";
    TAKE = "delete from dead_letters where pipeline_id = $1 and id = $2 and replaying";
    REPLAY_EVERY = "update dead_letters set replaying = true where pipeline_id = $1 \
        and source_id = (select source_id from pipeline_runs where pipeline_id = $1)";
    REPLAY = "update dead_letters set replaying = true where pipeline_id = $1 and id = $2 \
        and source_id = (select source_id from pipeline_runs where pipeline_id = $1)";
}

/// A record that failed.
#[derive(Clone, Debug)]
pub struct LetterRow {
    /// Its id.
    pub id: Uuid,
    /// The stream that the record is in.
    pub source: StreamId,
    /// Its number there.
    pub seq: u64,
    /// Why it failed.
    pub reason: String,
    /// The version that it failed in.
    pub version: u32,
    /// When it failed last.
    pub at: Time,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether it waits to be tried again.
    pub replaying: bool,
}

type Row = (Uuid, Uuid, i64, String, i64, i64, i64, bool);

fn letter((id, source, seq, reason, version, at, attempts, replaying): Row) -> LetterRow {
    LetterRow {
        id,
        source: source.into(),
        seq: seq.unsigned_abs(),
        reason,
        version: u32::try_from(version).unwrap_or(u32::MAX),
        at: Time(at),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        replaying,
    }
}

/// The dead letters of the pipeline of the proof, the newest first, before the one of the id `before`.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ListDeadLetters>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<LetterRow>, StoreError> {
    let (id, before) = (proof.target().uuid(), before.unwrap_or(Uuid::max()));
    Ok(query!(tx, Row, fetch_all, LIST, id, before, limit)?.into_iter().map(letter).collect())
}

/// A pipeline's dead letter of this id.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, pipeline: PipelineId, id: Uuid) -> Result<Option<LetterRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND, pipeline.uuid(), id)?.map(letter))
}

/// Those of a pipeline and a source that wait to be tried again, by number.
///
/// # Errors
/// The store's.
pub async fn waiting(
    tx: &mut Tx,
    pipeline: PipelineId,
    source: StreamId,
    limit: i64,
) -> Result<Vec<LetterRow>, StoreError> {
    let rows = query!(tx, Row, fetch_all, WAITING, pipeline.uuid(), source.uuid(), limit)?;
    Ok(rows.into_iter().map(letter).collect())
}

/// A record that failed just now.
#[derive(Clone, Copy, Debug)]
pub struct NewLetter<'a> {
    /// A fresh id, for one that failed the first time.
    pub id: Uuid,
    /// The stream that the record is in.
    pub source: StreamId,
    /// Its number there.
    pub seq: u64,
    /// Why it failed.
    pub reason: &'a str,
    /// The version that it failed in.
    pub version: u32,
    /// When.
    pub at: Time,
}

/// Keeps a record that failed; one that failed before counts as tried once more.
///
/// # Errors
/// The store's.
pub async fn put(tx: &mut Tx, held: &Held, letter: NewLetter<'_>) -> Result<(), StoreError> {
    let NewLetter { id, source, seq, reason, version, at } = letter;
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let pipeline = held.pipeline().uuid();
    execute!(tx, PUT, id, pipeline, source.uuid(), seq, reason, i64::from(version), at.0)?;
    Ok(())
}

/// Removes a dead letter that waited to be tried again; says whether it was still there.
///
/// # Errors
/// The store's.
pub async fn take(tx: &mut Tx, held: &Held, id: Uuid) -> Result<bool, StoreError> {
    Ok(execute!(tx, TAKE, held.pipeline().uuid(), id)? == 1)
}

/// Lets dead letters of the pipeline of the proof be tried again: these, or all. Says how many of them there are in the
/// source that it reads now.
///
/// # Errors
/// The store's.
pub async fn replay(
    tx: &mut Tx,
    proof: Authorized<actions::ReplayDeadLetters>,
    ids: Option<&[Uuid]>,
) -> Result<u64, StoreError> {
    let pipeline = proof.target().uuid();
    let Some(ids) = ids else { return execute!(tx, REPLAY_EVERY, pipeline) };
    let mut replaying = 0;
    for id in ids {
        replaying += execute!(tx, REPLAY, pipeline, *id)?;
    }
    Ok(replaying)
}

//! Records of streams: appended whole calls at a time, numbered from 1 without gaps, read in order.

mod together;

use access::{Authorized, StreamId, Time, actions};

use super::sql::{Bulk, On, execute, query, texts};
use super::{Db, StoreError, Tx};
pub use together::{Batch, INSERT_MANY, Numbered, TAKE_MANY, append_together};

texts! {
    // The row is locked from here to the end of the transaction: numbers come without gaps.
    TAKE_NUMBERS = "update streams set last_seq = last_seq + $2, last_record_at = $3 where id = $1 returning last_seq";
    HOLD = "update streams set last_seq = last_seq where id = $1";
    ANY_BEFORE = "select exists (select 1 from records where stream_id = $1 and seq < $2)";
    RETAINING = "select id, retention_days from streams where retention_days is not null and id > $1 \
        order by id limit $2";
    // Numbers stay taken; whoever reads goes on after the gap.
    EXPIRE = "delete from records where stream_id = $1 and seq in \
        (select seq from records where stream_id = $1 and at < $2 order by at limit $3)";
    LAST_NUMBER = "select last_seq from streams where id = $1";
    // Of the next rows, those before which less than `$4` characters come.
    READ = "select seq, at, body from \
        (select seq, at, body, sum(length(body)) over (order by seq) - length(body) as taken from \
         (select seq, at, body from records where stream_id = $1 and seq > $2 order by seq limit $3) few) page \
        where taken < $4 order by seq";
    NEWEST = "select seq, at, body from \
        (select seq, at, body, sum(length(body)) over (order by seq desc) - length(body) as taken from \
         (select seq, at, body from records where stream_id = $1 and seq < $2 order by seq desc limit $3) few) page \
        where taken < $4 order by seq desc";
}

/// One statement for any number of rows is what the databases don't share. Each takes the stream, the first
/// number, the time and the bodies (SQLite as a JSON array of strings).
pub const INSERT: Bulk = Bulk {
    sqlite: "insert into records (stream_id, seq, at, body) select $1, $2 + key, $3, value from json_each($4)",
    postgres: "insert into records (stream_id, seq, at, body) \
        select $1, $2 + n - 1, $3, body from unnest($4::text[]) with ordinality as given (body, n)",
};

/// The most rows of one [`read`].
pub const PAGE_ROWS: u32 = 1000;
/// A [`read`] takes no further row once it has this many characters.
pub const PAGE_LENGTH: i64 = 4_000_000;
/// The same for [`newest`], whose rows all stand on one page.
pub const NEWEST_LENGTH: i64 = 500_000;

/// What an append gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The number of the first record; the next one's if there were none.
    pub first_seq: u64,
    /// The number of the last record.
    pub last_seq: u64,
}

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// Its number in the stream, from 1.
    pub seq: u64,
    /// When it was appended.
    pub at: Time,
    /// Its JSON text.
    pub body: String,
}

type Row = (i64, i64, String);

fn record((seq, at, body): Row) -> RecordRow {
    RecordRow { seq: seq.unsigned_abs(), at: Time(at), body }
}

/// Keeps the row of the stream of the proof to the end of the transaction.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &mut Tx, proof: &Authorized<actions::WriteRecords>) -> Result<(), StoreError> {
    execute!(tx, HOLD, proof.target().uuid()).map(drop)
}

/// Appends `bodies` in their order to the stream of the proof; `None` if it is gone meanwhile. To be called in
/// [`Db::append`].
///
/// # Errors
/// The store's.
pub async fn append(
    tx: &mut Tx,
    proof: Authorized<actions::WriteRecords>,
    now: Time,
    bodies: &[&str],
) -> Result<Option<Appended>, StoreError> {
    let stream = proof.target().uuid();
    let count = i64::try_from(bodies.len()).unwrap_or(i64::MAX);
    if count == 0 {
        let last = query!(tx, (i64,), fetch_optional, LAST_NUMBER, stream)?;
        return Ok(last
            .map(|(last,)| Appended { first_seq: last.unsigned_abs() + 1, last_seq: last.unsigned_abs() }));
    }
    let Some((last,)) = query!(tx, (i64,), fetch_optional, TAKE_NUMBERS, stream, count, now.0)? else {
        return Ok(None);
    };
    let first = last - count + 1;
    insert(tx, proof.target(), first, now, bodies).await?;
    Ok(Some(Appended { first_seq: first.unsigned_abs(), last_seq: last.unsigned_abs() }))
}

async fn insert(
    tx: &mut Tx,
    stream: StreamId,
    first: i64,
    now: Time,
    bodies: &[&str],
) -> Result<(), StoreError> {
    let stream = stream.uuid();
    match tx.on() {
        On::Sqlite(connection) => {
            let array = serde_json::to_string(bodies).unwrap_or_default();
            let insert = sqlx::query(INSERT.sqlite).bind(stream).bind(first).bind(now.0).bind(array);
            insert.execute(connection).await?;
        }
        On::Postgres(connection) => {
            let insert = sqlx::query(INSERT.postgres).bind(stream).bind(first).bind(now.0).bind(bodies);
            insert.execute(connection).await?;
        }
    }
    Ok(())
}

/// The records after number `after` in order: at least one if there is any, at most `limit`, and fewer where they
/// are many or long. Call again after the last one's number for more.
///
/// # Errors
/// The store's.
pub async fn read(
    db: &Db,
    proof: &Authorized<actions::ReadRecords>,
    after: u64,
    limit: u32,
) -> Result<Vec<RecordRow>, StoreError> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let limit = i64::from(limit.min(PAGE_ROWS));
    let rows = query!(db, Row, fetch_all, READ, proof.target().uuid(), after, limit, PAGE_LENGTH)?;
    Ok(rows.into_iter().map(record).collect())
}

/// The number of the newest record of the stream of the proof; 0 for none, `None` if the stream is gone.
///
/// # Errors
/// The store's.
pub async fn last_seq(db: &Db, proof: &Authorized<actions::ReadRecords>) -> Result<Option<u64>, StoreError> {
    let stream: StreamId = proof.target();
    let last = query!(db, (i64,), fetch_optional, LAST_NUMBER, stream.uuid())?;
    Ok(last.map(|(last,)| last.unsigned_abs()))
}

/// The records before number `before`, the newest first: at least one if there is any, at most `limit`, and fewer
/// where they are long.
///
/// # Errors
/// The store's.
pub async fn newest(
    tx: &mut Tx,
    proof: &Authorized<actions::ReadRecords>,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<RecordRow>, StoreError> {
    let before = before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX));
    let (stream, limit) = (proof.target().uuid(), i64::from(limit));
    let rows = query!(tx, Row, fetch_all, NEWEST, stream, before, limit, NEWEST_LENGTH)?;
    Ok(rows.into_iter().map(record).collect())
}

/// Whether the stream of the proof still has a record before this number.
///
/// # Errors
/// The store's.
pub async fn any_before(
    tx: &mut Tx,
    proof: &Authorized<actions::ReadRecords>,
    seq: u64,
) -> Result<bool, StoreError> {
    let before = i64::try_from(seq).unwrap_or(i64::MAX);
    Ok(query!(tx, (bool,), fetch_one, ANY_BEFORE, proof.target().uuid(), before)?.0)
}

/// A stream whose records have an end.
#[derive(Clone, Copy, Debug)]
pub struct Retaining {
    /// The stream.
    pub id: StreamId,
    /// Days after which a record is deleted.
    pub days: u32,
}

/// Streams whose records have an end, by id, after `after`; for the job that deletes them.
///
/// # Errors
/// The store's.
pub async fn retaining(db: &Db, after: StreamId, limit: i64) -> Result<Vec<Retaining>, StoreError> {
    let rows = query!(db, (uuid::Uuid, i64), fetch_all, RETAINING, after.uuid(), limit)?;
    let retaining = |(id, days): (uuid::Uuid, i64)| {
        Some(Retaining { id: StreamId::new(id), days: u32::try_from(days).ok()? })
    };
    Ok(rows.into_iter().filter_map(retaining).collect())
}

/// Deletes at most `most` of a stream's records that came before `before`; says how many.
///
/// # Errors
/// The store's.
pub async fn expire(tx: &mut Tx, stream: StreamId, before: Time, most: i64) -> Result<u64, StoreError> {
    execute!(tx, EXPIRE, stream.uuid(), before.0, most)
}

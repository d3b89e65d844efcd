//! What many callers append to many streams, in two statements: numbers are taken for all, then all is inserted.

use std::collections::BTreeMap;

use access::{Authorized, StreamId, Time, actions};
use uuid::Uuid;

use crate::store::sql::{Bulk, On, array, hex};
use crate::store::{StoreError, Tx};

/// Takes the streams and how many numbers each is given (SQLite as a JSON array of pairs, ids in hex), and the time.
pub const TAKE_MANY: Bulk = Bulk {
    sqlite: "update streams set last_seq = last_seq + given.count, last_record_at = $2 \
        from (select unhex(value ->> 0) as stream, value ->> 1 as count from json_each($1)) given \
        where streams.id = given.stream returning id, last_seq, schema",
    // Locked in one order, so that two nodes never wait for each other.
    postgres: "with held as materialized (select id from streams where id = any($1) order by id for update) \
        update streams set last_seq = last_seq + given.count, last_record_at = $2 \
        from unnest($1::uuid[], $3::bigint[]) as given (stream, count) join held on held.id = given.stream \
        where streams.id = given.stream returning streams.id, last_seq, schema",
};

/// Takes the stream, the number and the body of each record (SQLite as a JSON array of triples), and the time.
pub const INSERT_MANY: Bulk = Bulk {
    sqlite: "insert into records (stream_id, seq, at, body) \
        select unhex(value ->> 0), value ->> 1, $2, value ->> 2 from json_each($1)",
    postgres: "insert into records (stream_id, seq, at, body) \
        select stream, seq, $2, body from unnest($1::uuid[], $3::bigint[], $4::text[]) as given (stream, seq, body)",
};

/// What one caller appends: by whose right, and what.
#[derive(Debug)]
pub struct Batch<'b> {
    /// The right, which names the stream.
    pub proof: Authorized<actions::WriteRecords>,
    /// The records' texts, in their order.
    pub bodies: &'b [String],
}

/// What became of one.
#[derive(Debug)]
pub struct Numbered {
    /// The number of its first record.
    pub first: u64,
    /// The stream's schema.
    pub schema: Option<String>,
}

/// Appends what several callers bring, those for one stream in their order; `None` if one of the streams is gone meanwhile.
/// To be called in [`Db::append`](crate::store::Db::append), and then to be taken back.
///
/// # Errors
/// The store's.
pub async fn append_together(
    tx: &mut Tx,
    batches: &[Batch<'_>],
    now: Time,
) -> Result<Option<Vec<Numbered>>, StoreError> {
    let mut counts: BTreeMap<StreamId, i64> = BTreeMap::new();
    for batch in batches {
        *counts.entry(batch.proof.target()).or_default() += length(batch);
    }
    let mut next: BTreeMap<StreamId, (i64, Option<String>)> = BTreeMap::new();
    for (stream, last, schema) in take(tx, &counts, now).await? {
        let stream = StreamId::new(stream);
        let count = counts.get(&stream).copied().unwrap_or_default();
        next.insert(stream, (last - count + 1, schema));
    }
    let mut numbered = Vec::with_capacity(batches.len());
    let mut rows = Vec::with_capacity(batches.len());
    for batch in batches {
        let stream = batch.proof.target();
        let Some((first, schema)) = next.get_mut(&stream) else { return Ok(None) };
        numbered.push(Numbered { first: first.unsigned_abs(), schema: schema.clone() });
        rows.extend(batch.bodies.iter().zip(*first..).map(|(body, seq)| (stream.uuid(), seq, body.as_str())));
        *first += length(batch);
    }
    insert(tx, rows, now).await?;
    Ok(Some(numbered))
}

fn length(batch: &Batch<'_>) -> i64 {
    i64::try_from(batch.bodies.len()).unwrap_or(i64::MAX)
}

async fn take(
    tx: &mut Tx,
    counts: &BTreeMap<StreamId, i64>,
    now: Time,
) -> Result<Vec<(Uuid, i64, Option<String>)>, StoreError> {
    let taken = match tx.on() {
        On::Sqlite(connection) => {
            let pairs = array(counts.iter().map(|(stream, count)| (hex(stream.uuid()), count)));
            sqlx::query_as(TAKE_MANY.sqlite).bind(pairs).bind(now.0).fetch_all(connection).await
        }
        On::Postgres(connection) => {
            let (streams, counts): (Vec<Uuid>, Vec<i64>) =
                counts.iter().map(|(stream, count)| (stream.uuid(), *count)).unzip();
            sqlx::query_as(TAKE_MANY.postgres)
                .bind(streams)
                .bind(now.0)
                .bind(counts)
                .fetch_all(connection)
                .await
        }
    };
    Ok(taken?)
}

async fn insert(tx: &mut Tx, rows: Vec<(Uuid, i64, &str)>, now: Time) -> Result<(), StoreError> {
    match tx.on() {
        On::Sqlite(connection) => {
            let rows = array(rows.into_iter().map(|(stream, seq, body)| (hex(stream), seq, body)));
            sqlx::query(INSERT_MANY.sqlite).bind(rows).bind(now.0).execute(connection).await?;
        }
        On::Postgres(connection) => {
            let mut columns: (Vec<Uuid>, Vec<i64>, Vec<&str>) = Default::default();
            for (stream, seq, body) in rows {
                columns.0.push(stream);
                columns.1.push(seq);
                columns.2.push(body);
            }
            let insert = sqlx::query(INSERT_MANY.postgres).bind(columns.0).bind(now.0);
            insert.bind(columns.1).bind(columns.2).execute(connection).await?;
        }
    }
    Ok(())
}

//! Records appended and read over HTTP, beside rows written to the same kind of database by hand.

use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::load::{Ask, load};
use crate::plan::stream_path;
use crate::server::Server;
use crate::table::Table;
use crate::world::World;

const TIME: Duration = Duration::from_secs(5);
/// Callers at once, and rows of a commit by hand.
pub(crate) const TOGETHER: usize = 64;
const RECORD: &str = "{\"order\":4711,\"customer\":\"c-0815\",\"total\":129.90,\"items\":3}";

/// Each of so many people appends to a stream of their own; or all of them, as one, to the same.
pub(crate) fn append(world: &World, streams: usize, records: usize) -> Vec<Ask> {
    let body = vec![RECORD; records].join("\n");
    (0..streams)
        .map(|user| Ask {
            request: format!(
                "POST /api/v1/streams/{}/records HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\n\
                 content-type: application/x-ndjson\r\ncontent-length: {}\r\n\r\n{body}",
                stream_path(world.plan.grants[user][0]),
                world.secrets[user],
                body.len()
            )
            .into_bytes(),
            status: 200,
            holds: "\"count\"",
        })
        .collect()
}

/// The first person reads 1,000 records of their stream, the last of which is number 1,000 or, after 9,000, number 10,000.
pub(crate) fn read(world: &World, after: usize) -> Ask {
    Ask {
        request: format!(
            "GET /api/v1/streams/{}/records?after={after}&limit=1000 HTTP/1.1\r\nhost: bench\r\n\
             authorization: Bearer {}\r\n\r\n",
            stream_path(world.plan.grants[0][0]),
            world.secrets[0]
        )
        .into_bytes(),
        status: 200,
        holds: "\"seq\":1000",
    }
}

/// Appends and reads, and the same by hand.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bench.db");
    let world = World::make(&file, 10_000).await?;
    let server = Server::sluicegate(&format!("sqlite:{}", file.display()), folder.path(), &[])?;
    let by_hand = async |together: usize, streams: usize, statement: Statement| {
        let file = folder.path().join(format!("{together}-{streams}-{statement:?}.db"));
        by_hand(&file, together, streams, statement).await
    };
    let single = by_hand(1, 1, Statement::Row).await?;
    let mut table =
        Table::new(&["what", "records/s", "beside raw inserts, grouped", "beside one statement a commit"]);
    let mut row = |what: &str, rate: f64, beside: Option<[f64; 2]>| {
        let ratio = |beside: f64| format!("{:.0} %", 100.0 * rate / beside);
        let [raw, whole] = beside.map_or_else(Default::default, |beside| beside.map(ratio));
        table.row(&[what.to_owned(), format!("{rate:.0}"), raw, whole]);
    };
    row("raw inserts, a commit each", single, None);
    let mut beside = Vec::new();
    for (streams, name) in [(1, "one stream"), (TOGETHER, "64 streams")] {
        let raw = by_hand(TOGETHER, streams, Statement::Row).await?;
        row(&format!("raw inserts, {TOGETHER} a commit, {name}"), raw, None);
        let whole = by_hand(TOGETHER, streams, Statement::Commit).await?;
        row(&format!("the same rows in one statement a commit, {name}"), whole, None);
        beside.push((streams, name, [raw, whole]));
    }
    for (streams, name, grouped) in &beside {
        for connections in [TOGETHER, 4 * TOGETHER] {
            let done = load(server.address, &append(&world, *streams, 1), connections, TIME, None).await?;
            if done.wrong > 0 {
                bail!("{} appends went wrong", done.wrong);
            }
            row(
                &format!("appends of one record, {connections} at once, {name}"),
                done.rate(),
                Some(*grouped),
            );
        }
    }
    let grouped = beside.last().map(|(_, _, grouped)| *grouped);
    let done = load(server.address, &append(&world, TOGETHER, 100), TOGETHER, TIME, None).await?;
    if done.wrong > 0 {
        bail!("{} appends went wrong", done.wrong);
    }
    row("appends of 100 records, 64 at once, 64 streams", done.rate() * 100.0, grouped);
    let done = load(server.address, &[read(&world, 0)], 8, TIME, None).await?;
    if done.wrong > 0 {
        bail!("{} reads went wrong", done.wrong);
    }
    row("reads of 1000 records", done.rate() * 1000.0, None);
    println!("Records on SQLite, every commit synced to disk before its answer:\n\n{table}");
    world.db.close().await;
    Ok(())
}

/// What one statement inserts.
#[derive(Clone, Copy, Debug)]
enum Statement {
    /// One row, as anybody would write it.
    Row,
    /// All rows of a commit, as quick as it gets: what calls cost is left out.
    Commit,
}

/// Rows a second into a table like the product's, with the same durability, so many a commit, of so many streams in turn.
async fn by_hand(file: &Path, together: usize, streams: usize, statement: Statement) -> Result<f64> {
    let options = SqliteConnectOptions::from_str(&format!("sqlite:{}", file.display()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    sqlx::query(
        "create table records (stream_id blob not null, seq integer not null, at integer not null, body text not null, \
         primary key (stream_id, seq)) strict, without rowid",
    )
    .execute(&pool)
    .await?;
    let streams: Vec<uuid::Uuid> = (0..streams).map(|_| uuid::Uuid::now_v7()).collect();
    let (begun, mut rows) = (Instant::now(), 0_usize);
    while begun.elapsed() < TIME {
        let mut tx = pool.begin_with("begin immediate").await?;
        let group = (rows..rows + together).map(|row| (streams[row % streams.len()], row));
        match statement {
            Statement::Row => {
                for (stream, row) in group {
                    sqlx::query("insert into records (stream_id, seq, at, body) values ($1, $2, 0, $3)")
                        .bind(stream)
                        .bind(row as i64)
                        .bind(RECORD)
                        .execute(&mut *tx)
                        .await?;
                }
            }
            Statement::Commit => {
                let group: Vec<serde_json::Value> = group
                    .map(|(stream, row)| serde_json::json!([stream.simple().to_string(), row, RECORD]))
                    .collect();
                sqlx::query(
                    "insert into records (stream_id, seq, at, body) \
                     select unhex(value ->> 0), value ->> 1, 0, value ->> 2 from json_each($1)",
                )
                .bind(serde_json::to_string(&group)?)
                .execute(&mut *tx)
                .await?;
            }
        }
        rows += together;
        tx.commit().await?;
    }
    Ok(rows as f64 / begun.elapsed().as_secs_f64())
}

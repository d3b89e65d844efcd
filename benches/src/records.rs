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
const TOGETHER: usize = 64;
const RECORD: &str = "{\"order\":4711,\"customer\":\"c-0815\",\"total\":129.90,\"items\":3}";

/// Appends and reads, and the same by hand.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bench.db");
    let world = World::make(&file, 10_000).await?;
    let server = Server::sluicegate(&format!("sqlite:{}", file.display()), folder.path(), &[])?;
    let path = |user: usize| stream_path(world.plan.grants[user][0]);
    // Each of so many people appends to a stream of their own; or all of them, as one, to the same.
    let append = |streams: usize, records: usize| -> Vec<Ask> {
        let body = vec![RECORD; records].join("\n");
        (0..streams)
            .map(|user| Ask {
                request: format!(
                    "POST /api/v1/streams/{}/records HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\n\
                     content-type: application/x-ndjson\r\ncontent-length: {}\r\n\r\n{body}",
                    path(user),
                    world.secrets[user],
                    body.len()
                )
                .into_bytes(),
                status: 200,
                holds: "\"count\"",
            })
            .collect()
    };
    let one_by_one = by_hand(&folder.path().join("single.db"), 1, 1).await?;
    let mut table = Table::new(&["what", "records/s", "beside the same rows by hand"]);
    let mut row = |what: &str, rate: f64, beside: Option<f64>| {
        let ratio = beside.map_or_else(String::new, |beside| format!("{:.0} %", 100.0 * rate / beside));
        table.row(&[what.to_owned(), format!("{rate:.0}"), ratio]);
    };
    row("rows by hand, a commit each", one_by_one, None);
    let mut beside = Vec::new();
    for (streams, name) in [(1, "one stream"), (TOGETHER, "64 streams")] {
        let file = folder.path().join(format!("grouped-{streams}.db"));
        let grouped = by_hand(&file, TOGETHER, streams).await?;
        row(&format!("rows by hand, {TOGETHER} a commit, {name}"), grouped, None);
        beside.push((streams, name, grouped));
    }
    for (streams, name, grouped) in &beside {
        for connections in [TOGETHER, 4 * TOGETHER] {
            let done = load(server.address, &append(*streams, 1), connections, TIME, None).await?;
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
    let done = load(server.address, &append(TOGETHER, 100), TOGETHER, TIME, None).await?;
    if done.wrong > 0 {
        bail!("{} appends went wrong", done.wrong);
    }
    row("appends of 100 records, 64 at once, 64 streams", done.rate() * 100.0, grouped);
    let read = Ask {
        request: format!(
            "GET /api/v1/streams/{}/records?limit=1000 HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\n\r\n",
            path(0),
            world.secrets[0]
        )
        .into_bytes(),
        status: 200,
        holds: "\"seq\":1000",
    };
    let done = load(server.address, &[read], 8, TIME, None).await?;
    if done.wrong > 0 {
        bail!("{} reads went wrong", done.wrong);
    }
    row("reads of 1000 records", done.rate() * 1000.0, None);
    println!("Records on SQLite, every commit synced to disk before its answer:\n\n{table}");
    world.db.close().await;
    Ok(())
}

/// Rows a second into a table like the product's, with the same durability, so many a commit, of so many streams in turn.
async fn by_hand(file: &Path, together: usize, streams: usize) -> Result<f64> {
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
        // In one statement, as quick as it gets: a call for each row would measure the calls.
        let group: Vec<serde_json::Value> = (rows..rows + together)
            .map(|row| serde_json::json!([streams[row % streams.len()].simple().to_string(), row, RECORD]))
            .collect();
        rows += together;
        sqlx::query(
            "insert into records (stream_id, seq, at, body) \
             select unhex(value ->> 0), value ->> 1, 0, value ->> 2 from json_each($1)",
        )
        .bind(serde_json::to_string(&group)?)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
    }
    Ok(rows as f64 / begun.elapsed().as_secs_f64())
}

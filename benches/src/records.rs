//! Records appended and read over HTTP, beside rows written to the same kind of database by hand.

use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::load::{Ask, load};
use crate::server::Server;
use crate::table::Table;
use crate::world::{World, stream_path};

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
    let path = |user: usize| stream_path(world.grants[user][0]);
    let append = |records: usize| -> Vec<Ask> {
        let body = vec![RECORD; records].join("\n");
        (0..TOGETHER)
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
    let one_by_one = by_hand(&folder.path().join("single.db"), 1).await?;
    let grouped = by_hand(&folder.path().join("grouped.db"), TOGETHER).await?;
    let mut table = Table::new(&["what", "records/s", "beside rows by hand"]);
    let mut row = |what: &str, rate: f64, beside: Option<f64>| {
        let ratio = beside.map_or_else(String::new, |beside| format!("{:.0} %", 100.0 * rate / beside));
        table.row(&[what.to_owned(), format!("{rate:.0}"), ratio]);
    };
    row("rows by hand, a commit each", one_by_one, None);
    row(&format!("rows by hand, {TOGETHER} a commit"), grouped, None);
    for connections in [TOGETHER, 4 * TOGETHER] {
        let done = load(server.address, &append(1), connections, TIME, None).await?;
        if done.wrong > 0 {
            bail!("{} appends went wrong", done.wrong);
        }
        row(&format!("appends of one record, {connections} at once"), done.rate(), Some(grouped));
    }
    let done = load(server.address, &append(100), TOGETHER, TIME, None).await?;
    if done.wrong > 0 {
        bail!("{} appends went wrong", done.wrong);
    }
    row("appends of 100 records", done.rate() * 100.0, Some(grouped));
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

/// Rows a second into a table like the product's, with the same durability.
async fn by_hand(file: &Path, together: usize) -> Result<f64> {
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
    let stream = uuid::Uuid::now_v7();
    let (begun, mut seq) = (Instant::now(), 0_i64);
    while begun.elapsed() < TIME {
        let mut tx = pool.begin_with("begin immediate").await?;
        for _ in 0..together {
            seq += 1;
            sqlx::query("insert into records (stream_id, seq, at, body) values ($1, $2, $3, $4)")
                .bind(stream)
                .bind(seq)
                .bind(0_i64)
                .bind(RECORD)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
    }
    Ok(seq as f64 / begun.elapsed().as_secs_f64())
}

//! A pipeline of one filter and one map, beside a loop that only reads rows and appends them in batches of the same size.

use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::load::Client;
use crate::program::operator;
use crate::revocations::{call, request};
use crate::server::Server;
use crate::table::Table;

const RECORDS: i64 = 100_000;
/// Rows of a transaction, as the runner has them.
const BATCH: i64 = 1_000;

fn record(number: i64) -> String {
    format!("{{\"order\":{number},\"customer\":\"c-0815\",\"total\":129.90,\"items\":3}}")
}

/// Every second record passes, with three fields.
const CONFIG: &str = "{\"name\":\"clean\",\"config\":{\"source\":\"ada/lake/events\",\"sink\":\"ada/lake/clean\",\"service\":\"ada/etl\",\
    \"transforms\":[{\"filter\":\"record.order % 2 == 0\",\"fields\":{\"order\":\"record.order\",\
    \"total\":\"record.total * 1.19\",\"customer\":\"record.customer\"}}]}}";

/// Runs both.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = format!("sqlite:{}", folder.path().join("bench.db").display());
    let server = Server::sluicegate(&database, folder.path(), &[])?;
    operator(&database, &["create-user", "ada"], "a horse that nobody rides at night")?;
    let ada = operator(&database, &["issue-secret", "ada"], "")?;
    let mut client = Client::to(server.address).await?;
    for (method, path, body) in [
        ("POST", "/api/v1/organizations/ada/projects", "{\"name\":\"lake\"}"),
        ("POST", "/api/v1/projects/ada/lake/streams", "{\"name\":\"events\"}"),
        ("POST", "/api/v1/projects/ada/lake/streams", "{\"name\":\"clean\"}"),
        ("POST", "/api/v1/organizations/ada/services", "{\"name\":\"etl\"}"),
        ("PATCH", "/api/v1/services/ada/etl/permissions", "{\"stream\":\"ada/lake/events\",\"read\":true}"),
        ("PATCH", "/api/v1/services/ada/etl/permissions", "{\"stream\":\"ada/lake/clean\",\"write\":true}"),
        ("POST", "/api/v1/organizations/ada/pipelines", CONFIG),
    ] {
        call(&mut client, method, path, &ada, body).await?;
    }
    for from in (1..=RECORDS).step_by(10_000) {
        let body: Vec<String> = (from..from + 10_000).map(record).collect();
        let path = "/api/v1/streams/ada/lake/events/records";
        let append = String::from_utf8(request("POST", path, &ada, &body.join("\n")))?
            .replace("application/json", "application/x-ndjson");
        let answer = client.send(append.as_bytes()).await?;
        if answer.status != 200 {
            bail!("appending answers {}: {}", answer.status, answer.body);
        }
    }
    let begun = Instant::now();
    call(&mut client, "POST", "/api/v1/pipelines/ada/clean/deploy", &ada, "").await?;
    let last = format!("/api/v1/streams/ada/lake/clean/records?after={}&limit=1&wait=30", RECORDS / 2 - 1);
    while client.send(&request("GET", &last, &ada, "")).await?.body.is_empty() {
        if begun.elapsed() > Duration::from_secs(600) {
            bail!("the pipeline doesn’t come to its end");
        }
    }
    let ours = RECORDS as f64 / begun.elapsed().as_secs_f64();
    let bare = by_hand(&folder.path().join("bare.db")).await?;
    let mut table = Table::new(&["", "records/s", "ratio"]);
    table.row(&["a loop that reads and appends".to_owned(), format!("{bare:.0}"), String::new()]);
    table.row(&[
        "a pipeline with a filter and a map".to_owned(),
        format!("{ours:.0}"),
        format!("{:.0} %", 100.0 * ours / bare),
    ]);
    println!("{RECORDS} records from one stream to another on SQLite, {BATCH} a transaction:\n\n{table}");
    Ok(())
}

/// Records a second that a loop moves with the same durability: no rights, no quota, no expressions.
async fn by_hand(file: &Path) -> Result<f64> {
    let options = SqliteConnectOptions::from_str(&format!("sqlite:{}", file.display()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    for table in [
        "create table source (seq integer primary key, body text not null) strict",
        "create table sink (seq integer primary key, body text not null) strict",
        "create table checkpoint (seq integer not null) strict",
        "insert into checkpoint values (0)",
    ] {
        sqlx::query(table).execute(&pool).await?;
    }
    let mut tx = pool.begin().await?;
    for number in 1..=RECORDS {
        sqlx::query("insert into source values ($1, $2)")
            .bind(number)
            .bind(record(number))
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    let begun = Instant::now();
    let mut sink = 0;
    loop {
        let mut tx = pool.begin_with("begin immediate").await?;
        let at: i64 = sqlx::query_scalar("select seq from checkpoint").fetch_one(&mut *tx).await?;
        let rows: Vec<(i64, String)> =
            sqlx::query_as("select seq, body from source where seq > $1 order by seq limit $2")
                .bind(at)
                .bind(BATCH)
                .fetch_all(&mut *tx)
                .await?;
        let Some((last, _)) = rows.last() else { break };
        let last = *last;
        for (_, body) in rows.iter().filter(|(seq, _)| seq % 2 == 0) {
            sink += 1;
            sqlx::query("insert into sink values ($1, $2)").bind(sink).bind(body).execute(&mut *tx).await?;
        }
        sqlx::query("update checkpoint set seq = $1").bind(last).execute(&mut *tx).await?;
        tx.commit().await?;
    }
    Ok(RECORDS as f64 / begun.elapsed().as_secs_f64())
}

//! A hundred revocations on three nodes over one PostgreSQL, under load: how long after the reply a revoked secret is
//! still let in.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::load::{Ask, Client, load};
use crate::program::operator;
use crate::server::Server;
use crate::table::Table;

const REVOCATIONS: usize = 100;
const NODES: usize = 3;
/// Connections to each node that keep it busy.
const BUSY: usize = 8;
const STREAM: &str = "ada/lake/events";

pub(crate) fn request(method: &str, path: &str, secret: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {secret}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

pub(crate) async fn call(
    client: &mut Client,
    method: &str,
    path: &str,
    secret: &str,
    body: &str,
) -> Result<Value> {
    let answer = client.send(&request(method, path, secret, body)).await?;
    if answer.status >= 300 {
        bail!("{method} {path} answers {}: {}", answer.status, answer.body);
    }
    Ok(serde_json::from_str(answer.body)?)
}

/// Issues a secret that may only read: its id and its token.
pub(crate) async fn issue(client: &mut Client, secret: &str) -> Result<(String, String)> {
    let body = "{\"kind\":\"private_read\",\"description\":\"\"}";
    let issued = call(client, "POST", "/api/v1/secrets", secret, body).await?;
    let text = |name: &str| issued[name].as_str().map(str::to_owned);
    Ok((text("id").context("no id")?, text("token").context("no token")?))
}

/// Revokes a secret by its id.
pub(crate) async fn revoke(client: &mut Client, secret: &str, id: &str) -> Result<()> {
    call(client, "DELETE", &format!("/api/v1/secrets/{id}"), secret, "").await?;
    Ok(())
}

/// A proxy's question whether a secret may read a stream.
pub(crate) fn asking(stream: &str, secret: &str) -> Vec<u8> {
    let path = format!("/api/v1/forward-auth?resource=stream:{stream}&action=read");
    request("GET", &path, secret, "")
}

/// Asks with a secret until it is refused: when the last request began that was let in.
async fn last_let_in(address: SocketAddr, secret: String) -> Result<Instant> {
    let mut client = Client::to(address).await?;
    let ask = asking(STREAM, &secret);
    let mut last = Instant::now();
    loop {
        let begun = Instant::now();
        match client.send(&ask).await?.status {
            200 => last = begun,
            401 => return Ok(last),
            status => bail!("a node answers {status}"),
        }
    }
}

/// Revokes on the first node, and watches all.
pub(crate) async fn run(database: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folders: Vec<_> = (0..NODES).map(|number| folder.path().join(number.to_string())).collect();
    let mut nodes = Vec::new();
    for folder in &folders {
        std::fs::create_dir(folder)?;
        nodes.push(Server::sluicegate(database, Path::new(folder), &[])?);
    }
    operator(database, &["create-user", "ada"], "a horse that nobody rides at night")?;
    let ada = operator(database, &["issue-secret", "ada"], "")?;
    let mut first = Client::to(nodes[0].address).await?;
    call(&mut first, "POST", "/api/v1/organizations/ada/projects", &ada, "{\"name\":\"lake\"}").await?;
    call(&mut first, "POST", "/api/v1/projects/ada/lake/streams", &ada, "{\"name\":\"events\"}").await?;
    // Other nodes know of a change within a second: until then they would refuse.
    tokio::time::sleep(Duration::from_secs(2)).await;

    let going = Arc::new(AtomicBool::new(true));
    let mut busy = Vec::new();
    for node in &nodes {
        let ask = Ask { request: asking(STREAM, &ada), status: 200, holds: "" };
        let (address, going) = (node.address, Arc::clone(&going));
        busy.push(tokio::spawn(async move {
            let (mut answers, mut wrong) = (0, 0);
            while going.load(Ordering::Relaxed) {
                let done =
                    load(address, std::slice::from_ref(&ask), BUSY, Duration::from_secs(1), None).await?;
                answers += done.times.len();
                wrong += done.wrong;
            }
            anyhow::Ok((answers, wrong))
        }));
    }
    let begun = Instant::now();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for _ in 0..REVOCATIONS {
        let (id, token) = issue(&mut first, &ada).await?;
        let watching: Vec<_> =
            nodes.iter().map(|node| tokio::spawn(last_let_in(node.address, token.clone()))).collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        revoke(&mut first, &ada, &id).await?;
        let revoked = Instant::now();
        for (number, watching) in watching.into_iter().enumerate() {
            let after = watching.await??.saturating_duration_since(revoked);
            if number == 0 { own.push(after) } else { others.push(after) }
        }
    }
    let took = begun.elapsed();
    going.store(false, Ordering::Relaxed);
    let (mut answers, mut wrong) = (0, 0);
    for busy in busy {
        let (more, bad) = busy.await??;
        answers += more;
        wrong += bad;
    }
    if wrong > 0 {
        bail!("{wrong} answers of the load were wrong");
    }
    let mut table = Table::new(&["node", "p50", "p99", "max", "let in after the reply"]);
    for (name, times) in [("the one that revokes", &mut own), ("the other two", &mut others)] {
        times.sort_unstable();
        let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
        let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
        let late = times.iter().filter(|time| !time.is_zero()).count();
        table.row(&[
            name.to_owned(),
            ms(at(0.5)),
            ms(at(0.99)),
            ms(at(1.0)),
            format!("{late} of {}", times.len()),
        ]);
    }
    println!(
        "{REVOCATIONS} revocations on {NODES} nodes over PostgreSQL at {:.0} other requests a second: when the last request began \
         that was still let in, after the reply:\n\n{table}",
        answers as f64 / took.as_secs_f64()
    );
    Ok(())
}

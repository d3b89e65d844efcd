//! Decisions over HTTP, beside a bare axum handler that reads and returns bodies of the same size in the same run.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::load::{Ask, Client, Done, load};
use crate::plan::{CALLERS, EVERYWHERE, stream_path, user_name};
use crate::server::Server;
use crate::table::Table;
use crate::world::World;

const TIME: Duration = Duration::from_secs(5);
/// Times that each is asked in turn, and for how long: medians are told, since a shared machine has seconds that are not its
/// own.
const ROUNDS: usize = 9;
const TURN: Duration = Duration::from_millis(1500);
const GRANTS: usize = 10_000;
/// One in so many is denied.
const DENIED: usize = 10;

fn post(path: &str, secret: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {secret}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Evaluations about the caller: nine in ten a yes, one a no.
pub(crate) fn evaluations(world: &World) -> Vec<Ask> {
    let ask = |number: usize| {
        let user = number % CALLERS;
        let denied = number % DENIED == DENIED - 1;
        let project = project(world, user, denied, number);
        let body = format!(
            "{{\"subject\":{{\"type\":\"user\",\"id\":\"{}\"}},\"action\":{{\"name\":\"read\"}},\
             \"resource\":{{\"type\":\"stream\",\"id\":\"{}\"}}}}",
            user_name(user),
            stream_path(project)
        );
        Ask {
            request: post("/access/v1/evaluation", &world.secrets[user], &body),
            status: 200,
            holds: if denied { "\"decision\":false" } else { "\"decision\":true" },
        }
    };
    (0..500).map(ask).collect()
}

/// A project that the person was granted, or one that they weren't.
fn project(world: &World, user: usize, denied: bool, number: usize) -> usize {
    let held = &world.plan.grants[user];
    if denied {
        (0..world.plan.streams.len())
            .filter(|project| held.binary_search(project).is_err())
            .nth(number % 7)
            .unwrap_or_default()
    } else {
        held[number % held.len()]
    }
}

/// The question of a proxy.
fn forwarded(world: &World) -> Vec<Ask> {
    let ask = |number: usize| {
        let user = number % CALLERS;
        let denied = number % DENIED == DENIED - 1;
        let path = stream_path(project(world, user, denied, number));
        let request = format!(
            "GET /api/v1/forward-auth HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\n\
             x-original-method: GET\r\nx-original-uri: /api/v1/streams/{path}/records\r\n\r\n",
            world.secrets[user]
        );
        Ask { request: request.into_bytes(), status: if denied { 403 } else { 200 }, holds: "" }
    };
    (0..500).map(ask).collect()
}

fn bare(asks: &[Ask]) -> Vec<Ask> {
    asks.iter().map(|ask| Ask { status: 200, holds: "", ..ask.clone() }).collect()
}

fn right(what: &str, done: &Done) -> Result<()> {
    if done.wrong + done.broken > 0 {
        bail!("{what}: {} wrong answers, {} of 500 and above", done.wrong, done.broken);
    }
    Ok(())
}

/// Measures everything that is decided over HTTP.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bench.db");
    let world = World::make(&file, GRANTS).await?;
    let server = Server::sluicegate(&format!("sqlite:{}", file.display()), folder.path(), &[])?;
    let (evaluations, forwarded) = (evaluations(&world), forwarded(&world));
    let body = Client::to(server.address).await?.send(&evaluations[0].request).await?.body.to_owned();
    let beside = Server::bare(&body)?;

    let mut table = Table::new(&[
        "question",
        "connections",
        "bare, requests/s",
        "ours, requests/s",
        "ratio",
        "bare p99",
        "ours p99",
        "p99 ratio",
    ]);
    for (name, asks) in [("evaluation", &evaluations), ("forward-auth", &forwarded)] {
        for connections in [32, 256] {
            // Once to warm up.
            load(server.address, asks, connections, TIME / 5, None).await?;
            let mut rounds = Vec::new();
            for _ in 0..ROUNDS {
                // In turns, so that both have the machine as it is.
                let plain = load(beside.address, &bare(asks), connections, TURN, None).await?;
                let ours = load(server.address, asks, connections, TURN, None).await?;
                right(name, &ours)?;
                let half = Some(plain.rate() / 2.0);
                let mut plain_paced = load(beside.address, &bare(asks), connections, TURN, half).await?;
                let mut ours_paced = load(server.address, asks, connections, TURN, half).await?;
                right(name, &ours_paced)?;
                let [bare_p99, our_p99] =
                    [&mut plain_paced, &mut ours_paced].map(|paced| paced.quantile(0.99).as_secs_f64() * 1e3);
                rounds.push([
                    plain.rate(),
                    ours.rate(),
                    100.0 * ours.rate() / plain.rate(),
                    bare_p99,
                    our_p99,
                    our_p99 / bare_p99,
                ]);
            }
            let median = |column: usize| {
                let mut values: Vec<f64> = rounds.iter().map(|round| round[column]).collect();
                values.sort_unstable_by(f64::total_cmp);
                values[ROUNDS / 2]
            };
            table.row(&[
                name.to_owned(),
                connections.to_string(),
                format!("{:.0}", median(0)),
                format!("{:.0}", median(1)),
                format!("{:.0} %", median(2)),
                format!("{:.2} ms", median(3)),
                format!("{:.2} ms", median(4)),
                format!("{:.1}", median(5)),
            ]);
        }
    }
    println!(
        "Decisions over HTTP, {GRANTS} grants, one in ten denied, every verdict checked; medians of {ROUNDS} rounds; p99 at half of what \
         bare axum can:\n\n{table}"
    );

    let batch = batch(&world);
    let single = load(server.address, &evaluations, 32, TIME, None).await?;
    let batched = load(server.address, std::slice::from_ref(&batch), 32, TIME, None).await?;
    right("batches", &batched)?;
    println!(
        "A batch of 100 evaluations: {:.0} evaluations a second, one by one {:.0}: {:.1} times.\n",
        batched.rate() * 100.0,
        single.rate(),
        batched.rate() * 100.0 / single.rate()
    );
    world.db.close().await;
    Ok(())
}

fn batch(world: &World) -> Ask {
    let held = &world.plan.grants[0];
    let each: Vec<String> = (0..100)
        .map(|number| {
            format!(
                "{{\"resource\":{{\"type\":\"stream\",\"id\":\"{}\"}}}}",
                stream_path(held[number % held.len()])
            )
        })
        .collect();
    let body = format!(
        "{{\"subject\":{{\"type\":\"user\",\"id\":\"u0\"}},\"action\":{{\"name\":\"read\"}},\"evaluations\":[{}]}}",
        each.join(",")
    );
    Ask {
        request: post("/access/v1/evaluations", &world.secrets[0], &body),
        status: 200,
        holds: "\"decision\":true",
    }
}

/// How what is asked in parts grows with the data: until it can answer, and first pages of both searches.
pub(crate) async fn growth(sizes: &[usize]) -> Result<()> {
    let mut table = Table::new(&[
        "grants",
        "ready",
        "what can X see",
        "the same, a tenth of all",
        "who can see X",
        "memory",
    ]);
    for size in sizes {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("bench.db");
        let world = World::make(&file, *size).await?;
        let begun = Instant::now();
        let server = Server::sluicegate(&format!("sqlite:{}", file.display()), folder.path(), &[])?;
        let first = evaluations(&world).into_iter().next().context("nothing to ask")?;
        let answer = Client::to(server.address).await?.send(&first.request).await?.body.to_owned();
        let ready = begun.elapsed();
        if !answer.contains(first.holds) {
            bail!("the first answer is wrong: {answer}");
        }
        let resources = |user: usize| {
            format!(
                "{{\"subject\":{{\"type\":\"user\",\"id\":\"{}\"}},\"action\":{{\"name\":\"read\"}},\
                 \"resource\":{{\"type\":\"stream\"}},\"page\":{{\"limit\":50}}}}",
                user_name(user)
            )
        };
        let subjects = format!(
            "{{\"subject\":{{\"type\":\"user\"}},\"action\":{{\"name\":\"read\"}},\
             \"resource\":{{\"type\":\"stream\",\"id\":\"{}\"}},\"page\":{{\"limit\":50}}}}",
            stream_path(world.plan.grants[0][0])
        );
        let mut cells = vec![world.plan.count().to_string(), format!("{:.2} s", ready.as_secs_f64())];
        for (path, user, body) in [
            ("/access/v1/search/resource", 0, resources(0)),
            ("/access/v1/search/resource", EVERYWHERE, resources(EVERYWHERE)),
            ("/access/v1/search/subject", 0, subjects),
        ] {
            let request = post(path, &world.secrets[user], &body);
            let ask = Ask { request, status: 200, holds: "\"results\":[{" };
            let mut done = load(server.address, &[ask], 1, TIME, None).await?;
            right(path, &done)?;
            cells.push(format!("{:.2} ms", done.quantile(0.5).as_secs_f64() * 1e3));
        }
        cells.push(format!("{:.0} MiB", server.memory()?));
        table.row(&cells);
        world.db.close().await;
    }
    println!(
        "From start to the first right answer, and first pages of searches, median of one caller:\n\n{table}"
    );
    Ok(())
}

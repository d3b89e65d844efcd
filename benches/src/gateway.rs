//! Decisions over HTTP, beside a bare axum handler that reads and returns bodies of the same size in the same run.

use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::changes::{Changes, STORM};
use crate::load::{Ask, Client, Done, load, median};
use crate::plan::{CALLERS, stream_path, user_name};
use crate::server::Server;
use crate::table::Table;
use crate::world::World;

const TIME: Duration = Duration::from_secs(5);
/// How long each is asked in turn: medians are told, since a shared machine has seconds that are not its own.
const TURN: Duration = Duration::from_millis(1500);
const GRANTS: usize = 10_000;
/// One in so many is denied.
const DENIED: usize = 10;

pub(crate) fn post(path: &str, secret: &str, body: &str) -> Vec<u8> {
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
pub(crate) fn forwarded(world: &World) -> Vec<Ask> {
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

pub(crate) fn right(what: &str, done: &Done) -> Result<()> {
    if done.wrong + done.broken > 0 {
        bail!("{what}: {} wrong answers, {} of 500 and above", done.wrong, done.broken);
    }
    Ok(())
}

/// What comes before, or goes on while, it is asked.
#[derive(Clone, Copy, PartialEq)]
enum When {
    /// All that is asked was asked before.
    Warm,
    /// Many secrets were revoked just now.
    Revoked,
    /// Every second some grants change and secrets are revoked.
    Changing,
}

impl When {
    const fn name(self) -> &'static str {
        match self {
            Self::Warm => "warm",
            Self::Revoked => "after revocations",
            Self::Changing => "during changes",
        }
    }

    /// Times that each is asked in turn.
    const fn rounds(self) -> usize {
        match self {
            Self::Warm => 9,
            Self::Revoked | Self::Changing => 5,
        }
    }
}

/// The product and the bare handler beside it.
struct Both {
    server: Server,
    beside: Server,
    changes: Changes,
}

impl Both {
    /// The product's answers, all of them right.
    async fn ours(
        &mut self,
        when: When,
        asks: &[Ask],
        connections: usize,
        rate: Option<f64>,
    ) -> Result<Done> {
        let asked = load(self.server.address, asks, connections, TURN, rate);
        let done = if when == When::Changing { self.changes.during(asked).await? } else { asked.await? };
        right(when.name(), &done)?;
        Ok(done)
    }

    /// Asks both once: requests a second and their ratio, then how long nearly all took at half of what the bare one can.
    async fn round(&mut self, when: When, asks: &[Ask], connections: usize) -> Result<[f64; 6]> {
        if when == When::Revoked {
            self.changes.storm().await?;
        }
        let ours = self.ours(when, asks, connections, None).await?;
        let plain = load(self.beside.address, &bare(asks), connections, TURN, None).await?;
        let half = Some(plain.rate() / 2.0);
        let mut ours_paced = self.ours(when, asks, connections, half).await?;
        let mut plain_paced = load(self.beside.address, &bare(asks), connections, TURN, half).await?;
        let [bare_p99, our_p99] =
            [&mut plain_paced, &mut ours_paced].map(|paced| paced.quantile(0.99).as_secs_f64() * 1e3);
        Ok([
            plain.rate(),
            ours.rate(),
            100.0 * ours.rate() / plain.rate(),
            bare_p99,
            our_p99,
            our_p99 / bare_p99,
        ])
    }

    /// All rounds, in turns, so that both have the machine as it is: what the table says of them.
    async fn rounds(&mut self, when: When, asks: &[Ask], connections: usize) -> Result<[String; 6]> {
        let mut rounds = Vec::new();
        for _ in 0..when.rounds() {
            rounds.push(self.round(when, asks, connections).await?);
        }
        let median = |column: usize| median(rounds.iter().map(|round| round[column]).collect());
        Ok([
            format!("{:.0}", median(0)),
            format!("{:.0}", median(1)),
            format!("{:.0} %", median(2)),
            format!("{:.2} ms", median(3)),
            format!("{:.2} ms", median(4)),
            format!("{:.1}", median(5)),
        ])
    }
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
    let changes = Changes::new(server.address, &world).await?;
    let mut both = Both { server, beside, changes };

    let mut table = Table::new(&[
        "question",
        "when",
        "connections",
        "bare, requests/s",
        "ours, requests/s",
        "ratio",
        "bare p99",
        "ours p99",
        "p99 ratio",
    ]);
    for when in [When::Warm, When::Revoked, When::Changing] {
        for (name, asks) in [("evaluation", &evaluations), ("forward-auth", &forwarded)] {
            for connections in [32, 256] {
                if when == When::Warm {
                    // Once to warm up.
                    load(both.server.address, asks, connections, TIME / 5, None).await?;
                }
                let figures = both.rounds(when, asks, connections).await.context(name)?;
                let mut cells = vec![name.to_owned(), when.name().to_owned(), connections.to_string()];
                cells.extend(figures);
                table.row(&cells);
            }
        }
    }
    println!(
        "Decisions over HTTP, {GRANTS} grants, one in ten denied, every verdict checked; medians of {} rounds warm, {} of each directly \
         after {STORM} secrets were issued, used and revoked, and {} while {:.1} grants and revocations a second go on; p99 at half \
         of what bare axum can:\n\n{table}",
        When::Warm.rounds(),
        When::Revoked.rounds(),
        When::Changing.rounds(),
        both.changes.rate()
    );

    let batch = batch(&world);
    let single = load(both.server.address, &evaluations, 32, TIME, None).await?;
    let batched = load(both.server.address, std::slice::from_ref(&batch), 32, TIME, None).await?;
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

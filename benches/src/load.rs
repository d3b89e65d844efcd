//! Load over HTTP/1.1: connections that are kept, requests that were written beforehand, every answer looked at.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use memchr::memmem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request and the answer that is right for it.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) request: Vec<u8>,
    pub(crate) status: u16,
    /// What stands in the body.
    pub(crate) holds: &'static str,
}

/// What a load did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done {
    pub(crate) times: Vec<Duration>,
    pub(crate) wrong: usize,
    pub(crate) broken: usize,
    pub(crate) took: Duration,
}

impl Done {
    pub(crate) fn rate(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    /// The time that this share of the requests stays under.
    pub(crate) fn quantile(&mut self, share: f64) -> Duration {
        self.times.sort_unstable();
        let index = ((self.times.len() as f64 * share) as usize).min(self.times.len().saturating_sub(1));
        self.times.get(index).copied().unwrap_or_default()
    }
}

/// The one in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// A connection that is kept.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer: when it began to come, status, head and body.
pub(crate) struct Answer<'b> {
    pub(crate) first: Instant,
    pub(crate) status: u16,
    pub(crate) head: &'b str,
    pub(crate) body: &'b str,
}

impl Client {
    pub(crate) async fn to(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.context("no connection")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut first = None;
        let (first, head, whole) = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server hung up");
            }
            let first = *first.get_or_insert_with(Instant::now);
            let Some(end) = memmem::find(&self.buffer, b"\r\n\r\n") else { continue };
            let head = std::str::from_utf8(self.buffer.get(..end).unwrap_or_default())?;
            break (first, end + 4, length(head).map(|length| end + 4 + length));
        };
        match whole {
            Some(whole) => {
                while self.buffer.len() < whole {
                    if self.stream.read_buf(&mut self.buffer).await? == 0 {
                        bail!("the server hung up");
                    }
                }
            }
            None => {
                // In chunks: up to the empty one.
                while !self.buffer.ends_with(b"0\r\n\r\n") {
                    if self.stream.read_buf(&mut self.buffer).await? == 0 {
                        bail!("the server hung up");
                    }
                }
            }
        }
        let (head, body) = self.buffer.split_at_checked(head).unwrap_or_default();
        let head = std::str::from_utf8(head)?;
        let status = head.get(9..12).and_then(|digits| digits.parse().ok()).context("no status")?;
        Ok(Answer { first, status, head, body: std::str::from_utf8(body).unwrap_or_default() })
    }
}

/// The length of the body, as both servers write it.
fn length(head: &str) -> Option<usize> {
    let at = memmem::find(head.as_bytes(), b"\r\ncontent-length: ")?;
    head.get(at + "\r\ncontent-length: ".len()..)?.lines().next()?.parse().ok()
}

/// Asks on so many connections for so long: as fast as it goes, or at `rate` requests a second over all of them.
pub(crate) async fn load(
    address: SocketAddr,
    asks: &[Ask],
    connections: usize,
    time: Duration,
    rate: Option<f64>,
) -> Result<Done> {
    let asks: Arc<[Ask]> = asks.into();
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(Client::to(address).await?);
    }
    let pause = rate.map(|rate| Duration::from_secs_f64(connections as f64 / rate));
    // What it takes to connect is over: a request that is due before anybody could send it would count as slow.
    let begun = Instant::now();
    let running: Vec<_> = clients
        .into_iter()
        .enumerate()
        .map(|(number, client)| tokio::spawn(one(client, asks.clone(), begun, time, number, pause)))
        .collect();
    let mut all = Done::default();
    for running in running {
        let done = running.await??;
        all.times.extend(done.times);
        all.wrong += done.wrong;
        all.broken += done.broken;
    }
    all.took = begun.elapsed();
    Ok(all)
}

async fn one(
    mut client: Client,
    asks: Arc<[Ask]>,
    begun: Instant,
    time: Duration,
    number: usize,
    pause: Option<Duration>,
) -> Result<Done> {
    let mut done = Done::default();
    let mut due = begun + pause.unwrap_or_default().mul_f64(number as f64 / 64.0 % 1.0);
    for ask in asks.iter().cycle().skip(number) {
        if begun.elapsed() >= time {
            break;
        }
        let from = match pause {
            Some(pause) => {
                if due > Instant::now() {
                    tokio::time::sleep_until(due.into()).await;
                }
                let from = due;
                // A request that had to wait for the one before counts from when it was due.
                due += pause;
                from
            }
            None => Instant::now(),
        };
        let answer = client.send(&ask.request).await?;
        done.wrong += usize::from(answer.status != ask.status || !answer.body.contains(ask.holds));
        done.broken += usize::from(answer.status >= 500);
        done.times.push(from.elapsed());
    }
    Ok(done)
}

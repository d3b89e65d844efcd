//! `sluicegate stream read`: page after page, each line as the API gives it.

use std::io::{BufRead, BufReader, BufWriter, Write, stdout};

use api::names::StreamPath;
use clap::Args;
use serde::Deserialize;
use serde_json::Map;

use super::client::Client;
use super::exit::{Exit, Failure};
use super::stream::{RECORDS, fields};
use super::values;

/// The most records of one page.
const MAX_PAGE: u64 = 10_000;
/// How many seconds the server may wait for new records.
const WAIT: u64 = 30;

/// What `read` takes.
#[derive(Debug, Args)]
pub(crate) struct Read {
    /// The stream's path
    #[arg(value_name = "ORG/PROJECT/STREAM", value_parser = values::stream_path)]
    path: StreamPath,
    /// Starts after the record of this number
    #[arg(long, value_name = "SEQ", default_value_t = 0)]
    after: u64,
    /// Ends after so many records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Waits for new records instead of ending
    #[arg(long)]
    follow: bool,
}

/// What is read of a record: its number.
#[derive(Deserialize)]
struct Numbered {
    seq: u64,
}

pub(crate) fn run(client: &Client, read: &Read) -> Result<(), Failure> {
    let path = fields(&read.path);
    let mut out = BufWriter::new(stdout().lock());
    let mut after = read.after;
    let mut left = read.limit;
    while left != Some(0) {
        let limit = left.unwrap_or(MAX_PAGE).min(MAX_PAGE);
        let mut query = Map::new();
        query.insert("after".into(), after.into());
        query.insert("limit".into(), limit.into());
        if read.follow {
            query.insert("wait".into(), WAIT.into());
        }
        let page = client.open(RECORDS, &path, &query).map_err(|failure| resume(failure, read, after))?;
        let mut page = BufReader::new(page.into_body().into_reader());
        let mut line = Vec::new();
        let mut empty = true;
        loop {
            line.clear();
            let size = page
                .read_until(b'\n', &mut line)
                .map_err(|error| resume(client.lost(&error), read, after))?;
            if size == 0 {
                break;
            }
            let record: Numbered = serde_json::from_slice(&line).map_err(|_| {
                resume(
                    Failure::new(Exit::Failed, format!("{} sent what is no record", client.server())),
                    read,
                    after,
                )
            })?;
            out.write_all(&line).map_err(|error| Failure::writing(&error))?;
            after = record.seq;
            left = left.map(|left| left.saturating_sub(1));
            empty = false;
        }
        out.flush().map_err(|error| Failure::writing(&error))?;
        // A page may be short for many reasons; only an empty one is the end.
        if empty && !read.follow {
            break;
        }
    }
    Ok(())
}

/// Says how to go on where it stopped.
fn resume(failure: Failure, read: &Read, after: u64) -> Failure {
    if after == read.after { failure } else { failure.hint(format!("Go on with --after {after}.")) }
}

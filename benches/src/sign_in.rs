//! Signing in with a wrong password, to an account that there is and to one that there isn't: both take the same time.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::load::Client;
use crate::program::operator;
use crate::server::Server;
use crate::table::Table;

/// How many accounts there are, and how many names that nobody has. Each is tried fewer than ten times, so that none waits.
const NAMES: usize = 50;
/// How often each of them is tried.
const TRIES: usize = 8;

/// Tries both kinds in turn, 400 times each.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = format!("sqlite:{}", folder.path().join("bench.db").display());
    // Each try comes from an address of its own, by the word of a proxy that is trusted.
    std::fs::write(folder.path().join("sluicegate.toml"), "trusted_proxies = [\"127.0.0.1\"]\n")?;
    for number in 0..NAMES {
        operator(&database, &["create-user", &format!("known-{number:02}")], "a long made-up password\n")?;
    }
    let server = Server::sluicegate(&database, folder.path(), &[])?;
    let mut client = Client::to(server.address).await?;
    let mut times = [Vec::new(), Vec::new()];
    for number in 0..NAMES * TRIES {
        for (kind, name) in ["known", "vague"].iter().enumerate() {
            let form = format!("do=sign-in&name={name}-{:02}&password=not+the+password", number % NAMES);
            let request = format!(
                "POST /-/sign-in HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
                 x-forwarded-for: 10.{kind}.{}.{}\r\n\
                 content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
                number / 250,
                number % 250,
                form.len(),
                address = server.address,
            );
            let begun = Instant::now();
            let answer = client.send(request.as_bytes()).await?;
            if answer.status != 401 {
                bail!("a wrong password answers {}", answer.status);
            }
            times.get_mut(kind).context("two kinds")?.push(begun.elapsed());
        }
    }
    let mut table = Table::new(&["name", "tries", "median"]);
    let medians = times.map(|mut times| {
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    });
    for (name, median) in ["known", "unknown"].iter().zip(medians) {
        let median = format!("{:.2} ms", median.as_secs_f64() * 1e3);
        table.row(&[(*name).to_owned(), (NAMES * TRIES).to_string(), median]);
    }
    let [known, unknown] = medians.map(|median: Duration| median.as_secs_f64());
    let apart = (known / unknown - 1.0) * 100.0;
    println!("A wrong password, one at a time, in turn; {apart:+.1} % apart:\n\n{table}");
    Ok(())
}

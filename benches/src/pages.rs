//! The console's pages: how long until the first byte comes and how many bytes, on the demonstration's data.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::load::{Answer, Client};
use crate::server::Server;
use crate::table::Table;

const PAGES: [&str; 16] = [
    "/",
    "/-/profile/secrets",
    "/-/invites",
    "/-/pipelines",
    "/-/access",
    "/acme",
    "/acme/-/members",
    "/acme/-/teams",
    "/acme/-/services",
    "/acme/-/services/loader",
    "/acme/-/usage",
    "/acme/-/pipelines",
    "/acme/lake",
    "/acme/lake?tab=members",
    "/acme/lake/orders",
    "/acme/lake/orders?tab=access",
];
/// How often a page is asked for when it is warm.
const WARM: usize = 30;

/// Asks for every page.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = format!("sqlite:{}", folder.path().join("bench.db").display());
    let server = Server::sluicegate(&database, folder.path(), &["--demo"])?;
    let printed = &server.printed;
    let password =
        printed.split_whitespace().find(|word| word.len() == 43).context("the password isn’t printed")?;
    let mut reader = Reader::sign_in(server.address, "ada", password).await?;
    let mut table = Table::new(&["page", "cold", "warm, median", "HTML"]);
    for page in PAGES {
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..=WARM {
            let begun = Instant::now();
            bytes = reader.read(page).await?.body.len();
            times.push(begun.elapsed());
        }
        let cold = times.first().copied().unwrap_or_default();
        times.sort_unstable();
        let warm = times.get(times.len() / 2).copied().unwrap_or_default();
        let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
        table.row(&[format!("`{page}`"), ms(cold), ms(warm), format!("{:.0} kB", bytes as f64 / 1e3)]);
    }
    println!("Pages of the demonstration, whole, one reader, before compression:\n\n{table}");
    Ok(())
}

/// Somebody who reads pages.
pub(crate) struct Reader {
    client: Client,
    host: SocketAddr,
    cookie: String,
}

impl Reader {
    pub(crate) async fn sign_in(host: SocketAddr, name: &str, password: &str) -> Result<Self> {
        let mut client = Client::to(host).await?;
        let cookie = cookie(&mut client, host, name, password).await?;
        Ok(Self { client, host, cookie })
    }

    pub(crate) async fn read(&mut self, path: &str) -> Result<Answer<'_>> {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\n\r\n", self.host, self.cookie);
        let answer = self.client.send(request.as_bytes()).await?;
        if answer.status != 200 {
            bail!("{path} answers {}", answer.status);
        }
        Ok(answer)
    }
}

/// Signs somebody in; gives the cookie as it is sent back.
async fn cookie(client: &mut Client, address: SocketAddr, name: &str, password: &str) -> Result<String> {
    let password = password.replace(' ', "+");
    let form = format!("do=sign-in&next=%2F&name={name}&password={password}");
    let request = format!(
        "POST /-/sign-in HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    let answer = client.send(request.as_bytes()).await?;
    let cookie = answer.head.lines().find_map(|line| {
        line.to_ascii_lowercase().starts_with("set-cookie:").then(|| line.get(12..)?.split(';').next())
    });
    Ok(cookie.flatten().context("no cookie after signing in")?.to_owned())
}

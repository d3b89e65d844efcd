//! How what is measured elsewhere grows with the data: until the first answer and searches at three sizes, then decisions,
//! records and pages in a world and in one ten times as large, in turn.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::changes::Changes;
use crate::gateway::{evaluations, forwarded, post, right};
use crate::load::{Ask, Client, load, median};
use crate::pages::Reader;
use crate::plan::{EVERYWHERE, home, stream_path, user_name};
use crate::program::operator;
use crate::records::{TOGETHER, append, read};
use crate::revocations::call;
use crate::server::Server;
use crate::table::Table;
use crate::world::World;

/// How many grants there are, each time ten times as many.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const PASSWORD: &str = "seven quiet lanterns drift";
/// How long each search is asked.
const TIME: Duration = Duration::from_secs(2);
/// How often and how long each world is asked in turn.
const ROUNDS: usize = 5;
const TURN: Duration = Duration::from_secs(1);
/// How often each page is asked for.
const PAGES: usize = 20;
/// Records of an append while streams are filled.
const RECORDS: usize = 1_000;
/// Services and pipelines of the organization in the smaller world.
const THINGS: usize = 10;

/// Makes the reader an admin of the organization that they look at.
const ADMIN: &str = "insert into organization_grants \
    (organization_id, user_id, can_view, can_create, can_admin, granted_at) values ($1, $2, 1, 1, 1, 0)";

/// A world and the product on it.
struct Grown {
    world: World,
    server: Server,
    _folder: TempDir,
}

/// Measures all of it.
pub(crate) async fn run() -> Result<()> {
    let mut table = Table::new(&[
        "grants",
        "ready",
        "what can X see",
        "the same, a tenth of all",
        "who can see X",
        "memory",
    ]);
    let mut worlds = Vec::new();
    for size in SIZES {
        let (grown, ready) = Grown::start(size).await?;
        let mut cells = vec![grown.world.plan.count().to_string(), format!("{:.2} s", ready.as_secs_f64())];
        cells.extend(grown.searches().await?);
        cells.push(format!("{:.0} MiB", grown.server.memory()?));
        table.row(&cells);
        worlds.push(grown);
    }
    println!(
        "From start to the first right answer, and first pages of searches, median of one caller:\n\n{table}"
    );
    let [.., small, large] = worlds.as_slice() else { bail!("two sizes are too few") };
    small.fill(1).await?;
    large.fill(10).await?;
    decisions_and_records([small, large]).await?;
    waits([small, large]).await?;
    for grown in worlds {
        grown.world.db.close().await;
    }
    Ok(())
}

impl Grown {
    /// Makes a world, and tells how long the product takes from its start to the first right answer.
    async fn start(grants: usize) -> Result<(Self, Duration)> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("bench.db");
        let database = format!("sqlite:{}", file.display());
        let world = World::make(&file, grants).await?;
        let reader = user_name(EVERYWHERE);
        operator(&database, &["reset-password", &reader], PASSWORD)?;
        sqlx::query(ADMIN)
            .bind(world.plan.organizations[home(world.plan.grants[EVERYWHERE][0])])
            .bind(world.plan.users[EVERYWHERE])
            .execute(&world.db)
            .await?;
        let begun = Instant::now();
        let server = Server::sluicegate(&database, folder.path(), &[])?;
        let first = evaluations(&world).into_iter().next().context("nothing to ask")?;
        let answer = Client::to(server.address).await?.send(&first.request).await?.body.to_owned();
        let ready = begun.elapsed();
        if !answer.contains(first.holds) {
            bail!("the first answer is wrong: {answer}");
        }
        Ok((Self { world, server, _folder: folder }, ready))
    }

    /// How long the first pages of searches take: of somebody with a hundred grants, of the reader, and who sees a stream.
    async fn searches(&self) -> Result<[String; 3]> {
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
            stream_path(self.world.plan.grants[0][0])
        );
        let search = async |path: &str, user: usize, body: &str| -> Result<String> {
            let request = post(path, &self.world.secrets[user], body);
            let ask = Ask { request, status: 200, holds: "\"results\":[{" };
            let mut done = load(self.server.address, &[ask], 1, TIME, None).await?;
            right(path, &done)?;
            Ok(ms(done.quantile(0.5).as_secs_f64() * 1e3))
        };
        Ok([
            search("/access/v1/search/resource", 0, &resources(0)).await?,
            search("/access/v1/search/resource", EVERYWHERE, &resources(EVERYWHERE)).await?,
            search("/access/v1/search/subject", 0, &subjects).await?,
        ])
    }

    /// The paths of the organization and the project that the reader looks at.
    fn around(&self) -> (String, String) {
        let project = self.world.plan.grants[EVERYWHERE][0];
        let organization = format!("o{}", home(project));
        let path = format!("{organization}/p{project}");
        (organization, path)
    }

    /// Fills streams with records, and the organization with services and pipelines, so many times as much.
    async fn fill(&self, times: usize) -> Result<()> {
        let mut client = Client::to(self.server.address).await?;
        let appends = append(&self.world, TOGETHER, RECORDS);
        for ask in appends.iter().cycle().take(TOGETHER * times) {
            let answer = client.send(&ask.request).await?;
            if answer.status != ask.status {
                bail!("appending answers {}: {}", answer.status, answer.body);
            }
        }
        let secret = &self.world.secrets[EVERYWHERE];
        let (organization, project) = self.around();
        call(&mut client, "POST", &format!("/api/v1/projects/{project}/claim"), secret, "").await?;
        let things = (0..THINGS * times).flat_map(|number| thing(&organization, &project, number));
        for (method, path, body) in things {
            call(&mut client, method, &path, secret, &body).await?;
        }
        Ok(())
    }

    /// The pages that are looked at, with their names.
    fn pages(&self) -> [(&'static str, String); 10] {
        let (organization, project) = self.around();
        [
            ("the first page", "/".to_owned()),
            ("an organization", format!("/{organization}")),
            ("its services", format!("/{organization}/-/services")),
            ("a service", format!("/{organization}/-/services/s0")),
            ("its pipelines", format!("/{organization}/-/pipelines")),
            ("a pipeline", format!("/{organization}/-/pipelines/c0")),
            ("a project", format!("/{project}")),
            ("a stream", format!("/{project}/events")),
            ("finding what has a rare name", "/-/find?search=sink7".to_owned()),
            ("finding what has the name of most", "/-/find?search=events".to_owned()),
        ]
    }
}

/// What makes one more stream, service and pipeline; the first service may write to all streams.
fn thing(organization: &str, project: &str, number: usize) -> [(&'static str, String, String); 5] {
    let sink = format!("{project}/sink{number}");
    let permissions = |service: usize| format!("/api/v1/services/{organization}/s{service}/permissions");
    let config =
        format!("{{\"source\":\"{project}/events\",\"sink\":\"{sink}\",\"service\":\"{organization}/s0\"}}");
    [
        ("POST", format!("/api/v1/projects/{project}/streams"), format!("{{\"name\":\"sink{number}\"}}")),
        (
            "POST",
            format!("/api/v1/organizations/{organization}/services"),
            format!("{{\"name\":\"s{number}\"}}"),
        ),
        ("PATCH", permissions(0), format!("{{\"stream\":\"{sink}\",\"write\":true}}")),
        ("PATCH", permissions(number), format!("{{\"stream\":\"{project}/events\",\"read\":true}}")),
        (
            "POST",
            format!("/api/v1/organizations/{organization}/pipelines"),
            format!("{{\"name\":\"c{number}\",\"config\":{config}}}"),
        ),
    ]
}

/// Decisions and records, as many as go, in both worlds in turn.
async fn decisions_and_records(worlds: [&Grown; 2]) -> Result<()> {
    let mut table = Table::new(&["what", "requests/s", "at ten times as much", "ratio"]);
    // Reads are of the last records that the streams were filled with.
    let reads = |grown: &Grown, filled: usize| vec![read(&grown.world, (filled - 1) * RECORDS)];
    let [small, large] = worlds;
    for (what, connections, asks) in [
        ("evaluation", 32, worlds.map(|grown| evaluations(&grown.world))),
        ("forward-auth", 32, worlds.map(|grown| forwarded(&grown.world))),
        ("appends of one record, 64 streams", 64, worlds.map(|grown| append(&grown.world, TOGETHER, 1))),
        ("reads of 1,000 records", 8, [reads(small, 1), reads(large, 10)]),
    ] {
        let mut rates = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for ((grown, asks), rates) in worlds.iter().zip(&asks).zip(&mut rates) {
                let done = load(grown.server.address, asks, connections, TURN, None).await?;
                right(what, &done)?;
                rates.push(done.rate());
            }
        }
        let [small, large] = rates.map(median);
        table.row(&[
            format!("{what}, {connections} at once"),
            format!("{small:.0}"),
            format!("{large:.0}"),
            format!("{:.0} %", 100.0 * large / small),
        ]);
    }
    println!("Decisions and records a second, medians of {ROUNDS} rounds in turn:\n\n{table}");
    Ok(())
}

/// How long one caller waits in both worlds, in turn: for a decision that isn’t kept, and for a page’s first byte.
async fn waits(worlds: [&Grown; 2]) -> Result<()> {
    let mut table = Table::new(&["what", "time", "at ten times as much", "ratio"]);
    let mut row = |what: &str, times: [Vec<f64>; 2]| {
        let [small, large] = times.map(median);
        table.row(&[what.to_owned(), ms(small), ms(large), format!("{:.2}", large / small)]);
    };
    row("an evaluation, its first time since a grant", new_decisions(worlds).await?);
    let mut readers = Vec::new();
    for grown in worlds {
        readers.push(Reader::sign_in(grown.server.address, &user_name(EVERYWHERE), PASSWORD).await?);
    }
    let [small, large] = worlds.map(Grown::pages);
    for ((what, small), (_, large)) in small.into_iter().zip(large) {
        row(what, first_bytes(&mut readers, [&small, &large]).await?);
    }
    println!("How long one caller waits, of a page until its first byte comes:\n\n{table}");
    Ok(())
}

/// Milliseconds of each evaluation, all of them asked for the first time since a grant changed, which lets go of answers kept.
async fn new_decisions(worlds: [&Grown; 2]) -> Result<[Vec<f64>; 2]> {
    let mut callers = Vec::new();
    for grown in worlds {
        let changes = Changes::new(grown.server.address, &grown.world).await?;
        callers.push((changes, Client::to(grown.server.address).await?, evaluations(&grown.world)));
    }
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        for ((changes, client, asks), times) in callers.iter_mut().zip(&mut times) {
            changes.grant(client, round % 2 == 0).await?;
            for ask in asks {
                let begun = Instant::now();
                let answer = client.send(&ask.request).await?;
                times.push(begun.elapsed().as_secs_f64() * 1e3);
                if answer.status != ask.status || !answer.body.contains(ask.holds) {
                    bail!("an evaluation answers {}: {}", answer.status, answer.body);
                }
            }
        }
    }
    Ok(times)
}

/// Milliseconds until a page begins to come.
async fn first_bytes(readers: &mut [Reader], paths: [&str; 2]) -> Result<[Vec<f64>; 2]> {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..PAGES {
        for ((reader, path), times) in readers.iter_mut().zip(paths).zip(&mut times) {
            let begun = Instant::now();
            let answer = reader.read(path).await?;
            times.push((answer.first - begun).as_secs_f64() * 1e3);
        }
    }
    Ok(times)
}

fn ms(time: f64) -> String {
    format!("{time:.2} ms")
}

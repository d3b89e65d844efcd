//! What a storm of sign-ins does to the gateway: each costs a password hash, from addresses and for names that nothing
//! holds back yet.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::gateway::evaluations;
use crate::load::{Ask, load};
use crate::server::Server;
use crate::table::Table;
use crate::world::World;

const TIME: Duration = Duration::from_secs(10);
const GRANTS: usize = 10_000;
/// Requests a second to the gateway, well below what it can.
const PACE: f64 = 1_000.0;
/// Browsers that sign in at once.
const AT_ONCE: usize = 64;

/// Sign-ins that each come from another address, for another name.
fn sign_ins(server: &Server) -> Vec<Ask> {
    let ask = |number: usize| {
        let form = format!("do=sign-in&next=%2F&name=somebody-{number}&password=not-the-password");
        let request = format!(
            "POST /-/sign-in HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\nx-forwarded-for: 10.{1}.{2}.{3}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {4}\r\n\r\n{form}",
            server.address,
            number / 65_536 % 256,
            number / 256 % 256,
            number % 256,
            form.len()
        );
        Ask { request: request.into_bytes(), status: 401, holds: "" }
    };
    (0..20_000).map(ask).collect()
}

/// The gateway's answers at a fixed pace, without and with the storm.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bench.db");
    let world = World::make(&file, GRANTS).await?;
    let trusted = ("SLUICEGATE_TRUSTED_PROXIES", "127.0.0.1");
    let server =
        Server::sluicegate_with(&format!("sqlite:{}", file.display()), folder.path(), &[], &[trusted])?;
    let asks = evaluations(&world);
    load(server.address, &asks, 32, TIME / 5, None).await?;
    let mut quiet = load(server.address, &asks, 32, TIME, Some(PACE)).await?;
    let memory = server.memory()?;
    let storm = sign_ins(&server);
    let (signed, during) = tokio::join!(
        load(server.address, &storm, AT_ONCE, TIME, None),
        load(server.address, &asks, 32, TIME, Some(PACE))
    );
    let (signed, mut during) = (signed?, during?);
    let memory_after = server.memory()?;
    for done in [&quiet, &during] {
        if done.wrong > 0 {
            bail!("{} evaluations went wrong", done.wrong);
        }
    }
    let mut table = Table::new(&["", "p50", "p99", "memory"]);
    let ms = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1e3);
    for (name, done, memory) in [("quiet", &mut quiet, memory), ("in the storm", &mut during, memory_after)] {
        let row =
            [name.to_owned(), ms(done.quantile(0.5)), ms(done.quantile(0.99)), format!("{memory:.0} MiB")];
        table.row(&row);
    }
    println!(
        "Evaluations at {PACE} a second, quiet and while {AT_ONCE} browsers sign in as fast as they can ({:.0} answers a second, \
         {:.0} % of them a hash, the others told to wait): p99 times {:.1}, memory {:+.0} MiB:\n\n{table}",
        signed.rate(),
        100.0 * (signed.times.len() - signed.wrong) as f64 / signed.times.len().max(1) as f64,
        during.quantile(0.99).as_secs_f64() / quiet.quantile(0.99).as_secs_f64(),
        memory_after - memory,
    );
    world.db.close().await;
    Ok(())
}

//! Measurements, each a ratio within one run: `cargo xtask bench NAME`. What is printed goes into README as it is, with
//! machine and date. Nothing here demands a time: the tests do not look at it.

mod changes;
mod gateway;
mod growth;
mod load;
mod members;
mod pages;
mod pipelines;
mod plan;
mod program;
mod records;
mod revocations;
mod server;
mod sign_in;
mod storm;
mod table;
mod world;

use anyhow::{Context, Result, bail};

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["gateway"] => gateway::run().await,
        ["pipelines"] => pipelines::run().await,
        ["pages"] => pages::run().await,
        ["members"] => members::run().await,
        ["storm"] => storm::run().await,
        ["revocations"] => {
            let database =
                std::env::var("SLUICEGATE_DATABASE").context("SLUICEGATE_DATABASE names no PostgreSQL")?;
            revocations::run(&database).await
        }
        ["records"] => records::run().await,
        ["sign-in"] => sign_in::run().await,
        ["growth"] => growth::run().await,
        ["bare", reply] => server::serve_bare((*reply).to_owned()).await,
        _ => {
            bail!(
                "no such measurement; there are gateway, storm, revocations, records, pipelines, pages, members, sign-in, \
                 growth"
            )
        }
    }
}

//! The real server, killed with SIGKILL at random moments while programs write to it and change things. After each
//! restart, every acknowledged record and change is there, numbers have no gaps, and nothing is half done.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "what is lost ends the test")]

mod ledger;
mod load;
mod pipelines;
mod server;
#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use ledger::Ledger;
use server::Server;
use support::database::TestDatabase;

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_done_on_sqlite() {
    run(&TestDatabase::sqlite(), 25);
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_done_on_postgres() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(database) = runtime.block_on(TestDatabase::postgres()) {
        run(&database, 10);
    }
}

fn run(database: &TestDatabase, kills: u32) {
    let directory = tempfile::tempdir().unwrap();
    let setup = Server::new(directory.path(), &database.url);
    let token = setup.make_account("ada");
    let mut ledger = Ledger::default();

    let mut server = setup.start();
    load::prepare(&server.client(&token));
    for round in 0..kills {
        let running = load::start(&server.client(&token), round);
        std::thread::sleep(Duration::from_millis(random(30, 600)));
        server.kill();
        ledger.add(running.stop());
        server = setup.start();
        ledger.verify(&server.client(&token));
    }
    assert!(ledger.records() > u64::from(kills), "only {} records were acknowledged", ledger.records());
    ledger.verify_whole(&server.client(&token));
    server.kill();
    setup.verify_audit();
    eprintln!("{kills} kills: {ledger}");
}

/// A number from `least` to `most`.
fn random(least: u64, most: u64) -> u64 {
    least + getrandom::u64().unwrap() % (most - least + 1)
}

//! The gateway over HTTP, on both databases: secrets, records, questions about access.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken rule ends the test"
)]

#[path = "../support/mod.rs"]
mod support;

mod append;
mod cors;
mod http;
mod idempotency;
mod linger;
mod questions;
mod read;
mod refusals;
mod schema;
mod secrets;
mod wait;

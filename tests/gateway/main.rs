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
mod authzen;
mod batch;
mod caddy;
mod cors;
mod forward_auth;
mod front;
mod http;
mod idempotency;
mod introspect;
mod kept;
mod linger;
mod nginx;
mod nodes;
mod pipelines;
mod proxies;
mod questions;
mod quotas;
mod read;
mod refusals;
mod registered;
mod rights;
mod schema;
mod search;
mod secrets;
mod todo;
mod usage;
mod wait;

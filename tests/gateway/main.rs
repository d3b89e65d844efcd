//! The gateway over HTTP, on both databases: secrets, records, questions about access.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a broken rule ends the test")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "../support/mod.rs"]
mod support;

mod append;
mod cors;
mod http;
mod idempotency;
mod questions;
mod read;
mod refusals;
mod secrets;
mod wait;

//! Pipelines that run, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken rule ends the test"
)]

#[path = "../support/mod.rs"]
mod support;

mod changes;
mod letters;
mod nodes;
mod roles;
mod running;
mod states;
mod trying;
mod yard;

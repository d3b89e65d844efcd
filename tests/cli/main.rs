//! The command line: the real program, against a real server on a free port.

// Outside of tests these are forbidden; the helpers of tests are tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod account;
mod asking;
mod backup;
mod demo;
mod exits;
mod holdings;
mod invites;
mod journey;
mod lists;
mod login;
mod members;
mod mock;
mod pipeline_roles;
mod pipeline_runs;
mod pipelines;
mod records;
mod scan;
mod services;
mod settings;
mod starting;
mod things;
mod world;

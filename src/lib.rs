//! The server and the command line: the only crate that knows SQL, HTTP, cookies and hashing.

pub mod config;
pub mod metrics;
pub mod web;

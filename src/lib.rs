//! The server and the command line: the only crate that knows SQL, HTTP, cookies and hashing.

pub mod config;
pub mod etag;
pub mod metrics;
pub mod store;
pub mod web;

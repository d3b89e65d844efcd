//! The server and the command line: the only crate that knows SQL, HTTP, cookies and hashing.

pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod door;
pub mod etag;
pub mod gateway;
pub mod ids;
pub mod jobs;
pub mod mail;
pub mod metrics;
pub mod operations;
pub mod passwords;
pub mod pipelines;
pub mod rights;
pub mod schemas;
pub mod serve;
pub mod shards;
pub mod store;
pub mod tokens;
pub mod usage;
pub mod web;
pub mod webhook;

//! The outside of every operation, in one place: the table of operations, what goes in and comes out,
//! the one error type, and the rules that fields obey.
//!
//! Everybody reads it: the server implements the table, the console and the command line call through it,
//! and the OpenAPI document is made from it. It is pure: no I/O, no clock, nothing of the server.

pub mod accounts;
pub mod amounts;
pub mod audit;
pub mod decode;
pub mod fault;
pub mod fields;
pub mod find;
pub mod flags;
pub mod invites;
pub mod lists;
pub mod logins;
pub mod members;
pub mod names;
pub mod operations;
pub mod organizations;
pub mod people;
pub mod pipelines;
pub mod previews;
pub mod profile;
pub mod projects;
pub mod questions;
pub mod secrets;
pub mod services;
pub mod sessions;
pub mod sign_in;
pub mod streams;
pub mod teams;
pub mod time;
pub mod usage;

pub use fault::{Fault, FaultKind, FieldError};
pub use lists::{Page, PageRequest};
pub use operations::{Door, Method, Operation, Request, Response};

/// Re-exported so that callers name one version of the rules.
pub use access;

//! The server over HTTP, whole: router, door, operations and a database, without a network in between.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod account;
mod api;
mod both;
mod conditions;
mod confirm;
mod fire;
mod forms;
mod guards;
mod headers;
mod input;
mod invites;
mod logins;
mod network;
mod openapi;
mod ops;
mod pages;
mod people;
mod pipeline_roles;
mod pipelines;
mod projects;
mod removed;
mod seen;
mod sessions;
mod world;

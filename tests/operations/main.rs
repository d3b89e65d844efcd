//! Every operation on both databases, through the door.

// Outside of tests these are forbidden; the helpers of tests are tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../support/mod.rs"]
mod support;

mod access_changes;
mod accounts;
mod alerts;
mod anew;
mod audit;
mod find;
mod flags;
mod invite_races;
mod invites;
mod issued;
mod keeper_races;
mod leaks;
mod logins;
mod mail;
mod members;
mod operator;
mod organizations;
mod pipeline_roles;
mod pipelines;
mod profile;
mod project_changes;
mod project_members;
mod projects;
mod records;
mod refusals;
mod removals;
mod second_factor;
mod secrets;
mod seen;
mod service_grants;
mod service_secrets;
mod services;
mod session_list;
mod sign_in;
mod sign_up;
mod store;
mod stream_changes;
mod streams;
mod teams;
mod warnings;

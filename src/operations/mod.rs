//! What an actor can do. Each operation opens a transaction, loads the facts, gets the proof, calls the store, writes
//! the audit row, and is committed whole or not at all. The door, the gateway and the jobs call in here; nothing here
//! knows of HTTP, pages or SQL.

pub mod accounts;
pub mod audit;
pub mod context;
pub mod facts;
pub mod find;
pub mod flags;
pub mod invites;
mod keepers;
pub mod logins;
pub mod members;
pub mod operator;
pub mod organizations;
mod pages;
pub mod people;
pub mod pipeline_runs;
pub mod pipelines;
pub mod previews;
pub mod profile;
pub mod project_changes;
pub mod project_members;
pub mod project_services;
pub mod projects;
pub mod questions;
pub mod refusals;
pub mod secrets;
pub mod services;
pub mod session_list;
pub mod sessions;
mod shares;
pub mod sign_in;
pub mod sign_up;
mod stop;
pub mod stream_access;
pub mod streams;
pub mod team_members;
pub mod teams;
pub mod usage;

pub use context::{Context, Core, Policy};
pub use sign_in::source_of;
pub use stop::Stop;

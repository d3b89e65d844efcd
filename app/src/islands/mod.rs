//! What lives in the browser. An island is rendered on the server as plain HTML that works by itself, and is
//! hydrated afterwards; its props stand in the page, so they hold nothing that its viewer may not see.

#![allow(unreachable_pub, reason = "the island and component macros write pub items")]

mod access_bar;
pub mod changes;
mod chart_tips;
mod config_text;
mod find_person;
mod find_thing;
mod flag_edits;
mod grant_bar;
mod grant_grid;
pub mod grants;
mod issue_secret;
mod join_preview;
mod keep_fresh;
mod live_preview;
mod page;
mod reach;
mod request_access;
mod share_preview;

pub use access_bar::AccessBar;
pub use chart_tips::ChartTips;
pub use config_text::ConfigText;
pub use find_person::FindPerson;
pub use find_thing::FindThing;
pub use flag_edits::{FlagEdits, FlagsOn};
pub use grant_bar::RunAs;
pub use grant_grid::{GrantGrid, GridOf};
pub use issue_secret::{IssueForm, IssueSecret, one_time};
pub use join_preview::{JoinPreview, Joining};
pub use keep_fresh::{KeepFresh, PIPELINE_NOW};
pub use live_preview::{Editing, LivePreview};
pub use request_access::{RequestAccess, Wanted};
pub use share_preview::{SharePreview, Shared};

//! Who may do what, and why.
//!
//! Pure rules: no I/O, no clock, no async. The server asks them before every change, the browser runs the same
//! code while a form is open. A tour, in reading order:
//!
//! 1. [`Actor`]: who asks, and with which credential. The credential is a ceiling on the owner's present rights.
//! 2. [`facts`]: what the caller loaded about the resource, always relative to that actor. Beside each kind of
//!    facts stands the rule that weighs it; nothing else in the system decides anything about access.
//! 3. [`actions`]: one unit struct per operation, in tables that say which permission it needs.
//! 4. [`authorize`]: the only maker of [`Authorized`], the proof that store functions demand. A no is a
//!    [`Denial`], which decides between 401, 403 and 404 once and for all.
//! 5. [`check`] and [`explain`]: the same rules, read as a bare outcome, or with the paths of a yes and the near
//!    misses of a no. [`has`] asks them about a [`Permission`] by its public name, [`visible`] about lists.
//! 6. [`world`]: a small world in memory, on which [`preview()`] shows who gains and who loses what by a change;
//!    and [`reach()`], what a secret could do at this moment.
//! 7. [`invariants`], [`invite`], [`quota`]: what must hold besides, as pure functions.

mod actor;
mod ask;
mod authorize;
mod denial;
mod flags;
mod ids;
mod month;
mod path;
mod permission;
mod reach;
mod role;
mod time;
mod visible;

pub mod actions;
pub mod facts;
pub mod invariants;
pub mod invite;
pub mod quota;
pub mod world;

pub use actions::{Action, Row};
pub use actor::{Actor, SecretKind, UserCredential};
pub use ask::{Ask, Refusal, Weight};
pub use authorize::{Authorized, Explanation, Outcome, absent, authorize, check, explain};
pub use denial::{Denial, DenialKind, NearMiss, ResourceKind, ResourceRef};
pub use facts::*;
pub use flags::{Flags, StreamFlags};
pub use ids::*;
pub use month::Month;
pub use path::Path;
pub use permission::{Permission, explain_permission, has};
pub use reach::{HeldFacts, Reach, ReachRow, ReachSection, reach};
pub use role::{PipelineRights, Role};
pub use time::Time;
pub use visible::{Scope, Visible, visible};
pub use world::preview;

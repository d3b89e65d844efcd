//! Who holds what at one moment, in memory: what every request of the gateway is decided by.
//!
//! Pure: no I/O, no clock. The server fills a [`Snapshot`] from its database, row by row, and gives each change to a new
//! one, which shares with the old one all that stayed: whoever reads goes on undisturbed. Nothing here decides: [`Seen`]
//! makes facts, as one actor relates to things, and the rules of `access` weigh them. A tour, in reading order:
//!
//! 1. [`rows`]: what goes in.
//! 2. `column`, `index`, `holders`: the three shapes that everything is kept in. Each makes a look-up touch as few places
//!    of memory as it can, since with a million grants most of them are far away.
//! 3. `nouns`: things, by id and by name, and what hangs on them.
//! 4. [`Snapshot`] and what changes it.
//! 5. [`Seen`]: what comes out.

mod changes;
mod column;
mod holders;
mod index;
mod nouns;
pub mod rows;
mod secrets;
mod seen;
mod snapshot;

pub use seen::Seen;
pub use snapshot::Snapshot;

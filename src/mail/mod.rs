//! Mail: a letter in words, a queue in memory, and the task that hands letters over to the operator's SMTP server.
//!
//! Operations call [`Mailer::send`] once their change has been committed, and never before. What waits is kept in memory
//! alone: a letter may hold a link that opens a door, so it is never written to the database or the log, and what still
//! waits when the server ends is gone. Letters that hold nothing of that kind can be kept by whoever writes them, and handed
//! over by [`Mailer::deliver`].

mod letter;
mod queue;
mod smtp;

pub use letter::Letter;
pub use queue::{Mailer, Pace};
pub use smtp::Failure;

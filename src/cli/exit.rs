//! How a command ends: the exit codes of the contract, and the one line that goes with them.

use std::fmt::Display;
use std::io::ErrorKind;

use api::{Fault, FaultKind};

use crate::serve::ServeError;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing to complain about.
    Done = 0,
    /// The server said no for a reason of its own, or something here failed.
    Failed = 1,
    /// What the command line itself refuses.
    Usage = 2,
    /// Not signed in, or not allowed.
    NotAllowed = 3,
    /// Absent or hidden.
    NotFound = 4,
    /// Not possible in this state.
    Conflict = 5,
    /// A quota is used up.
    OverQuota = 6,
    /// The server or the database can't be reached.
    Unreachable = 7,
}

/// Why a command ends early.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What goes to stderr, if anything.
    pub line: Option<String>,
    /// For records: the line of what was sent that is at fault.
    pub line_at_fault: Option<u64>,
}

impl Failure {
    /// Ends with this code and line.
    pub(crate) fn new(exit: Exit, line: impl Display) -> Self {
        Self { exit, line: Some(one_line(&line.to_string())), line_at_fault: None }
    }

    /// Wrong usage.
    pub(crate) fn usage(line: impl Display) -> Self {
        Self::new(Exit::Usage, line)
    }

    /// Ends with this code and says nothing: the answer has been printed, or nobody listens any more.
    pub(crate) fn silent(exit: Exit) -> Self {
        Self { exit, line: None, line_at_fault: None }
    }

    /// What writing to stdout failed with; a reader that has gone (`| head`) is no failure.
    pub(crate) fn writing(error: &std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::silent(Exit::Done),
            _ => Self::new(Exit::Failed, format!("the output can't be written: {error}")),
        }
    }

    /// A fault: the server's answer, or an operation's on the database itself. Its detail says what to do.
    pub(crate) fn fault(fault: &Fault) -> Self {
        let again =
            fault.retry_after.map_or_else(String::new, |seconds| format!(" Try again in {seconds} s."));
        let line = format!("{}: {}{again}", fault.kind.title(), fault.detail);
        Self { line_at_fault: fault.line, ..Self::new(exit_of(fault.kind), line) }
    }

    /// A server that doesn't start, or a database that can't be opened.
    pub(crate) fn starting(error: &ServeError) -> Self {
        let exit = match error {
            ServeError::Unreachable(_) => Exit::Unreachable,
            ServeError::Failed(_) => Exit::Failed,
        };
        Self::new(exit, error)
    }

    /// The same without a sentence.
    pub(crate) fn without(self, sentence: &str) -> Self {
        let line = self.line.map(|line| line.replace(&format!(" {sentence}"), ""));
        Self { line, ..self }
    }

    /// The same with a last sentence that says what to do.
    pub(crate) fn hint(self, hint: impl Display) -> Self {
        match self.line {
            Some(line) => Self { line: Some(one_line(&format!("{line} {hint}"))), ..self },
            None => self,
        }
    }
}

fn exit_of(kind: FaultKind) -> Exit {
    match kind {
        FaultKind::Unauthenticated | FaultKind::Forbidden | FaultKind::PasswordNeeded => Exit::NotAllowed,
        FaultKind::NotFound => Exit::NotFound,
        FaultKind::Conflict | FaultKind::PreconditionFailed => Exit::Conflict,
        FaultKind::OverQuota => Exit::OverQuota,
        FaultKind::Unavailable => Exit::Unreachable,
        FaultKind::BadRequest
        | FaultKind::MethodNotAllowed
        | FaultKind::TooLarge
        | FaultKind::UnsupportedMediaType
        | FaultKind::Invalid
        | FaultKind::TooManyRequests
        | FaultKind::Internal => Exit::Failed,
    }
}

/// The exit code of a status whose answer is no problem document: a proxy's, or another server's.
pub(crate) fn exit_of_status(status: u16) -> Exit {
    match status {
        401 | 403 => Exit::NotAllowed,
        404 => Exit::NotFound,
        409 | 412 => Exit::Conflict,
        502 | 503 => Exit::Unreachable,
        _ => Exit::Failed,
    }
}

/// One line without control characters, which a terminal would obey.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}

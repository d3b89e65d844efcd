//! Why the settings aren't acceptable.

use std::fmt;

/// One line: which setting, where it was set, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    subject: String,
    problem: String,
}

impl ConfigError {
    /// `subject` names the setting as whoever set it wrote it: `--listen`, `SLUICEGATE_LISTEN`, ….
    pub(crate) fn new(subject: impl Into<String>, problem: impl fmt::Display) -> Self {
        let problem = problem.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        Self { subject: subject.into(), problem }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.problem)
    }
}

impl std::error::Error for ConfigError {}

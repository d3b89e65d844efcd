//! A verdict in words: the reason, the ways of a yes, the near misses of a no.

use access::{Explanation, NearMiss, Outcome, Path, Permission};
use api::questions;

use super::desk::Verdict;

/// The subject as the asker named it, for sentences.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) subject: &'a str,
    pub(super) permission: Permission,
    pub(super) verdict: &'a Verdict,
}

impl Words<'_> {
    /// Whether it is a yes.
    pub(super) fn decision(&self) -> bool {
        self.verdict.explanation.outcome == Outcome::Allowed
    }

    /// One sentence.
    pub(super) fn reason(&self) -> String {
        let Self { permission, verdict, .. } = self;
        let resource = verdict.seen.resource();
        let who = if verdict.own { "You" } else { self.subject };
        match verdict.explanation.paths.first() {
            Some(path) => format!("{who} may {permission}: {}", self.step(path)),
            None if verdict.own => format!("This needs {permission} on {resource}."),
            None => format!("{who} does not have {permission} on {resource}."),
        }
    }

    /// Each way of a yes, from the subject to the permission.
    pub(super) fn paths(&self) -> Vec<Vec<String>> {
        let Explanation { paths, .. } = &self.verdict.explanation;
        let end = format!("{} on {}", self.permission, self.verdict.seen.resource());
        paths.iter().map(|path| vec![self.subject.to_owned(), self.step(path), end.clone()]).collect()
    }

    /// What comes close to a yes.
    pub(super) fn near_misses(&self) -> Vec<questions::NearMiss> {
        let Explanation { near_misses, .. } = &self.verdict.explanation;
        let told = |NearMiss { have, but }: &NearMiss| questions::NearMiss {
            held: self.about_subject(have),
            because: self.about_subject(but),
        };
        near_misses.iter().map(told).collect()
    }

    /// The rules speak to whom they decide about; here it may be somebody else.
    fn about_subject(&self, text: &str) -> String {
        if self.verdict.own {
            return text.to_owned();
        }
        let subject = self.subject;
        text.replace("You are ", &format!("{subject} is "))
            .replace("You see ", &format!("{subject} sees "))
            .replace("You hold ", &format!("{subject} holds "))
            .replace("You may ", &format!("{subject} may "))
            .replace("pays for you", &format!("pays for {subject}"))
    }

    fn step(&self, path: &Path) -> String {
        match path {
            Path::Personal { resource } if !self.verdict.own => {
                format!("{resource} is the personal organization of {}.", self.subject)
            }
            path => path.to_string(),
        }
    }
}

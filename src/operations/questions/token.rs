//! Where a search goes on: a position in the walk, bound to the question that it was given for.

use api::{Fault, FaultKind};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A name behind every stored one: names hold nothing behind `z`.
pub(super) const BEHIND_ALL: &str = "~";

/// After which candidate the next part begins: an id, and for streams of people the stored name within that project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) id: Uuid,
    pub(super) name: String,
}

impl Position {
    /// After this id.
    pub(super) fn after(id: Uuid) -> Self {
        Self { id, name: String::new() }
    }

    /// The token for the part that begins here.
    pub(super) fn to_token(&self, question: &[&str]) -> String {
        format!("{}{}{}", mark(question), self.id.simple(), self.name)
    }

    /// Reads a token; none begins at the beginning.
    ///
    /// # Errors
    /// 400 if no search gave it, or one for another question.
    pub(super) fn of_token(token: Option<&str>, question: &[&str]) -> Result<Self, Fault> {
        let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(Self::default()) };
        let mark = mark(question);
        let read = || {
            let (id, name) = token.strip_prefix(&mark)?.split_at_checked(32)?;
            let plain = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'~'));
            plain.then_some(Self { id: Uuid::try_parse(id).ok()?, name: name.to_owned() })
        };
        read().ok_or_else(|| {
            let what = "this is no token that a search for the same thing gave; send its “next_token”";
            Fault { kind: FaultKind::BadRequest, ..Fault::field("page.token", what) }
        })
    }
}

/// Eight bytes of the question's hash, in hexadecimal digits.
fn mark(question: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in question {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_serves_the_question_that_it_was_given_for() {
        let (asked, other) = (["caller", "read", "stream"], ["caller", "write", "stream"]);
        let position = Position { id: Uuid::from_u128(7), name: "orders_eu".into() };
        let token = position.to_token(&asked);
        assert_eq!(Position::of_token(Some(&token), &asked).unwrap(), position);
        for none in [None, Some("")] {
            assert_eq!(Position::of_token(none, &asked).unwrap(), Position::default());
        }
        for (token, question) in
            [(token.as_str(), &other), (&token[1..], &asked), ("x", &asked), ("é", &asked)]
        {
            assert_eq!(Position::of_token(Some(token), question).unwrap_err().status(), 400);
        }
        let odd = format!("{token}'; drop table streams");
        assert_eq!(Position::of_token(Some(&odd), &asked).unwrap_err().status(), 400);
    }
}

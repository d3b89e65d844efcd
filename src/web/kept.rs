//! Answers that are kept. What somebody may do hangs on who asks, on the words of the question and on who holds what; as
//! long as these three stay, so does the answer, and nobody has to work it out again. What people and services are called
//! is part of who holds what.

use std::hash::BuildHasher;

use access::{Actor, SecretId};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::linger;
use crate::shards::Shards;

/// The most bytes of a question that is kept.
const MOST_ASKED: usize = 16 * 1024;
/// The most bytes of questions and answers on one shelf. A full one is cleared.
const MOST_KEPT: usize = 1024 * 1024;

/// A question: all that its answer hangs on, but who holds what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question<'q> {
    operation: &'static str,
    actor: Actor,
    secret: SecretId,
    words: &'q [u8],
}

impl<'q> Question<'q> {
    /// What somebody asks of an operation; `None` if it is too long to be kept.
    pub(super) fn new(
        operation: &'static str,
        actor: Actor,
        secret: SecretId,
        words: &'q [u8],
    ) -> Option<Self> {
        (words.len() <= MOST_ASKED).then_some(Self { operation, actor, secret, words })
    }
}

/// Marks an answer that hangs on nothing but who asks, on the words of the question, and on who holds what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lasting;

/// An answer as it was told.
#[derive(Debug)]
pub(super) struct Told {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Told {
    /// What is told by this response, if its whole body is at hand.
    pub(super) fn of(response: &mut Response) -> Option<Self> {
        let body = linger::at_hand(response.body_mut())?;
        *response.body_mut() = Body::from(body.clone());
        Some(Self { status: response.status(), headers: response.headers().clone(), body })
    }

    /// The same response.
    pub(super) fn again(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.status_mut() = self.status;
        response.headers_mut().clone_from(&self.headers);
        response
    }

    /// About how many bytes of memory it takes.
    pub(super) fn size(&self) -> usize {
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            size_of::<(u64, HeaderName, HeaderValue)>() + name.as_str().len() + value.len()
        };
        size_of::<Self>() + self.body.len() + self.headers.iter().map(header).sum::<usize>()
    }
}

/// A question with its answer.
#[derive(Debug)]
struct Kept<A> {
    operation: &'static str,
    actor: Actor,
    secret: SecretId,
    words: Box<[u8]>,
    answer: A,
}

impl<A> Kept<A> {
    fn question(&self) -> Question<'_> {
        let Self { operation, actor, secret, words, .. } = self;
        Question { operation, actor: *actor, secret: *secret, words }
    }
}

/// Answers of one state.
#[derive(Debug)]
struct Shelf<A> {
    revision: u64,
    size: usize,
    answers: HashTable<Kept<A>>,
}

impl<A> Shelf<A> {
    const fn of(revision: u64) -> Self {
        Self { revision, size: 0, answers: HashTable::new() }
    }
}

impl<A> Default for Shelf<A> {
    fn default() -> Self {
        Self::of(0)
    }
}

/// The answers of one node to questions of one sort.
#[derive(Debug)]
pub(super) struct Answers<A> {
    hasher: DefaultHashBuilder,
    shelves: Shards<Shelf<A>>,
}

impl<A> Default for Answers<A> {
    fn default() -> Self {
        Self { hasher: DefaultHashBuilder::default(), shelves: Shards::default() }
    }
}

impl<A: Clone> Answers<A> {
    /// The answer that was given to this question at this revision of who holds what.
    pub(super) fn get(&self, revision: u64, question: &Question<'_>) -> Option<A> {
        let hash = self.hasher.hash_one(question);
        let shelf = self.shelves.at(hash >> 32);
        let kept = shelf.answers.find(hash, |kept| kept.question() == *question)?;
        (shelf.revision == revision).then(|| kept.answer.clone())
    }

    /// Keeps an answer of about so many bytes. It was worked out at this revision and no other.
    pub(super) fn keep(&self, revision: u64, question: &Question<'_>, answer: A, bytes: usize) {
        let Question { operation, actor, secret, words } = *question;
        let size = size_of::<Kept<A>>() + bytes + words.len();
        let kept = Kept { operation, actor, secret, words: words.into(), answer };
        if size > MOST_KEPT {
            return;
        }
        let hash = self.hasher.hash_one(question);
        let mut shelf = self.shelves.at(hash >> 32);
        if shelf.revision < revision || (shelf.revision == revision && shelf.size + size > MOST_KEPT) {
            let old = std::mem::replace(&mut *shelf, Shelf::of(revision));
            // Others don't wait for what was kept to be thrown away.
            drop(shelf);
            drop(old);
            shelf = self.shelves.at(hash >> 32);
        }
        // Another state's by now, or somebody else was quicker.
        if shelf.revision != revision
            || shelf.answers.find(hash, |kept| kept.question() == *question).is_some()
        {
            return;
        }
        shelf.size += size;
        shelf.answers.insert_unique(hash, kept, |kept| self.hasher.hash_one(kept.question()));
    }
}

#[cfg(test)]
mod tests {
    use access::{ServiceId, UserCredential, UserId};
    use uuid::Uuid;

    use super::*;

    fn user(id: u128, credential: UserCredential) -> Actor {
        Actor::User { id: UserId::new(Uuid::from_u128(id)), credential }
    }

    fn question(actor: Actor, words: &[u8]) -> Question<'_> {
        Question { operation: "CheckAccess", actor, secret: SecretId::new(Uuid::nil()), words }
    }

    #[test]
    fn an_answer_is_that_of_one_question_at_one_revision() {
        let answers = Answers::default();
        let ada = user(1, UserCredential::Full);
        let asked = question(ada, b"{}");
        answers.keep(7, &asked, "yes", 3);
        assert_eq!(answers.get(7, &asked), Some("yes"));
        for other in [
            question(user(2, UserCredential::Full), b"{}"),
            question(user(1, UserCredential::PublicRead), b"{}"),
            question(Actor::Service { id: ServiceId::new(Uuid::from_u128(1)) }, b"{}"),
            question(ada, b"{} "),
            Question { operation: "CheckAccessBatch", ..asked },
            Question { secret: SecretId::new(Uuid::from_u128(1)), ..asked },
        ] {
            assert_eq!(answers.get(7, &other), None, "{other:?}");
        }
        assert_eq!([answers.get(6, &asked), answers.get(8, &asked)], [None, None]);
    }

    #[test]
    fn what_was_worked_out_before_a_change_is_never_given_after_it() {
        let (answers, asked) = (Answers::default(), question(Actor::Anonymous, b"{}"));
        answers.keep(1, &asked, "yes", 3);
        answers.keep(2, &asked, "no", 2);
        // Whoever was slow.
        answers.keep(1, &asked, "yes", 3);
        assert_eq!((answers.get(1, &asked), answers.get(2, &asked)), (None, Some("no")));
    }

    #[test]
    fn what_is_kept_has_a_bound() {
        let answers = Answers::default();
        let bodies: Vec<[u8; 4]> = (0..100_000_u32).map(u32::to_be_bytes).collect();
        for words in &bodies {
            answers.keep(1, &question(Actor::Anonymous, words), (), 1000);
        }
        let kept: usize = answers.shelves.each().map(|shelf| shelf.size).sum();
        assert!(kept > MOST_KEPT && answers.shelves.each().all(|shelf| shelf.size <= MOST_KEPT), "{kept}");
        answers.keep(2, &question(Actor::Anonymous, b""), (), MOST_KEPT);
        assert_eq!(answers.get(2, &question(Actor::Anonymous, b"")), None);
    }
}

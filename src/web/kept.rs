//! Answers that are kept. What somebody may do hangs on who asks, on the words of the question and on who holds what; as
//! long as these three stay, so does the answer, and nobody has to work it out again.

use std::hash::BuildHasher;

use access::{Actor, SecretId};
use app::backend::Caller;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::shards::Shards;

/// The most bytes of a question that is kept.
const MOST_ASKED: usize = 16 * 1024;
/// The most bytes of questions and answers on one shelf. A full one is cleared.
const MOST_KEPT: usize = 512 * 1024;

/// A question: all that its answer hangs on, but who holds what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question<'q> {
    operation: &'static str,
    actor: Actor,
    name: Option<&'q str>,
    secret: Option<SecretId>,
    words: &'q [u8],
}

impl<'q> Question<'q> {
    /// What `caller` asks of an operation; `None` if it is too long to be kept.
    pub(super) fn new(operation: &'static str, caller: &'q Caller, words: &'q [u8]) -> Option<Self> {
        let Caller { actor, name, secret, .. } = caller;
        let (actor, name, secret) = (*actor, name.as_deref(), *secret);
        (words.len() <= MOST_ASKED).then_some(Self { operation, actor, name, secret, words })
    }
}

/// A question with its answer.
#[derive(Debug)]
struct Kept<A> {
    operation: &'static str,
    actor: Actor,
    name: Option<Box<str>>,
    secret: Option<SecretId>,
    words: Box<[u8]>,
    answer: A,
}

impl<A> Kept<A> {
    fn question(&self) -> Question<'_> {
        let Self { operation, actor, name, secret, words, .. } = self;
        Question { operation, actor: *actor, name: name.as_deref(), secret: *secret, words }
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
        let Question { operation, actor, name, secret, words } = *question;
        let size = size_of::<Kept<A>>() + bytes + words.len() + name.map_or(0, str::len);
        let kept = Kept { operation, actor, name: name.map(Box::from), secret, words: words.into(), answer };
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

    fn question(actor: Actor, name: Option<&'static str>, words: &'static [u8]) -> Question<'static> {
        Question { operation: "CheckAccess", actor, name, secret: None, words }
    }

    #[test]
    fn an_answer_is_that_of_one_question_at_one_revision() {
        let answers = Answers::default();
        let ada = user(1, UserCredential::Full);
        let asked = question(ada, Some("ada"), b"{}");
        answers.keep(7, &asked, "yes", 3);
        assert_eq!(answers.get(7, &asked), Some("yes"));
        for other in [
            question(user(2, UserCredential::Full), Some("ada"), b"{}"),
            question(user(1, UserCredential::PublicRead), Some("ada"), b"{}"),
            question(Actor::Service { id: ServiceId::new(Uuid::from_u128(1)) }, Some("ada"), b"{}"),
            question(ada, Some("eve"), b"{}"),
            question(ada, None, b"{}"),
            question(ada, Some("ada"), b"{} "),
            Question { operation: "CheckAccessBatch", ..asked },
            Question { secret: Some(SecretId::new(Uuid::from_u128(1))), ..asked },
        ] {
            assert_eq!(answers.get(7, &other), None, "{other:?}");
        }
        assert_eq!([answers.get(6, &asked), answers.get(8, &asked)], [None, None]);
    }

    #[test]
    fn what_was_worked_out_before_a_change_is_never_given_after_it() {
        let (answers, asked) = (Answers::default(), question(Actor::Anonymous, None, b"{}"));
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
            answers.keep(1, &Question { words, ..question(Actor::Anonymous, None, b"") }, (), 1000);
        }
        let kept: usize = answers.shelves.each().map(|shelf| shelf.size).sum();
        assert!(kept > MOST_KEPT && answers.shelves.each().all(|shelf| shelf.size <= MOST_KEPT), "{kept}");
        answers.keep(2, &question(Actor::Anonymous, None, b""), (), MOST_KEPT);
        assert_eq!(answers.get(2, &question(Actor::Anonymous, None, b"")), None);
    }
}

//! What many requests add to, in several pieces behind a lock each, so that they don't wait for each other.

use std::array;
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

/// How many pieces there are.
const PIECES: usize = 16;

/// Several pieces of one thing.
#[derive(Debug)]
pub struct Shards<T>([Mutex<T>; PIECES]);

impl<T: Default> Default for Shards<T> {
    fn default() -> Self {
        Self(array::from_fn(|_| Mutex::default()))
    }
}

impl<T> Shards<T> {
    /// The piece that belongs to an id, always the same one.
    pub fn of(&self, id: Uuid) -> MutexGuard<'_, T> {
        self.at(id.as_u128() as u64)
    }

    /// The piece that belongs to a hash, always the same one.
    #[allow(clippy::cast_possible_truncation, reason = "which piece it is doesn't matter")]
    pub fn at(&self, hash: u64) -> MutexGuard<'_, T> {
        let Self(pieces) = self;
        let [first, ..] = pieces;
        lock(pieces.get(hash as usize % PIECES).unwrap_or(first))
    }

    /// All pieces, one after the other.
    pub fn each(&self) -> impl Iterator<Item = MutexGuard<'_, T>> {
        self.0.iter().map(lock)
    }
}

/// A thread that ended by a fault leaves counts behind that are as good as others.
fn lock<T>(piece: &Mutex<T>) -> MutexGuard<'_, T> {
    piece.lock().unwrap_or_else(PoisonError::into_inner)
}

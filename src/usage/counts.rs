//! Counts that wait to be written, in several maps, so that requests of different callers don't wait for each other.

use std::collections::HashMap;
use std::hash::Hash;

use api::usage::Counts;
use uuid::Uuid;

use crate::shards::Shards;

/// What can be added up.
pub(super) trait Sum {
    fn add(&mut self, more: Self);
}

impl Sum for u64 {
    fn add(&mut self, more: Self) {
        *self = self.saturating_add(more);
    }
}

impl Sum for Counts {
    fn add(&mut self, more: Self) {
        self.read_bytes.add(more.read_bytes);
        self.read_records.add(more.read_records);
        self.read_requests.add(more.read_requests);
        self.write_bytes.add(more.write_bytes);
        self.write_records.add(more.write_records);
        self.write_requests.add(more.write_requests);
    }
}

/// All of these together.
pub fn total(all: impl Iterator<Item = Counts>) -> Counts {
    all.fold(Counts::default(), |mut total, one| {
        total.add(one);
        total
    })
}

#[derive(Debug)]
pub(super) struct Counting<K, V>(Shards<HashMap<K, V>>);

impl<K, V> Default for Counting<K, V> {
    fn default() -> Self {
        Self(Shards::default())
    }
}

impl<K: Hash + Eq + Ord + Copy, V: Sum + Default> Counting<K, V> {
    /// Adds to what waits under `key`; `by` says in which map.
    pub(super) fn add(&self, by: Uuid, key: K, more: V) {
        self.0.of(by).entry(key).or_default().add(more);
    }

    /// Takes all that waits, by key: whoever writes the same rows does so in the same order.
    pub(super) fn take(&self) -> Vec<(K, V)> {
        let mut all: Vec<(K, V)> = self.0.each().flat_map(|mut shard| std::mem::take(&mut *shard)).collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    }
}

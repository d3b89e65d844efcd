//! Tables that are changed by making a new one, which shares with the old one all that stayed: whoever reads goes on
//! undisturbed. A change copies one shard and the list of shards.

use std::array;
use std::sync::Arc;

use hashbrown::HashTable;

/// More shards make a change cheaper and an empty table larger.
const SHARDS: usize = 1024;

/// A hash table in shards.
#[derive(Clone, Debug)]
pub(super) struct Table<T>(Arc<[Arc<HashTable<T>>; SHARDS]>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        let empty = Arc::new(HashTable::new());
        Self(Arc::new(array::from_fn(|_| Arc::clone(&empty))))
    }
}

impl<T: Clone> Table<T> {
    /// The entry with this hash that `is` the one.
    pub(super) fn find(&self, hash: u64, is: impl FnMut(&T) -> bool) -> Option<&T> {
        self.0.get(shard(hash))?.find(hash, is)
    }

    /// Puts an entry in, in place of the one that `is` the same; gives that one.
    pub(super) fn put(
        &mut self,
        hash: u64,
        entry: T,
        is: impl FnMut(&T) -> bool,
        rehash: impl Fn(&T) -> u64,
    ) -> Option<T> {
        let shards = Arc::make_mut(&mut self.0);
        let table = Arc::make_mut(shards.get_mut(shard(hash))?);
        if let Some(before) = table.find_mut(hash, is) {
            return Some(std::mem::replace(before, entry));
        }
        table.insert_unique(hash, entry, rehash);
        None
    }

    /// Takes out the entry that `is` the one.
    pub(super) fn take(&mut self, hash: u64, is: impl FnMut(&T) -> bool) -> Option<T> {
        let shards = Arc::make_mut(&mut self.0);
        let table = Arc::make_mut(shards.get_mut(shard(hash))?);
        table.find_entry(hash, is).ok().map(|found| found.remove().0)
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|shard| shard.len()).sum()
    }

    /// The bytes that it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|shard| shard.allocation_size()).sum::<usize>()
            + SHARDS * (size_of::<HashTable<T>>() + 3 * size_of::<usize>())
    }
}

/// Neither the bits by which the shard finds its place nor those that it marks the place with.
const fn shard(hash: u64) -> usize {
    (hash >> 40) as usize & (SHARDS - 1)
}

/// Spreads a number over all bits of a hash. Ids are random already and not chosen by those who ask.
pub(super) const fn spread(number: u64) -> u64 {
    let mixed = (number ^ (number >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// How many rows a chunk has.
const CHUNK: usize = 256;

/// Rows by their place, which they keep.
#[derive(Clone, Debug)]
pub(super) struct Rows<T> {
    chunks: Arc<Vec<Arc<[Option<T>; CHUNK]>>>,
    next: u32,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { chunks: Arc::default(), next: 0 }
    }
}

impl<T: Clone> Rows<T> {
    /// The row at a place.
    pub(super) fn get(&self, place: u32) -> Option<&T> {
        let place = place as usize;
        self.chunks.get(place / CHUNK)?.get(place % CHUNK)?.as_ref()
    }

    /// Puts a row at a place, or takes the one there away.
    pub(super) fn set(&mut self, place: u32, row: Option<T>) {
        let place = place as usize;
        let chunks = Arc::make_mut(&mut self.chunks);
        if let Some(held) =
            chunks.get_mut(place / CHUNK).and_then(|chunk| Arc::make_mut(chunk).get_mut(place % CHUNK))
        {
            *held = row;
        }
    }

    /// Puts a row at a new place. Places are not used again.
    pub(super) fn push(&mut self, row: T) -> u32 {
        let place = self.next;
        let chunks = Arc::make_mut(&mut self.chunks);
        if place as usize / CHUNK == chunks.len() {
            chunks.push(Arc::new(array::from_fn(|_| None)));
        }
        self.next += 1;
        self.set(place, Some(row));
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_table_leaves_the_old_one_as_it_was() {
        let mut table = Table::default();
        for number in 0..10_000_u64 {
            assert_eq!(table.put(spread(number), number, |held| *held == number, |held| spread(*held)), None);
        }
        let before = table.clone();
        for number in (0..10_000).step_by(2) {
            assert_eq!(table.take(spread(number), |held| *held == number), Some(number));
            assert_eq!(table.take(spread(number), |held| *held == number), None);
        }
        assert_eq!((table.len(), before.len()), (5_000, 10_000));
        for number in 0..10_000 {
            let found = |table: &Table<u64>| table.find(spread(number), |held| *held == number).copied();
            assert_eq!(found(&before), Some(number));
            assert_eq!(found(&table), (number % 2 == 1).then_some(number));
        }
    }

    #[test]
    fn rows_keep_their_places() {
        let mut rows = Rows::default();
        let places: Vec<u32> = (0..1_000).map(|number| rows.push(number)).collect();
        let before = rows.clone();
        rows.set(places[300], None);
        rows.set(places[301], Some(7));
        assert_eq!(
            (rows.get(places[299]), rows.get(places[300]), rows.get(places[301])),
            (Some(&299), None, Some(&7))
        );
        assert_eq!((before.get(places[300]), before.get(places[301])), (Some(&300), Some(&301)));
        assert_eq!(rows.get(1_000), None);
        assert_eq!(rows.push(8), 1_000);
    }
}

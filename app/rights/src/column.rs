//! Values by their place. A change copies the chunk that it is in, and the list of chunks.

use std::array;
use std::sync::Arc;

/// Where a thing stands among those of its kind. Places are not used again.
pub(crate) type Place = u32;
/// The place of nothing: the parent of what has none.
pub(crate) const NOWHERE: Place = Place::MAX;

/// How many values a chunk has.
const CHUNK: usize = 256;

/// Values by their place; the default where nothing was set.
#[derive(Clone, Debug)]
pub(crate) struct Column<T>(Arc<[Arc<[T; CHUNK]>]>);

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone + Default> Column<T> {
    /// The value at a place; none beyond the last one that was set.
    #[inline]
    pub(crate) fn get(&self, place: Place) -> Option<&T> {
        let place = place as usize;
        self.0.get(place / CHUNK)?.get(place % CHUNK)
    }

    /// The value at a place, to be changed.
    pub(crate) fn get_mut(&mut self, place: Place) -> Option<&mut T> {
        let place = place as usize;
        let chunks = Arc::make_mut(&mut self.0);
        Arc::make_mut(chunks.get_mut(place / CHUNK)?).get_mut(place % CHUNK)
    }

    /// Sets the value at a place, which may be the first one beyond the last.
    pub(crate) fn set(&mut self, place: Place, value: T) {
        let chunks = place as usize / CHUNK + 1;
        if self.0.len() < chunks {
            let more = (self.0.len()..chunks).map(|_| Arc::new(array::from_fn(|_| T::default())));
            self.0 = self.0.iter().cloned().chain(more).collect();
        }
        if let Some(held) = self.get_mut(place) {
            *held = value;
        }
    }

    /// All values, defaults among them.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flat_map(|chunk| chunk.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_column_leaves_the_old_one_as_it_was() {
        let mut column = Column::default();
        for place in 0..1_000 {
            column.set(place, Some(place));
        }
        let before = column.clone();
        column.set(300, None);
        *column.get_mut(301).unwrap() = Some(7);
        assert_eq!(
            (column.get(299), column.get(300), column.get(301)),
            (Some(&Some(299)), Some(&None), Some(&Some(7)))
        );
        assert_eq!((before.get(300), before.get(301)), (Some(&Some(300)), Some(&Some(301))));
        assert_eq!((column.get(1_023), column.get(1_024)), (Some(&None), None));
        assert_eq!(column.get_mut(NOWHERE), None);
        assert_eq!(before.values().flatten().count(), 1_000);
    }
}

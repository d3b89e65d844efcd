//! From a hash to a place: a slot of eight bytes for each, so that a look-up reads one of the processor's lines and
//! whatever tells whether it found the right one. A change copies one page, and the list of pages.

use std::array;
use std::sync::Arc;

use crate::column::Place;

/// How many slots a page has.
const PAGE: usize = 512;
/// A page that holds more than this makes all pages split. The emptier they are, the more often a look-up ends at the first
/// slot, as the processor guesses.
const FULL: usize = PAGE * 5 / 8;

/// A place, and above it half of its hash; 0 for none.
type Slot = u64;
type Page = [Slot; PAGE];

/// Places by hash, which others may share.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// As many as a power of two, by the upper bits of the hash.
    pages: Arc<[Arc<Page>]>,
    bits: u32,
}

impl Default for Index {
    fn default() -> Self {
        Self { pages: Arc::new([Arc::new([0; PAGE])]), bits: 0 }
    }
}

/// Spreads a number over all bits of a hash. Ids are random already and not chosen by those who ask.
pub(crate) const fn spread(number: u64) -> u64 {
    let mixed = (number ^ (number >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

#[allow(clippy::cast_possible_truncation, reason = "the lower half is meant")]
const fn lower_half(number: u64) -> u32 {
    number as u32
}

/// Where in its page a slot may stand first.
const fn start(slot: Slot) -> usize {
    (slot >> 32) as usize % PAGE
}

const fn slot(hash: u64, place: Place) -> Slot {
    (hash << 32) | (place as u64 + 1)
}

const fn place(slot: Slot) -> Place {
    lower_half(slot).wrapping_sub(1)
}

/// Puts a slot into a page that has room.
fn put(page: &mut Page, slot: Slot) {
    let (before, after) = page.split_at_mut(start(slot));
    if let Some(free) = after.iter_mut().chain(before).find(|held| **held == 0) {
        *free = slot;
    }
}

impl Index {
    fn page(&self, hash: u64) -> usize {
        hash.checked_shr(u64::BITS - self.bits).unwrap_or_default() as usize
    }

    /// The place with this hash that `is` the one.
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut is: impl FnMut(Place) -> bool) -> Option<Place> {
        let wanted = lower_half(hash);
        let page = self.pages.get(self.page(hash))?;
        let mut at = wanted as usize % PAGE;
        // A page is never full.
        loop {
            let held = *page.get(at)?;
            if held == 0 {
                return None;
            }
            if (held >> 32) as u32 == wanted && is(place(held)) {
                return Some(place(held));
            }
            at = (at + 1) % PAGE;
        }
    }

    /// Puts a place in, which isn't in it yet. `rehash` gives the hash of each that is, and of this one.
    pub(crate) fn put(&mut self, hash: u64, at: Place, rehash: impl Fn(Place) -> u64) {
        loop {
            let number = self.page(hash);
            let pages = Arc::make_mut(&mut self.pages);
            let Some(page) = pages.get_mut(number).map(Arc::make_mut) else { return };
            if page.iter().filter(|held| **held != 0).count() < FULL {
                put(page, slot(hash, at));
                return;
            }
            self.split(&rehash);
        }
    }

    /// Makes twice as many pages.
    fn split(&mut self, rehash: impl Fn(Place) -> u64) {
        let before = std::mem::take(self);
        self.bits = before.bits + 1;
        let mut pages: Vec<Page> = vec![[0; PAGE]; 2 * before.pages.len()];
        for held in before.pages.iter().flat_map(|page| page.iter()).filter(|held| **held != 0) {
            let number = self.page(rehash(place(*held)));
            if let Some(page) = pages.get_mut(number) {
                put(page, *held);
            }
        }
        self.pages = pages.into_iter().map(Arc::new).collect();
    }

    /// Takes a place out.
    pub(crate) fn take(&mut self, hash: u64, at: Place) {
        let number = self.page(hash);
        let gone = slot(hash, at);
        let pages = Arc::make_mut(&mut self.pages);
        let Some(page) = pages.get_mut(number).map(Arc::make_mut) else { return };
        // The others move up: whoever looks for one of them stops at the first free slot.
        let held = std::mem::replace(page, array::from_fn(|_| 0));
        held.into_iter().filter(|held| *held != 0 && *held != gone).for_each(|held| put(page, held));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash of a place, in such a way that many share its half.
    fn hash(place: Place) -> u64 {
        spread(u64::from(place)) & 0xffff_ffff_0000_0007
    }

    #[test]
    fn every_place_is_found_until_it_is_taken() {
        let mut index = Index::default();
        for place in 0..20_000 {
            index.put(spread(u64::from(place)), place, |place| spread(u64::from(place)));
        }
        let before = index.clone();
        for place in (0..20_000).step_by(2) {
            index.take(spread(u64::from(place)), place);
            index.take(spread(u64::from(place)), place);
        }
        for place in 0..20_000 {
            let found = |index: &Index| index.find(spread(u64::from(place)), |held| held == place);
            assert_eq!(found(&before), Some(place));
            assert_eq!(found(&index), (place % 2 == 1).then_some(place));
        }
        assert_eq!(index.find(spread(20_000), |_| true), None);
    }

    #[test]
    fn places_that_share_a_hash_are_told_apart() {
        let mut index = Index::default();
        (0..300).for_each(|place| index.put(hash(place), place, hash));
        index.take(hash(17), 17);
        for place in 0..300 {
            let found = index.find(hash(place), |held| held == place);
            assert_eq!(found, (place != 17).then_some(place));
        }
    }
}

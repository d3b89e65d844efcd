//! Who holds something on one thing, and what: of each holder its place and three bits, in four bytes. There may be a
//! million of them in all. They lie together, so that a look-up reads one of the processor's lines.

use std::sync::Arc;

use crate::column::Place;

/// How many bits say what is held.
const HELD: u32 = 3;
/// The fewest slots there are, if there are any.
const FEWEST: usize = 4;

/// A holder's place, and under it what is held; 0 for nobody.
type Slot = u32;

/// Holders by their place. There may be up to 2^29 places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holders {
    slots: Arc<[Slot]>,
    count: u32,
}

const fn whom(slot: Slot) -> Place {
    slot >> HELD
}

const fn bits(slot: Slot) -> u8 {
    (slot & ((1 << HELD) - 1)) as u8
}

/// Where a holder may stand first among so many slots.
const fn start(whom: Place, slots: usize) -> usize {
    let spread = whom.wrapping_mul(0x9e37_79b1) as u64;
    ((spread * slots as u64) >> 32) as usize
}

/// The slot that is this holder's or may become it.
fn find(slots: &mut [Slot], holder: Place) -> Option<&mut Slot> {
    let (before, after) = slots.split_at_mut(start(holder, slots.len()));
    after.iter_mut().chain(before).find(|slot| **slot == 0 || whom(**slot) == holder)
}

impl Holders {
    /// What somebody holds; 0 for nothing.
    #[inline]
    pub(crate) fn get(&self, holder: Place) -> u8 {
        let slots = &*self.slots;
        let mut at = start(holder, slots.len());
        // Some slots are always free.
        while let Some(slot) = slots.get(at)
            && *slot != 0
        {
            if whom(*slot) == holder {
                return bits(*slot);
            }
            at = if at + 1 == slots.len() { 0 } else { at + 1 };
        }
        0
    }

    /// Sets what somebody holds: up to three bits, 0 for nothing. Says whether it held something else.
    pub(crate) fn put(&mut self, holder: Place, held: u8) -> bool {
        let before = self.get(holder);
        if before == held {
            return false;
        }
        if held == 0 {
            // The others move up: whoever looks for one of them stops at the first free slot.
            self.arrange(self.slots.len(), Some(holder));
            self.count -= 1;
            return true;
        }
        if before == 0 {
            self.count += 1;
            let needed = self.count as usize;
            if 2 * needed > self.slots.len() {
                self.arrange((3 * needed).max(FEWEST), None);
            }
        }
        if let Some(slot) = find(Arc::make_mut(&mut self.slots), holder) {
            *slot = holder << HELD | u32::from(held);
        }
        true
    }

    /// Arranges all but one in so many slots.
    fn arrange(&mut self, slots: usize, but: Option<Place>) {
        let mut arranged = vec![0; slots];
        for slot in self.slots.iter().filter(|slot| **slot != 0 && Some(whom(**slot)) != but) {
            if let Some(free) = find(&mut arranged, whom(*slot)) {
                *free = *slot;
            }
        }
        self.slots = arranged.into();
    }

    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.count as usize
    }

    /// The bytes that they take in memory.
    pub(crate) fn bytes(&self) -> usize {
        // With the two counters that stand before what is shared.
        size_of::<Self>()
            + if self.count == 0 { 0 } else { size_of_val(&*self.slots) + 2 * size_of::<usize>() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::index::spread;

    #[test]
    fn a_random_history_is_kept_as_a_map_keeps_it() {
        let (mut holders, mut map) = (Holders::default(), BTreeMap::new());
        for step in 0..30_000_u64 {
            let random = spread(step.wrapping_mul(0x2545_f491_4f6c_dd1d));
            let (holder, held) = ((random >> 40) as Place % 700, (random % 9).min(7) as u8);
            let before = holders.clone();
            let known = map.get(&holder).copied().unwrap_or(0);
            assert_eq!(holders.put(holder, held), known != held);
            assert_eq!(before.get(holder), known, "what was shared stays");
            match held {
                0 => map.remove(&holder),
                held => map.insert(holder, held),
            };
            assert_eq!(holders.len(), map.len());
            if step % 500 == 0 {
                assert!((0..701).all(|one| holders.get(one) == map.get(&one).copied().unwrap_or(0)));
            }
        }
        assert!(2 * holders.len() <= holders.slots.len());
    }

    #[test]
    fn nobody_holds_anything_at_first() {
        let mut holders = Holders::default();
        assert!(!holders.put(3, 0));
        assert_eq!((holders.get(0), holders.get(Place::MAX >> HELD), holders.len()), (0, 0, 0));
        assert!(holders.put(Place::MAX >> HELD, 5));
        assert_eq!((holders.get(0), holders.get(Place::MAX >> HELD), holders.len()), (0, 5, 1));
    }
}

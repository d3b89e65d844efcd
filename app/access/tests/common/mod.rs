//! What the tests share: a seeded generator, random worlds, and every decision that can be asked of a world.

#![allow(dead_code, unreachable_pub, reason = "shared by several test programs")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "worlds are whole")]

pub mod places;
pub mod worlds;

use access::{ServiceId, UserId};

/// SplitMix64: tiny, seeded, the same everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// An id that is the same in every run.
pub fn id<T: From<uuid::Uuid>>(number: u128) -> T {
    uuid::Uuid::from_u128(number).into()
}

pub fn session(id: UserId) -> access::Actor {
    access::Actor::User { id, credential: access::UserCredential::Session }
}

pub fn service(id: ServiceId) -> access::Actor {
    access::Actor::Service { id }
}

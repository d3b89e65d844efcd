//! The rules a second time, as tables straight from the contract, compared with the crate on random worlds.
//!
//! A run compares a million decisions; `ACCESS_DECISIONS=50000000` more of them, `ACCESS_SEED` other ones.

#![allow(unreachable_pub, reason = "a program of its own")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken table or world ends the test"
)]

#[path = "../common/mod.rs"]
mod common;
mod judge;
mod tables;

use access::Outcome;
use common::Random;
use common::places::{decide, places};
use common::worlds::{actors, random_world};

#[test]
fn agrees_with_the_crate() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
    };
    let (wanted, seed) = (number("ACCESS_DECISIONS", 1_000_000), number("ACCESS_SEED", 1));
    let oracle = judge::Oracle::new();
    let (mut compared, mut worlds) = (0_u64, 0_u64);
    let mut counts = std::collections::BTreeMap::<Outcome, u64>::new();
    while compared < wanted {
        let world_seed = seed.wrapping_mul(1_000_003).wrapping_add(worlds);
        let world = random_world(&mut Random::new(world_seed));
        for actor in actors(&world) {
            for place in places(&world) {
                let sight = oracle.look(&world, &actor, place);
                decide(&world, &actor, place, &mut |decision| {
                    let (ours, theirs) = (decision.check(), oracle.judge(&sight, decision.action));
                    assert_eq!(
                        ours, theirs,
                        "the crate says {ours:?}, the contract's tables {theirs:?}: {} at {place:?} by {actor:?}; \
                         seed {seed}, world {worlds}: {world:#?}",
                        decision.action,
                    );
                    compared += 1;
                    *counts.entry(ours).or_default() += 1;
                });
            }
        }
        worlds += 1;
    }
    println!("compared {compared} decisions in {worlds} worlds, seed {seed}: {counts:?}");
    for outcome in [Outcome::Allowed, Outcome::Unauthenticated, Outcome::Forbidden, Outcome::Hidden] {
        let count = counts.get(&outcome).copied().unwrap_or_default();
        assert!(count * 100 >= compared, "{outcome:?} in less than one per cent of the decisions");
    }
}

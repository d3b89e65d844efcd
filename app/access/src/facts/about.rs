//! A resource together with whom or what the action regards, so that the proof carries both ids.

use crate::ask::{Ask, Weight};
use crate::facts::Facts;
use serde::{Deserialize, Serialize};

/// `on` decides; `whom` only travels along into the proof's target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About<F, T> {
    /// Where.
    pub on: F,
    /// Whom, or what.
    pub whom: T,
}

impl<F: Facts, T> Facts for About<F, T> {
    type Permission = F::Permission;

    fn weigh(&self, ask: &mut Ask<'_>, need: F::Permission) -> Weight {
        self.on.weigh(ask, need)
    }
}

//! The keys of an object, which may stand there once each.

use std::borrow::Cow;
use std::collections::HashSet;

/// Objects of up to this many keys are compared key by key; larger ones by hash.
const FEW_KEYS: usize = 12;

/// The keys of one object so far.
#[derive(Default)]
pub(super) struct Keys<'a> {
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Keys<'a> {
    /// Adds a key, or gives it back if it is there already.
    pub(super) fn insert(&mut self, key: Cow<'a, str>) -> Option<Cow<'a, str>> {
        if self.few.len() == FEW_KEYS {
            self.many.extend(self.few.drain(..));
        }
        if self.many.is_empty() {
            let twice = self.few.contains(&key);
            return if twice {
                Some(key)
            } else {
                self.few.push(key);
                None
            };
        }
        if self.many.contains(&key) {
            Some(key)
        } else {
            self.many.insert(key);
            None
        }
    }
}

//! Fresh ids: UUIDv7, so that later ones are greater and lists go by them.

use std::sync::{Mutex, PoisonError};

use access::Time;
use uuid::{ContextV7, Timestamp, Uuid};

/// Orders ids of one millisecond.
static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// A fresh id of any kind, made at `now`.
#[must_use]
pub fn fresh<I: From<Uuid>>(now: Time) -> I {
    let order = ORDER.lock().unwrap_or_else(PoisonError::into_inner);
    let milliseconds = now.0.unsigned_abs();
    let nanoseconds = u32::try_from(milliseconds % 1000 * 1_000_000).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(&*order, milliseconds / 1000, nanoseconds)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_are_greater_within_a_millisecond_too() {
        let ids: Vec<Uuid> = (0..1000).map(|_| fresh(Time(1_700_000_000_000))).collect();
        assert!(ids.is_sorted() && ids.iter().all(|id| id.get_version_num() == 7));
    }
}

//! When and from where secrets were last used: noted in memory on the request's path, written in one transaction a
//! moment later. What a crash loses is one such moment.

use std::collections::HashMap;
use std::net::IpAddr;

use access::{SecretId, Time};

use crate::shards::Shards;
use crate::store::secrets::{self, Use};
use crate::store::{Db, StoreError};

/// A secret used again within this many milliseconds from the same address is not noted again.
const FINE_ENOUGH: i64 = 10_000;

/// The uses of secrets that wait to be written, and those written lately.
#[derive(Debug, Default)]
pub(crate) struct LastUsed(Shards<HashMap<SecretId, Noted>>);

#[derive(Clone, Copy, Debug)]
struct Noted {
    at: Time,
    from: Option<IpAddr>,
    written: bool,
}

impl LastUsed {
    /// Notes a use. Cheap: a map look-up.
    pub(crate) fn note(&self, secret: SecretId, at: Time, from: Option<IpAddr>) {
        let mut noted = self.0.of(secret.uuid());
        let known =
            noted.get(&secret).is_some_and(|last| last.from == from && at.0 - last.at.0 < FINE_ENOUGH);
        if !known {
            noted.insert(secret, Noted { at, from, written: false });
        }
    }

    /// Writes what waits. What fails to be written waits on.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn write(&self, db: &Db, now: Time) -> Result<(), StoreError> {
        let uses = self.take(now);
        if uses.is_empty() {
            return Ok(());
        }
        let written = db.append(async |tx| secrets::note_uses(tx, &uses).await).await;
        if written.is_err() {
            for used in &uses {
                if let Some(last) = self.0.of(used.id.uuid()).get_mut(&used.id) {
                    last.written = false;
                }
            }
        }
        written
    }

    /// What waits, and forgets what is long written.
    fn take(&self, now: Time) -> Vec<Use> {
        let mut uses = Vec::new();
        for mut noted in self.0.each() {
            noted.retain(|_, last| !last.written || now.0 - last.at.0 < FINE_ENOUGH);
            for (id, last) in noted.iter_mut().filter(|(_, last)| !last.written) {
                last.written = true;
                uses.push(Use { id: *id, at: last.at, from: last.from.map(|address| address.to_string()) });
            }
        }
        // Nodes that note the same secrets do so in the same order.
        uses.sort_unstable_by_key(|used| used.id);
        uses
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_busy_secret_is_noted_now_and_then() {
        let (uses, secret) = (LastUsed::default(), SecretId::new(Uuid::now_v7()));
        let home = Some(IpAddr::from([192, 0, 2, 1]));
        for at in 0..5 {
            uses.note(secret, Time(at), home);
        }
        let taken = uses.take(Time(5));
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].at, taken[0].from.as_deref()), (Time(0), Some("192.0.2.1")));
        uses.note(secret, Time(6), home);
        assert!(uses.take(Time(7)).is_empty());
        uses.note(secret, Time(8), None);
        assert_eq!(uses.take(Time(9)).len(), 1);
        uses.note(secret, Time(8 + FINE_ENOUGH), None);
        assert_eq!(uses.take(Time(9 + FINE_ENOUGH)).len(), 1);
        assert!(uses.take(Time(10 + 3 * FINE_ENOUGH)).is_empty());
        assert!(uses.0.each().all(|noted| noted.is_empty()));
    }
}

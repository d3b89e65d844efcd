//! Who holds what, in memory: what every request of the gateway is decided by. Filled from the database when first asked,
//! and kept at most a moment behind it: a change that this node makes is in before its reply, those of other nodes come
//! as they are told of them and within half a second anyway. A node that can't reach its database for five seconds
//! knows nothing any more.
//!
//! Nothing here decides: facts go to the rules. Nothing but the store knows SQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, Guard};
use tokio::sync::Mutex;

use crate::store::rights::{self, Key, Noun, Position};
use crate::store::{Db, StoreError, Tx};
pub use ::rights::{Seen, Snapshot};

/// How old what is in memory may be before a request looks for changes itself.
const FRESH: Duration = Duration::from_millis(500);
/// How long a request waits for the database while what is in memory is still good enough.
const PATIENCE: Duration = Duration::from_millis(250);
/// "A node without its database for 5 s answers 503."
const TOO_OLD: Duration = Duration::from_secs(5);
/// How long a request waits for the database when what is in memory is too old to be answered by.
const DEADLINE: Duration = Duration::from_secs(2);
/// How long reading what changed may take, and reading everything: a wire that swallows all that is sent says nothing.
const CATCHING_UP: Duration = Duration::from_secs(5);
const READING_ALL: Duration = Duration::from_secs(60);
/// More rows than this are not read one by one: reading everything is quicker.
const MANY: usize = 2_000;
/// Behind by more than this, everything is read anew: changes are forgotten after a while.
const READ_ANEW: Duration = Duration::from_secs(120);
/// How long changes are kept for nodes that read them late, in milliseconds; well above [`READ_ANEW`].
pub const KEPT: i64 = 10 * 60 * 1000;

/// The rights of one node. Shared as an `Arc`.
#[derive(Debug)]
pub struct Rights {
    current: ArcSwap<Snapshot>,
    started: Instant,
    /// Milliseconds after `started` up to which the snapshot is known to hold all changes, plus one; 0 for never.
    checked: AtomicU64,
    reading: Mutex<Option<Position>>,
}

impl Default for Rights {
    fn default() -> Self {
        Self {
            current: ArcSwap::default(),
            started: Instant::now(),
            checked: AtomicU64::new(0),
            reading: Mutex::new(None),
        }
    }
}

impl Rights {
    /// Who holds what now.
    ///
    /// # Errors
    /// The store's, if the database is out of reach for so long that nothing is known any more.
    pub async fn now(&self, db: &Db) -> Result<Guard<Arc<Snapshot>>, StoreError> {
        match self.age() {
            Some(age) if age <= FRESH => {}
            // Apart: all requests would carry the room that it needs.
            age => Box::pin(self.refresh(db, age)).await?,
        }
        Ok(self.current.load())
    }

    /// Who holds what, if that is known as of this moment; nobody waits for it.
    #[must_use]
    pub fn at_hand(&self) -> Option<Guard<Arc<Snapshot>>> {
        self.age().is_some_and(|age| age <= FRESH).then(|| self.current.load())
    }

    /// Looks for changes: none were seen for this long, or ever.
    async fn refresh(&self, db: &Db, age: Option<Duration>) -> Result<(), StoreError> {
        if age.is_some_and(|age| age < TOO_OLD) {
            // Late, and good enough if the database keeps us waiting.
            let _late = tokio::time::timeout(PATIENCE, self.catch_up(db)).await;
            return Ok(());
        }
        // Nothing was ever read: that may take a while. However it fails, nobody is answered by what is too old, and it may
        // be read again in a moment.
        let deadline = if age.is_none() { READING_ALL } else { DEADLINE };
        within(deadline, self.catch_up(db)).await.map_err(|error| match error {
            StoreError::Broken(cause) | StoreError::Raced(cause) => StoreError::Unavailable(cause),
            other => other,
        })
    }

    /// Reads what changed. What was committed before the call is in afterwards.
    ///
    /// # Errors
    /// The store's; then what is in memory is as old as it was.
    pub async fn catch_up(&self, db: &Db) -> Result<(), StoreError> {
        let mut reading = self.reading.lock().await;
        let begun = self.started.elapsed();
        let known = reading.as_ref().filter(|_| self.age().is_some_and(|age| age < READ_ANEW));
        let limit = if known.is_some() { CATCHING_UP } else { READING_ALL };
        let (snapshot, position) = within(limit, db.read(async |tx| self.read_on(tx, known).await)).await?;
        if let Some(snapshot) = snapshot {
            let revision = self.current.load().revision() + 1;
            self.current.store(Arc::new(snapshot.numbered(revision)));
        }
        *reading = Some(position);
        let checked = u64::try_from(begun.as_millis()).unwrap_or(u64::MAX).saturating_add(1);
        self.checked.store(checked, Ordering::Release);
        Ok(())
    }

    /// Reads what changed after `known`, or everything; `None` if nothing changed.
    async fn read_on(
        &self,
        tx: &mut Tx,
        known: Option<&Position>,
    ) -> Result<(Option<Snapshot>, Position), StoreError> {
        let position = match known {
            None => rights::position(tx).await?,
            Some(known) => {
                let (keys, position) = rights::changed(tx, known).await?;
                if keys.len() <= MANY {
                    return Ok((self.with(tx, keys).await?, position));
                }
                position
            }
        };
        let mut snapshot = Snapshot::default();
        for noun in Noun::ALL {
            rights::each(tx, noun, |row| {
                snapshot.put(row);
            })
            .await?;
        }
        Ok((Some(snapshot), position))
    }

    /// What is in memory, with these rows as they are now; `None` if they are as they were.
    async fn with(&self, tx: &mut Tx, keys: Vec<Key>) -> Result<Option<Snapshot>, StoreError> {
        if keys.is_empty() {
            return Ok(None);
        }
        let mut snapshot = Snapshot::clone(&self.current.load());
        let mut changed = false;
        for key in keys {
            changed |= match rights::rows(tx, key.noun, Some(key)).await?.pop() {
                Some(row) => snapshot.put(row),
                None => snapshot.take(key),
            };
        }
        // A row may be read twice: what was worked out by its first reading holds.
        Ok(changed.then_some(snapshot))
    }

    /// After a change of this node: what it changed is in memory when this returns, or else nobody is answered from
    /// memory before it is.
    pub async fn follow(&self, db: &Db) {
        // Nobody asked yet: whoever asks first reads everything. Whoever is reading now may not see the change.
        if self.reading.lock().await.is_none() {
            return;
        }
        if let Err(error) = self.catch_up(db).await {
            tracing::warn!(%error, "a change was made that can’t be read back; the gateway waits for it");
            self.checked.store(0, Ordering::Release);
        }
    }

    /// How long ago the snapshot was known to hold all changes; `None` if it never was.
    fn age(&self) -> Option<Duration> {
        let checked = self.checked.load(Ordering::Acquire).checked_sub(1)?;
        Some(self.started.elapsed().saturating_sub(Duration::from_millis(checked)))
    }
}

/// What the database gives in time.
async fn within<T>(
    limit: Duration,
    reading: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let late = |_| StoreError::Unavailable(sqlx::Error::PoolTimedOut);
    tokio::time::timeout(limit, reading).await.map_err(late)?
}

//! Readers that wait for new records of a stream, and those who tell them. It knows what is appended on this node;
//! what other processes append, a reader finds by looking from time to time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use access::StreamId;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// Who waits on which stream.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<HashMap<StreamId, Arc<Notify>>>);

/// One reader that waits on a stream, until it is dropped.
#[derive(Debug)]
pub(crate) struct Waiter<'a> {
    waiting: &'a Waiting,
    stream: StreamId,
    bell: Arc<Notify>,
}

impl Waiting {
    /// Begins to wait. What is appended from here on, [`Waiter::woken`] tells.
    pub(crate) fn on(&self, stream: StreamId) -> Waiter<'_> {
        let bell = Arc::clone(self.streams().entry(stream).or_default());
        Waiter { waiting: self, stream, bell }
    }

    /// Records were committed to `stream`, or something else happened that its readers should look at.
    pub(crate) fn tell(&self, stream: StreamId) {
        let bell = self.streams().get(&stream).cloned();
        if let Some(bell) = bell {
            bell.notify_waiters();
        }
    }

    fn streams(&self) -> std::sync::MutexGuard<'_, HashMap<StreamId, Arc<Notify>>> {
        // Nothing is left half done in the map, wherever a holder of the lock broke off.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiter<'_> {
    /// Ends with the next [`Waiting::tell`] after this call, awaited already or not: call it before looking.
    pub(crate) fn woken(&self) -> Notified<'_> {
        self.bell.notified()
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        let mut streams = self.waiting.streams();
        // The map's own and this one: the last reader takes the entry along.
        if Arc::strong_count(&self.bell) == 2 {
            streams.remove(&self.stream);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn readers_are_told_and_leave_nothing_behind() {
        let (waiting, stream, other) =
            (Waiting::default(), StreamId::new(Uuid::now_v7()), StreamId::new(Uuid::now_v7()));
        let (first, second) = (waiting.on(stream), waiting.on(stream));
        let (woken, also) = (first.woken(), second.woken());
        waiting.tell(other);
        waiting.tell(stream);
        woken.await;
        also.await;
        let again = first.woken();
        assert!(tokio::time::timeout(Duration::from_millis(20), again).await.is_err());
        drop(first);
        assert_eq!(waiting.streams().len(), 1);
        drop(second);
        assert!(waiting.streams().is_empty());
    }
}

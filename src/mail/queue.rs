//! Letters that wait, and the task that sends them: one after the other, and again later when the server didn't take one.

use std::sync::Arc;
use std::time::Duration;

use lettre::Message;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout};

use super::Letter;
use super::smtp::{Failure, Smtp};
use crate::config::MailSettings;

/// The most letters that may wait: a letter is a few kilobytes.
const ROOM: u32 = 256;

/// How often a letter is tried, and when again.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long one try may take.
    pub timeout: Duration,
    /// The pause after the first try; it doubles each time.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// How often it is tried at most.
    pub tries: u32,
}

impl Default for Pace {
    /// For about five hours.
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { timeout: seconds(20), first: seconds(10), longest: seconds(3600), tries: 14 }
    }
}

impl Pace {
    /// The pause after this many tries.
    fn pause(&self, tries: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(tries.saturating_sub(1));
        self.first.saturating_mul(doubled).min(self.longest)
    }
}

/// Takes letters, if the operator set up mail. Cheap to clone; its task ends with the last clone.
#[derive(Clone, Default)]
pub struct Mailer(Option<Queue>);

#[derive(Clone)]
struct Queue {
    smtp: Arc<Smtp>,
    fresh: UnboundedSender<Waiting>,
    /// One permit for each letter that may wait.
    room: Arc<Semaphore>,
}

/// A letter in its envelope.
struct Waiting {
    kind: &'static str,
    about: Option<String>,
    message: Message,
    tries: u32,
    due: Instant,
    _room: OwnedSemaphorePermit,
}

impl Mailer {
    /// Begins to send as the settings say; `hello` is this server's own domain, if it has one. Needs the runtime.
    ///
    /// # Errors
    /// If there is no way to the server that they name.
    pub fn start(settings: &MailSettings, hello: Option<&str>, pace: Pace) -> Result<Self, String> {
        let smtp = Arc::new(Smtp::new(settings, hello, pace.timeout)?);
        let (fresh, letters) = unbounded_channel();
        tokio::spawn(work(letters, smtp.clone(), pace));
        Ok(Self(Some(Queue { smtp, fresh, room: Arc::new(Semaphore::new(ROOM as usize)) })))
    }

    /// Whether the operator set up mail.
    #[must_use]
    pub fn is_set_up(&self) -> bool {
        self.0.is_some()
    }

    /// Takes a letter to send it soon; call it when what it tells of is committed. Whether it was taken: not without mail,
    /// not while too many wait, and not to an address that no mail can go to.
    #[must_use]
    pub fn send(&self, letter: &Letter) -> bool {
        let Some(queue) = &self.0 else { return false };
        let kind = letter.kind;
        let Ok(room) = queue.room.clone().try_acquire_owned() else {
            tracing::warn!(kind, waiting = ROOM, "too many letters wait to be sent; this one is not sent");
            return false;
        };
        let message = match queue.smtp.message(letter) {
            Ok(message) => message,
            Err(why) => {
                tracing::warn!(kind, why, "a letter is not sent");
                return false;
            }
        };
        let about = letter.about.clone();
        let waiting = Waiting { kind, about, message, tries: 0, due: Instant::now(), _room: room };
        queue.fresh.send(waiting).is_ok()
    }

    /// Hands a letter over now, once; whoever calls keeps it, and tries again.
    ///
    /// # Errors
    /// Why it was not handed over.
    pub async fn deliver(&self, letter: &Letter) -> Result<(), Failure> {
        let lasting = |why: String| Failure { lasting: true, why };
        let queue = self.0.as_ref().ok_or_else(|| lasting("mail is not set up".to_owned()))?;
        queue.smtp.send(queue.smtp.message(letter).map_err(lasting)?).await
    }

    /// Waits until nothing waits to be sent, but not longer than `longest`.
    pub async fn finish(&self, longest: Duration) {
        let Some(queue) = &self.0 else { return };
        if timeout(longest, queue.room.acquire_many(ROOM)).await.is_err() {
            let lost = (ROOM as usize).saturating_sub(queue.room.available_permits());
            tracing::warn!(lost, "some letters could not be sent before the end");
        }
    }
}

async fn work(mut fresh: UnboundedReceiver<Waiting>, smtp: Arc<Smtp>, pace: Pace) {
    let mut again: Vec<Waiting> = Vec::new();
    loop {
        let next = again.iter().map(|letter| letter.due).min();
        let pause = async {
            match next {
                Some(due) => sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        let letter = tokio::select! {
            arrived = fresh.recv() => {
                let Some(letter) = arrived else { return };
                again.retain(|old| old.about.is_none() || old.about != letter.about);
                Some(letter)
            }
            () = pause => {
                let at = again.iter().position(|letter| Some(letter.due) == next);
                at.map(|at| again.swap_remove(at))
            }
        };
        if let Some(letter) = letter {
            again.extend(attempt(letter, &smtp, &pace).await);
        }
    }
}

/// Tries to hand it over; gives it back if it is to be tried again.
async fn attempt(mut letter: Waiting, smtp: &Smtp, pace: &Pace) -> Option<Waiting> {
    letter.tries += 1;
    let (kind, tries) = (letter.kind, letter.tries);
    match smtp.send(letter.message.clone()).await {
        Ok(()) => {
            tracing::info!(kind, tries, "a letter was sent");
            None
        }
        Err(Failure { lasting, why }) if lasting || tries >= pace.tries => {
            tracing::warn!(kind, tries, why, "a letter could not be sent; it is given up");
            None
        }
        Err(Failure { why, .. }) => {
            let pause = pace.pause(tries);
            tracing::warn!(
                kind,
                tries,
                why,
                seconds = pause.as_secs(),
                "a letter could not be sent; it is tried again"
            );
            letter.due = Instant::now() + pause;
            Some(letter)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let pace = Pace::default();
        let pauses: Vec<u64> = (1..=pace.tries).map(|tries| pace.pause(tries).as_secs()).collect();
        assert_eq!(pauses[..4], [10, 20, 40, 80]);
        assert_eq!(pauses[10..], [3600; 4]);
        assert_eq!(pace.pause(u32::MAX).as_secs(), 3600);
    }
}

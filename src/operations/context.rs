//! What every operation works with, and the frame that each runs in.

use std::num::NonZero;
use std::ops::Deref;
use std::sync::Arc;

use access::{Actor, Time};
use api::{Fault, FaultKind};
use app::backend::Caller;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::audit::Refused;
use super::{Stop, refusals};
use crate::clock::Clock;
use crate::config::{Organizations, SignUp};
use crate::etag;
use crate::mail::Mailer;
use crate::passwords::Passwords;
use crate::rights::{Rights, Snapshot};
use crate::store::idempotency::KeptAnswer;
use crate::store::{Db, MayRace, StoreError, Tx, idempotency};
use crate::usage::Usage;

/// The most threads that hash passwords. Each takes a processor while it does, and keeps 19 MiB for the next one.
const PASSWORD_THREADS: usize = 2;
/// Passwords that may wait beside those being hashed: about two seconds of work.
const PASSWORDS_WAITING: usize = 64;

/// No more than half of the processors hash passwords: sign-ins may wait, the gateway may not.
fn password_threads() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    (processors / 2).clamp(1, PASSWORD_THREADS)
}

/// What the server has one of. Cheap to clone, since every call has one.
#[derive(Clone)]
pub struct Core(Arc<Parts>);

/// The parts of [`Core`].
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The hashing threads.
    pub passwords: Passwords,
    /// The time.
    pub clock: Clock,
    /// What the operator set.
    pub policy: Policy,
    /// Who sends letters, if the operator set up mail.
    pub mail: Mailer,
    /// What was counted, and the quota reserved.
    pub usage: Arc<Usage>,
    /// Who holds what, in memory.
    pub rights: Arc<Rights>,
    /// Refusals that wait to be audited.
    pub refused: Arc<Refused>,
    /// Whether changes run one by one and leave nothing ownerless: always, but in tests that must see what comes about
    /// otherwise.
    #[doc(hidden)]
    pub protected: bool,
}

/// What the operator set, as far as operations mind it.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The public origin, which links begin with.
    pub origin: Arc<str>,
    /// Who may make an account.
    pub sign_up: SignUp,
    /// Whether people may create organizations.
    pub organizations: Organizations,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            origin: "http://127.0.0.1:3000".into(),
            sign_up: SignUp::default(),
            organizations: Organizations::default(),
        }
    }
}

impl Deref for Core {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Core {
    /// Starts what belongs to it.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(db: Db, clock: Clock) -> std::io::Result<Self> {
        let passwords = Passwords::start(password_threads(), PASSWORDS_WAITING)?;
        Ok(Self(Arc::new(Parts {
            db,
            passwords,
            clock,
            policy: Policy::default(),
            mail: Mailer::default(),
            usage: Arc::default(),
            rights: Arc::default(),
            refused: Arc::default(),
            protected: true,
        })))
    }

    /// The same with other parts: what it is cloned from keeps its own.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same under what the operator set.
    #[must_use]
    pub fn under(self, policy: Policy) -> Self {
        self.with(|parts| parts.policy = policy)
    }

    /// The same with somebody who sends letters.
    #[must_use]
    pub fn mailing(self, mail: Mailer) -> Self {
        self.with(|parts| parts.mail = mail)
    }

    /// Runs a change as [`Db::write`] does. "On the node that took it, no request that starts after the reply sees the
    /// old state": so what is in memory follows before this returns.
    ///
    /// # Errors
    /// Those of `change`, and the store's.
    pub async fn change<T, E: From<StoreError> + MayRace>(
        &self,
        change: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Clone,
    ) -> Result<T, E> {
        let changed = match self.protected {
            true => self.db.write(change).await,
            false => self.db.write_unprotected(change).await,
        };
        self.rights.follow(&self.db).await;
        changed
    }

    /// A call by `who`, now.
    #[must_use]
    pub fn context(&self, who: Caller) -> Context {
        Context { core: self.clone(), now: self.clock.now(), who }
    }
}

/// One call: who, when, and with what.
#[derive(Clone)]
pub struct Context {
    /// What the server has one of.
    pub core: Core,
    /// Who is calling.
    pub who: Caller,
    /// When: one time for the whole call.
    pub now: Time,
}

impl Context {
    /// Who is calling, for the rules.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.who.actor
    }

    /// Runs an operation that changes nothing, on one state of the database.
    ///
    /// # Errors
    /// What the operation ended with.
    pub async fn reading<T>(
        &self,
        operation: &'static str,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, Stop>,
    ) -> Result<T, Fault> {
        match self.core.db.read(work).await {
            Ok(value) => Ok(value),
            Err(stop) => Err(Box::pin(refusals::fault(self, operation, stop)).await),
        }
    }

    /// Answers from memory: by who holds what, as of this moment.
    ///
    /// # Errors
    /// What `answer` ended with, and the store's if nothing is known any more.
    pub async fn remembering<T>(
        &self,
        operation: &'static str,
        answer: impl FnOnce(&Arc<Snapshot>) -> Result<T, Stop>,
    ) -> Result<T, Fault> {
        let answered = match self.core.rights.now(&self.core.db).await {
            Ok(snapshot) => answer(&snapshot),
            Err(error) => Err(error.into()),
        };
        match answered {
            Ok(value) => Ok(value),
            Err(stop) => Err(Box::pin(refusals::fault(self, operation, stop)).await),
        }
    }

    /// Runs an operation that changes something: whole or not at all, and once for each `Idempotency-Key`. `work` is
    /// called again when another transaction came between.
    ///
    /// # Errors
    /// What the operation ended with; then nothing has changed.
    pub async fn changing<T: Serialize + DeserializeOwned>(
        &self,
        operation: &'static str,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, Stop> + Clone,
    ) -> Result<T, Fault> {
        let keep = |value: &T| serde_json::to_string(value).unwrap_or_default();
        let again = |kept: &str| serde_json::from_str(kept).map_err(|_| Fault::internal());
        self.changing_once(operation, keep, again, work).await
    }

    /// As [`Context::changing`], for answers that can't be kept as they are: `keep` says what is kept of one, `again`
    /// what a repeated call gets for it.
    ///
    /// # Errors
    /// What the operation ended with; then nothing has changed.
    pub async fn changing_once<T>(
        &self,
        operation: &'static str,
        keep: impl Fn(&T) -> String + Clone,
        again: impl Fn(&str) -> Result<T, Fault> + Clone,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, Stop> + Clone,
    ) -> Result<T, Fault> {
        let changed = self
            .core
            .change(async |tx| {
                if let Some(kept) = self.kept_answer(tx).await? {
                    return again(&kept).map_err(Stop::from);
                }
                let value = work(tx).await?;
                self.keep_answer(tx, || keep(&value)).await?;
                Ok(value)
            })
            .await;
        match changed {
            Ok(value) => Ok(value),
            Err(stop) => Err(Box::pin(refusals::fault(self, operation, stop)).await),
        }
    }

    /// Checks that what is about to be changed is still as the caller read it, if the caller said how that was.
    ///
    /// # Errors
    /// If `If-Match` doesn't name the tag of `present`, which is what a GET would answer now.
    pub fn still<T: Serialize>(&self, present: &T) -> Result<(), Fault> {
        match &self.who.conditions.if_match {
            Some(tags) if !etag::is_named(tags, &etag::of(present)) => Err(Fault::new(
                FaultKind::PreconditionFailed,
                "It was changed since you read it; read it again.",
            )),
            _ => Ok(()),
        }
    }

    /// Runs an operation that changes only rows that it locks first: callers that want the same row wait for each other
    /// instead of racing.
    ///
    /// # Errors
    /// What the operation ended with; then nothing has changed.
    pub async fn appending<T>(
        &self,
        operation: &'static str,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, Stop> + Clone,
    ) -> Result<T, Fault> {
        match self.core.db.append(work).await {
            Ok(value) => Ok(value),
            Err(stop) => Err(Box::pin(refusals::fault(self, operation, stop)).await),
        }
    }

    /// What was kept of the answer to this very call, if it was carried out before.
    ///
    /// # Errors
    /// If the key was used for another call, and the store's.
    pub async fn kept_answer(&self, tx: &mut Tx) -> Result<Option<String>, Stop> {
        let Some((caller, once)) = self.caller_key().zip(self.who.conditions.once.as_ref()) else {
            return Ok(None);
        };
        let Some(kept) = idempotency::find(tx, &caller, &once.key, self.now).await? else { return Ok(None) };
        if kept.request_hash != once.request_hash {
            let detail = "This Idempotency-Key was used for another request; use a fresh key for each.";
            return Err(Fault::new(FaultKind::Conflict, detail).into());
        }
        Ok(Some(kept.body))
    }

    /// Keeps the answer for a repeated call, in the transaction of the change.
    ///
    /// # Errors
    /// The store's.
    pub async fn keep_answer(&self, tx: &mut Tx, body: impl FnOnce() -> String) -> Result<(), Stop> {
        if let Some((caller, once)) = self.caller_key().zip(self.who.conditions.once.as_ref()) {
            let answer = KeptAnswer { request_hash: once.request_hash.to_vec(), status: 200, body: body() };
            idempotency::keep(tx, &caller, &once.key, &answer, self.now).await?;
        }
        Ok(())
    }

    /// Whose idempotency keys they are; nobody's for anonymous callers. A credential never gets what another one of the
    /// same user was answered: its ceiling may be lower.
    fn caller_key(&self) -> Option<String> {
        match self.actor() {
            Actor::Anonymous => None,
            Actor::User { id, credential } => Some(format!("user:{id}:{credential:?}")),
            Actor::Service { id } => Some(format!("service:{id}")),
        }
    }
}

/// 256 random bits.
///
/// # Errors
/// If the system gives none.
pub fn random() -> Result<[u8; 32], Fault> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system gives no randomness");
        Fault::internal()
    })?;
    Ok(bytes)
}

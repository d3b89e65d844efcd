//! What every handler shares, and what is known of one request.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use access::Actor;
use app::backend::Backend;
use ipnet::IpNet;
use uuid::Uuid;

use super::kept::{Answers, Told};
use crate::config::{MetricsToken, Origin};
use crate::gateway::Gateway;
use crate::metrics::Metrics;
use crate::store::Db;

/// What the web layer runs on. Cheap to clone, since every layer of every request has one.
#[derive(Clone)]
pub struct Web(Arc<Whole>);

struct Whole {
    parts: Parts,
    answers: Answers<Arc<Told>>,
}

/// The parts of [`Web`].
pub struct Parts {
    /// The door: every operation goes through it.
    pub backend: Arc<dyn Backend>,
    /// The open database: for sessions, bearers and readiness; operations have their own.
    pub db: Db,
    /// Who a bearer is, and the records.
    pub gateway: Arc<Gateway>,
    /// The counters.
    pub metrics: Arc<Metrics>,
    /// What the operator set.
    pub settings: WebSettings,
}

impl From<Parts> for Web {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(Whole { parts, answers: Answers::default() }))
    }
}

impl Web {
    /// Answers that are kept.
    pub(super) fn answers(&self) -> &Answers<Arc<Told>> {
        &self.0.answers
    }
}

impl Deref for Web {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}

/// The settings that the web layer reads.
#[derive(Clone, Debug)]
pub struct WebSettings {
    /// The public origin.
    pub origin: Origin,
    /// Whose forwarded addresses count.
    pub trusted_proxies: Vec<IpNet>,
    /// Who sends it sees names in `/metrics`.
    pub metrics_token: Option<MetricsToken>,
}

/// What is known of the request at hand: made by the outermost layer, found in the request's extensions.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The request's id: fresh, never a stranger's.
    pub id: Uuid,
    /// The address it came from.
    pub address: Option<IpAddr>,
    later: Arc<Later>,
}

/// What is known later, to whoever holds a clone.
#[derive(Debug, Default)]
struct Later {
    actor: OnceLock<Actor>,
    nonce: OnceLock<Arc<str>>,
}

impl Seen {
    /// A request of which nothing more is known.
    #[must_use]
    pub fn new(id: Uuid, address: Option<IpAddr>) -> Self {
        Self { id, address, later: Arc::default() }
    }

    /// The nonce of the one page that this request may answer with; most answer with none.
    #[must_use]
    pub fn nonce(&self) -> &Arc<str> {
        self.later.nonce.get_or_init(|| {
            let mut random = [0_u8; 16];
            // Without randomness the nonce is no guess but a constant; then no script may run at all.
            match getrandom::fill(&mut random) {
                Ok(()) => random.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into(),
                Err(_) => "".into(),
            }
        })
    }

    /// Notes who is asking, for the access log.
    pub fn set_actor(&self, actor: Actor) {
        let _ = self.later.actor.set(actor);
    }

    /// Who is asking, once that is known.
    #[must_use]
    pub fn actor(&self) -> Option<Actor> {
        self.later.actor.get().copied()
    }
}

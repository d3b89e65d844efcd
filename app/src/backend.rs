//! The door, as the console sees it: who is asking, and one call for every operation of the table.
//!
//! The server gives its implementation as a value, so the console knows no SQL and no HTTP; pages, islands'
//! server functions and form posts all come through [`ask`].

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use access::{Actor, SecretId, Time, UserId};
use api::names::Name;
use api::{Fault, Operation, Request, Response};
use leptos::prelude::use_context;

/// Who is asking, and from where: made once for each request by the server's web layer.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The identity with the ceiling of its credential.
    pub actor: Actor,
    /// The user's name, or the service's path; none for anonymous.
    pub name: Option<String>,
    /// The key of the browser session (a hash of its cookie), if it is one.
    pub session: Option<[u8; 32]>,
    /// The secret that was presented, if one was.
    pub secret: Option<SecretId>,
    /// The request's id, as in `X-Request-Id`, the log and the audit log.
    pub request_id: String,
    /// The address it came from.
    pub address: Option<IpAddr>,
    /// What the client calls itself, shortened.
    pub agent: String,
    /// What must hold for the call to be carried out.
    pub conditions: Conditions,
}

/// What must hold for a call to be carried out; checked in the operation's own transaction.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// `If-Match`: tags, one of which the resource must still have before it is changed; else the call is refused
    /// as [`api::FaultKind::PreconditionFailed`].
    pub if_match: Option<String>,
    /// `Idempotency-Key`: the call is carried out once.
    pub once: Option<Once>,
}

/// A call that is carried out once: repeated within 24 hours it gets the same answer again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The key, chosen by the caller.
    pub key: String,
    /// SHA-256 of method, path and body: the same key with another request is refused as a conflict.
    pub request_hash: [u8; 32],
}

/// The answer of a call.
pub type Answer = Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send>>;

/// Everything an actor can do, behind one function.
pub trait Backend: Send + Sync + 'static {
    /// Runs one operation as `who`.
    fn call(&self, who: Caller, request: Request) -> Answer;
    /// The time now: pages show "in 3 days".
    fn now(&self) -> Time;
}

/// The signed-in user of the page that is being rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The user.
    pub id: UserId,
    /// The username.
    pub name: Name,
    /// Whether the password was given in the last ten minutes, so that it needn't be asked again.
    pub confirmed: bool,
}

/// What the page that is being rendered needs to know of the site around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// The public origin, such as `https://gate.example`, without a slash at the end.
    pub origin: String,
    /// The path and query of this request.
    pub path: String,
    /// The theme that this browser fixed, as its cookie holds it: `light`, `dark` or nothing.
    pub theme: String,
    /// The hashed paths of the style sheet, the module and the wasm.
    pub assets: [String; 3],
    /// The hashed paths of the module that judges passwords while they are typed, and of its wasm.
    pub strength: [String; 2],
}

/// What a page says about its own reply beside its HTML: filled while it renders, applied by the web layer.
#[derive(Clone, Default)]
pub struct ReplyHead(Arc<Mutex<Head>>);

/// The parts of a reply that a page may set.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The HTTP status, if not 200.
    pub status: Option<u16>,
    /// A path of the own origin to go to instead.
    pub redirect: Option<String>,
}

impl ReplyHead {
    /// Answers with this status.
    pub fn set_status(&self, status: u16) {
        if let Ok(mut head) = self.0.lock() {
            head.status = Some(status);
        }
    }

    /// Sends the browser to `path` of the own origin instead of this page.
    pub fn redirect(&self, path: impl Into<String>) {
        if let Ok(mut head) = self.0.lock() {
            head.redirect = Some(path.into());
        }
    }

    /// What was set.
    #[must_use]
    pub fn taken(&self) -> Head {
        self.0.lock().map(|head| head.clone()).unwrap_or_default()
    }
}

/// Runs one operation as whoever this page or server function is for.
///
/// # Errors
/// The operation's own faults.
pub async fn ask<O: Operation>(input: O) -> Result<O::Output, Fault> {
    let (Some(backend), Some(who)) = (use_context::<Arc<dyn Backend>>(), use_context::<Caller>()) else {
        return Err(Fault::internal());
    };
    let response = backend.call(who, input.into()).await?;
    O::output(response).ok_or_else(Fault::internal)
}

/// The time now, by the server's clock.
#[must_use]
pub fn now() -> Time {
    use_context::<Arc<dyn Backend>>().map_or(Time(0), |backend| backend.now())
}

/// The head of the reply that is being made.
#[must_use]
pub fn reply() -> ReplyHead {
    use_context::<ReplyHead>().unwrap_or_default()
}

/// The site around the page.
#[must_use]
pub fn site() -> Site {
    use_context::<Site>().unwrap_or_default()
}

/// Who is signed in, if anybody.
#[must_use]
pub fn viewer() -> Option<Viewer> {
    use_context::<Viewer>()
}

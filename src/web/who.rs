//! Who is asking: by the bearer on the API's side, by the session on the console's. The two never mix: the API
//! ignores cookies, the console refuses bearers.

use access::{Actor, UserCredential};
use api::Fault;
use app::backend::{Caller, Conditions, Viewer};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_sessions::Session;

use super::state::{Seen, Web};
use super::{cookies, reply, sessions};
use crate::operations::sessions as rows;

/// How many characters of what a client calls itself are kept.
const AGENT: usize = 200;
/// Milliseconds within which a session's last use is known.
const SEEN_WITHIN: i64 = 60 * 1000;

/// Who sent the request at hand.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    caller: Caller,
    viewer: Option<Viewer>,
}

impl Asking {
    /// The caller, for the door.
    #[must_use]
    pub(super) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The signed-in user, for pages.
    #[must_use]
    pub(super) fn viewer(&self) -> Option<&Viewer> {
        self.viewer.as_ref()
    }

    /// Whether no credential was presented.
    #[must_use]
    pub(super) fn is_anonymous(&self) -> bool {
        self.caller.actor == Actor::Anonymous
    }

    /// Nobody, until a credential says more.
    fn anonymous(seen: &Seen, headers: &HeaderMap) -> Self {
        let caller = Caller {
            actor: Actor::Anonymous,
            name: None,
            session: None,
            secret: None,
            request_id: seen.id.to_string(),
            address: seen.address,
            agent: agent(headers),
            conditions: Conditions::default(),
        };
        Self { caller, viewer: None }
    }
}

/// What the client calls itself, shortened, without control characters.
fn agent(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(AGENT).collect()
}

/// Who presents the bearer among these headers. A presented credential that isn't right is refused, whatever it was sent
/// to.
///
/// # Errors
/// 401 for such a one; 503 if the database doesn't answer.
pub(super) async fn bearing(web: &Web, seen: &Seen, headers: &HeaderMap) -> Result<Asking, Fault> {
    let mut asking = Asking::anonymous(seen, headers);
    let identity = web.gateway.identify(headers, seen.address, &asking.caller.request_id).await?;
    seen.set_actor(identity.actor);
    asking.caller.actor = identity.actor;
    asking.caller.name = identity.name;
    asking.caller.secret = identity.secret;
    Ok(asking)
}

/// Identifies by bearer.
pub(super) async fn by_bearer(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let Some(seen) = request.extensions().get::<Seen>() else { return reply::problem(&Fault::internal()) };
    match bearing(&web, seen, request.headers()).await {
        Ok(asking) => {
            request.extensions_mut().insert(asking);
            next.run(request).await
        }
        Err(fault) => reply::problem(&fault),
    }
}

/// Identifies by session, from the row's columns: who was signed out or disabled a moment ago is nobody now.
pub(super) async fn by_session(
    State(web): State<Web>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(seen) = request.extensions().get::<Seen>().cloned() else {
        return reply::page(&Fault::internal());
    };
    let mut asking = Asking::anonymous(&seen, request.headers());
    let key = session.id().map(sessions::key_of);
    let now = web.backend.now();
    let row = match &key {
        Some(key) => rows::find(&web.db, now, key).await,
        None => Ok(None),
    };
    let row = match row {
        Ok(row) => row,
        Err(fault) => return reply::page(&fault),
    };
    let presented = cookies::value(request.headers(), cookies::session_name(&web.settings.origin)).is_some();
    let mut dead = presented && row.is_none();
    if let (Some(key), Some(row)) = (key, row) {
        if let Some((id, name)) = row.user.clone() {
            let confirmed = rows::is_confirmed(&row, id, now);
            asking.caller.actor = Actor::User { id, credential: UserCredential::Session };
            asking.caller.name = Some(name.to_string());
            asking.caller.session = Some(key);
            asking.viewer = Some(Viewer { id, name, confirmed });
        }
        if now.0 - row.last_seen_at.0 >= SEEN_WITHIN {
            let address = seen.address.map(|address| address.to_string()).unwrap_or_default();
            let end = sessions::end(row.created_at, now);
            // If it can't be noted, the log has why, and the page is shown all the same.
            let _ = rows::see(&web.db, now, &key, &address, end).await;
        }
    }
    seen.set_actor(asking.caller.actor);
    request.extensions_mut().insert(asking);
    let mut response = next.run(request).await;
    dead &= !session.is_modified();
    // The cookie of a session that is over is taken away, unless the answer begins another.
    if dead {
        let ended = cookies::ended_session(&web.settings.origin);
        response.headers_mut().append(header::SET_COOKIE, ended);
    }
    response
}

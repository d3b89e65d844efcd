//! The outermost layer: a request id, the headers that every answer has, one line in the access log, one count in
//! the metrics. It reads no body and no cookie. The log never holds a query, a token, a cookie or a password.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use access::Actor;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use uuid::{NoContext, Timestamp, Uuid};

use super::address::client_address;
use super::state::{Seen, Web};

/// The request's id, on every answer.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Wraps every route and every miss.
pub(super) async fn frame(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let frame = Frame::begin(&web, peer, &request);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let seen = frame.seen();
    request.extensions_mut().insert(seen.clone());
    let mut response = next.run(request).await;
    dress_page(&mut response, &seen);
    frame.end(&web, route.as_ref().map_or("-", MatchedPath::as_str), seen.actor(), response)
}

/// A request under way.
pub(super) struct Frame {
    started: Instant,
    method: &'static str,
    /// The request's id: fresh, never a stranger's.
    id: Uuid,
    /// The address it came from.
    pub(super) address: Option<IpAddr>,
}

impl Frame {
    /// Before anything else is done. `peer` is the other end of the connection.
    pub(super) fn begin(web: &Web, peer: Option<SocketAddr>, request: &Request) -> Self {
        let (headers, trusted) = (request.headers(), &web.settings.trusted_proxies);
        let address = peer.map(|peer| client_address(peer.ip(), headers, trusted));
        // Not `now_v7`, which puts all requests of a millisecond in order behind one lock.
        let id = Uuid::new_v7(Timestamp::now(NoContext));
        Self { started: Instant::now(), method: known(request.method()), id, address }
    }

    /// What is known of the request so far.
    pub(super) fn seen(&self) -> Seen {
        Seen::new(self.id, self.address)
    }

    /// With its answer, which gets the headers that all have. `route` is the template that its path matched.
    pub(super) fn end(
        self,
        web: &Web,
        route: &str,
        actor: Option<Actor>,
        mut response: Response,
    ) -> Response {
        let headers = response.headers_mut();
        // An answer that says another id says it because its protocol echoes the caller's.
        headers.entry(REQUEST_ID).or_insert_with(|| self.request_id());
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if web.settings.origin.is_secure() {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
        self.note(web, route, actor, &response);
        response
    }

    /// The request's id as a header.
    pub(super) fn request_id(&self) -> HeaderValue {
        let mut text = Uuid::encode_buffer();
        let text = self.id.hyphenated().encode_lower(&mut text);
        HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// Its line in the log, and its count.
    pub(super) fn note(&self, web: &Web, route: &str, actor: Option<Actor>, response: &Response) {
        let (status, took) = (response.status().as_u16(), self.started.elapsed());
        web.metrics.count_request(self.method, route, status, took);
        tracing::info!(
            target: "sluicegate::access",
            request = %self.id,
            method = self.method,
            route,
            status,
            ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            actor = %Who(actor),
        );
    }
}

/// Who asks, as the log writes it.
struct Who(Option<Actor>);

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, id) = match self.0 {
            None | Some(Actor::Anonymous) => return f.write_str("-"),
            Some(Actor::User { id, .. }) => ("user:", id.uuid()),
            Some(Actor::Service { id }) => ("service:", id.uuid()),
        };
        f.write_str(word)?;
        id.fmt(f)
    }
}

/// The method's name, from a fixed set: what a stranger makes up goes neither into the log nor into the metrics.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PATCH" => "PATCH",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// Gives HTML, errors included, what only documents mind.
fn dress_page(response: &mut Response, seen: &Seen) {
    let headers = response.headers_mut();
    let is_html =
        headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if !is_html {
        return;
    }
    if let Ok(policy) = HeaderValue::from_str(&policy(seen.nonce())) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let fixed = [
        // `no-referrer` would make browsers send `Origin: null` with our own forms.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Nothing runs but the page's own script, by its nonce, and what that script loads.
fn policy(nonce: &str) -> String {
    let script =
        if nonce.is_empty() { "'none'".to_owned() } else { format!("'nonce-{nonce}' 'wasm-unsafe-eval'") };
    format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

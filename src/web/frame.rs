//! The outermost layer: a request id, the headers that every answer has, one line in the access log, one count in
//! the metrics. It reads no body and no cookie. The log never holds a query, a token, a cookie or a password.

use std::net::SocketAddr;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use super::address::client_address;
use super::state::{Seen, Web};

/// The request's id, on every answer.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Wraps every route and every miss.
pub(super) async fn frame(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let frame = Frame::begin(&web, peer, &request);
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(frame.seen.clone());
    let response = next.run(request).await;
    frame.end(&web, route.as_ref().map_or("-", MatchedPath::as_str), response)
}

/// A request under way.
pub(super) struct Frame {
    started: Instant,
    method: &'static str,
    /// What is known of it.
    pub(super) seen: Seen,
}

impl Frame {
    /// Before anything else is done. `peer` is the other end of the connection.
    pub(super) fn begin(web: &Web, peer: Option<SocketAddr>, request: &Request) -> Self {
        let (headers, trusted) = (request.headers(), &web.settings.trusted_proxies);
        let address = peer.map(|peer| client_address(peer.ip(), headers, trusted));
        Self { started: Instant::now(), method: known(request.method()), seen: Seen::new(address) }
    }

    /// With its answer. `route` is the template that its path matched.
    pub(super) fn end(self, web: &Web, route: &str, mut response: Response) -> Response {
        let Self { started, method, seen } = self;
        dress(&mut response, &seen, web.settings.origin.is_secure());
        let (status, took) = (response.status().as_u16(), started.elapsed());
        web.metrics.count_request(method, route, status, took);
        tracing::info!(
            target: "sluicegate::access",
            request = %seen.id_text(),
            method,
            route,
            status,
            ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            actor = %seen.actor_text(),
        );
        response
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

/// Gives an answer the headers that all have; HTML gets its policy too, errors included.
fn dress(response: &mut Response, seen: &Seen, secure: bool) {
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_maybe_shared(Bytes::from(seen.id_text())) {
        // An answer that says another id says it because its protocol echoes the caller's.
        headers.entry(REQUEST_ID).or_insert(id);
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // `no-referrer` would make browsers send `Origin: null` with our own forms.
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if is_html(headers) {
        if let Ok(policy) = HeaderValue::from_str(&policy(seen.nonce())) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        headers.insert(
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        );
    }
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
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

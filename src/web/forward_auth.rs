//! Where proxies ask whether a request may pass. The answer is a status and headers: 200, 401 or 403, whatever the
//! client's request was, and 5xx where nobody knows, which every proxy takes for a no.

use api::{Fault, FaultKind};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::api::no_such_method;
use super::kept::Lasting;
use super::reply;
use super::state::Web;
use super::who::Asking;
use crate::gateway::forward_auth::{PATH, Pass, Probe, Told};

/// Why a request doesn't pass.
const REASON: HeaderName = HeaderName::from_static("x-sluicegate-reason");
/// The most characters of it.
const REASON_LENGTH: usize = 400;

/// The route that proxies with headers of their own ask at, and web pages may.
pub(super) fn routes() -> Router<Web> {
    Router::new().route(PATH, probes())
}

/// Envoy's: the path that it was asked for stands behind.
pub(super) fn appended_routes() -> Router<Web> {
    Router::new().route(&format!("{PATH}/"), probes()).route(&format!("{PATH}/{{*path}}"), probes())
}

/// Some proxies ask by the client's own method, of which those that nobody should send are refused as everywhere.
fn probes() -> MethodRouter<Web> {
    let [reading, writing] =
        [MethodFilter::GET.or(MethodFilter::HEAD), MethodFilter::POST.or(MethodFilter::PUT)];
    let others = MethodFilter::PATCH.or(MethodFilter::DELETE).or(MethodFilter::OPTIONS);
    on(reading.or(writing).or(others), probe).fallback(no_such_method)
}

/// Goes around what answers browsers that ask whether a page may call: its yes would be a proxy's yes to whatever
/// request of this method came by.
pub(super) async fn no_preflight(request: Request, next: Next) -> Response {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    if method == Method::OPTIONS && uri.path() == PATH && (Probe { method, uri, headers }).is_proxys() {
        return refusal(&Fault::new(FaultKind::Forbidden, "Records are read by GET and written by POST."));
    }
    next.run(request).await
}

async fn probe(State(web): State<Web>, Extension(asking): Extension<Asking>, request: Request) -> Response {
    answer(&web, &asking, request).await
}

/// Answers a proxy's question.
pub(super) async fn answer(web: &Web, asking: &Asking, request: Request) -> Response {
    let asked = match probe_of(&request).asked() {
        Ok(asked) => asked,
        Err(reason) => return refusal(&Fault::new(FaultKind::Forbidden, reason)),
    };
    let (mut response, lasting) = match web.gateway.forward_auth(asking.caller().clone(), &asked).await {
        Ok(Pass { told, lasting }) => (passed(told), lasting),
        Err(fault) => {
            // What is hidden is noted nowhere, and hangs on rights alone.
            let lasting = fault.kind == FaultKind::NotFound;
            (refusal(&asking.veiled(fault)), lasting)
        }
    };
    if lasting {
        response.extensions_mut().insert(Lasting);
    }
    response
}

/// All that the answer to a proxy hangs on, beside who asks and who holds what; `None` for what is refused anyway.
pub(super) fn words(request: &Request) -> Option<Vec<u8>> {
    probe_of(request).words()
}

fn probe_of(request: &Request) -> Probe<'_> {
    Probe { method: request.method(), uri: request.uri(), headers: request.headers() }
}

fn passed(told: Told) -> Response {
    let mut response = reply::of(StatusCode::OK, Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in told {
        if let Ok(value) = HeaderValue::from_maybe_shared(Bytes::from(value)) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// 401 for want of a credential, 5xx for our own failures, 403 for everything else, with the reason in a header.
fn refusal(fault: &Fault) -> Response {
    let own = matches!(fault.status(), 401 | 500..);
    let kind = if own { fault.kind } else { FaultKind::Forbidden };
    let mut response = reply::problem(&Fault { kind, ..fault.clone() });
    if let Ok(reason) = HeaderValue::from_str(&plain(&fault.detail)) {
        response.headers_mut().insert(REASON, reason);
    }
    response
}

/// A text as it can stand in a header.
fn plain(text: &str) -> String {
    let plain = |c: char| match c {
        '“' | '”' => '"',
        '’' => '\'',
        ' '..='~' => c,
        _ => '?',
    };
    text.chars().map(plain).take(REASON_LENGTH).collect()
}

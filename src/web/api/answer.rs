//! One call of one row: from request to answer.

use api::operations::{Method, Operation};
use api::{Fault, FaultKind, Response as Answered};
use app::backend::Caller;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::outcome::Outcome;
use super::{conditions, input};
use crate::etag;
use crate::web::authzen;
use crate::web::kept::Lasting;
use crate::web::state::Web;
use crate::web::who::Asking;
use crate::web::{media, reply};

/// Answers a call of the row `O`.
pub(in crate::web) async fn answer<O: Operation>(
    web: &Web,
    asking: Asking,
    method: Method,
    path: input::PathValues,
    request: Request,
) -> Response {
    match call::<O>(web, &asking, method, path, request).await {
        Ok(response) => response,
        Err(fault) => reply::problem(&asking.veiled(fault)),
    }
}

async fn call<O: Operation>(
    web: &Web,
    asking: &Asking,
    method: Method,
    path: input::PathValues,
    request: Request,
) -> Result<Response, Fault> {
    // Hardly anything is changed without a credential; a stranger doesn't get to hear what is wrong with the body.
    if !Outcome::of::<O>().is_open() && asking.is_anonymous() {
        return Err(Fault::unauthenticated());
    }
    let (parts, body) = request.into_parts();
    let body = match method {
        Method::Get | Method::Delete => Bytes::new(),
        Method::Post | Method::Patch => {
            media::uncompressed(&parts.headers)?;
            let body = media::read(&parts.headers, body, media::API_LIMIT).await?;
            if !body.is_empty() || parts.headers.contains_key(header::CONTENT_TYPE) {
                media::of_type(&parts.headers, media::JSON)?;
            }
            body
        }
    };
    let conditions = conditions::read(method, &parts.uri, &parts.headers, &body)?;
    let outcome = Outcome::of::<O>();
    let input = input::read::<O>(method, path, parts.uri.query().unwrap_or_default(), &body);
    let input = input.map_err(|fault| authzen::fault_of::<O>(fault))?;
    let who = Caller { conditions, ..asking.caller().clone() };
    let response = web.backend.call(who, input.into()).await?;
    let settings = match &response {
        Answered::ShowStream(stream) | Answered::UpdateStream(stream) => Some(etag::of(&stream.settings())),
        Answered::ShowPipeline(pipeline) | Answered::UpdatePipeline(pipeline) => {
            Some(etag::of(&pipeline.settings()))
        }
        _ => None,
    };
    let output = O::output(response).ok_or_else(Fault::internal)?;
    let body = serde_json::to_vec(&output).map_err(|error| {
        tracing::error!(%error, operation = O::NAME, "an answer can’t be written as JSON");
        Fault::internal()
    })?;
    let mut response = write(outcome, &parts.headers, body.into(), settings);
    if outcome.is_lasting() {
        response.extensions_mut().insert(Lasting);
    }
    Ok(response)
}

/// `settings` is the tag of the part that a change is based on, where that is less than the whole.
fn write(outcome: Outcome, asked: &HeaderMap, body: Bytes, settings: Option<String>) -> Response {
    let whole = settings.is_none();
    let tag = settings.or_else(|| outcome.is_tagged().then(|| etag::of_bytes(&body)));
    let known = asked.get(header::IF_NONE_MATCH).and_then(|list| list.to_str().ok());
    let unchanged = outcome.is_read()
        && whole
        && tag.as_ref().zip(known).is_some_and(|(tag, known)| etag::is_named_weakly(known, tag));
    let location = outcome.location(&body);
    let mut response = if unchanged {
        reply::of(StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        let mut response = reply::of(outcome.success(), Body::from(body));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media::JSON));
        response
    };
    let headers = response.headers_mut();
    let mut set = |name, value: Option<&str>| {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    };
    set(header::ETAG, tag.as_deref());
    set(header::LOCATION, location.as_deref());
    // What a caller sees hangs on the credential; what was just made or issued is kept nowhere.
    let caching = if outcome.is_read() { "private, no-cache" } else { "no-store" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("authorization"));
    response
}

impl Asking {
    /// What this caller may hear of a fault: to one without a credential everything that isn't public answers
    /// alike, whether it exists or not.
    pub(in crate::web) fn veiled(&self, fault: Fault) -> Fault {
        let veiled =
            matches!(fault.kind, FaultKind::NotFound | FaultKind::Forbidden | FaultKind::PasswordNeeded);
        if self.is_anonymous() && veiled { Fault::unauthenticated() } else { fault }
    }
}

//! Faults as answers: problem documents for programs, a plain page for people where no page of the console can
//! be rendered. The status always comes from the fault's kind.

use api::{Fault, FaultKind};
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::{IntoResponse, Response as AxumResponse};

use super::assets;

/// The status of a fault.
#[must_use]
pub(super) fn status_of(fault: &Fault) -> StatusCode {
    StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// How many headers an answer has at most, mostly.
const HEADERS: usize = 12;

/// An answer with room for the headers that it gets.
#[must_use]
pub(super) fn of(status: StatusCode, body: Body) -> AxumResponse {
    let mut response = AxumResponse::new(body);
    *response.status_mut() = status;
    response.headers_mut().reserve(HEADERS);
    response
}

/// An RFC 9457 problem document.
#[must_use]
pub(super) fn problem(fault: &Fault) -> AxumResponse {
    let body = serde_json::to_string(fault).unwrap_or_default();
    let mut response = of(status_of(fault), Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    say_more(&mut response, fault);
    response
}

/// A plain page, for refusals that come before the console can render one of its own.
#[must_use]
pub(super) fn page(fault: &Fault) -> AxumResponse {
    let document = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · Sluicegate</title>{style}</head>\
         <body><main class=\"content narrow\"><h1>{title}</h1><p>{detail}</p>\
         <p><a href=\"/\">Go to the start page</a></p></main></body></html>\n",
        title = escaped(fault.kind.title()),
        detail = escaped(&fault.detail),
        style = document_links(),
    );
    let content_type = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut response = (status_of(fault), content_type, document).into_response();
    say_more(&mut response, fault);
    response
}

/// The links to icon and style sheet, for pages that the console doesn't render; no style if no site was built.
pub(super) fn document_links() -> String {
    let icon = "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/favicon.svg\">".to_owned();
    match assets::manifest().url("sluicegate.css") {
        Some(url) => format!("{icon}<link rel=\"stylesheet\" href=\"{}\">", escaped(&url)),
        None => icon,
    }
}

/// The headers that a fault brings along, on whatever answer shows it.
pub(super) fn say_more(response: &mut Response<Body>, fault: &Fault) {
    let headers = response.headers_mut();
    if fault.kind == FaultKind::Unauthenticated {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = fault.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// A text that can stand in HTML, in content and in quoted attributes.
#[must_use]
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

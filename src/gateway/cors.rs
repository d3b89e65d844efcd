//! Which paths any web page may call: records, and questions about access. Without credentials, so no cookie ever
//! travels along; a notebook or a front end presents a secret like every other program.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::{Any, CorsLayer};

/// What a page may read of an answer, beside its body.
const EXPOSED: [&str; 4] = ["x-request-id", "retry-after", "www-authenticate", "x-sluicegate-reason"];
/// How long a browser may keep the answer to its preflight.
const PREFLIGHT_AGE: Duration = Duration::from_hours(2);

/// To be laid around those routes, outside whatever may refuse: a page must be able to read a refusal too.
pub fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        // A wildcard would leave out `Authorization`.
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("x-request-id"),
        ])
        .expose_headers(EXPOSED.map(HeaderName::from_static))
        .max_age(PREFLIGHT_AGE)
}

/// To be laid around that: whoever sends no origin is a program, to which none of it means anything.
pub async fn to_pages_alone(request: Request, next: Next) -> Response {
    let is_page = request.headers().contains_key(header::ORIGIN);
    let mut response = next.run(request).await;
    if !is_page {
        for name in [header::ACCESS_CONTROL_ALLOW_ORIGIN, header::ACCESS_CONTROL_EXPOSE_HEADERS] {
            response.headers_mut().remove(name);
        }
    }
    response
}

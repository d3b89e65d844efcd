//! Which paths any web page may call: records, and questions about access. Without credentials, so no cookie ever
//! travels along; a notebook or a front end presents a secret like every other program.

use std::time::Duration;

use axum::http::{HeaderName, Method, header};
use tower_http::cors::{Any, CorsLayer};

/// How long a browser may keep the answer to its preflight.
const PREFLIGHT_AGE: Duration = Duration::from_hours(2);

/// To be laid around those routes, outside whatever may refuse: a page must be able to read a refusal too.
pub fn cors() -> CorsLayer {
    let names =
        |names: &[&'static str]| names.iter().copied().map(HeaderName::from_static).collect::<Vec<_>>();
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
        .expose_headers(names(&["x-request-id", "retry-after", "www-authenticate", "x-sluicegate-reason"]))
        .max_age(PREFLIGHT_AGE)
}

//! Server functions: how islands call operations. The framework answers every fault with 500 and may redirect to
//! wherever the request says it came from; here a fault keeps its status and nothing is redirected.

use std::sync::Arc;

use api::{Fault, FaultKind};
use app::backend::{Backend, ReplyHead, Viewer};
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use leptos::prelude::{Owner, provide_context};
use leptos::reactive::computed::ScopedFuture;
use leptos::server_fn::axum::get_server_fn_service;
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

use super::state::Web;
use super::who::Asking;
use super::{media, reply};

/// Runs the server function that a path under [`super::guard::CALLS`] names.
pub(super) async fn call(
    State(web): State<Web>,
    Extension(asking): Extension<Asking>,
    request: Request,
) -> Response {
    match run(&web, &asking, request).await {
        Ok(response) => response,
        Err(fault) => reply::problem(&fault),
    }
}

async fn run(web: &Web, asking: &Asking, request: Request) -> Result<Response, Fault> {
    let path = request.uri().path().to_owned();
    let mut function = get_server_fn_service(&path, Method::POST).ok_or_else(Fault::not_found)?;
    let (mut parts, body) = request.into_parts();
    let body = media::read(&parts.headers, body, media::CONSOLE_LIMIT).await?;
    // By these it would choose a redirect.
    parts.headers.remove(header::ACCEPT);
    parts.headers.remove(header::REFERER);
    let request = Request::from_parts(parts, Body::from(body));

    let head = ReplyHead::default();
    let owner = Owner::new();
    let mut response = owner
        .with(|| {
            provide_context::<Arc<dyn Backend>>(Arc::clone(&web.backend));
            provide_context(asking.caller().clone());
            if let Some(viewer) = asking.viewer() {
                provide_context::<Viewer>(viewer.clone());
            }
            provide_context(head.clone());
            ScopedFuture::new(async move { function.run(request).await })
        })
        .await;
    owner.unset_with_forced_cleanup();

    if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        // Without a status of its own the fault is one of reading the call, which the framework found.
        let status = head.taken().status.and_then(|status| StatusCode::from_u16(status).ok());
        return Ok(refused(response, status).await);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The fault that a server function answered with, as every other door answers it.
async fn refused(response: Response, status: Option<StatusCode>) -> Response {
    let body = axum::body::to_bytes(response.into_body(), media::CONSOLE_LIMIT).await.unwrap_or_default();
    let fault = serde_json::from_slice::<Fault>(&body).unwrap_or_else(|_| match status {
        Some(_) => Fault::internal(),
        None => Fault::new(FaultKind::BadRequest, "The call can’t be read; load the page again."),
    });
    reply::problem(&fault)
}

//! HTTP: who is asking, guards, headers, the JSON API, pages. Everything that is decided about access is decided
//! behind the door; here it gets its status, its headers and its form.

mod address;
mod api;
pub mod assets;
mod authzen;
mod calls;
mod cookies;
mod docs;
mod done;
mod export;
mod forms;
mod forward_auth;
mod frame;
mod front;
mod guard;
mod introspect;
mod kept;
mod linger;
mod media;
pub mod openapi;
mod openapi_extra;
mod ops;
mod pages;
mod paths;
mod records;
mod reply;
mod sessions;
mod state;
mod who;

use std::any::Any;

use ::api::Fault;
use axum::Router;
use axum::http::header;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use tower_http::catch_panic::CatchPanicLayer;

pub use front::Front;
pub use state::{Parts, Seen, Web, WebSettings};

use crate::gateway::{cors, to_pages_alone};

/// Everything the server answers.
pub fn front(web: Web) -> Front {
    // The framework spawns what pages wait for; a second start of its executor is refused, and harmless.
    let _ = any_spawner::Executor::init_tokio();
    let whole = Router::new()
        .merge(ops::routes())
        .merge(assets::routes())
        .merge(programs(&web))
        .merge(console(&web))
        .layer(from_fn(linger::linger))
        .layer(CatchPanicLayer::custom(broken))
        // Around the catcher, so that a failure too has its id, its headers and its line in the log.
        .layer(from_fn_with_state(web.clone(), frame::frame))
        .with_state(web.clone());
    Front::new(web, whole)
}

/// What programs call: bearers alone count, cookies are ignored.
fn programs(web: &Web) -> Router<Web> {
    let identify = from_fn_with_state(web.clone(), who::by_bearer);
    let managing = api::routes()
        .route(openapi::PATH, get(async || axum::Json(openapi::document())))
        .route("/api/docs", get(docs::page))
        .merge(introspect::routes())
        .merge(forward_auth::appended_routes())
        .method_not_allowed_fallback(api::no_such_method)
        .layer(identify.clone());
    // Around the identification, so that a page of another origin can read a refusal too.
    let open = api::open_routes()
        .merge(records::routes())
        .merge(forward_auth::routes())
        .merge(authzen::discovery())
        .method_not_allowed_fallback(api::no_such_method)
        .layer(identify)
        .layer(cors())
        .layer(from_fn(to_pages_alone))
        .layer(from_fn(forward_auth::no_preflight))
        .layer(from_fn(authzen::echo));
    managing.merge(open)
}

/// What people open: sessions alone count, behind the guards.
fn console(web: &Web) -> Router<Web> {
    Router::new()
        .route("/-/redirects/secrets", get(pages::to_secrets))
        .route("/-/call/{*function}", any(calls::call))
        .merge(export::routes())
        .fallback(pages::console)
        .layer(from_fn_with_state(web.clone(), who::by_session))
        .layer(sessions::layer(web))
        .layer(from_fn_with_state(web.clone(), guard::guard))
        // The session's layer may answer with a bare status when the database is away.
        .layer(from_fn(never_bare))
}

async fn never_bare(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let response = next.run(request).await;
    let bare = response.status().is_server_error() && !response.headers().contains_key(header::CONTENT_TYPE);
    if bare { reply::page(&Fault::internal()) } else { response }
}

/// A panic: the log has it already, by the panic hook; the answer says nothing of it.
fn broken(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    reply::problem(&Fault::internal()).into_response()
}

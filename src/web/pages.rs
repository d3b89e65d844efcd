//! Pages: any console path by GET renders the console; a POST to one is one of its forms. Rendering ends before the
//! answer begins, so that the status is the page's own.

use std::sync::Arc;

use api::{Fault, FaultKind};
use app::backend::{Backend, ReplyHead, Site, Viewer};
use app::forms::Outcome;
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;
use tower_sessions::Session;

use super::state::{Seen, Web};
use super::who::Asking;
use super::{assets, cookies, done, forms, paths, reply};

/// Any console path.
pub(super) async fn console(
    State(web): State<Web>,
    Extension(seen): Extension<Seen>,
    Extension(asking): Extension<Asking>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    if parts.method == Method::POST {
        forms::submit(&web, &seen, &asking, &session, parts, body).await
    } else {
        let (done, ended) =
            (done::read(&asking, &parts), done::ended(&web, &parts.headers, parts.uri.path()));
        let mut response = render(&web, &seen, &asking, parts, done).await;
        if let Some(ended) = ended {
            response.headers_mut().append(header::SET_COOKIE, ended);
        }
        response
    }
}

/// The old address of the Secrets tab, which documentation names.
pub(super) async fn to_secrets() -> Redirect {
    Redirect::temporary("/-/profile/secrets")
}

/// Renders the page at a request's path, with what came of the form that was posted to it, if one was.
pub(super) async fn render(
    web: &Web,
    seen: &Seen,
    asking: &Asking,
    parts: Parts,
    outcome: Option<Outcome>,
) -> Response {
    let refused = match &outcome {
        Some(Outcome::Refused { fault, .. } | Outcome::Confirm { fault, .. }) => Some(fault.clone()),
        _ => None,
    };
    let personal = asking.viewer().is_some() || outcome.is_some();
    let head = ReplyHead::default();
    let provide = {
        let (backend, caller) = (Arc::clone(&web.backend), asking.caller().clone());
        let (viewer, site, head) = (asking.viewer().cloned(), site(web, &parts), head.clone());
        let nonce = Nonce::from_value(Arc::clone(seen.nonce()));
        move || {
            provide_context::<Arc<dyn Backend>>(Arc::clone(&backend));
            provide_context(caller.clone());
            if let Some(viewer) = &viewer {
                provide_context::<Viewer>(viewer.clone());
            }
            provide_context(site.clone());
            provide_context(head.clone());
            if let Some(outcome) = &outcome {
                provide_context::<Outcome>(outcome.clone());
            }
            // In place of the framework's own: the policy header was told this one.
            provide_context(nonce.clone());
        }
    };
    let mut request = Request::from_parts(parts, Body::empty());
    *request.method_mut() = Method::GET;
    let rendered = leptos_axum::render_app_async_with_context(provide, app::pages::Pages)(request).await;
    let html = match to_bytes(rendered.into_body(), usize::MAX).await {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, request = %seen.id, "a page broke off while it was rendered");
            return reply::page(&Fault::internal());
        }
    };

    let head = head.taken();
    if let Some(path) = &head.redirect {
        return see_other(path);
    }
    let asked = head.status.or(refused.as_ref().map(Fault::status)).unwrap_or(200);
    let status = StatusCode::from_u16(asked).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    if let Some(fault) = &refused {
        reply::say_more(&mut response, fault);
    } else if status == StatusCode::UNAUTHORIZED {
        reply::say_more(&mut response, &Fault::unauthenticated());
    }
    let headers = response.headers_mut();
    let caching = if personal { "no-store" } else { "private, no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    response
}

/// Sends the browser to a path of this origin by GET; to the start page, should it be another's.
pub(super) fn see_other(path: &str) -> Response {
    let mut response = Redirect::to(paths::own(path).unwrap_or("/")).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn site(web: &Web, parts: &Parts) -> Site {
    let manifest = assets::manifest();
    let url = |name: &str| manifest.url(name).unwrap_or_default();
    Site {
        origin: web.settings.origin.to_string(),
        path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        theme: theme(&parts.headers),
        assets: [url("sluicegate.css"), url("sluicegate.js"), url("sluicegate.wasm")],
        strength: [url("strength.js"), url("strength.wasm")],
    }
}

fn theme(headers: &HeaderMap) -> String {
    let word = cookies::value(headers, "theme").unwrap_or_default();
    if matches!(word, "light" | "dark") { word.to_owned() } else { String::new() }
}

/// The fault of a console path that was asked for in a way that no page takes.
#[must_use]
pub(super) fn unreadable() -> Fault {
    Fault::new(FaultKind::BadRequest, "The form can’t be read; load the page again.")
}

//! The route of RFC 7662. Its body is a form, so it is no row of the table.

use api::{Fault, FaultKind};
use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::api::no_such_method;
use super::state::Web;
use super::who::Asking;
use super::{media, reply};
use crate::gateway::Introspection;

/// The largest body, in bytes: a token and a hint are much smaller.
const LIMIT: usize = 16 * 1024;

/// `POST /oauth/introspect`.
pub(super) fn routes() -> Router<Web> {
    Router::new().route("/oauth/introspect", post(introspect).fallback(no_such_method))
}

async fn introspect(
    State(web): State<Web>,
    Extension(asking): Extension<Asking>,
    request: Request,
) -> Response {
    match answer(&web, &asking, request).await {
        Ok(answer) => ([(header::CACHE_CONTROL, "no-store")], axum::Json(answer)).into_response(),
        Err(fault) => reply::problem(&fault),
    }
}

async fn answer(web: &Web, asking: &Asking, request: Request) -> Result<Introspection, Fault> {
    if asking.is_anonymous() {
        return Err(Fault::unauthenticated());
    }
    let (parts, body) = request.into_parts();
    media::uncompressed(&parts.headers)?;
    media::of_type(&parts.headers, media::FORM)?;
    let body = media::read(&parts.headers, body, LIMIT).await?;
    let mut tokens = form_urlencoded::parse(&body).filter(|(name, _)| name == "token");
    match (tokens.next(), tokens.next()) {
        (Some((_, token)), None) => web.gateway.introspect(asking.caller().clone(), &token).await,
        _ => Err(Fault::new(FaultKind::BadRequest, "Send one “token” to ask about, as a form.")),
    }
}

//! What operators and their machines ask: is it alive, is it ready, what has it counted.

use api::{Fault, FaultKind};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use super::api::no_such_method;
use super::reply;
use super::state::Web;
use crate::operations::secrets;
use crate::{pipelines, usage};

/// Their routes. They know no cookies and no secrets of users.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/healthz", get(async || plain("ok\n")))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .method_not_allowed_fallback(no_such_method)
}

async fn ready(State(web): State<Web>) -> Response {
    let answered = tokio::time::timeout(std::time::Duration::from_secs(2), web.db.ping()).await;
    match answered {
        Ok(Ok(())) => plain("ready\n"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            reply::problem(&Fault::new(FaultKind::Unavailable, "The database does not answer."))
        }
        Err(_) => {
            reply::problem(&Fault::new(FaultKind::Unavailable, "The database does not answer in time."))
        }
    }
}

/// The counters, which name nobody; with the token those of pipelines and quotas, too, by path, and whose the secrets are
/// that end soon. A token that is sent must be the right one, so that a scraper that was set up wrongly notices.
async fn metrics(State(web): State<Web>, headers: HeaderMap) -> Response {
    let sent = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let token = web.settings.metrics_token.as_ref();
    let wrong = sent.is_some_and(|sent| {
        let sent = sent.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        !sent.zip(token).is_some_and(|((_, sent), token)| same(sent.trim(), token.reveal()))
    });
    if wrong {
        return reply::problem(&Fault::unauthenticated());
    }
    let mut text = web.metrics.to_text();
    match secrets::ending_figures(&web.db, web.backend.now(), sent.is_some()).await {
        Ok(figures) => text.push_str(&figures),
        Err(error) => tracing::warn!(%error, "secrets that end soon are left out of the metrics"),
    }
    if sent.is_some() {
        let of_pipelines = pipelines::figures(&web.db, &web.metrics).await;
        let of_quotas = usage::figures(&web.db, web.backend.now()).await;
        for (what, figures) in [("pipelines", of_pipelines), ("quotas", of_quotas)] {
            match figures {
                Ok(figures) => text.push_str(&figures),
                Err(error) => tracing::warn!(%error, "{what} are left out of the metrics"),
            }
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Compares by hash, so that the time it takes says nothing of how much was right.
fn same(sent: &str, token: &str) -> bool {
    Sha256::digest(sent.as_bytes()) == Sha256::digest(token.as_bytes())
}

fn plain(text: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (headers, text).into_response()
}

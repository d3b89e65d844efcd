//! The routes of a stream's records. They stream, so they aren't rows of the table; the gateway does the work.

use api::Fault;
use api::names::{Name, StreamPath};
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, Request, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::api::conditions;
use super::reply;
use super::state::Web;
use super::who::Asking;
use crate::gateway::ReadQuery;

/// Where they are.
pub(super) const PATH: &str = "/api/v1/streams/{organization}/{project}/{stream}/records";
/// What stands before the stream's names in it.
pub(super) const ROOT: &str = "/api/v1/streams/";
/// What stands behind them.
pub(super) const RECORDS: &str = "/records";
/// What records travel as.
const NDJSON: &str = "application/x-ndjson";
/// The path's parts, as they were sent; an error if they aren't UTF-8.
type Parts = Result<Path<[String; 3]>, PathRejection>;

/// Reading and appending.
pub(super) fn routes() -> Router<Web> {
    let read = async |State(web): State<Web>, Extension(asking): Extension<Asking>, path: Parts, uri: Uri| {
        read(&web, &asking, stream(path), &uri).await
    };
    let probe = async |State(web): State<Web>,
                       Extension(asking): Extension<Asking>,
                       path: Parts,
                       uri: Uri| { probe(&web, &asking, stream(path), &uri).await };
    let append =
        async |State(web): State<Web>,
               Extension(asking): Extension<Asking>,
               path: Parts,
               request: Request| { append(&web, &asking, stream(path), request).await };
    Router::new().route(PATH, get(read).head(probe).post(append))
}

/// Answers a read of the stream that a path names.
pub(super) async fn read(web: &Web, asking: &Asking, path: Result<StreamPath, Fault>, uri: &Uri) -> Response {
    let query = ReadQuery::parse(uri.query().unwrap_or_default());
    let read = async {
        let (path, query) = (path?, query?);
        web.gateway.read(asking.caller().clone(), path, query).await
    };
    match read.await {
        Ok(lines) => lines_of(lines),
        Err(fault) => reply::problem(&asking.veiled(fault)),
    }
}

/// Answers whether a read would be let in: no record is sent, so none is charged.
async fn probe(web: &Web, asking: &Asking, path: Result<StreamPath, Fault>, uri: &Uri) -> Response {
    let query = ReadQuery::parse(uri.query().unwrap_or_default());
    let probed = async {
        let (path, _query) = (path?, query?);
        web.gateway.probe(asking.caller().clone(), &path).await
    };
    match probed.await {
        Ok(()) => lines_of(Body::empty()),
        Err(fault) => reply::problem(&asking.veiled(fault)),
    }
}

/// Answers an append to the stream that a path names.
pub(super) async fn append(
    web: &Web,
    asking: &Asking,
    path: Result<StreamPath, Fault>,
    request: Request,
) -> Response {
    let append = async {
        if asking.is_anonymous() {
            return Err(Fault::unauthenticated());
        }
        let path = path?;
        let (parts, body) = request.into_parts();
        let key = conditions::key(&parts.headers)?;
        web.gateway.append(asking.caller().clone(), path, key, &parts.headers, body).await
    };
    match append.await {
        Ok(appended) => ([(header::CACHE_CONTROL, "no-store")], axum::Json(appended)).into_response(),
        Err(fault) => reply::problem(&asking.veiled(fault)),
    }
}

/// A part that can't be a name names nothing: the same as absent.
fn stream(path: Parts) -> Result<StreamPath, Fault> {
    let names = path.ok().and_then(|Path([organization, project, stream])| {
        let name = |text: String| text.parse::<Name>().ok();
        Some(StreamPath { organization: name(organization)?, project: name(project)?, stream: name(stream)? })
    });
    names.ok_or_else(Fault::not_found)
}

fn lines_of(lines: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, NDJSON),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "authorization"),
    ];
    (headers, lines).into_response()
}

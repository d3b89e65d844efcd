//! What AuthZEN's binding to HTTP asks for beside the questions themselves, which are rows of the table: its discovery
//! document, the caller's own request id, and its status for what is incomplete.

use api::operations::{Door, Operation};
use api::{Fault, FaultKind};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use super::frame::REQUEST_ID;
use super::state::Web;

/// Where its operations are.
const ROOT: &str = "/access/";

/// The route of the discovery document; it is for everybody.
pub(super) fn discovery() -> Router<Web> {
    Router::new().route("/.well-known/authzen-configuration", get(configuration))
}

async fn configuration(State(web): State<Web>) -> Response {
    let origin = web.settings.origin.as_str();
    let at = |path: &str| format!("{origin}{ROOT}v1/{path}");
    let document = json!({
        "policy_decision_point": origin,
        "access_evaluation_endpoint": at("evaluation"),
        "access_evaluations_endpoint": at("evaluations"),
        "search_subject_endpoint": at("search/subject"),
        "search_resource_endpoint": at("search/resource"),
        "search_action_endpoint": at("search/action"),
    });
    ([(header::CACHE_CONTROL, "no-cache")], axum::Json(document)).into_response()
}

/// "The PDP MUST include the same identifier in the response": refusals too. The log and the audit keep our own.
pub(super) async fn echo(request: Request, next: Next) -> Response {
    let said = said_id(&request);
    echoing(said, next.run(request).await)
}

/// The id that the caller gave the request, where it is to be echoed.
pub(super) fn said_id(request: &Request) -> Option<HeaderValue> {
    request.headers().get(REQUEST_ID).filter(|_| request.uri().path().starts_with(ROOT)).cloned()
}

/// The answer, with that id.
pub(super) fn echoing(said: Option<HeaderValue>, mut response: Response) -> Response {
    if let Some(id) = said {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// "If a required attribute is omitted, the server MUST return a Bad Request error": everywhere else it is 422.
pub(super) fn fault_of<O: Operation>(fault: Fault) -> Fault {
    let is_ours = matches!(O::DOOR, Door::Api(_, path) if path.starts_with(ROOT));
    let of_shape = fault.kind == FaultKind::Invalid && !fault.errors.is_empty();
    if is_ours && of_shape { Fault { kind: FaultKind::BadRequest, ..fault } } else { fault }
}

//! The management API, generated from the table of operations: each row with a route becomes one handler. It knows
//! no operation by name; what differs between rows stands in the table and in [`outcome::Outcome`].

mod answer;
pub(in crate::web) mod conditions;
mod input;
mod json;
pub(in crate::web) mod outcome;
mod strict;

use api::operations::{Door, Method, Operation, VisitRows, visit_rows};
use api::{Fault, FaultKind};
use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Extension, RawPathParams, Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, any, on};

pub(in crate::web) use answer::answer;

use super::reply;
use super::state::Web;
use super::who::Asking;

/// Where questions about access are asked, which any web page may do.
const OPEN: &str = "/access/";

/// The routes that any web page may call, whatever its origin.
pub(in crate::web) fn open_routes() -> Router<Web> {
    mounted(true)
}

/// Every other row's route, and an answer for what is no route. The layer that identifies the caller goes around.
pub(in crate::web) fn routes() -> Router<Web> {
    ["/api", "/access", "/oauth"].iter().fold(mounted(false), |router, root| {
        router.route(root, any(missing)).route(&format!("{root}/{{*rest}}"), any(missing))
    })
}

fn mounted(open: bool) -> Router<Web> {
    let mut mount = Mount { open, router: Router::new() };
    visit_rows(&mut mount);
    mount.router
}

struct Mount {
    open: bool,
    router: Router<Web>,
}

impl VisitRows for Mount {
    fn row<O: Operation>(&mut self) {
        let Door::Api(method, path) = O::DOOR else { return };
        if path.starts_with(OPEN) != self.open {
            return;
        }
        let filter = match method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Patch => MethodFilter::PATCH,
            Method::Delete => MethodFilter::DELETE,
        };
        let handler = async move |State(web): State<Web>,
                                  Extension(asking): Extension<Asking>,
                                  path: Result<RawPathParams, RawPathParamsRejection>,
                                  request: Request| {
            // What isn't UTF-8 names nothing.
            let Ok(path) = path else { return missing(Extension(asking)).await };
            let path = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            answer::<O>(&web, asking, method, path, request).await
        };
        self.router = std::mem::take(&mut self.router).route(path, on(filter, handler));
    }
}

/// No such path: hidden and absent alike, so nobody learns which paths there are without a credential.
async fn missing(Extension(asking): Extension<Asking>) -> Response {
    reply::problem(&asking.veiled(Fault::not_found()))
}

pub(in crate::web) async fn no_such_method() -> Response {
    reply::problem(&Fault::new(
        FaultKind::MethodNotAllowed,
        "This path has no such method; “Allow” says which.",
    ))
}

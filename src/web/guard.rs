//! What stands before the console: pages, forms and server functions. The framework behind it has no defence of its
//! own against posts from other sites and looks at no content type, so everything is refused here that a page of
//! ours would not send. The API ignores cookies and has none of these guards.

use api::{Fault, FaultKind};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::state::{Web, WebSettings};
use super::{media, reply};

/// Where server functions are mounted.
pub(super) const CALLS: &str = "/-/call/";

/// Wraps every console route.
pub(super) async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    let call = request.uri().path().starts_with(CALLS);
    match admit(&web.settings, request.method(), call, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(fault) => {
            let mut response = if call { reply::problem(&fault) } else { reply::page(&fault) };
            if fault.kind == FaultKind::MethodNotAllowed {
                let allowed = if call { "POST" } else { "GET, HEAD, POST" };
                response = ([(header::ALLOW, allowed)], response).into_response();
            }
            response
        }
    }
}

fn admit(settings: &WebSettings, method: &Method, call: bool, headers: &HeaderMap) -> Result<(), Fault> {
    let host = own_host(settings, headers)?;
    if has_bearer(headers) {
        return Err(bad(
            "Secrets are for the API; the console takes only its own sign-in. Leave out “Authorization”.",
        ));
    }
    let changes = match *method {
        Method::GET | Method::HEAD => false,
        Method::POST => true,
        _ => {
            return Err(Fault::new(
                FaultKind::MethodNotAllowed,
                "Pages are read and forms are posted; nothing else.",
            ));
        }
    };
    // A server function by GET would be a link that acts.
    if call && !changes {
        return Err(Fault::new(FaultKind::MethodNotAllowed, "This is called by POST."));
    }
    if (changes || headers.contains_key(header::UPGRADE)) && !is_own(settings, host, headers) {
        return Err(Fault::new(
            FaultKind::Forbidden,
            "This came from another site, or your browser hid where it came from. Open the page here and try again.",
        ));
    }
    if changes {
        media::uncompressed(headers)?;
        media::of_type(headers, if call { media::JSON } else { media::FORM })?;
    }
    Ok(())
}

/// The host that was asked for, if it is ours: a name that somebody pointed at this address is not.
fn own_host<'h>(settings: &WebSettings, headers: &'h HeaderMap) -> Result<&'h str, Fault> {
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = settings.origin.host();
    // A console on this machine alone answers to each of the machine's names for itself.
    let loopback = !settings.origin.is_secure()
        && ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|name| asked.strip_prefix(name).is_some_and(|port| port == port_of(own)));
    if asked.eq_ignore_ascii_case(own) || loopback {
        Ok(asked)
    } else {
        Err(bad(format!("This server is {}; open it by that address.", settings.origin)))
    }
}

/// `:3000` of `127.0.0.1:3000`; empty for the scheme's own port.
fn port_of(host: &str) -> &str {
    let after_name = host.rfind(']').map_or(0, |end| end + 1);
    let rest = host.get(after_name..).unwrap_or_default();
    rest.find(':').and_then(|at| rest.get(at..)).unwrap_or_default()
}

fn has_bearer(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::AUTHORIZATION)
        .iter()
        .any(|value| value.as_bytes().get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer")))
}

/// Whether the request comes from a page of this origin: by the browser's own word, else by where it says it
/// comes from. No word at all is no.
fn is_own(settings: &WebSettings, host: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let scheme = if settings.origin.is_secure() { "https" } else { "http" };
    let own = format!("{scheme}://{host}");
    if let Some(origin) = text("origin") {
        return origin.eq_ignore_ascii_case(&own);
    }
    text("referer").is_some_and(|referer| {
        referer.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(&own))
            && matches!(referer.as_bytes().get(own.len()), None | Some(b'/' | b'?' | b'#'))
    })
}

fn bad(detail: impl Into<String>) -> Fault {
    Fault::new(FaultKind::BadRequest, detail)
}

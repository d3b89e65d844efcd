//! The console's static files, as `cargo xtask build` left them in `target/site`: in the binary in release builds, on
//! disk in debug builds. The router mounts [`routes`]; the page shell asks [`manifest`] for the hashed names.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Site;

/// Plain names of the site's files, and the paths at which they are served. Empty when no site was built.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Manifest(BTreeMap<String, String>);

impl Manifest {
    fn read() -> Self {
        let file = Site::get("manifest.json");
        Self(file.and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default())
    }

    /// Whether there is no site: the server was compiled without `cargo xtask build`.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The absolute path of a file by its plain name: `sluicegate.css` → `/pkg/sluicegate.0123456789ab.css`.
    pub fn url(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|path| format!("/{path}"))
    }

    fn has(&self, path: &str) -> bool {
        self.0.values().any(|known| known == path)
    }
}

/// The names in force. A debug build reads them anew each time, so that a new style sheet shows without a restart.
pub fn manifest() -> Arc<Manifest> {
    static EMBEDDED: LazyLock<Arc<Manifest>> = LazyLock::new(|| Arc::new(Manifest::read()));
    if cfg!(debug_assertions) { Arc::new(Manifest::read()) } else { Arc::clone(&EMBEDDED) }
}

/// `/pkg/…` and the files of `public/` at the root. They are the same for everybody and need no guard.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let manifest = manifest();
    let at_root = manifest.0.values().filter(|path| !path.starts_with("pkg/"));
    at_root.fold(Router::new().route("/pkg/{*path}", get(serve)), |router, path| {
        router.route(&format!("/{path}"), get(serve))
    })
}

async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    // Only what the manifest names: not the manifest itself, and no compressed sibling by its own name.
    let file = if manifest().has(path) { negotiate(path, &headers) } else { None };
    let Some((file, coding)) = file else { return StatusCode::NOT_FOUND.into_response() };

    let caching =
        if path.starts_with("pkg/") { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    // The hash of what is sent, so each coding has a tag of its own.
    let tag: String = file.metadata.sha256_hash().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let common = [
        (header::CACHE_CONTROL, Cow::Borrowed(caching)),
        (header::VARY, "accept-encoding".into()),
        (header::ETAG, tag.clone().into()),
    ]
    .map(|(name, value)| (name, value.into_owned()));
    if is_known(&tag, &headers) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let mut response =
        (common, [(header::CONTENT_TYPE, content_type(path))], Body::from(file.data)).into_response();
    if let Some(coding) = coding {
        response.headers_mut().insert(header::CONTENT_ENCODING, axum::http::HeaderValue::from_static(coding));
    }
    response
}

/// The smallest form of the file that the client takes, and its coding.
fn negotiate(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(coding, _)| accepts(coding, headers))
        .find_map(|(coding, suffix)| Some((Site::get(&format!("{path}.{suffix}"))?, Some(coding))))
        .or_else(|| Some((Site::get(path)?, None)))
}

/// Whether `Accept-Encoding` names the coding with a weight above zero.
fn accepts(coding: &str, headers: &HeaderMap) -> bool {
    items(headers, header::ACCEPT_ENCODING).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding))
            && !parts.any(|part| {
                let weight = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
                weight.is_some_and(|weight| weight.trim().parse() == Ok(0.0_f32))
            })
    })
}

/// Whether `If-None-Match` names the tag; weakly, as RFC 9110 section 13.1.2 has it.
fn is_known(tag: &str, headers: &HeaderMap) -> bool {
    items(headers, header::IF_NONE_MATCH).any(|item| item == "*" || item.trim_start_matches("W/") == tag)
}

fn items(headers: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, axum::http::HeaderValue::from_static(value))])
    }

    #[test]
    fn a_coding_is_taken_unless_its_weight_is_zero() {
        let accepted = |value| accepts("br", &headers(header::ACCEPT_ENCODING, value));
        assert!(accepted("gzip, deflate, br"));
        assert!(accepted("BR;q=0.5"));
        assert!(!accepted("gzip, br;q=0"));
        assert!(!accepted("br; q=0.000"));
        assert!(!accepted("brotli, gzip"));
        assert!(!accepts("br", &HeaderMap::new()));
    }

    #[test]
    fn tags_match_weakly_and_in_lists() {
        let known = |value| is_known("\"a1\"", &headers(header::IF_NONE_MATCH, value));
        assert!(known("\"a1\""));
        assert!(known("\"b\", W/\"a1\""));
        assert!(known("*"));
        assert!(!known("\"a\""));
    }

    #[test]
    fn plain_names_lead_to_served_paths() {
        let script = ("sluicegate.js".to_owned(), "pkg/sluicegate.0a.js".to_owned());
        let manifest = Manifest(BTreeMap::from([script]));
        assert_eq!(manifest.url("sluicegate.js").as_deref(), Some("/pkg/sluicegate.0a.js"));
        assert_eq!(manifest.url("other.js"), None);
        assert!(Manifest::default().is_empty());
    }

    #[tokio::test]
    async fn only_the_manifest_says_what_is_served() {
        for path in ["/pkg/nothing.js", "/manifest.json", "/pkg/../manifest.json", "/../Cargo.toml"] {
            let response = serve(Uri::from_static(path), HeaderMap::new()).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
        // With a site, as in the browser tests' builds, every file of it has a tag and comes back unchanged as 304.
        for path in manifest().0.values() {
            let uri: Uri = format!("/{path}").parse().unwrap();
            let response = serve(uri.clone(), headers(header::ACCEPT_ENCODING, "br")).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            let mut again = headers(header::ACCEPT_ENCODING, "br");
            again.insert(header::IF_NONE_MATCH, response.headers().get(header::ETAG).unwrap().clone());
            assert_eq!(serve(uri, again).await.status(), StatusCode::NOT_MODIFIED, "{path}");
        }
    }
}

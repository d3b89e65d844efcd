//! What a proxy asks about, from the request that it sent: of its own headers only, and of nothing that its client could
//! have put beside them.

use api::names::StreamPath;
use axum::http::{HeaderMap, HeaderName, Method, Uri};

use super::normal::is_normalized;

/// Where proxies ask. Envoy, which can't send headers of its own, appends the path that it was asked for.
pub const PATH: &str = "/api/v1/forward-auth";

const ORIGINAL_METHOD: HeaderName = HeaderName::from_static("x-original-method");
const ORIGINAL_URI: HeaderName = HeaderName::from_static("x-original-uri");
const FORWARDED_METHOD: HeaderName = HeaderName::from_static("x-forwarded-method");
const FORWARDED_URI: HeaderName = HeaderName::from_static("x-forwarded-uri");

/// What is wanted of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    Read,
    Write,
}

impl Right {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// What is asked: a right on a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub(super) stream: StreamPath,
    pub(super) right: Right,
}

/// The proxy's own request.
#[derive(Clone, Copy, Debug)]
pub struct Probe<'r> {
    /// Its method: the client's own, with Envoy.
    pub method: &'r Method,
    /// Its path and query, as sent.
    pub uri: &'r Uri,
    /// Its headers.
    pub headers: &'r HeaderMap,
}

/// Why a request can't be asked about: it is refused.
type Reason = &'static str;

/// The client's request, as the proxy tells of it.
#[derive(Clone, Copy, Debug, Default)]
struct Original<'r> {
    method: Option<&'r str>,
    target: Option<&'r str>,
}

/// A proxy's own parameters.
#[derive(Clone, Debug, Default)]
struct Parameters {
    via: Option<String>,
    resource: Option<String>,
    action: Option<String>,
}

impl<'r> Probe<'r> {
    /// What is asked.
    ///
    /// # Errors
    /// Why it is refused whoever asks.
    pub fn asked(&self) -> Result<Asked, &'static str> {
        let whole = self.uri.path_and_query().map_or("", |whole| whole.as_str());
        let rest = whole.strip_prefix(PATH).unwrap_or_default();
        // Behind the path everything is the client's, its query too.
        if rest.starts_with('/') {
            let original = Original { method: Some(self.method.as_str()), target: Some(rest) };
            return original.asked(None);
        }
        let (own, appended) = split_appended(rest.strip_prefix('?').unwrap_or_default());
        let parameters = Parameters::of(own)?;
        let original = match parameters.via.as_deref() {
            Some("envoy") => Original { method: Some(self.method.as_str()), target: appended },
            Some("traefik" | "caddy") => self.headers(&FORWARDED_METHOD, &FORWARDED_URI)?,
            None | Some("nginx") => self.headers(&ORIGINAL_METHOD, &ORIGINAL_URI)?,
            Some(_) => return Err("“via” is nginx, traefik, caddy or envoy."),
        };
        original.asked(parameters.fixed()?)
    }

    /// Whether the request is a proxy's, rather than a browser's question whether a page may send one.
    #[must_use]
    pub fn is_proxys(&self) -> bool {
        let told = [ORIGINAL_METHOD, ORIGINAL_URI, FORWARDED_METHOD, FORWARDED_URI];
        let query = self.uri.query().unwrap_or_default();
        self.uri.path() != PATH
            || query.contains("envoy")
            || told.iter().any(|name| self.headers.contains_key(name))
    }

    /// All that [`Probe::asked`] reads, for whoever remembers what came of it; `None` for what is refused anyway.
    #[must_use]
    pub fn words(&self) -> Option<Vec<u8>> {
        let whole = self.uri.path_and_query()?.as_str();
        let mut words = Vec::with_capacity(2 * whole.len() + 100);
        for part in [self.method.as_str(), whole] {
            words.extend_from_slice(part.as_bytes());
            words.push(b'\n');
        }
        for name in [&ORIGINAL_METHOD, &ORIGINAL_URI, &FORWARDED_METHOD, &FORWARDED_URI] {
            let mut values = self.headers.get_all(name).iter();
            if let Some(value) = values.next() {
                words.push(b'=');
                words.extend_from_slice(value.as_bytes());
            }
            // No value holds a line break.
            words.push(b'\n');
            if values.next().is_some() {
                return None;
            }
        }
        Some(words)
    }

    fn headers(&self, method: &HeaderName, target: &HeaderName) -> Result<Original<'r>, Reason> {
        let one = |name: &HeaderName| {
            let mut values = self.headers.get_all(name).iter();
            match (values.next(), values.next()) {
                (None, _) => Ok(None),
                (Some(value), None) => value.to_str().map(Some).map_err(|_| NOT_NORMAL),
                (Some(_), Some(_)) => Err("The proxy’s header stands twice."),
            }
        };
        Ok(Original { method: one(method)?, target: one(target)? })
    }
}

const NOT_NORMAL: Reason = "The path is not normalized.";

/// Parts what stands in Envoy's `path_prefix` from the path that it appends: to `via=envoy`, or to `…&path=`.
fn split_appended(query: &str) -> (&str, Option<&str>) {
    if let Some(appended) = query.strip_prefix("via=envoy").filter(|rest| rest.starts_with('/')) {
        return ("via=envoy", Some(appended));
    }
    match query.split_once("&path=") {
        Some((own, appended)) if own.starts_with("via=envoy") => (own, Some(appended)),
        _ => (query, None),
    }
}

impl Parameters {
    fn of(query: &str) -> Result<Self, Reason> {
        let mut read = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "via" => &mut read.via,
                "resource" => &mut read.resource,
                "action" => &mut read.action,
                _ => return Err("The query has something else than via, resource and action."),
            };
            if place.replace(value.into_owned()).is_some() {
                return Err("A part of the query stands twice.");
            }
        }
        Ok(read)
    }

    /// What the proxy says itself, whatever the path.
    fn fixed(&self) -> Result<Option<Asked>, Reason> {
        const RIGHT: Reason = "Write resource=stream:ORG/PROJECT/STREAM and action=read or action=write.";
        let (resource, action) = match (&self.resource, &self.action) {
            (None, None) => return Ok(None),
            (Some(resource), Some(action)) => (resource, action),
            _ => return Err(RIGHT),
        };
        let stream = resource.strip_prefix("stream:").and_then(|path| path.parse().ok()).ok_or(RIGHT)?;
        let right = match action.as_str() {
            "read" => Right::Read,
            "write" => Right::Write,
            _ => return Err(RIGHT),
        };
        Ok(Some(Asked { stream, right }))
    }
}

impl Original<'_> {
    fn asked(self, fixed: Option<Asked>) -> Result<Asked, Reason> {
        if self.target.is_some_and(|target| !is_normalized(target)) {
            return Err(NOT_NORMAL);
        }
        if let Some(fixed) = fixed {
            return Ok(fixed);
        }
        let (Some(method), Some(target)) = (self.method, self.target) else {
            return Err("The proxy doesn’t say what is asked for; see “via”.");
        };
        let right = match method {
            "GET" | "HEAD" => Right::Read,
            "POST" => Right::Write,
            _ => return Err("Records are read by GET and written by POST."),
        };
        let path = target.split_once('?').map_or(target, |(path, _)| path);
        let stream = path
            .strip_prefix("/api/v1/streams/")
            .and_then(|rest| rest.strip_suffix("/records"))
            .and_then(|path| path.parse().ok());
        Ok(Asked { stream: stream.ok_or("This is no path of a stream’s records.")?, right })
    }
}

#[cfg(test)]
mod tests;

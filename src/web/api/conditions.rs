//! Request headers that make a call conditional.

use api::operations::Method;
use api::{Fault, FaultKind};
use app::backend::{Conditions, Once};
use axum::http::{HeaderMap, HeaderName, Uri, header};
use sha2::{Digest, Sha256};

/// What makes a post happen once.
pub(in crate::web) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest idempotency key, in characters.
const MAX_KEY: usize = 255;

/// Reads `If-Match` for changes and `Idempotency-Key` for posts. The operation checks them in its transaction.
///
/// # Errors
/// If a header can't be read.
pub(super) fn read(method: Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Conditions, Fault> {
    let if_match = match method {
        Method::Patch | Method::Delete => joined(headers, &header::IF_MATCH)?,
        Method::Get | Method::Post => None,
    };
    let once = match method {
        Method::Post => once(uri, headers, body)?,
        _ => None,
    };
    Ok(Conditions { if_match, once })
}

fn once(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Option<Once>, Fault> {
    let Some(key) = key(headers)? else { return Ok(None) };
    let mut hash = Sha256::new();
    hash.update(uri.path().as_bytes());
    hash.update([0]);
    hash.update(body);
    Ok(Some(Once { key, request_hash: hash.finalize().into() }))
}

/// The `Idempotency-Key` of a request, if it has one.
///
/// # Errors
/// If it can't be read.
pub(in crate::web) fn key(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let mut keys = headers.get_all(KEY).iter();
    let Some(key) = keys.next() else { return Ok(None) };
    let unreadable = || {
        let what = format!("Send one “Idempotency-Key” of 1 to {MAX_KEY} visible ASCII characters.");
        Fault::new(FaultKind::BadRequest, what)
    };
    let key = key.to_str().map_err(|_| unreadable())?.trim();
    if keys.next().is_some() || key.is_empty() || key.len() > MAX_KEY {
        return Err(unreadable());
    }
    Ok(Some(key.to_owned()))
}

/// All lines of a header as one list.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Result<Option<String>, Fault> {
    let lines = headers.get_all(name).iter().map(|value| value.to_str().map(str::to_owned));
    let lines: Vec<String> = lines
        .collect::<Result<_, _>>()
        .map_err(|_| Fault::new(FaultKind::BadRequest, format!("“{name}” is not readable.")))?;
    Ok((!lines.is_empty()).then(|| lines.join(", ")))
}

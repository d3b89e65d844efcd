//! The body of an append: its type, its encoding, its size, and how long it may take.

use std::time::Duration;

use api::{Fault, FaultKind};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;

use super::ndjson::{Framing, MAX_BODY};

/// How long a whole body may take.
const BODY_TIME: Duration = Duration::from_secs(100);

/// How the records stand in the body, by its content type.
///
/// # Errors
/// 415 if it is another type, if there is none, or if the body is compressed.
pub(crate) fn framing(headers: &HeaderMap) -> Result<Framing, Fault> {
    let refuse = |detail: &str| Err(Fault::new(FaultKind::UnsupportedMediaType, detail));
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    if !encodings.all(|value| value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity")) {
        return refuse("Send the records as they are, without a content encoding.");
    }
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else {
        return refuse("Send one “Content-Type”: application/x-ndjson, or application/json for an array.");
    };
    let mut parts = value.to_str().unwrap_or_default().split(';').map(str::trim);
    let framing = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "application/x-ndjson" => Framing::Lines,
        "application/json" => Framing::Array,
        _ => return refuse("Send records as application/x-ndjson, or as an array as application/json."),
    };
    let other_charset = parts.filter_map(|parameter| parameter.split_once('=')).any(|(name, charset)| {
        name.eq_ignore_ascii_case("charset") && !charset.trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    if other_charset { refuse("Records are UTF-8.") } else { Ok(framing) }
}

/// Reads the whole body.
///
/// # Errors
/// 413 beyond [`MAX_BODY`]; 400 if it breaks off or takes too long.
pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Fault> {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if said.is_some_and(|length: u64| length > MAX_BODY as u64) {
        return Err(too_large());
    }
    let expected = said.and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let read = tokio::time::timeout(BODY_TIME, collect(body, expected)).await;
    read.unwrap_or_else(|_| Err(broken("The body took too long.")))
}

async fn collect(body: Body, expected: usize) -> Result<Bytes, Fault> {
    let mut chunks = body.into_data_stream();
    let mut whole = Vec::with_capacity(expected);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| broken("The body broke off."))?;
        if whole.len() + chunk.len() > MAX_BODY {
            return Err(too_large());
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.into())
}

fn too_large() -> Fault {
    let detail = format!("One append takes at most {MAX_BODY} bytes; send the records in several.");
    Fault::new(FaultKind::TooLarge, detail)
}

fn broken(detail: &str) -> Fault {
    Fault::new(FaultKind::BadRequest, format!("{detail} Nothing was written."))
}

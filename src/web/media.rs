//! Bodies: their types, encodings and sizes, checked before anything is parsed.

use std::time::Duration;

use api::{Fault, FaultKind};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::FutureExt;

/// What forms send.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
/// What programs send.
pub(super) const JSON: &str = "application/json";
/// The largest body of the console, in bytes.
pub(super) const CONSOLE_LIMIT: usize = 256 * 1024;
/// The largest body of the management API, in bytes: large enough that a description of a megabyte gets told so.
pub(super) const API_LIMIT: usize = 2 * 1024 * 1024;
/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(30);

/// Refuses compressed bodies.
///
/// # Errors
/// If there is any content encoding.
pub(super) fn uncompressed(headers: &HeaderMap) -> Result<(), Fault> {
    let plain = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .all(|value| value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"));
    if plain { Ok(()) } else { Err(unsupported("Send the body as it is, without a content encoding.")) }
}

/// Refuses bodies of another type than `wanted`; parameters such as a charset don't matter.
///
/// # Errors
/// If the type is missing or another.
pub(super) fn of_type(headers: &HeaderMap, wanted: &str) -> Result<(), Fault> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else {
        return Err(unsupported(format!("Send one “Content-Type: {wanted}”.")));
    };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    if essence.trim().eq_ignore_ascii_case(wanted) {
        Ok(())
    } else {
        Err(unsupported(format!("This path takes “{wanted}”; send it with that “Content-Type”.")))
    }
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// If it is larger, or the connection broke.
pub(super) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Fault> {
    let too_large =
        || Fault::new(FaultKind::TooLarge, format!("The body is larger than {} kB.", limit / 1024));
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if said.is_some_and(|length: u64| length > limit as u64) {
        return Err(too_large());
    }
    let mut reading = std::pin::pin!(axum::body::to_bytes(body, limit));
    let read = match reading.as_mut().now_or_never() {
        Some(read) => Ok(read),
        None => tokio::time::timeout(BODY_TIME, reading).await,
    };
    let broken =
        |what: &str| Fault::new(FaultKind::BadRequest, format!("The body {what}. Nothing was done."));
    read.map_err(|_| broken("took too long"))?.map_err(|error| {
        // The limit is the only cause that isn't the connection.
        let cause = std::error::Error::source(&error);
        if cause.is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>()) {
            too_large()
        } else {
            broken("broke off")
        }
    })
}

fn unsupported(detail: impl Into<String>) -> Fault {
    Fault::new(FaultKind::UnsupportedMediaType, detail)
}

//! What was done, said once by the page that the browser is sent back to. It travels in a cookie of that page alone, bound
//! to the session, so that no other host can have the console offer to take back what was never done.

use app::forms::{Fields, Outcome};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use super::cookies;
use super::state::Web;
use super::who::Asking;

/// The cookie that tells it.
///
/// Browsers keep about 4,000 bytes of a cookie: what is longer isn't said.
pub(super) fn told(
    web: &Web,
    asking: &Asking,
    form: &str,
    fields: &Fields,
    path: &str,
) -> Option<HeaderValue> {
    const LONGEST: usize = 3_500;
    let mut text = form_urlencoded::Serializer::new(String::new());
    let text = text.append_pair("do", form).extend_pairs(fields).finish();
    let value = format!("{}.{text}", mark(asking, &text)?);
    if value.len() > LONGEST { None } else { cookies::done(&web.settings.origin, path, &value) }
}

/// What the request's cookie tells, if it is one of its own session.
pub(super) fn read(asking: &Asking, parts: &Parts) -> Option<Outcome> {
    let (marked, text) = cookies::value(&parts.headers, cookies::DONE)?.split_once('.')?;
    if marked != mark(asking, text)? {
        return None;
    }
    let mut fields: Fields = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let form = fields.iter().position(|(name, _)| name == "do").map(|at| fields.remove(at).1)?;
    Some(Outcome::Done { form, fields })
}

/// The header that ends what the request told, if it told anything: it is said once.
pub(super) fn ended(web: &Web, headers: &HeaderMap, path: &str) -> Option<HeaderValue> {
    cookies::value(headers, cookies::DONE)?;
    cookies::done(&web.settings.origin, path, "")
}

/// Which session a text is of; none without one.
fn mark(asking: &Asking, text: &str) -> Option<String> {
    let key = asking.caller().session?;
    let hash = Sha256::new().chain_update(key).chain_update(text.as_bytes()).finalize();
    Some(hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

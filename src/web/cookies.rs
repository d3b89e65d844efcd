//! The console's cookies: the session's, the theme's, and what was just done.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::config::Origin;

/// The session cookie's name. With https it carries the `__Host-` prefix, so that no other host of the domain can
/// plant one; a console on plain http, which is this machine alone, can't have it: browsers take the prefix only
/// with `Secure`, and not all of them take `Secure` over http.
#[must_use]
pub(super) fn session_name(origin: &Origin) -> &'static str {
    if origin.is_secure() { "__Host-sluicegate" } else { "sluicegate" }
}

/// The header that ends the session cookie. A browser heeds it for a `__Host-` name only with all its attributes.
#[must_use]
pub(super) fn ended_session(origin: &Origin) -> HeaderValue {
    if origin.is_secure() {
        HeaderValue::from_static("__Host-sluicegate=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure")
    } else {
        HeaderValue::from_static("sluicegate=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    }
}

/// The cookie that fixes a theme for a year; `system` ends it.
#[must_use]
pub(super) fn theme(origin: &Origin, word: &str) -> Option<HeaderValue> {
    let age = if word == "system" { 0 } else { 365 * 24 * 60 * 60 };
    let secure = if origin.is_secure() { "; Secure" } else { "" };
    let text = format!("theme={word}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

/// The name of the cookie that tells a page what was just done there.
pub(super) const DONE: &str = "done";

/// That cookie, for the page at `path` alone and for a minute; an empty one ends it.
#[must_use]
pub(super) fn done(origin: &Origin, path: &str, value: &str) -> Option<HeaderValue> {
    // No page has a name with what would end the attribute.
    if path.contains(';') {
        return None;
    }
    let age = if value.is_empty() { 0 } else { 60 };
    let secure = if origin.is_secure() { "; Secure" } else { "" };
    let text = format!("{DONE}={value}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).ok()
}

/// The value of the cookie named `name`, if the request has one.
#[must_use]
pub(super) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value)
}

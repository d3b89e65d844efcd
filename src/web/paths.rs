//! Paths that an answer may send a browser to.

/// The path itself, if following it can't leave this origin.
///
/// Strict on purpose: browsers take `//host`, `/\host` and paths with tabs or newlines in them to other hosts.
#[must_use]
pub(super) fn own(path: &str) -> Option<&str> {
    let mut bytes = path.bytes();
    let rooted = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (rooted && plain && path.len() <= 2000).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn only_paths_of_this_origin_are_followed() {
        for path in ["/", "/ada/lake", "/-/sign-in?next=%2Fada", "/a?b=//c", "/a#b"] {
            assert_eq!(own(path), Some(path));
        }
        for path in [
            "",
            "ada",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/a\nSet-Cookie: b=c",
            " /ada",
            "/ada\\lake",
            "/grüße",
        ] {
            assert_eq!(own(path), None, "{path:?}");
        }
    }
}

//! Strong entity tags: the hash of what a GET answers. The web layer sends and compares them; an operation that
//! changes something compares them again inside its transaction.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The tag of a value as it is answered, with its quotes.
#[must_use]
pub fn of<T: Serialize>(value: &T) -> String {
    of_bytes(&serde_json::to_vec(value).unwrap_or_default())
}

/// The tag of an answer's bytes, with its quotes.
#[must_use]
pub fn of_bytes(body: &[u8]) -> String {
    let hash = Sha256::digest(body);
    let hexadecimal: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hexadecimal}\"")
}

/// Whether a header's list of tags names `tag` by strong comparison; `*` names whatever exists.
#[must_use]
pub fn is_named(list: &str, tag: &str) -> bool {
    items(list).any(|item| item == "*" || item == tag)
}

/// The same by weak comparison, as `If-None-Match` has it.
#[must_use]
pub fn is_named_weakly(list: &str, tag: &str) -> bool {
    items(list).any(|item| item == "*" || item.trim_start_matches("W/") == tag)
}

fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_strong_quoted_and_differ() {
        let tag = of(&"a");
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() == 34, "{tag}");
        assert_ne!(tag, of(&"b"));
        assert!(is_named(&format!("\"x\", {tag}"), &tag) && is_named("*", &tag));
        assert!(!is_named(&format!("W/{tag}"), &tag) && is_named_weakly(&format!("W/{tag}"), &tag));
    }
}

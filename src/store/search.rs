//! What somebody typed to find a name, as a pattern of SQL's `like` with `!` as its escape.

/// The pattern of names that hold this text; every name for none. `-` and `_` mean the same, as they do in names.
#[must_use]
pub fn holding(text: Option<&str>) -> String {
    pattern(&text.unwrap_or_default().replace('-', "_"))
}

/// The pattern of addresses that hold this text; every address for none.
#[must_use]
pub fn address_holding(text: &str) -> String {
    pattern(text)
}

/// What somebody typed to find a thing by parts of its name or path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Its last part, as a name is stored.
    pub exact: String,
    /// The pattern of names that begin so.
    pub beginning: String,
    /// The pattern of names, or of whole paths, that hold all of it.
    pub holding: String,
    /// Whether whole paths are meant: it has a `/` or blanks in it, for which anything may stand.
    pub whole_path: bool,
    /// How many letters there are to look for.
    pub letters: usize,
}

impl Typed {
    /// Reads what was typed.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = printable(text).trim().trim_start_matches('/').to_lowercase().replace('-', "_");
        let words: Vec<&str> = text.split_whitespace().collect();
        let exact = words.last().map_or("", |last| last.rsplit('/').next().unwrap_or(last));
        let parts: Vec<String> = words.iter().map(|word| escaped(word)).collect();
        Self {
            exact: exact.to_owned(),
            beginning: format!("{}%", escaped(exact)),
            holding: format!("%{}%", parts.join("%")),
            whole_path: words.len() > 1 || text.contains('/'),
            letters: text.chars().filter(|letter| *letter != '/' && !letter.is_whitespace()).count(),
        }
    }
}

fn pattern(text: &str) -> String {
    match escaped(&printable(text.trim())) {
        text if text.is_empty() => "%".to_owned(),
        text => format!("%{text}%"),
    }
}

/// So much of a text is looked at: no name, path or address is as long, and SQLite takes no pattern of 50,000 bytes.
const LONGEST: usize = 1_000;

/// A text with blanks for what no name holds and PostgreSQL takes no text with, such as NUL.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().take(LONGEST).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// In lower case, with all that `like` would take for its own behind a `!`.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '_' | '%' | '!') {
            escaped.push('!');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_no_pattern() {
        for (text, pattern) in [("", "%"), (" Ada ", "%ada%"), ("a-b", "%a!_b%"), ("50%!", "%50!%!!%")] {
            assert_eq!(holding(Some(text)), pattern);
        }
        assert_eq!(holding(None), "%");
    }

    #[test]
    fn paths_are_found_by_their_parts() {
        let typed = Typed::of(" Order-Items ");
        assert_eq!((typed.exact.as_str(), typed.whole_path), ("order_items", false));
        assert_eq!((typed.beginning.as_str(), typed.holding.as_str()), ("order!_items%", "%order!_items%"));
        assert_eq!(Typed::of("a\0b").holding, "%a%b%");
        assert_eq!([" // ", "/a", "a b", "/-/find"].map(|text| Typed::of(text).letters), [0, 1, 2, 5]);
        let typed = Typed::of("/acme  lake/or%");
        assert_eq!((typed.exact.as_str(), typed.whole_path), ("or%", true));
        assert_eq!((typed.beginning.as_str(), typed.holding.as_str()), ("or!%%", "%acme%lake/or!%%"));
    }
}

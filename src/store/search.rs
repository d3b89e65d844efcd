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

fn pattern(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '_' | '%' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    if pattern.len() > 1 {
        pattern.push('%');
    }
    pattern
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
}

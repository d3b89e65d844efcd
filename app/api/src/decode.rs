//! Reads what came in (a form, a query, a JSON body) into an operation's input, and says which field is at
//! fault when it isn't acceptable.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};

use crate::Fault;

/// Reads pairs of field and value.
///
/// # Errors
/// A [`Fault`] at the field that isn't acceptable, is missing or isn't known.
pub fn from_pairs<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T, Fault> {
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let pairs = form_urlencoded::parse(text.as_bytes());
    from_deserializer(serde_urlencoded::Deserializer::new(pairs))
}

/// Reads from any format.
///
/// # Errors
/// A [`Fault`] at the field that isn't acceptable, is missing or isn't known.
pub fn from_deserializer<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<T, Fault> {
    serde_path_to_error::deserialize(from).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        // A missing or unknown field stands in the message, in serde's own words, and not in the path.
        let named = ["missing field `", "unknown field `"].iter().find_map(|start| {
            message
                .strip_prefix(start)
                .and_then(|rest| rest.split_once('`'))
                .map(|(field, _)| field.to_owned())
        });
        // Of a missing field the path is what should hold it, of an unknown one its own.
        let inside = |field: String| match path.as_str() {
            "." => field,
            path if path == field || path.ends_with(&format!(".{field}")) => path.to_owned(),
            path => format!("{path}.{field}"),
        };
        match named {
            Some(field) if message.starts_with("missing") => Fault::field(inside(field), "is needed"),
            Some(field) => Fault::field(inside(field), "is not a field of this"),
            None => Fault::field(path, in_plain_words(message)),
        }
    })
}

/// What is wrong with a value, without the names that types have in the program.
fn in_plain_words(message: String) -> String {
    let (wrong, expected) = message.split_once(", expected ").unwrap_or((&message, ""));
    let expected = expected.split(" at line ").next().unwrap_or_default();
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => format!("{wrong}; a whole number is wanted, from 0 on"),
        _ if expected.starts_with("struct ") => format!("{wrong}; an object is wanted"),
        _ if wrong.starts_with("invalid digit") || wrong.starts_with("number too") => {
            "a whole number is wanted, from 0 on".to_owned()
        }
        _ => message,
    }
}

#[cfg(test)]
mod tests {
    use crate::projects::{CreateProject, ListProjects};

    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_becomes_an_input() {
        let read: CreateProject =
            from_pairs(&pairs(&[("organization", "ada"), ("name", "my_lake"), ("public", "true")])).unwrap();
        assert_eq!((read.name.to_string(), read.public), ("my-lake".to_owned(), true));
        let list: ListProjects = from_pairs(&pairs(&[("limit", "7")])).unwrap();
        assert_eq!(list.limit, Some(7));
    }

    #[test]
    fn a_fault_names_its_field() {
        let fault = from_pairs::<CreateProject>(&pairs(&[("organization", "ada")])).unwrap_err();
        assert_eq!(fault.at("name"), Some("is needed"));
        let fault =
            from_pairs::<CreateProject>(&pairs(&[("organization", "ada"), ("name", "9")])).unwrap_err();
        assert_eq!(fault.at("name"), Some("a name begins with a lower-case letter"));
        let fault = from_pairs::<ListProjects>(&pairs(&[("colour", "red")])).unwrap_err();
        assert_eq!(fault.at("colour"), Some("is not a field of this"));
        let fault = from_pairs::<ListProjects>(&pairs(&[("limit", "many")])).unwrap_err();
        assert!(fault.at("limit").is_some());
    }
}

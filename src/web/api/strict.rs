//! Reads a JSON body strictly: an object with the same key twice is refused, since readers disagree about which
//! one counts.

use std::collections::HashSet;
use std::fmt;

use api::{Fault, FaultKind};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Number, Value};

use super::json::{Json, Members};

/// Reads one JSON object; nothing at all is an empty one.
///
/// # Errors
/// 400 if it isn't JSON, 422 if it is JSON that isn't taken.
pub(super) fn object(body: &[u8]) -> Result<Members, Fault> {
    if body.trim_ascii().is_empty() {
        return Ok(Members::new());
    }
    let mut from = serde_json::Deserializer::from_slice(body);
    let value = Strict.deserialize(&mut from).and_then(|value| from.end().map(|()| value));
    match value {
        Ok(Json::Object(fields)) => Ok(fields),
        Ok(_) => Err(Fault::new(FaultKind::Invalid, "The body is a JSON object.")),
        Err(error) => {
            let nested = error.to_string().starts_with("recursion limit exceeded");
            let kind = match error.classify() {
                Category::Data => FaultKind::Invalid,
                _ if nested => FaultKind::Invalid,
                _ => FaultKind::BadRequest,
            };
            let what = if nested { "it is nested too deep".to_owned() } else { error.to_string() };
            Err(Fault::new(kind, format!("The body is not acceptable JSON: {what}.")))
        }
    }
}

/// Builds a value, key by key.
#[derive(Clone, Copy)]
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Json, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Scalar(Value::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Scalar(Value::Bool(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Scalar(Number::from_f64(value).map_or(Value::Null, Value::Number)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Scalar(Value::String(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let (mut fields, mut names) = (Members::new(), HashSet::new());
        while let Some(key) = members.next_key::<String>()? {
            if !names.insert(key.clone()) {
                let shown: String = key.chars().take(60).collect();
                return Err(A::Error::custom(format_args!(
                    "the key “{}” stands twice",
                    shown.escape_debug()
                )));
            }
            fields.push((key, members.next_value_seed(self)?));
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// The names of all members, in their order.
    #[derive(Default)]
    struct Names(Vec<String>);

    impl Names {
        fn of(&mut self, json: &Json) {
            match json {
                Json::Scalar(_) => {}
                Json::Array(elements) => elements.iter().for_each(|element| self.of(element)),
                Json::Object(members) => {
                    for (name, member) in members {
                        self.0.push(name.clone());
                        self.of(member);
                    }
                }
            }
        }
    }

    #[test]
    fn objects_are_read_as_they_are() {
        let text = r#"{"name":"lake","n":[1,-2,2.5,null,true,{"z":{},"a":18446744073709551615}]}"#;
        let read = Json::Object(object(text.as_bytes()).unwrap());
        assert_eq!(Value::deserialize(read.clone()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        let mut names = Names::default();
        names.of(&read);
        assert_eq!(names.0, ["name", "n", "z", "a"]);
        assert!(object(b"").unwrap().is_empty());
        assert!(object(b" \n").unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_decides_the_status() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
        for (body, status) in [
            (&br#"{"name":}"#[..], 400),
            (b"{\"name\":\"lake\"", 400),
            (b"{} {}", 400),
            (b"{\"a\":\"\xff\"}", 400),
            (b"[]", 422),
            (b"null", 422),
            (br#"{"a":1,"a":2}"#, 422),
            (br#"{"a":{"b":1,"b":2}}"#, 422),
            (deep.as_bytes(), 422),
        ] {
            let fault = object(body).unwrap_err();
            assert_eq!(fault.status(), status, "{}: {fault}", String::from_utf8_lossy(body));
        }
    }
}

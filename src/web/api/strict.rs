//! Reads a JSON body strictly: an object with the same key twice is refused, since readers disagree about which
//! one counts.

use std::fmt;

use api::{Fault, FaultKind};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

/// Reads one JSON object; nothing at all is an empty one.
///
/// # Errors
/// 400 if it isn't JSON, 422 if it is JSON that isn't taken.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, Fault> {
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    let mut from = serde_json::Deserializer::from_slice(body);
    let value = Strict.deserialize(&mut from).and_then(|value| from.end().map(|()| value));
    match value {
        Ok(Value::Object(fields)) => Ok(fields),
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
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if fields.contains_key(&key) {
                let shown: String = key.chars().take(60).collect();
                return Err(A::Error::custom(format_args!(
                    "the key “{}” stands twice",
                    shown.escape_debug()
                )));
            }
            let value = members.next_value_seed(self)?;
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_as_they_are() {
        let read = object(br#"{"name":"lake","n":[1,-2,2.5,null,true,{"a":{}}]}"#).unwrap();
        assert_eq!(Value::Object(read), serde_json::json!({"name":"lake","n":[1,-2,2.5,null,true,{"a":{}}]}));
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

//! What of a JSON Schema is refused so that no record can take long: references to elsewhere or in circles, and
//! references that multiply each other.

use std::collections::HashMap;

use serde_json::Value;

/// The most parts of a schema, with each reference counted as what it refers to.
const MOST_PARTS: u64 = 10_000;
/// The most references on the way to a part.
const DEEPEST: usize = 32;
/// Keywords whose values are data.
const DATA: [&str; 4] = ["const", "default", "enum", "examples"];
/// Keywords whose values hold schemas by name; a name there is no keyword.
const NAMED: [&str; 6] =
    ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];
/// Keywords that lead elsewhere in ways that aren't followed here.
const ELSEWHERE: [&str; 4] = ["$dynamicRef", "$recursiveRef", "$dynamicAnchor", "$recursiveAnchor"];

/// Checks a schema's size and references.
///
/// # Errors
/// What isn't taken.
pub(super) fn check(schema: &Value) -> Result<(), String> {
    let mut walk = Walk { root: schema, targets: HashMap::new() };
    let parts = walk.parts(schema, true, 0)?;
    if parts > MOST_PARTS {
        return Err("its references multiply to more than 10,000 parts".into());
    }
    Ok(())
}

struct Walk<'a> {
    root: &'a Value,
    /// The parts of what was referred to; `None` while it is being counted.
    targets: HashMap<&'a str, Option<u64>>,
}

impl<'a> Walk<'a> {
    fn parts(&mut self, value: &'a Value, root: bool, depth: usize) -> Result<u64, String> {
        let mut sum: u64 = 1;
        match value {
            Value::Array(items) => {
                for item in items {
                    sum = sum.saturating_add(self.parts(item, false, depth)?);
                }
            }
            Value::Object(fields) => {
                for (key, inner) in fields {
                    let more = match (key.as_str(), inner) {
                        ("$ref", Value::String(to)) => self.target(to, depth)?,
                        ("$id" | "id", Value::String(_)) if !root => {
                            return Err(format!("a nested {key} is not taken here"));
                        }
                        (key, Value::String(_) | Value::Bool(_)) if ELSEWHERE.contains(&key) => {
                            return Err(format!("{key} is not taken here; use $ref"));
                        }
                        (key, _) if DATA.contains(&key) => 1,
                        (key, Value::Object(named)) if NAMED.contains(&key) => {
                            let mut sum: u64 = 1;
                            for inner in named.values() {
                                sum = sum.saturating_add(self.parts(inner, false, depth)?);
                            }
                            sum
                        }
                        (_, inner) => self.parts(inner, false, depth)?,
                    };
                    sum = sum.saturating_add(more);
                }
            }
            _ => {}
        }
        Ok(sum)
    }

    fn target(&mut self, to: &'a str, depth: usize) -> Result<u64, String> {
        match self.targets.get(to) {
            Some(Some(parts)) => return Ok(*parts),
            Some(None) => return Err(format!("$ref {to} leads in a circle; that is not taken here")),
            None => {}
        }
        let Some(pointer) = to.strip_prefix('#') else {
            return Err(format!("$ref {to} leads elsewhere; only references within the schema are taken"));
        };
        if depth >= DEEPEST {
            return Err(format!("$ref {to} is the end of more than {DEEPEST} references in a row"));
        }
        let found = match pointer {
            "" => Some(self.root),
            pointer if pointer.starts_with('/') && !pointer.contains('%') => self.root.pointer(pointer),
            _ => None,
        };
        let found = found.ok_or_else(|| format!("$ref {to} leads nowhere; write it as #/$defs/name"))?;
        // The whole schema and what is around the reference lead back to it.
        if std::ptr::eq(found, self.root) {
            return Err(format!("$ref {to} leads in a circle; that is not taken here"));
        }
        self.targets.insert(to, None);
        let parts = self.parts(found, false, depth + 1)?;
        self.targets.insert(to, Some(parts));
        Ok(parts)
    }
}
